using System;
using System.IO;
using System.Linq;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary><c>scalesim</c> writes SCALE-Sim's files, <c>conformance scalesim</c> compares them.</summary>
public sealed class ScaleSimCommandTests : IDisposable
{
    private const string Config = """
        [general]
        run_name = tiny
        [architecture_presets]
        ArrayHeight = 4
        ArrayWidth = 4
        IfmapSramSzkB = 1
        FilterSramSzkB = 1
        OfmapSramSzkB = 1
        Dataflow = os
        [run_presets]
        InterfaceBandwidth = CALC
        """;

    private readonly TemporaryFolder folder = new();

    public ScaleSimCommandTests()
    {
        File.WriteAllText(folder["config.cfg"], Config);
        File.WriteAllText(folder["t.csv"], "Layer,M,N,K,\nproduct,5,6,3,\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reports_HaveScaleSimsNamesAndNumbers()
    {
        CliRun run = CliRun.Expect(ExitCodes.Success, "scalesim", "-c", folder["config.cfg"], "-t", folder["t.csv"], "-p", folder["out"]);
        Assert.Contains("35", run.Out, StringComparison.Ordinal);
        string reports = Path.Combine(folder["out"], "tiny");
        Assert.Equal(["BANDWIDTH_REPORT.csv", "COMPUTE_REPORT.csv", "DETAILED_ACCESS_REPORT.csv"], Directory.GetFiles(reports).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            "LayerID, Total Cycles (incl. prefetch), Total Cycles, Stall Cycles, Overall Util %, Mapping Efficiency %, Compute Util %,\n0, 44, 35, 0, 16.071428571428573, 46.875, 15.624999999999996,\n",
            File.ReadAllText(Path.Combine(reports, "COMPUTE_REPORT.csv")));
    }

    [Fact]
    public void Json_SaysWhatFixedRepairs()
    {
        string[] args = ["scalesim", "-c", folder["config.cfg"], "-t", folder["t.csv"], "-i", "gemm", "--json", "--compat"];
        Assert.Equal(0, CliRun.Expect(ExitCodes.Success, [.. args, "v2"]).Json().GetProperty("repaired").GetArrayLength());
        var repaired = CliRun.Expect(ExitCodes.Success, [.. args, "fixed"]).Json();
        Assert.True(repaired.GetProperty("repaired").GetArrayLength() > 4);
        Assert.Equal(36, repaired.GetProperty("total_cycles").GetInt64());
    }

    [Fact]
    public void BadUse_IsRefused()
    {
        string config = folder["config.cfg"], topology = folder["t.csv"];
        CliRun.Expect(ExitCodes.Usage, "scalesim", "-c", config);
        CliRun.Expect(ExitCodes.Usage, "scalesim", "-c", config, "-t", topology, "--compat", "v4");
        CliRun.Expect(ExitCodes.Usage, "scalesim", "-c", config, "-t", topology, "-i", "csv");
        CliRun.Expect(ExitCodes.BadInput, "scalesim", "-c", config, "-t", folder["none.csv"]);
        Assert.Contains("t.csv:2", CliRun.Expect(ExitCodes.BadInput, "scalesim", "-c", config, "-t", topology, "-i", "conv").Error, StringComparison.Ordinal);
        File.WriteAllText(config, Config.Replace("tiny", "../tiny", StringComparison.Ordinal));
        Assert.Contains("run_name", CliRun.Expect(ExitCodes.BadInput, "scalesim", "-c", config, "-t", topology, "-p", folder["out"]).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void Conformance_CountsValues()
    {
        string run = folder["run"];
        CliRun.Expect(ExitCodes.Success, "scalesim", "-c", folder["config.cfg"], "-t", folder["t.csv"], "--compat", "v2", "-p", folder["run"]);
        run = Path.Combine(run, "tiny");
        File.Copy(folder["config.cfg"], Path.Combine(run, "config.cfg"));
        File.Copy(folder["t.csv"], Path.Combine(run, "t.csv"));
        Assert.EndsWith("32 passed, 0 failed\n", CliRun.Expect(ExitCodes.Success, "conformance", "scalesim", folder["run"], "--csv", folder["all.csv"]).Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(33, File.ReadAllLines(folder["all.csv"]).Length);

        string compute = Path.Combine(run, "COMPUTE_REPORT.csv");
        File.WriteAllText(compute, File.ReadAllText(compute).Replace(" 35,", " 34,", StringComparison.Ordinal));
        CliRun wrong = CliRun.Expect(ExitCodes.Mismatch, "conformance", "scalesim", folder["run"]);
        Assert.Contains("tiny COMPUTE_REPORT.csv Total Cycles: 1 of 1; layer 0: expected 34, got 35", wrong.Out, StringComparison.Ordinal);
        Assert.EndsWith("31 passed, 1 failed\n", wrong.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        File.Delete(Path.Combine(run, "BANDWIDTH_REPORT.csv"));
        Assert.Contains("missing", CliRun.Expect(ExitCodes.Mismatch, "conformance", "scalesim", folder["run"]).Out, StringComparison.Ordinal);
        CliRun.Expect(ExitCodes.BadInput, "conformance", "scalesim", folder["nowhere"]);
    }
}
