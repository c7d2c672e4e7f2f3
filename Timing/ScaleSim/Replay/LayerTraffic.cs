namespace AccelEmu.Timing;

/// <summary>What the replay of a layer gives.</summary>
internal sealed record LayerTraffic
{
    /// <summary>Cycle on which the last line is served.</summary>
    public required long LastCycle { get; init; }
    /// <summary>Cycles the array waited.</summary>
    public required long Stalls { get; init; }
    public required Span InputSram { get; init; }
    public required Span FilterSram { get; init; }
    public required Span OutputSram { get; init; }
    public required DramTraffic InputDram { get; init; }
    public required DramTraffic FilterDram { get; init; }
    public required DramTraffic OutputDram { get; init; }
}

/// <summary>First and last cycle.</summary>
internal readonly record struct Span(long Start, long Stop);

/// <summary>First and last cycle and words of a DRAM interface.</summary>
internal readonly record struct DramTraffic(long Start, long Stop, long Words);
