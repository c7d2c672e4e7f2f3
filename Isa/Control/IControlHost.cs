using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>
/// What the control interpreter needs from whoever drives it: the emulator with memories, or Timing with a trace. The order within one instruction
/// is: <see cref="Wait"/>, then <see cref="Issue"/> or the control effect and <see cref="Retire"/>, then <see cref="Signal"/>. A method that
/// returns false has called <see cref="CoreState.Raise(TrapKind, string, string, string, string)"/>.
/// </summary>
public interface IControlHost
{
    /// <summary>
    /// Whether <see cref="Decide"/>, <see cref="Retire"/> and <see cref="Skip"/> are wanted. Without them control runs faster: it keeps the core's program
    /// counter and count of retired instructions up to date only for the other calls, and not even for quick loads and stores.
    /// </summary>
    static abstract bool Watches { get; }

    /// <summary>
    /// The read of <see cref="TryLoadScalar"/> when nothing but the bytes is needed: no trap, nobody to tell. False: nothing has happened, ask again in full.
    /// It should not call anything: the loop of plain instructions keeps its state in registers.
    /// </summary>
    bool TryLoadQuickly(CoreState core, Space space, long address, DType type, out long value);

    /// <summary>The write of <see cref="TryStoreScalar"/>, as <see cref="TryLoadQuickly"/>.</summary>
    bool TryStoreQuickly(CoreState core, Space space, long address, DType type, long value);

    /// <summary>A scalar read by <c>ld</c>, sign- or zero-extended by type; false raises the trap the host has recorded in the core.</summary>
    bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value);

    /// <summary>A scalar written by <c>st</c>; false raises the trap the host has recorded in the core.</summary>
    bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value);

    /// <summary>
    /// Consumes one signal of each named semaphore, or, when one of them is lacking, none at all. <paramref name="first"/> is never none;
    /// <paramref name="second"/> may be; both may be the same, which takes two signals.
    /// </summary>
    /// <param name="core">The core.</param>
    /// <param name="consumer">The unit that waits.</param>
    /// <param name="first">A semaphore.</param>
    /// <param name="second">Another, or none.</param>
    /// <param name="lacking">The semaphore without a signal, unless the outcome is <see cref="WaitOutcome.Proceed"/>.</param>
    WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking);

    /// <summary>Gives back what <see cref="Wait"/> has consumed: the instruction has trapped, so nothing of it has happened.</summary>
    void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second);

    /// <summary>Produces one signal, in program order.</summary>
    void Signal(CoreState core, UnitId producer, SemaphoreId semaphore);

    /// <summary>
    /// A unit instruction (<c>sync</c> included) reaches its queue with descriptors and registers as they are now; false raises the trap the host
    /// has recorded in the core. The core's program counter still names the instruction.
    /// </summary>
    bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word);

    /// <summary>A <c>branch</c> or <c>dispatch</c> has decided where to go; loop ends are not looked at yet.</summary>
    void Decide(CoreState core, int programCounter, int target);

    /// <summary>A control or descriptor instruction has retired (its effects, the next program counter included, are in <paramref name="core"/>).</summary>
    void Retire(CoreState core, int programCounter, MachineWord word);

    /// <summary>An instruction was skipped because its predicate does not hold: no wait, no effect, no signal.</summary>
    void Skip(CoreState core, int programCounter, MachineWord word);
}

/// <summary>What a wait found.</summary>
public enum WaitOutcome : byte
{
    /// <summary>The signals were there and are consumed.</summary>
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
    /// <summary>The core has halted; the program counter stays at its <c>halt</c>.</summary>
    Halted = 1,
    /// <summary>The core waits for another core; nothing has changed.</summary>
    Suspended = 2,
    /// <summary>A trap, in <see cref="CoreState.Trap"/>; the program counter names the instruction, nothing of it has happened.</summary>
    Trapped = 3,
    /// <summary>A yield, in <see cref="CoreState.YieldCode"/> and <see cref="CoreState.YieldBuffer"/>; the program counter is behind it.</summary>
    Yielded = 4,
}
