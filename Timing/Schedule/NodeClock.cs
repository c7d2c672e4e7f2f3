using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Timing;

/// <summary>What the scoreboard knows of one graph node.</summary>
internal struct NodeClock
{
    private long began;
    private bool isSeen;

    /// <summary>Start of its first instruction; −1 before.</summary>
    public readonly long Start => isSeen ? began : -1;
    /// <summary>Completion of its last instruction.</summary>
    public long End { get; private set; }
    /// <summary>Busy cycles by kind of unit.</summary>
    public KindVector Busy;
    /// <summary>Stalls in front of its instructions.</summary>
    public StallVector Stalls;

    /// <summary>Adds an instruction's time.</summary>
    public void Add(int kind, long start, long end)
    {
        began = isSeen ? Math.Min(began, start) : start;
        isSeen = true;
        End = Math.Max(End, end);
        Busy[kind] += end - start;
    }
}

/// <summary>Cycles for each kind of unit.</summary>
[InlineArray(Count)]
internal struct KindVector
{
    /// <summary>Kinds of unit.</summary>
    public const int Count = 5;

    private long first;
}
