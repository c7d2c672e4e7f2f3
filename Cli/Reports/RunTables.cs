using System;
using System.Linq;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary>A run for people.</summary>
internal static class RunTables
{
    public static void Write(RunReport report, double[] topValues, string topOutput)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{report.Model}[/] on [bold]{report.Machine}[/], {report.Cores} core(s): {report.Status}{(report.Trap is null ? "" : $": {report.Trap}")}");
        Layers(report);
        Summary(report);
        if (topValues.Length > 1)
        {
            string best = string.Join(", ", topValues.Select((v, i) => (v, i)).OrderByDescending(p => p.v).ThenBy(p => p.i).Take(5).Select(p => $"{p.i} ({p.v:G6})"));
            AnsiConsole.MarkupLineInterpolated($"largest of [bold]{topOutput}[/]: {best}");
        }
        foreach (OutputSummary output in report.Outputs)
        {
            AnsiConsole.MarkupLineInterpolated($"output [bold]{output.Name}[/] {output.Dtype}[[{string.Join(", ", output.Shape)}]] sha256 {output.Sha256[..16]}…");
        }
        foreach (string race in report.Races)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]race[/] {race}");
        }
        foreach (Difference d in report.Mismatches ?? [])
        {
            AnsiConsole.MarkupLineInterpolated($"[red]mismatch[/] {d.Output}[[{string.Join(", ", d.Index)}]]: expected {d.Expected}, got {d.Actual}; {d.Differences} of {d.Elements} differ");
        }
    }

    private static void Layers(RunReport report)
    {
        if (report.Layers is not { Count: > 0 } layers)
        {
            return;
        }
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("layer").NoWrap());
        foreach (string right in (string[])["cycles", "share", "MMAC", "util", "DRAM KiB", "largest stall"])
        {
            table.AddColumn(new TableColumn(right).RightAligned().NoWrap());
        }
        long total = Math.Max(1, report.Cycles ?? 1);
        foreach (LayerRow row in layers.Where(l => l.Cycles != 0 || l.Macs != 0))
        {
            var stall = row.Stalls.Where(s => s.Key != "idle").OrderByDescending(s => s.Value).FirstOrDefault();
            table.AddRow(
                Markup.Escape(row.Name),
                $"{row.Cycles:N0}",
                $"{100.0 * row.Cycles / total:0.0} %",
                $"{row.Macs / 1e6:0.00}",
                $"{100 * row.Utilization:0.0} %",
                $"{row.DramBytes / 1024.0:N0}",
                stall.Value == 0 ? "" : $"{stall.Key} {stall.Value:N0}");
        }
        AnsiConsole.Write(table);
    }

    private static void Summary(RunReport report)
    {
        Grid grid = new Grid().AddColumn().AddColumn();
        void Row(string name, FormattableString value) => grid.AddRow(new Text(name), new Text(FormattableString.Invariant(value)));
        if (report.Cycles is { } cycles)
        {
            Row("latency", $"{cycles:N0} cycles = {1e3 * report.Seconds!.Value:0.000} ms");
            Row("utilization", $"{100 * report.Utilization!.Value:0.0} % of the arrays' peak");
            Row("DRAM traffic", $"{(report.Bytes!["dram_read"] + report.Bytes["dram_written"]) / 1048576.0:0.00} MiB");
            Row("peak memory", $"DRAM {report.PeakMemory!["dram"] / 1048576.0:0.00} MiB, scratchpad {report.PeakMemory["scratchpad"] / 1024.0:0.0} KiB, accumulator {report.PeakMemory["accumulator"] / 1024.0:0.0} KiB");
            Row("energy", $"{report.EnergyPicojoules!.Value / 1e9:0.000} mJ ({report.EnergyTable})");
        }
        Row("work", $"{report.Instructions:N0} instructions, {report.MultiplyAccumulates / 1e6:N1} MMAC");
        Row("host", $"run {1e3 * report.HostSeconds:0.0} ms ({report.MultiplyAccumulates / Math.Max(report.HostSeconds, 1e-9) / 1e9:0.0} GMAC/s, tier {report.Tier}, {report.Threads} thread(s)); start {1e3 * report.HostStages["start"]:0} ms, cache {1e3 * report.HostStages["cache"]:0} ms, read {1e3 * report.HostStages["read"]:0} ms, compile {1e3 * report.HostStages["compile"]:0} ms, load {1e3 * report.HostStages["load"]:0} ms, timing {1e3 * report.HostStages["timing"]:0.0} ms");
        AnsiConsole.Write(grid);
    }
}
