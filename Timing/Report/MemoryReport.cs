namespace AccelEmu.Timing;

/// <summary>Memory a program plans for and touches.</summary>
/// <param name="DramPlanned">DRAM bytes of the program's header.</param>
/// <param name="ScratchpadPlanned">Scratchpad bytes of the fullest core by the header.</param>
/// <param name="AccumulatorPlanned">Accumulator bytes of the fullest core by the header.</param>
/// <param name="DramTouched">Highest byte behind any tile used in DRAM.</param>
/// <param name="ScratchpadTouched">Highest byte behind any tile used in a scratchpad.</param>
/// <param name="AccumulatorTouched">Highest byte behind any tile used in an accumulator memory.</param>
public sealed record MemoryReport(long DramPlanned, long ScratchpadPlanned, long AccumulatorPlanned, long DramTouched, long ScratchpadTouched, long AccumulatorTouched);
