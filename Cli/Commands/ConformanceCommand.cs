using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using AccelEmu.Timing;

namespace AccelEmu.Cli;

/// <summary><c>accelemu conformance SUITE DIR</c>: this program against recorded results of others, value by value.</summary>
internal static class ConformanceCommand
{
    public static Command Build() => new("conformance", "Compares with recorded results of other programs, value by value. Example: accelemu conformance scalesim data/timing/scalesim") { ScaleSim() };

    private static Command ScaleSim()
    {
        Argument<string> folder = new("dir") { HelpName = "dir", Description = "Folder with runs of SCALE-Sim: each a folder with config.cfg, its topology csv and the reports that came out." };
        Option<string?> csv = new("--csv") { Description = "File for one row for each run, report and column." };
        Command command = new("scalesim", "Does runs of SCALE-Sim again and compares every value of every report.") { folder, csv };
        command.SetAction(parsed => CommandLine.Guard(() => Run(parsed.GetValue(folder)!, parsed.GetValue(csv))));
        return command;
    }

    private static int Run(string folder, string? csv)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException($"folder '{folder}' does not exist; give one with runs of SCALE-Sim");
        }
        IReadOnlyList<string> runs = ScaleSimConformance.Runs(folder);
        if (runs.Count == 0)
        {
            throw new CliException($"no run below '{folder}'; a run is a folder with config.cfg, a topology csv and reports");
        }
        using SlowProgress progress = new(runs.Count, "runs");
        StringBuilder table = new("run,report,column,passed,failed,reason\n");
        (long passed, long failed) = (0, 0);
        foreach ((int index, string run) in runs.Index())
        {
            string name = Path.GetRelativePath(folder, run);
            foreach (ScaleSimColumnCheck check in ScaleSimConformance.Check(run))
            {
                (passed, failed) = (passed + check.Passed, failed + check.Failed);
                table.Append(CultureInfo.InvariantCulture, $"{Cell(name)},{Cell(check.Report)},{Cell(check.Column)},{check.Passed},{check.Failed},{Cell(check.Reason)}\n");
                if (check.Failed > 0)
                {
                    progress.Clear();
                    Console.WriteLine($"failed: {name} {check.Report} {check.Column}: {check.Failed} of {check.Passed + check.Failed}; {check.Reason}");
                }
            }
            progress.Report(index + 1);
        }
        progress.Clear();
        if (csv is not null)
        {
            AtomicFile.WriteText(csv, table.ToString());
        }
        Console.WriteLine($"{runs.Count} runs");
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? ExitCodes.Success : ExitCodes.Mismatch;
    }

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
