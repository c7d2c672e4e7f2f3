using System;
using System.Linq;
using System.Threading;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Emulator.Tests;

public sealed class MachineTests
{
    private static RegisterId R(int i) => ProgramBuilder.R(i);

    private static DescriptorId D(int i) => ProgramBuilder.D(i);

    [Fact]
    public void TwoCores_PassATileThroughRemoteScratchpad()
    {
        ProgramBuilder program = new(2);
        SemaphoreId ready = program.Semaphore(9, ProgramBuilder.Stq, ProgramBuilder.Vx, producerCore: 1, consumerCore: 0);
        TileShape shape = TileShape.Dense(DType.I8, 16);
        // Core 0 comes first and must wait for core 1, which writes into core 0's scratchpad.
        program.Tile(0, Space.Scratchpad, 0, shape, core: 0).Tile(1, Space.Scratchpad, 64, shape, core: 0)
            .Emit(new Unary(UnaryOperation.Neg, D(1), D(0)), new InstructionHeader(Opcode.Unary, Wait0: ready), core: 0);
        program.Tile(0, Space.Scratchpad, 0, shape, core: 1, of: 0).Emit(new Fill(D(0), null, 5), new InstructionHeader(Opcode.Fill, Instance: 1, Signal0: ready), core: 1);
        using Machine machine = new(TestMachines.Config(2));
        RunResult result = machine.Run(program.Build(), TestMachines.Plain with { CheckRaces = true });
        Assert.Equal(RunStatus.Halted, result.Status);
        Assert.Empty(result.Races);
        byte[] bytes = new byte[16];
        machine.Scratchpad(0).Read(64, bytes);
        Assert.All(bytes, b => Assert.Equal(251, b));
    }

    [Fact]
    public void CoresThatWaitForEachOther_AreADeadlockWithItsCycle()
    {
        ProgramBuilder program = new(3);
        for (int core = 0; core < 3; core++)
        {
            program.Semaphore(core + 1, ProgramBuilder.Ctl, ProgramBuilder.Ctl, producerCore: (core + 1) % 3, consumerCore: core);
        }
        for (int core = 0; core < 3; core++)
        {
            program.Emit(new LoadImmediate(R(0), 1), core: core);
            program.Emit(new LoadImmediate(R(1), 1), new InstructionHeader(Opcode.LoadImmediate, Wait0: ProgramBuilder.S(core + 1), Signal0: ProgramBuilder.S(((core + 2) % 3) + 1)), core: core);
        }
        using Machine machine = new(TestMachines.Config(3));
        RunResult result = machine.Run(program.Build(), TestMachines.Plain);
        Assert.Equal(RunStatus.Deadlocked, result.Status);
        Assert.Equal([0, 1, 2], result.Waits.Select(w => w.Core).Order());
        Assert.All(result.Waits, w => Assert.Equal(((w.Core + 1) % 3, 1, false), (w.ProducerCore, w.ProgramCounter, w.ProducerHalted)));
        Assert.Equal(result.Waits[1].Core, result.Waits[0].ProducerCore);
    }

