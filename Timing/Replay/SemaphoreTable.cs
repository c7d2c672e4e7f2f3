using System;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Semaphores of a program: which one an id means on a core, and the credits in program order.</summary>
internal sealed class SemaphoreTable
{
    private readonly ImmutableArray<SemaphoreDeclaration> declarations;
    private readonly int[] byCore;
    private readonly long[] credits;

    /// <summary>All semaphores with their initial credits.</summary>
    public SemaphoreTable(MachineProgram program)
    {
        declarations = program.Semaphores;
        byCore = new int[program.Code.Length * 256];
        Array.Fill(byCore, WorkItem.None);
        credits = new long[declarations.Length];
        for (int s = 0; s < declarations.Length; s++)
        {
            SemaphoreDeclaration declaration = declarations[s];
            byCore[(declaration.ProducerCore * 256) + declaration.Id.Index] = s;
            byCore[(declaration.ConsumerCore * 256) + declaration.Id.Index] = s;
        }
        Reset();
    }

    /// <summary>Back to the initial credits.</summary>
    public void Reset()
    {
        for (int s = 0; s < credits.Length; s++)
        {
            credits[s] = declarations[s].Initial;
        }
    }

    /// <summary>The declarations.</summary>
    public ImmutableArray<SemaphoreDeclaration> Declarations => declarations;

    /// <summary>Index of a semaphore as a core names it; <see cref="WorkItem.None"/> for none.</summary>
    public int Find(int core, SemaphoreId id) => id.IsNone ? WorkItem.None : byCore[(core * 256) + id.Index];

    /// <summary>Takes one credit of each named semaphore, or none at all.</summary>
    public WaitOutcome Take(int core, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking)
    {
        int a = Find(core, first);
        int b = Find(core, second);
        lacking = credits[a] < (a == b ? 2 : 1) ? first : b >= 0 && credits[b] < 1 ? second : default;
        if (!lacking.IsNone)
        {
            return declarations[Find(core, lacking)].ProducerCore == core ? WaitOutcome.Deadlock : WaitOutcome.Suspend;
        }
        credits[a]--;
        if (b >= 0)
        {
            credits[b]--;
        }
        return WaitOutcome.Proceed;
    }

    /// <summary>Adds one credit.</summary>
    public void Give(int core, SemaphoreId id)
    {
        if (!id.IsNone)
        {
            credits[Find(core, id)]++;
        }
    }
}
