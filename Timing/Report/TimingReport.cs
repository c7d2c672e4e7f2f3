using System.Collections.Immutable;

namespace AccelEmu.Timing;

/// <summary>Time, events, memory and energy of one run of a program on a machine.</summary>
public sealed record TimingReport
{
    /// <summary>The program's name.</summary>
    public required string Program { get; init; }
    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }
    /// <summary>Cycles from the first issue to the last completion.</summary>
    public required long Cycles { get; init; }
    /// <summary>The same in seconds at the machine's clock.</summary>
    public required double Seconds { get; init; }
    /// <summary>Words issued by all cores.</summary>
    public required long Instructions { get; init; }
    /// <summary>Multiply-accumulates of all arrays; dense, padded taps included.</summary>
    public required long Macs { get; init; }
    /// <summary>MACs / (cycles · processing elements of the machine), 0..1.</summary>
    public required double Utilization { get; init; }
    /// <summary>Counts.</summary>
    public required Tally<EventKind> Events { get; init; }
    /// <summary>Every unit of every core with code.</summary>
    public required ImmutableArray<UnitReport> Units { get; init; }
    /// <summary>Every node with instructions, in the program's order, after the row of no node.</summary>
    public required ImmutableArray<LayerReport> Layers { get; init; }
    /// <summary>Memory planned and touched.</summary>
    public required MemoryReport Memory { get; init; }
    /// <summary>Energy of the counted events.</summary>
    public required EnergyReport Energy { get; init; }

    /// <summary>The whole report as stable text: equal runs give equal texts.</summary>
    public override string ToString() => TimingReportText.Write(this);
}
