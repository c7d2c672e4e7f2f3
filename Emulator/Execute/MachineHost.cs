using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>What the control interpreter drives: scalar accesses, semaphores and units of a machine, watched by an observer.</summary>
/// <typeparam name="TObserver">What watches.</typeparam>
/// <param name="machine">The machine.</param>
/// <param name="observer">What watches.</param>
/// <param name="cancellation">Asked before every unit instruction.</param>
internal readonly struct MachineHost<TObserver>(MachineState machine, TObserver observer, CancellationToken cancellation) : IControlHost where TObserver : struct, IRunObserver
{
    /// <inheritdoc/>
    public static bool Watches => TObserver.Active;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLoadQuickly(CoreState core, Space space, long address, DType type, out long value)
    {
        if (TObserver.Active || !machine.Cores[core.Index].Spaces[(int)space].TryReadWord(address, out long word))
        {
            value = 0;
            return false;
        }
        int bytes = ScalarBits.Bytes(type);
        machine.Counters.Read[(int)space] += bytes;
        value = ScalarBits.Extend(word, type, bytes);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStoreQuickly(CoreState core, Space space, long address, DType type, long value)
    {
        int bytes = ScalarBits.Bytes(type);
        if (TObserver.Active || !machine.Cores[core.Index].Spaces[(int)space].TryWriteWord(address, bytes, value, ScalarBits.Mask(bytes)))
        {
            return false;
        }
        machine.Counters.Written[(int)space] += bytes;
        return true;
    }

    /// <inheritdoc/>
    public bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
    {
        value = 0;
        MachineMemory memory = machine.Memory(space, core.Index);
        int bytes = ScalarBits.Bytes(type);
        if (!memory.Contains(address, bytes))
        {
            return Outside(core, "ld", memory, address, bytes);
        }
        long word = 0;
        memory.View(address, bytes).CopyTo(MemoryMarshal.AsBytes(new Span<long>(ref word)));
        value = ScalarBits.Extend(word, type, bytes);
        machine.Counters.Read[(int)space] += bytes;
        if (TObserver.Active)
        {
            observer.Scalar(core.Index, core.ProgramCounter, memory, address, bytes, false, value);
        }
        return true;
    }

    /// <inheritdoc/>
    public bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value)
    {
        MachineMemory memory = machine.Memory(space, core.Index);
        int bytes = ScalarBits.Bytes(type);
        if (!memory.Contains(address, bytes))
        {
            return Outside(core, "st", memory, address, bytes);
        }
        memory.Touch(address, bytes);
        MemoryMarshal.AsBytes(new Span<long>(ref value))[..bytes].CopyTo(memory.View(address, bytes));
        machine.Counters.Written[(int)space] += bytes;
        if (TObserver.Active)
        {
            observer.Scalar(core.Index, core.ProgramCounter, memory, address, bytes, true, value);
        }
        return true;
    }

    /// <inheritdoc/>
    public WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking)
    {
        SemaphoreTable table = machine.Semaphores;
        int one = table.Find(core.Index, first);
        int other = second.IsNone ? -1 : table.Find(core.Index, second);
        int missing = table.Available(one) < (one == other ? 2 : 1) ? one
            : other >= 0 && table.Available(other) < 1 ? other
            : -1;
        if (missing >= 0)
        {
            lacking = table[missing].Id;
            return table[missing].ProducerCore == core.Index ? WaitOutcome.Deadlock : WaitOutcome.Suspend;
        }
        lacking = SemaphoreId.None;
        Consume(core, consumer, one);
        if (other >= 0)
        {
            Consume(core, consumer, other);
        }
        return WaitOutcome.Proceed;
    }

    /// <inheritdoc/>
    public void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second)
    {
        machine.Semaphores.Waits[machine.Semaphores.Find(core.Index, first)]--;
        if (!second.IsNone)
        {
            machine.Semaphores.Waits[machine.Semaphores.Find(core.Index, second)]--;
        }
    }

    /// <inheritdoc/>
    public void Signal(CoreState core, UnitId producer, SemaphoreId semaphore)
    {
        int index = machine.Semaphores.Find(core.Index, semaphore);
        machine.Semaphores.Signals[index]++;
        if (TObserver.Active)
        {
            observer.Signalled(core.Index, producer, index);
        }
    }

    /// <inheritdoc/>
    public bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word)
    {
        if (cancellation.IsCancellationRequested)
        {
            machine.Interrupted = true;
            return false;
        }
        if (!TObserver.Active && header.Opcode == Opcode.MatMul)
        {
            CoreResources own = machine.Cores[core.Index];
            if (own.Products.TryRun(machine, core, own.Tiles, word))
            {
                return true;
            }
        }
        UnitExecutor executor = new(machine, core, header, word);
        if (!executor.Execute())
        {
            return false;
        }
        Count(core, header);
        if (TObserver.Active)
        {
            observer.Executed(new ExecutedInstruction
            {
                Core = core.Index,
                Unit = ControlInterpreter.UnitOf(header, word),
                ProgramCounter = programCounter,
                Accesses = machine.Accesses,
                Observations = machine.Observations,
            });
        }
        return true;
    }

    /// <inheritdoc/>
    public void Decide(CoreState core, int programCounter, int target)
    {
        if (TObserver.Active)
        {
            observer.Decided(core.Index, programCounter, target);
        }
    }

    /// <inheritdoc/>
    public void Retire(CoreState core, int programCounter, MachineWord word) { }

    /// <inheritdoc/>
    public void Skip(CoreState core, int programCounter, MachineWord word) { }

    private static bool Outside(CoreState core, string mnemonic, MachineMemory memory, long address, int bytes) =>
        core.Raise(TrapKind.OutOfBounds, mnemonic, "address", $"{address}", $"0..{memory.Capacity - bytes}: {bytes} bytes in {memory} of {memory.Capacity}");

    private void Consume(CoreState core, UnitId consumer, int semaphore)
    {
        long number = ++machine.Semaphores.Waits[semaphore];
        if (TObserver.Active)
        {
            observer.Waited(core.Index, consumer, semaphore, number);
        }
    }

    private void Count(CoreState core, in InstructionHeader header)
    {
        RunCounters counters = machine.Counters;
        counters.UnitInstructions++;
        bool move = InstructionSet.Find(header.Opcode)!.Class == InstructionClass.Move;
        for (int i = 0; i < machine.Accesses.Count; i++)
        {
            ref OperandAccess access = ref machine.Accesses[i];
            (access.Write ? counters.Written : counters.Read)[(int)access.Memory.Space] += access.Traffic;
            if (move)
            {
                core.Counters[(int)(access.Write ? EventCounter.BytesWritten : EventCounter.BytesRead)] += access.Traffic;
            }
        }
    }
}
