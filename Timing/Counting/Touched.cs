using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Highest byte behind any tile that was touched, for each space; scratchpads and accumulators over all cores.</summary>
internal struct Touched
{
    /// <summary>DRAM bytes.</summary>
    public long Dram;
    /// <summary>Scratchpad bytes of the fullest core.</summary>
    public long Scratchpad;
    /// <summary>Accumulator bytes of the fullest core.</summary>
    public long Accumulator;

    /// <summary>Notes an access of <paramref name="bytes"/> from <paramref name="address"/> on.</summary>
    public void Add(Space space, long address, long bytes)
    {
        long end = bytes == 0 ? 0 : address + bytes;
        switch (space)
        {
            case Space.Dram:
                Dram = Math.Max(Dram, end);
                break;
            case Space.Scratchpad:
                Scratchpad = Math.Max(Scratchpad, end);
                break;
            default:
                Accumulator = Math.Max(Accumulator, end);
                break;
        }
    }
}
