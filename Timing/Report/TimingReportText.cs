using System.Globalization;
using System.Text;

namespace AccelEmu.Timing;

/// <summary>The stable text form of a report: every figure, independent of culture, machine and time of day.</summary>
internal static class TimingReportText
{
    /// <summary>Writes all of <paramref name="report"/>.</summary>
    public static string Write(TimingReport report)
    {
        StringBuilder text = new();
        CultureInfo culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"program {report.Program} on {report.Machine}\n");
        text.Append(culture, $"cycles {report.Cycles} seconds {report.Seconds:R} instructions {report.Instructions} macs {report.Macs} utilization {report.Utilization:R}\n");
        text.Append(culture, $"events {report.Events}\n");
        MemoryReport memory = report.Memory;
        text.Append(culture, $"planned dram {memory.DramPlanned} scratchpad {memory.ScratchpadPlanned} accumulator {memory.AccumulatorPlanned}\n");
        text.Append(culture, $"touched dram {memory.DramTouched} scratchpad {memory.ScratchpadTouched} accumulator {memory.AccumulatorTouched}\n");
        foreach (UnitReport unit in report.Units)
        {
            text.Append(culture, $"unit {unit.Core}.{unit.Unit} instructions {unit.Instructions} busy {unit.Busy} queued {unit.Queued} terms {unit.Terms} stalls {unit.Stalls}\n");
        }
        foreach (LayerReport layer in report.Layers)
        {
            text.Append(culture, $"layer {layer.Node} '{layer.Name}' {layer.Start}..{layer.End} cycles {layer.Cycles} utilization {layer.Utilization:R} busy {layer.Busy} terms {layer.Terms} stalls {layer.Stalls} events {layer.Events}\n");
        }
        text.Append(culture, $"energy {report.Energy.Table} picojoules {report.Energy.Picojoules:R}");
        foreach (EnergyEntry entry in report.Energy.Entries)
        {
            text.Append(culture, $" {entry.Kind}={entry.Picojoules:R}");
        }
        return text.Append('\n').ToString();
    }
}
