using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AccelEmu.Timing;

/// <summary>Runs of SCALE-Sim done again, and every value of their reports compared.</summary>
public static class ScaleSimConformance
{
    private const string ConfigName = "config.cfg";
    private const string ReportEnding = "_REPORT.csv";

    private static readonly string[] DenseReports = ["COMPUTE_REPORT.csv", "BANDWIDTH_REPORT.csv", "DETAILED_ACCESS_REPORT.csv"];

    /// <summary>Folders below <paramref name="root"/> that hold a run: a config.cfg beside a topology and reports.</summary>
    public static IReadOnlyList<string> Runs(string root) =>
        [.. Directory.EnumerateFiles(root, ConfigName, SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Does a run again. The version is what its compute report's header says.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <returns>A comparison for each column of each report; a report or topology that is missing or cannot be used is one that failed.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<ScaleSimColumnCheck> Check(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string[] topologies = [.. Directory.EnumerateFiles(folder, "*.csv").Where(f => !f.EndsWith(ReportEnding, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (topologies.Length != 1)
        {
            return [ScaleSimColumnCheck.Broken("topology", "", $"{topologies.Length} topology csv files beside {ConfigName}; legal: 1")];
        }
        Dictionary<string, string> ours;
        try
        {
            ScaleSimReport report = ScaleSimModel.Run(
                ScaleSimConfigFile.Parse(ConfigName, File.ReadAllText(Path.Combine(folder, ConfigName))),
                ScaleSimTopology.Parse(Path.GetFileName(topologies[0]), File.ReadAllText(topologies[0])),
                CompatOf(folder));
            ours = ScaleSimReportFiles.Write(report).ToDictionary(f => f.Name, f => f.Text);
        }
        catch (ScaleSimException e)
        {
            return [ScaleSimColumnCheck.Broken("run", "", e.Message)];
        }
        IEnumerable<string> theirs = Directory.EnumerateFiles(folder, "*" + ReportEnding).Select(f => Path.GetFileName(f)!);
        return [.. theirs.Union(ours.Keys).Order(StringComparer.Ordinal).SelectMany(name => Compare(folder, name, ours.GetValueOrDefault(name)))];
    }

    private static ScaleSimCompat CompatOf(string folder)
    {
        string compute = Path.Combine(folder, DenseReports[0]);
        return File.Exists(compute) && !File.ReadLines(compute).First().Contains("incl. prefetch", StringComparison.Ordinal) ? ScaleSimCompat.V2 : ScaleSimCompat.V3;
    }

    private static IEnumerable<ScaleSimColumnCheck> Compare(string folder, string name, string? ours)
    {
        string file = Path.Combine(folder, name);
        return !File.Exists(file) ? [ScaleSimColumnCheck.Broken(name, "", "the file is missing in the run")]
            : ours is null ? [ScaleSimColumnCheck.Broken(name, "", "not a report of this configuration")]
            : ReportComparison.Compare(name, File.ReadAllText(file), ours);
    }
}

/// <summary>One column of one report, compared.</summary>
/// <param name="Report">File name.</param>
/// <param name="Column">Column title.</param>
/// <param name="Passed">Equal values.</param>
/// <param name="Failed">Others; missing ones count.</param>
/// <param name="Reason">The first one that differs; empty when none does.</param>
public sealed record ScaleSimColumnCheck(string Report, string Column, int Passed, int Failed, string Reason)
{
    internal static ScaleSimColumnCheck Broken(string report, string column, string reason) => new(report, column, 0, 1, reason);
}
