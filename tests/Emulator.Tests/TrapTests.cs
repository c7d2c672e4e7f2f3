using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Every kind of trap, and that it leaves memories as they were.</summary>
public sealed class TrapTests
{
    private static readonly TileShape Bytes16 = TileShape.Dense(DType.I8, 16);

    [Fact]
    public void Load_IllegalWord_IsRefused() =>
        Assert.Throws<IsaException>(() => new Machine(TestMachines.Config()).Load(new MachineProgram { Code = [[default]], Entries = [0] }));

    [Fact]
    public void Load_SemaphoreOfAnotherUnit_IsRefused()
    {
        ProgramBuilder program = new();
        SemaphoreId s = program.Semaphore(1, ProgramBuilder.Vx, ProgramBuilder.Ctl);
        program.Emit(new LoadImmediate(ProgramBuilder.R(0), 1), new InstructionHeader(Opcode.LoadImmediate, Signal0: s));
        using Machine machine = new(TestMachines.Config());
        Assert.Throws<IsaException>(() => machine.Load(program.Build()));
    }

    [Fact]
    public void Unary_TileBehindItsBuffer_TrapsOutOfBounds()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(Bytes16), src = c.Pad(Bytes16);
        Trap trap = c.With(src, DescriptorField.TileOffset, 60).Is(new Unary(UnaryOperation.Neg, dst, src), _ => { }).Traps();
        Assert.Equal(TrapKind.OutOfBounds, trap.Kind);
        Assert.Equal("src.offset", trap.Field);
        Assert.Equal("vunary", trap.Mnemonic);
    }

    [Fact]
    public void Fill_BufferBehindMemory_TrapsOutOfBounds()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(Bytes16);
        Trap trap = c.With(dst, DescriptorField.TileBase, TestMachines.ScratchpadBytes - 8).Is(new Fill(dst, null, 1), _ => { }).Traps();
        Assert.Equal((TrapKind.OutOfBounds, "dst.base"), (trap.Kind, trap.Field));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(TestMachines.DramBytes - 3)]
    [InlineData(long.MaxValue)]
    public void ScalarLoad_OutsideMemory_TrapsOutOfBounds(long address)
    {
        InstructionCase c = new(1);
        Trap trap = c.Register(3, address).Is(new ScalarLoad(ProgramBuilder.R(1), Space.Dram, ProgramBuilder.R(3), DType.I32, 0), _ => { }).Traps();
        Assert.Equal((TrapKind.OutOfBounds, "ld", "address"), (trap.Kind, trap.Mnemonic, trap.Field));
    }

    [Fact]
    public void Unary_DescriptorNeverWritten_TrapsBadDescriptor()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(Bytes16);
        Trap trap = c.Is(new Unary(UnaryOperation.Neg, dst, ProgramBuilder.D(50)), _ => { }).Traps();
        Assert.Equal((TrapKind.BadDescriptor, "src.kind"), (trap.Kind, trap.Field));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Fill_StridesThatShareBytes_TrapsBadDescriptor(long stride)
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(TileShape.Dense(DType.I16, 4, 4));
        Assert.Equal(TrapKind.BadDescriptor, c.With(dst, DescriptorField.TileStride1, stride).Is(new Fill(dst, null, 1), _ => { }).Traps().Kind);
    }

    [Fact]
    public void MatMul_ShapesThatDoNotFit_TrapsBadOperandWithNames()
    {
        InstructionCase c = new(1);
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 4, 4)), a = c.Pad(TileShape.Dense(DType.I8, 4, 5)), b = c.Pad(TileShape.Dense(DType.I8, 6, 4));
        Trap trap = c.Is(new MatMul(sums, a, b), _ => { }).Traps();
        Assert.Equal((TrapKind.BadOperand, "b"), (trap.Kind, trap.Field));
    }

    [Fact]
    public void MatMul_BadDrain_TrapsBeforeTheProduct()
    {
        InstructionCase c = new(1);
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 4, 4)), a = c.Pad(TileShape.Dense(DType.I8, 4, 5)), b = c.Pad(TileShape.Dense(DType.I8, 5, 4));
        DescriptorId output = c.Pad(TileShape.Dense(DType.I8, 4, 4)), drain = c.Parameters(DrainDescriptor.Create(DrainDescriptor.None with { Mode = RequantMode.FixedSingle, Shift = 60 }));
        Trap trap = c.Is(new MatMul(sums, a, b, SumsDisposition.Drain, true, output, drain), _ => { }).Traps();
        Assert.Equal(TrapKind.BadOperand, trap.Kind);
    }

    [Fact]
    public void Unary_TileInDram_TrapsBadOperand()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(Bytes16), src = c.Tile(Space.Dram, Bytes16);
        Trap trap = c.Is(new Unary(UnaryOperation.Neg, dst, src), _ => { }).Traps();
        Assert.Equal((TrapKind.BadOperand, "src.space"), (trap.Kind, trap.Field));
    }

    [Fact]
    public void Unary_HalfOverlappingOperands_TrapsBadOperand()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(Bytes16), src = c.Pad(Bytes16);
        c.With(src, DescriptorField.TileBase, c.Address(dst) + 8).Is(new Unary(UnaryOperation.Neg, dst, src), _ => { });
        Assert.Equal((TrapKind.BadOperand, "dst"), (c.Traps() is { } t ? (t.Kind, t.Field) : default));
    }

    [Fact]
    public void Binary_InterleavedColumns_DoNotOverlap()
    {
        TileShape half = TileShape.Dense(DType.I8, 8, 4);
        half.Strides[0] = 8;
        ProgramBuilder program = new();
        program.Tile(0, Space.Scratchpad, 0, half).Tile(1, Space.Scratchpad, 4, half).Emit(new Unary(UnaryOperation.Neg, ProgramBuilder.D(0), ProgramBuilder.D(1)));
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(RunStatus.Halted, machine.Run(program.Build(), TestMachines.Plain).Status);
    }

    [Fact]
    public void Gather_IndexOutside_TrapsBadIndex()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(TileShape.Dense(DType.I8, 2, 4)), src = c.Pad(TileShape.Dense(DType.I8, 3, 4)), index = c.Pad(TileShape.Dense(DType.I32, 2));
        c.Put(index, 2, 3);
        Trap trap = c.Is(new Gather(dst, src, index), _ => { }).Traps();
        Assert.Equal((TrapKind.BadIndex, "index[1]", "3", "0..2"), (trap.Kind, trap.Field, trap.Value, trap.Legal));
    }

    [Theory]
    [InlineData(0, 2, 1, "offsets[2]")]
    [InlineData(1, 2, 4, "offsets[0]")]
    [InlineData(0, 2, 3, "offsets[2]")]
    [InlineData(0, 9, 4, "offsets[1]")]
    public void GroupedMatMul_BadOffsets_TrapsBadIndex(int first, int second, int third, string field)
    {
        InstructionCase c = new(1);
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 4, 4)), a = c.Pad(TileShape.Dense(DType.I8, 4, 5)), b = c.Pad(TileShape.Dense(DType.I8, 2, 5, 4));
        DescriptorId offsets = c.Pad(TileShape.Dense(DType.I32, 3));
        c.Put(offsets, first, second, third);
        Trap trap = c.Is(new GroupedMatMul(sums, a, b, offsets), _ => { }).Traps();
        Assert.Equal((TrapKind.BadIndex, field), (trap.Kind, trap.Field));
    }

    [Fact]
    public void Histogram_ValueOutside_TrapsBadIndex()
    {
        InstructionCase c = new(1);
        DescriptorId dst = c.Pad(TileShape.Dense(DType.I32, 4)), src = c.Pad(TileShape.Dense(DType.U8, 3));
        c.Put<byte>(src, 1, 4, 2);
        Trap trap = c.Is(new Histogram(dst, src), _ => { }).Traps();
        Assert.Equal((TrapKind.BadIndex, "source"), (trap.Kind, trap.Field));
    }

    [Fact]
    public void Dispatch_IndexOutside_TrapsBadIndex()
    {
        ProgramBuilder program = new();
        program.Emit(new LoadImmediate(ProgramBuilder.R(1), 5)).Emit(new Dispatch(ProgramBuilder.R(1), 0));
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(TrapKind.BadIndex, machine.Run(program.Build() with { KernelTables = [[0]] }, TestMachines.Plain).Trap!.Kind);
    }

    [Theory]
    [InlineData(0xFF, 0xFF)]
    [InlineData(0x00, 0x10)]
    public void Move_MaskThatLies_TrapsCorruptFormat(int first, int second)
    {
        InstructionCase c = new(1);
        TileShape sparse = TileShape.Dense(DType.I8, 1, 12);
        sparse.Format = SparseFormat.Bitmask;
        DescriptorId src = c.Tile(Space.Scratchpad, sparse), dst = c.Pad(TileShape.Dense(DType.I8, 1, 12));
        long mask = c.Address(dst) - 64;
        c.Images.Scratchpad[mask] = (byte)first;
        c.Images.Scratchpad[mask + 1] = (byte)second;
        Trap trap = c.With(src, DescriptorField.TileExtent, 8).Is(new Move(dst, src), _ => { }).Traps();
        Assert.Equal((TrapKind.CorruptFormat, "src.metadata"), (trap.Kind, trap.Field));
    }

    [Fact]
    public void Wait_ThatNothingAnswers_TrapsDeadlock()
    {
        ProgramBuilder program = new();
        SemaphoreId s = program.Semaphore(1, ProgramBuilder.Vx, ProgramBuilder.Ctl);
        program.Emit(new LoadImmediate(ProgramBuilder.R(0), 1), new InstructionHeader(Opcode.LoadImmediate, Wait0: s));
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(TrapKind.Deadlock, machine.Run(program.Build(), TestMachines.Plain).Trap!.Kind);
    }

    [Fact]
    public void Return_WithoutCall_TrapsControlFlow()
    {
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(TrapKind.ControlFlow, machine.Run(new ProgramBuilder().Emit(new Return()).Build(), TestMachines.Plain).Trap!.Kind);
    }

    [Fact]
    public void TrapInstruction_TrapsUserWithCode()
    {
        using Machine machine = new(TestMachines.Config());
        Trap trap = machine.Run(new ProgramBuilder().Emit(new TrapNow(42)).Build(), TestMachines.Plain).Trap!;
        Assert.Equal((TrapKind.User, "42"), (trap.Kind, trap.Value));
    }

    [Fact]
    public void MatMul_TypeTheMachineLacks_TrapsMissingFeature()
    {
        InstructionCase c = new(1);
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 4, 4)), a = c.Pad(TileShape.Dense(DType.I16, 4, 5)), b = c.Pad(TileShape.Dense(DType.I8, 5, 4));
        Trap trap = c.Is(new MatMul(sums, a, b), _ => { }).Traps(TestMachines.Config(types: [DType.I8]));
        Assert.Equal((TrapKind.MissingFeature, "a.dtype"), (trap.Kind, trap.Field));
    }

    [Fact]
    public void Move_FormatTheMachineLacks_TrapsMissingFeature()
    {
        InstructionCase c = new(1);
        TileShape sparse = TileShape.Dense(DType.I8, 2, 8);
        sparse.Format = SparseFormat.Bitmask;
        DescriptorId dst = c.Tile(Space.Scratchpad, sparse), src = c.Pad(TileShape.Dense(DType.I8, 2, 8));
        Trap trap = c.Is(new Move(dst, src), _ => { }).Traps(TestMachines.Config(formats: [SparseFormat.Dense]));
        Assert.Equal((TrapKind.MissingFeature, "dst.format"), (trap.Kind, trap.Field));
    }

    [Fact]
    public void Trap_WithWaits_GivesSignalsBackAndLeavesTheMachineReadable()
    {
        ProgramBuilder program = new();
        SemaphoreId s = program.Semaphore(1, ProgramBuilder.Vx, ProgramBuilder.Vx, initial: 1);
        program.Emit(new LoadImmediate(ProgramBuilder.R(2), 77))
            .Emit(new Unary(UnaryOperation.Neg, ProgramBuilder.D(0), ProgramBuilder.D(1)), new InstructionHeader(Opcode.Unary, Wait0: s));
        using Machine machine = new(TestMachines.Config());
        RunResult result = machine.Run(program.Build(), TestMachines.Plain);
        Assert.Equal(RunStatus.Trapped, result.Status);
        Assert.Equal(77, machine.Core(0).Registers[2]);
        Assert.Equal(1, machine.Core(0).ProgramCounter);
    }
}