    [Fact]
    public void WaitForAHaltedCore_IsADeadlockThatSaysSo()
    {
        ProgramBuilder program = new(2);
        SemaphoreId s = program.Semaphore(1, ProgramBuilder.Ctl, ProgramBuilder.Ctl, producerCore: 0, consumerCore: 1);
        program.Emit(new LoadImmediate(R(0), 1), new InstructionHeader(Opcode.LoadImmediate, Wait0: s), core: 1);
        using Machine machine = new(TestMachines.Config(2));
        RunResult result = machine.Run(program.Build(), TestMachines.Plain);
        Assert.Equal(RunStatus.Deadlocked, result.Status);
        Assert.True(Assert.Single(result.Waits).ProducerHalted);
        Assert.Contains("which has halted", result.Waits[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Yield_StopsWithItsBuffer_AndTheNextRunGoesOn()
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Scratchpad, 128, TileShape.Dense(DType.I16, 3)).Emit(new Fill(D(0), null, 7)).Emit(new Yield(5, D(0)))
            .Emit(new Fill(D(0), null, 8)).Emit(new Yield(6));
        MachineProgram built = program.Build();
        using Machine machine = new(TestMachines.Config());
        RunResult first = machine.Run(built, TestMachines.Plain);
        Assert.Equal((RunStatus.Yielded, 0, 5u), (first.Status, first.Yield!.Core, first.Yield.Code));
        Assert.Equal([7, 0, 7, 0, 7, 0], machine.ReadTile(0, first.Yield.Buffer!.Value));
        RunResult second = machine.Run(built, TestMachines.Plain);
        Assert.Equal((RunStatus.Yielded, 6u), (second.Status, second.Yield!.Code));
        Assert.Equal(8, machine.ReadTile(0, D(0))[0]);
        Assert.Equal(RunStatus.Halted, machine.Run(built, TestMachines.Plain).Status);
        Assert.Equal(5u, machine.Run(built, TestMachines.Plain).Yield!.Code);
    }

    [Fact]
    public void EndlessProgram_StopsOnItsBudget_AndGoesOn()
    {
        MachineProgram program = new ProgramBuilder().Emit(new AluImmediate(AluOperation.Add, R(1), R(1), 1)).Emit(new Jump(new CodeAddress(0))).Build();
        using Machine machine = new(TestMachines.Config());
        RunResult result = machine.Run(program, TestMachines.Plain with { InstructionBudget = 10_001 });
        Assert.Equal((RunStatus.BudgetExhausted, 10_001L, 5001L), (result.Status, result.Statistics.Instructions, machine.Core(0).Registers[1]));
        machine.Run(program, TestMachines.Plain with { InstructionBudget = 9_999 });
        Assert.Equal(10_000, machine.Core(0).Registers[1]);
    }

    [Fact]
    public void InstructionBeyondTheWorkBudget_HasNotHappened_AndGoesOnWithMore()
    {
        ProgramBuilder program = new();
        SemaphoreId s = program.Semaphore(1, ProgramBuilder.Ldq, ProgramBuilder.Ldq, 1);
        program.Tile(0, Space.Dram, 0, TileShape.Dense(DType.I8, 1000)).Emit(new Fill(D(0), null, 7), new InstructionHeader(Opcode.Fill, Wait0: s));
        MachineProgram built = program.Build();
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(RunStatus.BudgetExhausted, machine.Run(built, TestMachines.Plain with { WorkBudget = 999 }).Status);
        Assert.Equal(0, machine.Dram.TouchedBytes);
        Assert.Equal(RunStatus.Halted, machine.Run(built, TestMachines.Plain with { WorkBudget = 1000 }).Status);
        Assert.Equal(4096, machine.Dram.TouchedBytes);
    }

    [Fact]
    public void CancelledRun_GoesOn()
    {
        MachineProgram program = new ProgramBuilder().Emit(new LoadImmediate(R(1), 3)).Build();
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(RunStatus.Cancelled, machine.Run(program, TestMachines.Plain with { Cancellation = new CancellationToken(true) }).Status);
        Assert.Equal(RunStatus.Halted, machine.Run(program, TestMachines.Plain).Status);
    }

    [Fact]
    public void Progress_ReportsRisingCounts()
    {
        MachineProgram program = new ProgramBuilder().Emit(new Jump(new CodeAddress(0))).Build();
        Recorder progress = new();
        using Machine machine = new(TestMachines.Config());
        machine.Run(program, TestMachines.Plain with { InstructionBudget = 300_000, Progress = progress });
        Assert.Equal(4, progress.Reports.Count);
        Assert.Equal(progress.Reports.Order(), progress.Reports);
    }

    [Fact]
    public void Tensors_AreWrittenAndReadByName()
    {
        ProgramBuilder program = new();
        program.Bindings.Add(new TensorBinding("x", false, DType.I16, [2, 3], 64, [], []));
        using Machine machine = new(TestMachines.Config());
        machine.Load(program.Build());
        byte[] data = [.. Enumerable.Range(1, 12).Select(i => (byte)i)];
        machine.WriteTensor("x", data);
        Assert.Equal(data, machine.ReadTensor("x"));
        Assert.Contains("legal: 12", Assert.Throws<ArgumentException>(() => machine.WriteTensor("x", new byte[11])).Message, StringComparison.Ordinal);
        Assert.Contains("it has x", Assert.Throws<ArgumentException>(() => machine.ReadTensor("y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_CountMacsAndBytesByMemory()
    {
        ProgramBuilder program = new();
        program.Tile(0, Space.Accumulator, 0, TileShape.Dense(DType.I32, 4, 8)).Tile(1, Space.Scratchpad, 0, TileShape.Dense(DType.I8, 4, 16)).Tile(2, Space.Scratchpad, 1024, TileShape.Dense(DType.I8, 16, 8))
            .Tile(3, Space.Dram, 0, TileShape.Dense(DType.I8, 16, 8)).Emit(new Move(D(2), D(3))).Emit(new MatMul(D(0), D(1), D(2)))
            .Emit(new ReadCounter(R(5), EventCounter.MultiplyAccumulates)).Emit(new ReadCounter(R(6), EventCounter.BytesRead));
        using Machine machine = new(TestMachines.Config());
        RunStatistics statistics = machine.Run(program.Build(), TestMachines.Plain).Statistics;
        Assert.Equal(new RunStatistics(9, 2, 512, new MemoryTraffic(128, 0), new MemoryTraffic(192, 128), new MemoryTraffic(0, 128)), statistics);
        Assert.Equal((512, 128), (machine.Core(0).Registers[5], machine.Core(0).Registers[6]));
    }

    [Theory]
    [InlineData(DType.I8, 0xFFFF_FF80, -128)]
    [InlineData(DType.U8, 0x180, 128)]
    [InlineData(DType.I16, 0x18000, -32768)]
    [InlineData(DType.U16, 0x18000, 32768)]
    [InlineData(DType.I32, 0x1_8000_0000, -2147483648)]
    [InlineData(DType.U32, 0x1_8000_0000, 2147483648)]
    [InlineData(DType.I64, long.MinValue, long.MinValue)]
    [InlineData(DType.F32, 0xBF80_0000, 0xBF80_0000)]
    public void Scalars_AreStoredNarrowAndLoadedExtended(DType type, long stored, long loaded)
    {
        foreach (Space space in Enum.GetValues<Space>())
        {
            ProgramBuilder program = new();
            program.Emit(new LoadImmediate(R(1), stored)).Emit(new LoadImmediate(R(2), 101)).Emit(new ScalarStore(R(1), space, R(2), type, -1)).Emit(new ScalarLoad(R(3), space, R(2), type, -1));
            using Machine machine = new(TestMachines.Config());
            Assert.Equal(RunStatus.Halted, machine.Run(program.Build(), TestMachines.Plain).Status);
            Assert.Equal(loaded, machine.Core(0).Registers[3]);
        }
    }

    [Fact]
    public void UnitInstructions_DoNotAllocate()
    {
        const int Trips = 2000;
        ProgramBuilder program = new();
        program.Tile(0, Space.Accumulator, 0, TileShape.Dense(DType.I32, 4, 32)).Tile(1, Space.Scratchpad, 0, TileShape.Dense(DType.I8, 4, 16)).Tile(2, Space.Scratchpad, 1024, TileShape.Panels(DType.I8, true, 16, 32))
            .Tile(3, Space.Dram, 0, TileShape.Dense(DType.I8, 4, 16)).Tile(4, Space.Scratchpad, 8192, TileShape.Dense(DType.I8, 4, 32))
            .Set(5, DrainDescriptor.Create(DrainDescriptor.None with { Mode = RequantMode.FixedSingle, Multiplier = 1 << 30, Shift = -6 }))
            .Emit(new LoadImmediate(R(4), 3));
        program.Emit(new Loop(null, Trips, new CodeAddress(program.Here() + 8)));
        program.Emit(new Move(D(1), D(3))).Emit(new Fill(D(1), null, 3)).Emit(new Sync(UnitKind.Vector)).Emit(new DescriptorSet(D(3), DescriptorField.TileOffset, 0))
            .Emit(new MatMul(D(0), D(1), D(2))).Emit(new MatMul(D(0), D(1), D(2), SumsDisposition.Drain, false, D(4), D(5))).Emit(new ScalarLoad(R(6), Space.Dram, R(4), DType.I8, 0));
        MachineProgram built = program.Build();
        using Machine machine = new(TestMachines.Config());
        RunOptions options = TestMachines.Plain with { Kernels = KernelOptions.Default with { Threads = 1 } };
        RunResult result = machine.Run(built, options);
        Assert.Equal(RunStatus.Halted, result.Status);
        long allocated = Allocations.Least(() => machine.Run(built, options));
        Assert.True(allocated < 4096, $"{allocated} bytes for {result.Statistics.Instructions} instructions");
    }

    private sealed class Recorder : IProgress<long>
    {
        public System.Collections.Generic.List<long> Reports { get; } = [];

        public void Report(long value) => Reports.Add(value);
    }
}
