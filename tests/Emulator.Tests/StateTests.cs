using System;
using System.IO;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Saving, pooling, memories and traces.</summary>
public sealed class StateTests
{
    private static RegisterId R(int i) => ProgramBuilder.R(i);

    private static DescriptorId D(int i) => ProgramBuilder.D(i);

    [Fact]
    public void SaveAndRestore_AtAnyPoint_GivesTheSameEnd()
    {
        MachineProgram program = TwoCoreProgram();
        using Machine whole = new(TestMachines.Config(2));
        Prepare(whole, program);
        Assert.Equal(RunStatus.Halted, whole.Run(program, TestMachines.Plain).Status);
        using Machine first = new(TestMachines.Config(2)), second = new(TestMachines.Config(2));
        Prepare(first, program);
        for (int step = 0; step < 200; step++)
        {
            RunResult result = first.Run(program, TestMachines.Plain with { InstructionBudget = 7 });
            MachineSnapshot snapshot = first.Save();
            second.Restore(snapshot);
            Assert.True(snapshot.Bytes > 0);
            if (result.Status == RunStatus.Halted)
            {
                break;
            }
            RunResult rest = second.Run(program, TestMachines.Plain with { CheckRaces = step % 2 == 0 });
            Assert.Equal(RunStatus.Halted, rest.Status);
            Assert.Empty(rest.Races);
            AssertSame(whole, second);
        }
        AssertSame(whole, first);
    }

    [Fact]
    public void Snapshot_CountsTouchedBytesOnly()
    {
        MachineProgram program = new ProgramBuilder().Tile(0, Space.Scratchpad, 0, TileShape.Dense(DType.I8, 64)).Emit(new Fill(D(0), null, 1)).Build();
        using Machine machine = new(TestMachines.Config());
        machine.Load(program);
        long empty = machine.Save().Bytes;
        machine.Run(program, TestMachines.Plain);
        Assert.Equal(empty + 4096, machine.Save().Bytes);
    }

    [Fact]
    public void Pool_GivesTheSameMachineBackClean()
    {
        using MachinePool pool = new(TestMachines.Config(2), retained: 1);
        MachineProgram program = TwoCoreProgram();
        Machine machine = pool.Rent();
        Prepare(machine, program);
        machine.Accumulator(1).Write(100, [1, 2, 3]);
        machine.Run(program, TestMachines.Plain);
        pool.Return(machine);
        Machine again = pool.Rent();
        Assert.Same(machine, again);
        Assert.Null(again.Program);
        for (int core = 0; core < 2; core++)
        {
            MemoryImages.AssertEqual(new MemoryImages(), MemoryImages.Of(again, core), "pooled machine");
            Assert.All(again.Core(core).Registers, r => Assert.Equal(0, r));
        }
        Prepare(again, program);
        Assert.Equal(RunStatus.Halted, again.Run(program, TestMachines.Plain).Status);
        pool.Return(again);
    }

