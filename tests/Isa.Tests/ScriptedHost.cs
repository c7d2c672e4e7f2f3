using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa.Tests;

/// <summary>Answers from the arguments and a count of calls alone, refusals among them, and keeps a hash of everything it was asked.</summary>
internal abstract class ScriptedHost
{
    /// <summary>Of every call but those that only watch.</summary>
    public StateHash Asked = new();

    public bool TryLoadQuickly(CoreState core, Space space, long address, DType type, out long value)
    {
        value = 0;
        return false;
    }

    public bool TryStoreQuickly(CoreState core, Space space, long address, DType type, long value) => false;

    public bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
    {
        Asked.Add(1, core.ProgramCounter, (long)space, address, (long)type);
        value = (long)Asked.Value >> (int)(8 * (Asked.Value & 7));
        return Asked.Value % 16 != 0 || core.Raise(TrapKind.OutOfBounds, "ld", "address", $"{address}", "others");
    }

    public bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value)
    {
        Asked.Add(2, core.ProgramCounter, (long)space, address, (long)type, value);
        return Asked.Value % 16 != 0 || core.Raise(TrapKind.OutOfBounds, "st", "address", $"{address}", "others");
    }

    public WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking)
    {
        Asked.Add(3, core.ProgramCounter, (long)consumer.Kind, consumer.Instance, first.Index, second.Index);
        lacking = first;
        return (Asked.Value % 8) switch { 0 => WaitOutcome.Suspend, 1 => WaitOutcome.Deadlock, _ => WaitOutcome.Proceed };
    }

    public void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second) =>
        Asked.Add(4, core.ProgramCounter, (long)consumer.Kind, consumer.Instance, first.Index, second.Index);

    public void Signal(CoreState core, UnitId producer, SemaphoreId semaphore) =>
        Asked.Add(5, core.ProgramCounter, core.Counters[(int)EventCounter.Retired], (long)producer.Kind, semaphore.Index);

    public bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word)
    {
        Asked.Add(6, core.ProgramCounter, programCounter, core.Counters[(int)EventCounter.Retired], (long)header.Encode().Low, (long)word.Low, (long)word.High);
        return Asked.Value % 8 != 0 || core.Raise(TrapKind.BadOperand, "unit", "x", "1", "2");
    }
}

/// <summary>A host that is told every decision and retirement.</summary>
internal sealed class WatchingHost : ScriptedHost, IControlHost
{
    public static bool Watches => true;

    /// <summary>Of what it was told, with the state it found.</summary>
    public StateHash Told = new();

    public void Decide(CoreState core, int programCounter, int target) => Told.Add(7, core.ProgramCounter, programCounter, target);

    public void Retire(CoreState core, int programCounter, MachineWord word) =>
        Told.Add(8, core.ProgramCounter, programCounter, core.Counters[(int)EventCounter.Retired], (long)word.Low, (long)word.High, core.LoopDepth);

    public void Skip(CoreState core, int programCounter, MachineWord word) =>
        Told.Add(9, core.ProgramCounter, programCounter, core.Counters[(int)EventCounter.PredicatedOff], (long)word.Low, (long)word.High);
}

/// <summary>A host that wants to know no more than it must.</summary>
internal sealed class QuietHost : ScriptedHost, IControlHost
{
    public static bool Watches => false;

    public void Decide(CoreState core, int programCounter, int target) => throw new InvalidOperationException("not wanted");

    public void Retire(CoreState core, int programCounter, MachineWord word) => throw new InvalidOperationException("not wanted");

    public void Skip(CoreState core, int programCounter, MachineWord word) => throw new InvalidOperationException("not wanted");
}
