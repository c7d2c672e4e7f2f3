using System.Runtime.CompilerServices;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Why a unit stands still between two instructions. Busy cycles plus these add up to the total of the run.</summary>
public enum StallCause : byte
{
    /// <summary>A semaphore control signals.</summary>
    WaitControl = 0,
    /// <summary>A semaphore a load queue signals.</summary>
    WaitLoad = 1,
    /// <summary>A semaphore a store queue signals.</summary>
    WaitStore = 2,
    /// <summary>A semaphore a matrix array signals.</summary>
    WaitMatrix = 3,
    /// <summary>A semaphore a vector unit signals.</summary>
    WaitVector = 4,
    /// <summary>Control has not issued the instruction yet.</summary>
    Issue = 5,
    /// <summary>Another request holds the DRAM channel.</summary>
    Dram = 6,
    /// <summary>Nothing left to do.</summary>
    Idle = 7,
}

/// <summary>Cycles for each <see cref="StallCause"/>.</summary>
[InlineArray(Count)]
internal struct StallVector
{
    /// <summary>Members of <see cref="StallCause"/>.</summary>
    public const int Count = 8;

    private long first;

    /// <summary>The cycles of one cause.</summary>
    public long this[StallCause cause]
    {
        readonly get => this[(int)cause];
        set => this[(int)cause] = value;
    }

    /// <summary>The cause "waits for a signal of a unit of this kind".</summary>
    public static StallCause WaitFor(UnitKind producer) => (StallCause)producer;
}
