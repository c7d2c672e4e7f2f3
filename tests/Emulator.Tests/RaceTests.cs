using System;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

public sealed class RaceTests
{
    private const int Rounds = 4;

    private static readonly RunOptions Checked = TestMachines.Plain with { CheckRaces = true };

    /// <summary>The tokens of a double-buffered load, matrix product, store loop.</summary>
    [Flags]
    public enum Tokens
    {
        None = 0,
        LoadWaitsForFree = 1,
        ProductWaitsForLoad = 2,
        ProductWaitsForFreeOutput = 4,
        StoreWaitsForProduct = 8,
        All = 15,
    }

    [Fact]
    public void DoubleBufferedLoop_WithAllTokens_HasNoRace()
    {
        RunResult result = Run(Loop(Tokens.All));
        Assert.Equal(RunStatus.Halted, result.Status);
        Assert.Empty(result.Races);
    }

    [Theory]
    [InlineData(Tokens.LoadWaitsForFree, RaceKind.WriteAfterRead, "matmul", "move", Space.Scratchpad)]
    [InlineData(Tokens.ProductWaitsForLoad, RaceKind.ReadAfterWrite, "move", "matmul", Space.Scratchpad)]
    [InlineData(Tokens.ProductWaitsForFreeOutput, RaceKind.WriteAfterRead, "move", "matmul", Space.Scratchpad)]
    [InlineData(Tokens.StoreWaitsForProduct, RaceKind.ReadAfterWrite, "matmul", "move", Space.Scratchpad)]
    public void DoubleBufferedLoop_WithoutAToken_NamesTheTwoInstructions(Tokens missing, RaceKind kind, string first, string second, Space space)
    {
        RunResult result = Run(Loop(Tokens.All & ~missing));
        Assert.Contains(result.Races, r => r.Kind == kind && r.First.Mnemonic == first && r.Second.Mnemonic == second && r.Space == space);
        Assert.Equal(result.Races.Length, result.Races.DistinctBy(r => (r.First, r.Second, r.Kind)).Count());
        Assert.All(result.Races, r => Assert.True(r.End > r.Start));
    }

    [Fact]
    public void Values_DoNotDependOnTheCheck()
    {
        MachineProgram program = Loop(Tokens.All);
        using Machine plain = new(TestMachines.Config()), watched = new(TestMachines.Config());
        Prepare(plain, program);
        Prepare(watched, program);
        plain.Run(program, TestMachines.Plain);
        watched.Run(program, Checked with { Trace = TraceLevel.L1 });
        MemoryImages.AssertEqual(MemoryImages.Of(plain), MemoryImages.Of(watched), "recorded run");
    }

    [Fact]
    public void ScalarLoad_WithoutWait_RacesWithTheUnit()
    {
        foreach (bool waits in new[] { false, true })
        {
            ProgramBuilder program = new();
            SemaphoreId done = program.Semaphore(1, ProgramBuilder.Vx, ProgramBuilder.Ctl);
            program.Tile(0, Space.Scratchpad, 0, TileShape.Dense(DType.I32, 4)).Emit(new LoadImmediate(ProgramBuilder.R(1), 8));
            program.Emit(new RandomFill(ProgramBuilder.D(0), ProgramBuilder.R(2), ProgramBuilder.R(4)), new InstructionHeader(Opcode.RandomFill, Signal0: done));
            program.Emit(new ScalarLoad(ProgramBuilder.R(5), Space.Scratchpad, ProgramBuilder.R(1), DType.I32, 0), new InstructionHeader(Opcode.ScalarLoad, Wait0: waits ? done : default));
            RunResult result = Run(program.Build());
            Assert.Equal(waits ? 0 : 1, result.Races.Length);
            if (!waits)
            {
                Race race = result.Races[0];
                Assert.Equal((8, 12, RaceKind.ReadAfterWrite, "vrandom", "ld"), (race.Start, race.End, race.Kind, race.First.Mnemonic, race.Second.Mnemonic));
                Assert.Equal(ProgramBuilder.Ctl, race.Second.Unit);
            }
        }
    }