    [Fact]
    public void Drain_LeavesCleanAccumulatorsUntouched()
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Accumulator, 0, TileShape.Dense(DType.I32, 4, 8)).Tile(1, Space.Scratchpad, 0, TileShape.Dense(DType.I8, 4, 16)).Tile(2, Space.Scratchpad, 1024, TileShape.Dense(DType.I8, 16, 8))
            .Tile(3, Space.Scratchpad, 2048, TileShape.Dense(DType.I8, 4, 8)).Set(4, DrainDescriptor.Create(DrainDescriptor.None))
            .Emit(new MatMul(D(0), D(1), D(2), SumsDisposition.Drain, false, D(3), D(4))).Emit(new Yield(1))
            .Emit(new MatMul(D(0), D(1), D(2))).Emit(new Yield(2)).Emit(new MatMul(D(0), D(1), D(2), SumsDisposition.Drain, true, D(3), D(4)));
        MachineProgram built = program.Build();
        using Machine machine = new(TestMachines.Config());
        machine.Run(built, TestMachines.Plain);
        Assert.Equal(0, machine.Accumulator(0).TouchedBytes);
        machine.Run(built, TestMachines.Plain);
        Assert.Equal(128, machine.Accumulator(0).TouchedBytes);
        machine.Run(built, TestMachines.Plain);
        Assert.Equal(0, machine.Accumulator(0).TouchedBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Memory_MappedOrGrowing_KeepsBytesAndForgetsThemOnReset(bool mapped)
    {
        using MachineMemory memory = new(Space.Dram, -1, 1L << 33, mapped);
        long[] places = mapped ? [0, 5_000_000, (1L << 33) - 3] : [0, 5_000_000, 20_000_000];
        foreach (long place in places)
        {
            memory.Write(place, [1, 2, 3]);
        }
        byte[] read = new byte[3];
        foreach (long place in places)
        {
            memory.Read(place, read);
            Assert.Equal([1, 2, 3], read);
        }
        Assert.Equal(3, memory.TouchedRanges);
        memory.Reset();
        foreach (long place in places)
        {
            memory.Read(place, read);
            Assert.Equal([0, 0, 0], read);
        }
        Assert.Equal(0, memory.TouchedBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read((1L << 33) - 2, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(-1, [0]));
    }

    [Fact]
    public void ByteRanges_EqualASetOfBytes()
    {
        Random random = new(20);
        ByteRanges ranges = new();
        bool[] model = new bool[300];
        for (int i = 0; i < 3000; i++)
        {
            int start = random.Next(300), end = random.Next(start, 301);
            bool add = random.Next(3) != 0;
            Assert.Equal(model.AsSpan(start, end - start).Contains(true), end > start && ranges.Intersects(start, end));
            model.AsSpan(start, end - start).Fill(add);
            if (add)
            {
                ranges.Add(start, end);
            }
            else
            {
                ranges.Remove(start, end);
            }
            Assert.Equal(model.Count(b => b), ranges.TotalBytes);
            for (int r = 1; r < ranges.Count; r++)
            {
                Assert.True(ranges[r - 1].End < ranges[r].Start);
            }
        }
    }

    [Fact]
    public void Footprints_IntersectExactlyWhereBytesDo()
    {
        Random random = new(21);
        int hits = 0;
        for (int i = 0; i < 4000; i++)
        {
            Footprint a = RandomFootprint(random, out bool[] inA), b = RandomFootprint(random, out bool[] inB);
            bool expected = inA.Zip(inB, (x, y) => x && y).Any(both => both);
            Assert.Equal(expected, Footprint.Intersect(a, b));
            Assert.Equal(expected, Footprint.Intersect(b, a));
            hits += expected ? 1 : 0;
        }
        Assert.InRange(hits, 400, 3600);
    }

    [Fact]
    public void Trace_SaysWhatHappened_AndSurvivesAFile()
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Scratchpad, 256, TileShape.Dense(DType.I32, 8)).Tile(1, Space.Scratchpad, 512, TileShape.Dense(DType.U8, 8)).Tile(2, Space.Scratchpad, 1024, TileShape.Dense(DType.I32, 1))
            .Emit(new Fill(D(1), null, 1)).Emit(new Compact(D(0), D(1), D(2))).Emit(new LoadImmediate(R(1), 1024))
            .Emit(new ScalarLoad(R(2), Space.Scratchpad, R(1), DType.I32, 0)).Emit(new Branch(Comparison.Ne, R(2), R(3), new CodeAddress(8))).Emit(new TrapNow(1));
        using Machine machine = new(TestMachines.Config());
        RunResult result = machine.Run(program.Build(), TestMachines.Plain with { Trace = TraceLevel.L1 });
        Assert.Equal(RunStatus.Trapped, result.Status);
        result = machine.Run(program.Replace(8, new Halt()).Build(halt: false), TestMachines.Plain with { Trace = TraceLevel.L1 });
        Assert.Equal(RunStatus.Halted, result.Status);
        RetireTrace trace = RetireTrace.Load(result.Trace!.Save());
        ScalarReader scalars = trace.Cores[0].ReadScalars();
        Assert.True(scalars.TryRead(out long count));
        Assert.Equal(8, count);
        OutcomeReader outcomes = trace.Cores[0].ReadOutcomes();
        Assert.True(outcomes.TryRead(out Outcome outcome));
        Assert.Equal(new Outcome(7, 8), outcome);
        UnitReader units = trace.Cores[0].ReadUnits();
        UnitRecord record = new();
        Assert.True(units.TryRead(record));
        Assert.Equal((3, ProgramBuilder.Ldq, 1), (record.ProgramCounter, record.Unit, record.Tiles.Length));
        Assert.True(units.TryRead(record));
        Assert.Equal(3, record.Tiles.Length);
        Assert.Equal(new Observation(ObservationKind.CompactCount, 8), Assert.Single(record.Observations.ToArray()));
        Assert.False(units.TryRead(record));
        using StringWriter text = new();
        trace.WriteText(text, machine.Program);
        Assert.Contains("vcompact", text.ToString(), StringComparison.Ordinal);
    }

    private static Footprint RandomFootprint(Random random, out bool[] bytes)
    {
        TileShape shape = new() { Type = random.Next(2) == 0 ? DType.I8 : DType.I16, Rank = random.Next(1, 4) };
        for (int d = 0; d < shape.Rank; d++)
        {
            shape.Dims[d] = random.Next(1, 4);
            shape.Strides[d] = random.Next(0, 12);
        }
        int start = random.Next(20);
        bytes = new bool[120];
        for (long i = 0; i < shape.Elements; i++)
        {
            long rest = i, at = start;
            for (int d = 0; d < shape.Rank; d++)
            {
                at += rest % shape.Dims[d] * shape.Strides[d];
                rest /= shape.Dims[d];
            }
            bytes.AsSpan((int)at, shape.Type.Bits() / 8).Fill(true);
        }
        return Footprint.Of(shape, start, 1, 0);
    }

    private static void AssertSame(Machine expected, Machine actual)
    {
        for (int core = 0; core < 2; core++)
        {
            MemoryImages.AssertEqual(MemoryImages.Of(expected, core), MemoryImages.Of(actual, core), $"core {core}");
            Assert.Equal(expected.Core(core).Registers, actual.Core(core).Registers);
        }
    }

    private static void Prepare(Machine machine, MachineProgram program)
    {
        machine.Load(program);
        byte[] data = new byte[512];
        new Random(8).NextBytes(data);
        machine.Dram.Write(0, data);
    }

    /// <summary>Core 0 loads tiles and passes them on by a semaphore; core 1 sums them up in its accumulators and drains.</summary>
    private static MachineProgram TwoCoreProgram()
    {
        ProgramBuilder program = new(2);
        SemaphoreId full = program.Semaphore(1, ProgramBuilder.Ldq, ProgramBuilder.Mx, producerCore: 0, consumerCore: 1), free = program.Semaphore(2, ProgramBuilder.Mx, ProgramBuilder.Ldq, 1, 1, 0);
        TileShape tile = TileShape.Dense(DType.I8, 8, 8);
        program.Tile(0, Space.Dram, 0, tile, 0).Tile(1, Space.Scratchpad, 0, tile, 0, of: 1).Emit(new Loop(null, 6, new CodeAddress(6)), core: 0)
            .Emit(new DescriptorAdd(D(0), DescriptorField.TileBase, 64), core: 0).Emit(new Move(D(1), D(0)), new InstructionHeader(Opcode.Move, Wait0: free, Signal0: full), 0)
            .Emit(new AluImmediate(AluOperation.Add, R(3), R(3), 1), core: 0);
        program.Tile(0, Space.Accumulator, 0, TileShape.Dense(DType.I32, 8, 8), 1).Tile(1, Space.Scratchpad, 0, tile, 1).Tile(2, Space.Scratchpad, 4096, tile, 1).Tile(3, Space.Scratchpad, 8192, tile, 1)
            .Set(4, DrainDescriptor.Create(DrainDescriptor.None with { Mode = RequantMode.Shift, Shift = 3 }), 1).Emit(new Fill(D(2), null, 1), new InstructionHeader(Opcode.Fill, Signal0: program.Semaphore(3, ProgramBuilder.Ldq, ProgramBuilder.Mx, 0, 1, 1)), 1)
            .Emit(new Sync(UnitKind.Matrix), new InstructionHeader(Opcode.Sync, Wait0: ProgramBuilder.S(3)), 1).Emit(new Loop(null, 6, new CodeAddress(9)), core: 1)
            .Emit(new MatMul(D(0), D(1), D(2), SumsDisposition.Keep, true), new InstructionHeader(Opcode.MatMul, Wait0: full, Signal0: free), 1)
            .Emit(new DrainSums(D(0), D(3), D(4)), core: 1);
        return program.Build();
    }
}
