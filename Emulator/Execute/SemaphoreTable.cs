using System;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>Signals and waits so far of every declared semaphore.</summary>
internal sealed class SemaphoreTable
{
    private const int IdsPerCore = 256;
    private readonly MachineProgram program;
    private readonly int[] index;

    /// <summary>The semaphores of <paramref name="program"/> at start.</summary>
    public SemaphoreTable(MachineProgram program, int cores)
    {
        this.program = program;
        Signals = new long[program.Semaphores.Length];
        Waits = new long[program.Semaphores.Length];
        index = new int[cores * IdsPerCore];
        Array.Fill(index, -1);
        for (int i = 0; i < program.Semaphores.Length; i++)
        {
            SemaphoreDeclaration declaration = program.Semaphores[i];
            index[(declaration.ProducerCore * IdsPerCore) + declaration.Id.Index] = i;
            index[(declaration.ConsumerCore * IdsPerCore) + declaration.Id.Index] = i;
        }
    }

    /// <summary>No semaphores.</summary>
    public static SemaphoreTable Empty { get; } = new(new MachineProgram(), 0);

    /// <summary>Signals so far, by declaration.</summary>
    public long[] Signals { get; }

    /// <summary>Answered waits so far, by declaration.</summary>
    public long[] Waits { get; }

    /// <summary>Position of the declaration a core means by an id.</summary>
    public int Find(int core, SemaphoreId id) => index[(core * IdsPerCore) + id.Index];

    /// <summary>The declaration at a position.</summary>
    public SemaphoreDeclaration this[int semaphore] => program.Semaphores[semaphore];

    /// <summary>Waits that would be answered now.</summary>
    public long Available(int semaphore) => program.Semaphores[semaphore].Initial + Signals[semaphore] - Waits[semaphore];

    /// <summary>Back to the start.</summary>
    public void Reset()
    {
        Array.Clear(Signals);
        Array.Clear(Waits);
    }
}