    [Fact]
    public void ScalarStore_BeforeIssue_IsOrdered()
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Scratchpad, 0, TileShape.Dense(DType.I32, 4)).Tile(1, Space.Scratchpad, 64, TileShape.Dense(DType.I32, 4));
        program.Emit(new ScalarStore(ProgramBuilder.R(5), Space.Scratchpad, ProgramBuilder.R(1), DType.I32, 0));
        program.Emit(new Unary(UnaryOperation.Neg, ProgramBuilder.D(1), ProgramBuilder.D(0)));
        Assert.Empty(Run(program.Build()).Races);
    }

    [Fact]
    public void ScalarStore_BehindAUnitsRead_Races()
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Scratchpad, 0, TileShape.Dense(DType.I32, 4)).Tile(1, Space.Scratchpad, 64, TileShape.Dense(DType.I32, 4));
        program.Emit(new Unary(UnaryOperation.Neg, ProgramBuilder.D(1), ProgramBuilder.D(0)));
        program.Emit(new ScalarStore(ProgramBuilder.R(5), Space.Scratchpad, ProgramBuilder.R(1), DType.I32, 0));
        Assert.Equal([RaceKind.WriteAfterRead], Run(program.Build()).Races.Select(r => r.Kind));
    }

    [Fact]
    public void InterleavedRows_OfTwoUnits_DoNotRace_ButOneByteDoes()
    {
        foreach (int shift in new[] { 0, 1 })
        {
            TileShape rows = TileShape.Dense(DType.I8, 8, 4);
            rows.Strides[0] = 8;
            ProgramBuilder program = new();
            program.Tile(0, Space.Scratchpad, 0, rows).Tile(1, Space.Scratchpad, 4 - shift, rows);
            program.Emit(new Fill(ProgramBuilder.D(0), null, 1)).Emit(new Fill(ProgramBuilder.D(1), null, 2), new InstructionHeader(Opcode.Fill, Instance: 1));
            RunResult result = Run(program.Build());
            Assert.Equal(shift, result.Races.Length);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void Gather_RacesOnTheRowsItReadsOnly(int row, int races)
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Scratchpad, 0, TileShape.Dense(DType.I8, 1, 16)).Tile(1, Space.Dram, 0, TileShape.Dense(DType.I8, 4, 16)).Tile(2, Space.Scratchpad, 512, TileShape.Dense(DType.I32, 1)).Tile(3, Space.Dram, 32, TileShape.Dense(DType.I8, 16));
        program.Emit(new LoadImmediate(ProgramBuilder.R(1), row)).Emit(new LoadImmediate(ProgramBuilder.R(2), 512)).Emit(new ScalarStore(ProgramBuilder.R(1), Space.Scratchpad, ProgramBuilder.R(2), DType.I32, 0));
        program.Emit(new Gather(ProgramBuilder.D(0), ProgramBuilder.D(1), ProgramBuilder.D(2))).Emit(new Fill(ProgramBuilder.D(3), null, 1), new InstructionHeader(Opcode.Fill, Instance: 1));
        RunResult result = Run(program.Build());
        Assert.Equal(races, result.Races.Length);
        Assert.All(result.Races, r => Assert.Equal((32, 48, RaceKind.WriteAfterRead), (r.Start, r.End, r.Kind)));
        Assert.Equal((16, 16), (result.Statistics.Dram.BytesRead, result.Statistics.Dram.BytesWritten));
    }

    [Fact]
    public void RemoteSemaphore_OrdersCores_AndItsAbsenceIsARaceOnDram()
    {
        foreach (bool waits in new[] { true, false })
        {
            ProgramBuilder program = new(2);
            SemaphoreId ready = program.Semaphore(1, ProgramBuilder.Stq, ProgramBuilder.Ldq, producerCore: 0, consumerCore: 1);
            TileShape shape = TileShape.Dense(DType.I8, 64);
            program.Tile(0, Space.Dram, 0, shape, core: 0).Emit(new Fill(ProgramBuilder.D(0), null, 7), new InstructionHeader(Opcode.Fill, Instance: 1, Signal0: ready), 0);
            program.Tile(0, Space.Dram, 0, shape, core: 1).Tile(1, Space.Scratchpad, 0, shape, core: 1)
                .Emit(new Move(ProgramBuilder.D(1), ProgramBuilder.D(0)), new InstructionHeader(Opcode.Move, Wait0: waits ? ready : default), 1);
            using Machine machine = new(TestMachines.Config(2));
            RunResult result = machine.Run(program.Build(), Checked);
            Assert.Equal(RunStatus.Halted, result.Status);
            Assert.Equal(waits ? 0 : 1, result.Races.Length);
            Assert.All(result.Races, r => Assert.Equal((0, 1, -1), (r.First.Core, r.Second.Core, r.MemoryCore)));
        }
    }

    [Fact]
    public void History_OrderedForEverybody_IsForgotten()
    {
        ProgramBuilder program = new();
        SemaphoreId done = program.Semaphore(1, ProgramBuilder.Ldq, ProgramBuilder.Ctl);
        MachineProgram built = program.Build();
        RaceCheck check = new(built, 1, new SemaphoreTable(built, 1));
        using MachineMemory memory = new(Space.Scratchpad, 0, 1 << 20);
        for (int i = 0; i < 1000; i++)
        {
            AccessStamp stamp = check.Start(0, ProgramBuilder.Ldq, 0);
            check.Access(memory, i * 8, (i * 8) + 4, true, stamp);
            check.Signal(0, ProgramBuilder.Ldq, 0);
            check.Wait(0, ProgramBuilder.Ctl, 0, i + 1);
        }
        Assert.Equal(1000, check.Segments);
        check.Forget();
        Assert.Equal(0, check.Segments);
        _ = done;
    }

    private static RunResult Run(MachineProgram program)
    {
        using Machine machine = new(TestMachines.Config());
        Prepare(machine, program);
        return machine.Run(program, Checked);
    }

    private static void Prepare(Machine machine, MachineProgram program)
    {
        machine.Load(program);
        byte[] data = new byte[4096];
        new Random(5).NextBytes(data);
        machine.Dram.Write(0, data);
    }

    /// <summary>For each round: move a tile into one of two input buffers, multiply into one of two output buffers, move that out.</summary>
    private static MachineProgram Loop(Tokens tokens)
    {
        ProgramBuilder program = new();
        SemaphoreId loaded = program.Semaphore(1, ProgramBuilder.Ldq, ProgramBuilder.Mx), inputFree = program.Semaphore(2, ProgramBuilder.Mx, ProgramBuilder.Ldq, 2);
        SemaphoreId computed = program.Semaphore(3, ProgramBuilder.Mx, ProgramBuilder.Stq), outputFree = program.Semaphore(4, ProgramBuilder.Stq, ProgramBuilder.Mx, 2);
        TileShape tile = TileShape.Dense(DType.I8, 8, 8);
        program.Tile(3, Space.Scratchpad, 4096, tile).Tile(4, Space.Accumulator, 0, TileShape.Dense(DType.I32, 8, 8));
        program.Set(5, DrainDescriptor.Create(DrainDescriptor.None with { Mode = RequantMode.Shift, Shift = 6 }));
        for (int round = 0; round < Rounds; round++)
        {
            int half = round % 2;
            program.Tile(0, Space.Dram, round * 64, tile).Tile(1, Space.Scratchpad, half * 64, tile).Tile(2, Space.Scratchpad, 1024 + (half * 64), tile).Tile(6, Space.Dram, 8192 + (round * 64), tile);
            program.Emit(new Move(ProgramBuilder.D(1), ProgramBuilder.D(0)), new InstructionHeader(Opcode.Move, Wait0: If(Tokens.LoadWaitsForFree, inputFree), Signal0: loaded));
            program.Emit(
                new MatMul(ProgramBuilder.D(4), ProgramBuilder.D(1), ProgramBuilder.D(3), SumsDisposition.Drain, false, ProgramBuilder.D(2), ProgramBuilder.D(5)),
                new InstructionHeader(Opcode.MatMul, Wait0: If(Tokens.ProductWaitsForLoad, loaded), Wait1: If(Tokens.ProductWaitsForFreeOutput, outputFree), Signal0: inputFree, Signal1: computed));
            program.Emit(new Move(ProgramBuilder.D(6), ProgramBuilder.D(2)), new InstructionHeader(Opcode.Move, Instance: 1, Wait0: If(Tokens.StoreWaitsForProduct, computed), Signal0: outputFree));
        }
        return program.Build();

        SemaphoreId If(Tokens token, SemaphoreId semaphore) => (tokens & token) != 0 ? semaphore : default;
    }
}
