using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>What <see cref="ScaleSimCompat.Fixed"/> puts right; the other modes copy it.</summary>
public static class ScaleSimQuirks
{
    /// <summary>One line each: what SCALE-Sim reports, and what is reported instead.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Total Cycles is the index of the last cycle of a layer (one too few): the number of cycles",
        "Total Cycles (incl. prefetch) is a difference of indices (one too few): the number of cycles",
        "v3 adds every stall of a read twice, and lets a prefetch that is early shorten a stall: once, and never below 0",
        "WS and IS compute utilisation divides by L + C - 1 (the skew counted twice): by L",
        "OS OFMAP writes count R + C words a fold that nobody writes: only words written",
        "DRAM OFMAP writes count the empty slots of half-filled lines: only words written",
    ];
}
