using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace AccelEmu.Timing;

/// <summary>One instruction as the scoreboard sees it.</summary>
internal struct WorkItem
{
    /// <summary>No semaphore, no unit.</summary>
    public const int None = -1;

    /// <summary>Graph node + 1; 0 = none.</summary>
    public int Node;
    /// <summary>Semaphores it waits for, as indices of the scoreboard.</summary>
    public int Wait0;
    /// <summary>See <see cref="Wait0"/>.</summary>
    public int Wait1;
    /// <summary>Semaphores it signals at completion.</summary>
    public int Signal0;
    /// <summary>See <see cref="Signal0"/>.</summary>
    public int Signal1;
    /// <summary>Control only: the unit whose next instruction enters its queue at completion.</summary>
    public int Target;
    /// <summary>Cycles it occupies its unit.</summary>
    public long Busy;
    /// <summary>Cycles it occupies the read channel of DRAM.</summary>
    public long DramRead;
    /// <summary>Cycles it occupies the write channel of DRAM.</summary>
    public long DramWrite;
}

/// <summary>The instructions of one unit in program order, in chunks; a consumed chunk is used again.</summary>
internal sealed class WorkQueue
{
    private const int ChunkBits = 7;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<WorkItem[]?> chunks = [];
    private WorkItem[]? spare;

    /// <summary>Instructions added.</summary>
    public long Count { get; private set; }

    /// <summary>Position of the next instruction to start.</summary>
    public long Head { get; private set; }

    /// <summary>True when every added instruction has started.</summary>
    public bool IsEmpty => Head == Count;

    /// <summary>The next instruction to start.</summary>
    public ref readonly WorkItem Next => ref chunks[(int)(Head >> ChunkBits)]![Head & (ChunkSize - 1)];

    /// <summary>The instruction added last; there must be one that has not started.</summary>
    public ref WorkItem Last => ref chunks[(int)((Count - 1) >> ChunkBits)]![(Count - 1) & (ChunkSize - 1)];

    /// <summary>Adds behind the last.</summary>
    public void Add(in WorkItem item)
    {
        if ((Count & (ChunkSize - 1)) == 0)
        {
            chunks.Add(spare ?? new WorkItem[ChunkSize]);
            spare = null;
        }
        chunks[^1]![Count & (ChunkSize - 1)] = item;
        Count++;
    }

    /// <summary>Moves on to the next instruction.</summary>
    public void Advance()
    {
        Head++;
        if ((Head & (ChunkSize - 1)) == 0)
        {
            ref WorkItem[]? consumed = ref CollectionsMarshal.AsSpan(chunks)[(int)(Head >> ChunkBits) - 1];
            spare = consumed;
            consumed = null;
        }
    }

    /// <summary>Forgets everything; the memory of a chunk stays.</summary>
    public void Clear()
    {
        spare ??= chunks.Count > 0 ? chunks[^1] : null;
        chunks.Clear();
        Count = 0;
        Head = 0;
    }
}
