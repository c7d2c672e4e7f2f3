using System;
using System.Linq;
using AccelEmu.Timing;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary>SCALE-Sim's reports for people.</summary>
internal static class ScaleSimTables
{
    public static void Write(ScaleSimReport report, string? folder)
    {
        ScaleSimConfig config = report.Config;
        AnsiConsole.MarkupLineInterpolated($"[bold]{config.RunName}[/]: {config.Rows}×{config.Columns} {Json.Name(config.Dataflow)}, {(config.UserBandwidth ? $"{config.Bandwidth} words a cycle" : "as much bandwidth as it needs")}, numbers of {Json.Name(report.Compat)}");
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("layer").NoWrap());
        foreach (string title in (string[])["cycles", "stalls", "util", "mapping", "SRAM kwords", "DRAM kwords"])
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }
        foreach (ScaleSimLayerReport layer in report.Layers)
        {
            table.AddRow(
                Markup.Escape(layer.Name),
                $"{layer.TotalCycles:N0}",
                $"{layer.StallCycles:N0}",
                $"{layer.OverallUtilization:0.0} %",
                $"{layer.MappingEfficiency:0.0} %",
                $"{(layer.Ifmap.Words + layer.Filter.Words + layer.Ofmap.Words) / 1e3:N0}",
                $"{(layer.IfmapDram.Words + layer.FilterDram.Words + layer.OfmapDram.Words) / 1e3:N0}");
        }
        AnsiConsole.Write(table);
        long macs = report.Layers.Sum(l => l.Macs);
        AnsiConsole.MarkupLineInterpolated($"total: [bold]{report.TotalCycles:N0}[/] cycles, {report.Layers.Sum(l => l.StallCycles):N0} of them stalls, {macs / 1e6:N1} MMAC, {100.0 * macs / ((double)report.TotalCycles * config.Rows * config.Columns):0.0} % of the array");
        if (report.Compat == ScaleSimCompat.Fixed)
        {
            AnsiConsole.WriteLine("put right (what SCALE-Sim reports: what is reported here):");
            foreach (string quirk in ScaleSimQuirks.All)
            {
                AnsiConsole.WriteLine($"  {quirk}");
            }
        }
        if (folder is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"reports in {folder}");
        }
    }
}
