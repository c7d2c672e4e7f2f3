using System;
using System.Buffers.Binary;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Scalar loads and stores of every type, in every memory, at every place where the quick way ends: bits, neighbours and counted bytes.</summary>
public sealed class ScalarAccessTests
{
    private static readonly DType[] Types = [DType.I8, DType.U8, DType.I16, DType.U16, DType.I32, DType.U32, DType.I64, DType.F32];

    [Theory]
    [InlineData(Space.Dram, TestMachines.DramBytes, TraceLevel.None)]
    [InlineData(Space.Scratchpad, TestMachines.ScratchpadBytes, TraceLevel.None)]
    [InlineData(Space.Accumulator, TestMachines.AccumulatorBytes, TraceLevel.None)]
    [InlineData(Space.Scratchpad, TestMachines.ScratchpadBytes, TraceLevel.L1)]
    public void StoreThenLoad_AnyTypeAnywhere(Space space, int capacity, TraceLevel trace)
    {
        Random random = new(17);
        foreach (DType type in Types)
        {
            int bytes = type.Bits() / 8;
            long[] places = [0, 1, 4089, 4095, capacity - 16, .. Enumerable.Range(bytes, 9).Select(back => (long)capacity - back)];
            ProgramBuilder program = new();
            long[] values = [.. places.Select(_ => random.NextInt64(long.MinValue, long.MaxValue))];
            program.Emit(new LoadImmediate(ProgramBuilder.R(0), 0));
            byte[] expected = new byte[capacity];
            for (int i = 0; i < places.Length; i++)
            {
                // Twice: the first store may be the one that touches the bytes.
                for (int again = 0; again < 2; again++)
                {
                    program.Emit(new LoadImmediate(ProgramBuilder.R(1), values[i] + again)).Emit(new ScalarStore(ProgramBuilder.R(1), space, ProgramBuilder.R(0), type, places[i]));
                    BitConverter.GetBytes(values[i] + again).AsSpan(0, bytes).CopyTo(expected.AsSpan((int)places[i]));
                }
            }
            for (int i = 0; i < places.Length; i++)
            {
                program.Emit(new ScalarLoad(ProgramBuilder.R(2 + i), space, ProgramBuilder.R(0), type, places[i]));
            }
            using Machine machine = new(TestMachines.Config());
            RunResult result = machine.Run(program.Build(), TestMachines.Plain with { Trace = trace });
            Assert.Equal(RunStatus.Halted, result.Status);
            byte[] actual = new byte[capacity];
            Memory(machine, space).Read(0, actual);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{type}: memory");
            for (int i = 0; i < places.Length; i++)
            {
                Assert.Equal((type, Value(expected.AsSpan((int)places[i], bytes), type)), (type, machine.Core(0).Registers[2 + i]));
            }
            MemoryTraffic traffic = space switch { Space.Dram => result.Statistics.Dram, Space.Scratchpad => result.Statistics.Scratchpad, _ => result.Statistics.Accumulator };
            Assert.Equal(new MemoryTraffic(bytes * places.Length, 2 * bytes * places.Length), traffic);
        }
    }

    /// <summary>A scalar that would end one byte behind the memory traps, whatever the type, and changes nothing.</summary>
    [Fact]
    public void OneByteTooFar_Traps()
    {
        foreach (DType type in Types)
        {
            long address = TestMachines.ScratchpadBytes - (type.Bits() / 8) + 1;
            ProgramBuilder load = new(), store = new();
            load.Emit(new LoadImmediate(ProgramBuilder.R(2), 7)).Emit(new ScalarLoad(ProgramBuilder.R(2), Space.Scratchpad, ProgramBuilder.R(0), type, address));
            store.Emit(new ScalarStore(ProgramBuilder.R(2), Space.Scratchpad, ProgramBuilder.R(0), type, address));
            using Machine machine = new(TestMachines.Config());
            Assert.Equal((TrapKind.OutOfBounds, 1), (machine.Run(load.Build(), TestMachines.Plain).Trap!.Kind, machine.Core(0).ProgramCounter));
            Assert.Equal(7, machine.Core(0).Registers[2]);
            Assert.Equal(TrapKind.OutOfBounds, machine.Run(store.Build(), TestMachines.Plain).Trap!.Kind);
            Assert.Equal(0, machine.Scratchpad(0).TouchedBytes);
        }
    }

    private static MachineMemory Memory(Machine machine, Space space) => space switch
    {
        Space.Dram => machine.Dram,
        Space.Scratchpad => machine.Scratchpad(0),
        _ => machine.Accumulator(0),
    };

    private static long Value(ReadOnlySpan<byte> bytes, DType type) => type switch
    {
        DType.I8 => (sbyte)bytes[0],
        DType.U8 => bytes[0],
        DType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        DType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        DType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        DType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
    };
}
