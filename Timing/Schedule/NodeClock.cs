using System;

namespace AccelEmu.Timing;

/// <summary>What the scoreboard knows of one graph node.</summary>
internal sealed class NodeClock
{
    /// <summary>Kinds of unit.</summary>
    public const int Kinds = 5;

    /// <summary>Start of its first instruction; −1 before.</summary>
    public long Start { get; private set; } = -1;
    /// <summary>Completion of its last instruction.</summary>
    public long End { get; private set; }
    /// <summary>Busy cycles by kind of unit.</summary>
    public long[] Busy { get; } = new long[Kinds];
    /// <summary>Stalls in front of its instructions.</summary>
    public StallVector Stalls;

    /// <summary>Adds an instruction's time.</summary>
    public void Add(int kind, long start, long end)
    {
        Start = Start < 0 ? start : Math.Min(Start, start);
        End = Math.Max(End, end);
        Busy[kind] += end - start;
    }
}
