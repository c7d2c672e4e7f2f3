using System;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>What a run allocates does not depend on how many instructions it executes. The reference tier is not held to that.</summary>
public sealed class AllocationTests
{
    private const int Few = 100, Many = 20_100;

    [Fact]
    public void ScalarInstructions_AllocateNothing() => AssertFree(program => program
        .Emit(new AluImmediate(AluOperation.Add, ProgramBuilder.R(2), ProgramBuilder.R(2), 3))
        .Emit(new Alu(AluOperation.Div, ProgramBuilder.R(3), ProgramBuilder.R(2), ProgramBuilder.R(4)))
        .Emit(new ScalarStore(ProgramBuilder.R(2), Space.Dram, ProgramBuilder.R(9), DType.I16, 40))
        .Emit(new ScalarLoad(ProgramBuilder.R(4), Space.Dram, ProgramBuilder.R(9), DType.I16, TestMachines.DramBytes - 2))
        .Emit(new SetPredicate(Comparison.Lt, new PredicateId(1), ProgramBuilder.R(3), ProgramBuilder.R(4)))
        .Emit(new AluImmediate(AluOperation.Max, ProgramBuilder.R(5), ProgramBuilder.R(2), 3), new InstructionHeader(Opcode.AluImmediate, new PredicateId(1)))
        .Emit(new Branch(Comparison.Ge, ProgramBuilder.R(2), ProgramBuilder.R(4), new CodeAddress(program.Here() + 1)))
        .Emit(new Philox(ProgramBuilder.R(10), ProgramBuilder.R(10), ProgramBuilder.R(12)))
        .Emit(new DescriptorAdd(ProgramBuilder.D(0), DescriptorField.TileOffset, 0)));

    [Theory]
    [InlineData(KernelTier.Vector128)]
    [InlineData(KernelTier.Emitted)]
    public void MovesFillsAndVectors_AllocateNothing(KernelTier tier) => AssertFree(
        program => program
            .Emit(new Move(ProgramBuilder.D(0), ProgramBuilder.D(1)))
            .Emit(new Fill(ProgramBuilder.D(1), null, 3))
            .Emit(new Binary(BinaryOperation.Add, ProgramBuilder.D(0), ProgramBuilder.D(1), ProgramBuilder.D(1))),
        tier);

    [Fact]
    public void Products_AllocateNothing() => AssertFree(program => program
        .Emit(new MatMul(ProgramBuilder.D(2), ProgramBuilder.D(0), ProgramBuilder.D(3)))
        .Emit(new MatMul(ProgramBuilder.D(2), ProgramBuilder.D(0), ProgramBuilder.D(3), SumsDisposition.Drain, false, ProgramBuilder.D(1), ProgramBuilder.D(4))));

    [Fact]
    public void Tokens_AllocateNothing()
    {
        AssertFree(program =>
        {
            SemaphoreId token = program.Semaphore(1, ProgramBuilder.Ldq, ProgramBuilder.Ctl);
            program.Emit(new Fill(ProgramBuilder.D(1), null, 3), new InstructionHeader(Opcode.Fill, Signal0: token));
            program.Emit(new AluImmediate(AluOperation.Add, ProgramBuilder.R(2), ProgramBuilder.R(2), 3), new InstructionHeader(Opcode.AluImmediate, Wait0: token));
        });
    }

    private static void AssertFree(Action<ProgramBuilder> body, KernelTier tier = KernelTier.Emitted)
    {
        using Machine machine = new(TestMachines.Config());
        MachineProgram few = Program(body, Few), many = Program(body, Many);
        RunOptions options = TestMachines.Plain with { Kernels = new KernelOptions(tier, 1) };
        // An object takes 24 bytes at least; a collection may make the pools buy a buffer again, once in many passes.
        long more = Allocated(many) - Allocated(few);
        Assert.True(more < Many - Few, $"{more} bytes more for {Many - Few} more passes");

        long Allocated(MachineProgram program) => Allocations.Least(() =>
        {
            RunResult result = machine.Run(program, options);
            Assert.True(result.Status == RunStatus.Halted, $"{result.Status} {result.Trap}");
        });
    }

    private static MachineProgram Program(Action<ProgramBuilder> body, uint passes)
    {
        ProgramBuilder program = new();
        TileShape bytes = TileShape.Dense(DType.I8, 16, 16);
        program.Tile(0, Space.Scratchpad, 0, bytes).Tile(1, Space.Scratchpad, 256, bytes).Tile(2, Space.Accumulator, 0, TileShape.Dense(DType.I32, 16, 16))
            .Tile(3, Space.Scratchpad, 512, TileShape.Panels(DType.I8, true, 16, 16))
            .Set(4, DrainDescriptor.Create(DrainDescriptor.None with { Mode = RequantMode.FixedSingle, Multiplier = 1 << 30, Shift = -3 }));
        int loop = program.Here();
        program.Emit(new Loop(null, passes, new CodeAddress(loop + 2)));
        body(program);
        program.Replace(loop, new Loop(null, passes, new CodeAddress(program.Here())));
        return program.Build();
    }
}
