using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>What watches a run. A struct type parameter, so that watching nothing costs nothing.</summary>
internal interface IRunObserver
{
    /// <summary>False compiles every call away.</summary>
    static abstract bool Active { get; }

    /// <summary>An instruction's waits are answered; <paramref name="number"/> counts a semaphore's waits from 1.</summary>
    void Waited(int core, UnitId consumer, int semaphore, long number);

    /// <summary>An instruction has signalled.</summary>
    void Signalled(int core, UnitId producer, int semaphore);

    /// <summary>Control has read or written a scalar.</summary>
    void Scalar(int core, int programCounter, MachineMemory memory, long address, int bytes, bool write, long value);

    /// <summary>A branch or dispatch has decided.</summary>
    void Decided(int core, int programCounter, int target);

    /// <summary>A unit instruction has executed.</summary>
    void Executed(in ExecutedInstruction instruction);
}

/// <summary>Watches nothing.</summary>
internal readonly struct NoObserver : IRunObserver
{
    /// <inheritdoc/>
    public static bool Active => false;

    /// <inheritdoc/>
    public void Waited(int core, UnitId consumer, int semaphore, long number) { }

    /// <inheritdoc/>
    public void Signalled(int core, UnitId producer, int semaphore) { }

    /// <inheritdoc/>
    public void Scalar(int core, int programCounter, MachineMemory memory, long address, int bytes, bool write, long value) { }

    /// <inheritdoc/>
    public void Decided(int core, int programCounter, int target) { }

    /// <inheritdoc/>
    public void Executed(in ExecutedInstruction instruction) { }
}
