using System;
using System.Buffers.Binary;
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
    public bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
    {
        value = 0;
        MachineMemory memory = machine.Memory(space, core.Index);
        int bytes = type.Bits() / 8;
        if (!memory.Contains(address, bytes))
        {
            return Outside(core, "ld", memory, address, bytes);
        }
        value = Read(memory.View(address, bytes), type);
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
        int bytes = type.Bits() / 8;
        if (!memory.Contains(address, bytes))
        {
            return Outside(core, "st", memory, address, bytes);
        }
        memory.Touch(address, bytes);
        Write(memory.View(address, bytes), value);
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
        UnitExecutor executor = new(machine, core, header);
        if (!executor.Execute(word))
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

    private static long Read(ReadOnlySpan<byte> bytes, DType type) => type switch
    {
        DType.I8 => (sbyte)bytes[0],
        DType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        DType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        },
    };

    private static void Write(Span<byte> bytes, long value)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(value >> (8 * i));
        }
    }

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
