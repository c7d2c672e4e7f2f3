using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>Every value of every report of the runs in the data folder.</summary>
public sealed class ConformanceTests
{
    private const int Runs = 73;

    [Fact]
    public void AllRuns_AreReproduced()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        IReadOnlyList<string> runs = ScaleSimConformance.Runs(SharedData.PathOf("timing", "scalesim"));
        Assert.Equal(Runs, runs.Count);
        int values = 0;
        List<string> failures = [];
        foreach (string run in runs)
        {
            foreach (ScaleSimColumnCheck check in ScaleSimConformance.Check(run))
            {
                values += check.Passed;
                if (check.Failed > 0)
                {
                    failures.Add($"{Path.GetFileName(run)} {check.Report} {check.Column}: {check.Failed} of {check.Passed + check.Failed}, {check.Reason}");
                }
            }
        }
        Assert.True(failures.Count == 0, $"{values} passed\n{string.Join('\n', failures.Take(60))}");
        Assert.True(values > 30_000, $"only {values} values");
    }

    [Fact]
    public void AllRuns_AreReproducedToTheLastByte()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        List<string> different = [];
        foreach (string run in ScaleSimConformance.Runs(SharedData.PathOf("timing", "scalesim")))
        {
            string topology = Directory.EnumerateFiles(run, "*.csv").Single(f => !f.EndsWith("_REPORT.csv", System.StringComparison.Ordinal));
            bool v2 = Path.GetFileName(run).StartsWith("v2", System.StringComparison.Ordinal);
            ScaleSimReport report = ScaleSimModel.Run(
                ScaleSimConfigFile.Parse("config.cfg", File.ReadAllText(Path.Combine(run, "config.cfg"))),
                ScaleSimTopology.Parse("topology", File.ReadAllText(topology)),
                v2 ? ScaleSimCompat.V2 : ScaleSimCompat.V3);
            different.AddRange(ScaleSimReportFiles.Write(report).Where(f => File.ReadAllText(Path.Combine(run, f.Name)) != f.Text).Select(f => $"{run} {f.Name}"));
        }
        Assert.Empty(different);
    }
}
