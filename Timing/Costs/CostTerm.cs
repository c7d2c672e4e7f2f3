using System.Runtime.CompilerServices;

namespace AccelEmu.Timing;

/// <summary>The named parts of a unit's busy cycles; they add up exactly. Formulas: docs/timing-model.md.</summary>
public enum CostTerm : byte
{
    /// <summary>Control: one cycle a word.</summary>
    Issue = 0,
    /// <summary>Cycles before the first byte of the memories read and after the last of the memories written.</summary>
    Latency = 1,
    /// <summary>Cycles a transfer takes on its slowest side.</summary>
    Transfer = 2,
    /// <summary>Cycles of the hop to or from another core.</summary>
    Link = 3,
    /// <summary>Cycles until the first block of a layout conversion is complete.</summary>
    Convert = 4,
    /// <summary>Array steps that fill.</summary>
    Fill = 5,
    /// <summary>Array steps that stream.</summary>
    Stream = 6,
    /// <summary>Array steps that drain.</summary>
    Drain = 7,
    /// <summary>Change of shape or dataflow.</summary>
    Reconfigure = 8,
    /// <summary>Start of the vector unit.</summary>
    Start = 9,
    /// <summary>Vector passes over the elements.</summary>
    Lanes = 10,
    /// <summary>Transcendental functions.</summary>
    Transcendental = 11,
    /// <summary>Compute waits for scratchpad bandwidth.</summary>
    ScratchpadStall = 12,
    /// <summary>Compute waits for accumulator bandwidth.</summary>
    AccumulatorStall = 13,
    /// <summary>Compute waits for DRAM or link bandwidth of operands that are not local.</summary>
    RemoteStall = 14,
}

/// <summary>Cycles for each <see cref="CostTerm"/>.</summary>
[InlineArray(Count)]
internal struct TermVector
{
    /// <summary>Members of <see cref="CostTerm"/>.</summary>
    public const int Count = 15;

    private long first;

    /// <summary>The cycles of one term.</summary>
    public long this[CostTerm term]
    {
        readonly get => this[(int)term];
        set => this[(int)term] = value;
    }

    /// <summary>Their sum.</summary>
    public readonly long Sum
    {
        get
        {
            long sum = 0;
            foreach (long value in this)
            {
                sum += value;
            }
            return sum;
        }
    }
}
