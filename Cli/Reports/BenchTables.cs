using System;
using System.Globalization;
using System.Linq;
using AccelEmu.Measurement;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary>A run of benches for people.</summary>
internal static class BenchTables
{
    private const int FileWidth = 200;
    private static readonly string[] Numbers = ["threads", "time", "G/s", "peak", "of peak", "× baseline", "cores"];

    public static void Write(BenchDocument document)
    {
        if (Console.IsOutputRedirected)
        {
            // A file has no width: rows stay whole.
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, FileWidth);
        }
        AnsiConsole.MarkupLineInterpolated($"[bold]{document.Cpu}[/], {document.Processors} processor(s); tiers {string.Join(", ", document.Tiers)}; compared with {document.Runtime ?? "naive loops"}");
        foreach (string family in document.Families)
        {
            Table table = new Table().Border(TableBorder.Simple).Title($"[bold]{family}[/]").AddColumns("kernel", "shape", "tier");
            foreach (string right in Numbers)
            {
                table.AddColumn(new TableColumn(right).RightAligned());
            }
            table.AddColumn("baseline");
            foreach (BenchRow row in document.Rows.Where(r => r.Family == family))
            {
                table.AddRow(
                    Markup.Escape(row.Kernel),
                    Markup.Escape(row.Shape),
                    row.Tier,
                    Text($"{row.Threads}"),
                    Time(row.Seconds),
                    row.Gmacs > 0 ? Figure(row.Gmacs) : "",
                    row.PeakGmacs is { } peak ? Figure(peak) : "",
                    row.RatioToPeak is { } share ? Text($"{100 * share:0.0} %") : "",
                    row.RatioToBaseline is { } ratio ? Text($"{ratio:0.00}") : "",
                    row.OwnCores is { } cores ? Text($"{(row.HadCores == false ? "[red]" : "[green]")}{cores:0.00}[/]") : "",
                    row.Baseline ?? "");
            }
            AnsiConsole.Write(table);
        }
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]This process got {document.OwnCores:0.00} processors, everyone {document.BusyCores ?? 0:0.00}. Where it is red, others were in the way; × baseline is our speed over theirs.[/]");
    }

    private static string Time(double seconds) => seconds switch
    {
        0 => "",
        < 1e-6 => Text($"{seconds * 1e9:0.00} ns"),
        < 1e-3 => Text($"{seconds * 1e6:0.0} µs"),
        < 1 => Text($"{seconds * 1e3:0.00} ms"),
        _ => Text($"{seconds:0.00} s"),
    };

    private static string Figure(double value) => value.ToString(value >= 1 ? "0.0" : "0.0000", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
