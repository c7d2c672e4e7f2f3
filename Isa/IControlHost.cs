using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>What the control interpreter needs from whoever drives it: the emulator with memories, or Timing with a trace.</summary>
public interface IControlHost
{
    /// <summary>A scalar read by <c>ld</c>; false raises the trap the host has recorded.</summary>
    bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value);

    /// <summary>A scalar written by <c>st</c>; false raises the trap the host has recorded.</summary>
    bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value);

    /// <summary>Consumes one signal, in program order.</summary>
    WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId semaphore);

    /// <summary>Produces one signal, in program order.</summary>
    void Signal(CoreState core, UnitId producer, SemaphoreId semaphore);

    /// <summary>A unit instruction reaches its queue with descriptors and registers as they are now; false raises the trap the host has recorded.</summary>
    bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word);

    /// <summary>A control or descriptor instruction has retired (its effects are in <paramref name="core"/>).</summary>
    void Retire(CoreState core, int programCounter, in InstructionHeader header, MachineWord word);

    /// <summary>An instruction was skipped because its predicate does not hold.</summary>
    void Skip(CoreState core, int programCounter, in InstructionHeader header, MachineWord word);
}

/// <summary>What a wait found.</summary>
public enum WaitOutcome : byte
{
    /// <summary>A signal was there and is consumed.</summary>
    Proceed = 0,
    /// <summary>Another core must signal first: the core suspends in front of the instruction.</summary>
    Suspend = 1,
    /// <summary>No signal can come: the semaphore's producer is this core and program order has passed it.</summary>
    Deadlock = 2,
}

/// <summary>How one step of a core ended.</summary>
public enum StepResult : byte
{
    /// <summary>An instruction retired or was skipped.</summary>
    Retired = 0,
    /// <summary>The core has halted.</summary>
    Halted = 1,
    /// <summary>The core waits for another core; nothing has changed.</summary>
    Suspended = 2,
    /// <summary>A trap; the program counter names the instruction, nothing of it has happened.</summary>
    Trapped = 3,
    /// <summary>A yield; the program counter is behind it.</summary>
    Yielded = 4,
}
