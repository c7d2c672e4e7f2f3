using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class AssemblerTests
{
    /// <summary>Every directive once.</summary>
    internal const string EveryDirective = """
        .name "two tiles"            ; a comment; with "quotes"
        .memory dram=0x1000 scratchpad=4096 accumulator=1<<10
        .equ rows 16
        .feature "format:bitmask"
        .template act tile space=scratchpad base=64 extent=16384 dtype=i8 dims=rows,640 zero_point=-3
        .template geo conv pad_top=1 stride_h=2
        .template out drain mode=float32 scale=f32(0.5) clamp_min=-128 residual=d5 residual_mode=plain
        .semaphore full producer=ldq consumer=mx0 initial=2
        .semaphore done producer=mx0 consumer=ctl
        .table kernels k0, k1
        .bind input "x:0" type=u8 shape=1,4 address=0 scale=0.25 zero_point=128
        .data 0x100
        .i8 1, -1, 255
        .i16 0x1234
        .i32 -2
        .i64 1
        .f32 1.5, -inf
        .string "hi\n"
        .hex "c0ffee"
        .zero 2
        .entry start
        k0: ret
        k1: ret
        start:
            dload d3, act             # template by name
            dset d3.offset, rows * 4 - (1 << 2)
            move.ldq d1, d2 signal=full
            @!p3 matmul d0, d1, d2, disposition=drain, out=d4, drain=d5 wait=full,s1 signal=done
            sync control wait=done
            loop .end, count=3
                alui add, r1, r1, -1
            .end:
            dispatch r1, kernels
            branch lt, r1, r2, start
            halt
        """;

    [Fact]
    public void WholeProgram_SaysWhatItMeans()
    {
        MachineProgram program = Assembler.Assemble(EveryDirective);
        Assert.Equal(("two tiles", 0x1000L, 4096L, 1024L), (program.Name, program.DramBytes, program.ScratchpadBytes, program.AccumulatorBytes));
        Assert.Equal(2, program.Entries[0]);
        Assert.Equal([0, 1], program.KernelTables[0]);
        Assert.True(TileDescriptor.TryRead(program.Templates[0], out TileDescriptor tile, out _));
        Assert.Equal((16L, 640L, 640L, 1L, -3), (tile.Shape.Dims[0], tile.Shape.Dims[1], tile.Shape.Strides[0], tile.Shape.Strides[1], tile.Shape.ZeroPoint));
        Assert.True(ConvDescriptor.TryRead(program.Templates[1], out ConvGeometry geometry, out _));
        Assert.Equal((1, 2, 1), (geometry.PadTop, geometry.StrideH, geometry.StrideW));
        Assert.True(DrainDescriptor.TryRead(program.Templates[2], out DrainDescriptor drain, out _));
        Assert.Equal((RequantMode.Float32, 0.5f, -128, int.MaxValue, 5), (drain.Mode, drain.Scale, drain.ClampMin, drain.ClampMax, drain.Residual));
        Assert.Equal("01ffff3412feffffff01000000000000000000c03f000080ff68690ac0ffee0000", System.Convert.ToHexStringLower(program.Constants[0].Data.AsSpan()));
        Assert.Equal(new DescriptorSet(new DescriptorId(3), DescriptorField.TileOffset, 60), InstructionSet.Decode<DescriptorSet>(program.Code[0][3]));
        InstructionHeader matmul = InstructionHeader.Decode(program.Code[0][5]);
        Assert.Equal((3, true, 1, 1, 2), (matmul.Predicate.Index, matmul.Negated, matmul.Wait0.Index, matmul.Wait1.Index, matmul.Signal0.Index));
        Assert.Equal(9, InstructionSet.Decode<Loop>(program.Code[0][7]).End.Index);
        Assert.Equal(["k0", "k1", "start"], program.Symbols.Select(s => s.Name));
        Assert.Equal([0.25f], program.Bindings[0].Scale);
    }

    [Theory]
    [InlineData("halt\n  nonsense r1", 2, 3, "asm.mnemonic")]
    [InlineData("alu add, r1, r2", 1, 16, "asm.operand")]
    [InlineData("alu add, r1, r2, r32", 1, 18, "asm.operand")]
    [InlineData("alu add, r1, r2, r3, r4", 1, 22, "asm.operand")]
    [InlineData("alu plus, r1, r2, r3", 1, 5, "asm.enum")]
    [InlineData("li r1, 1 +", 1, 11, "asm.syntax")]
    [InlineData("li r1, 1/0", 1, 9, "asm.division")]
    [InlineData("li r1, unknown", 1, 8, "asm.unknown")]
    [InlineData("jump nowhere", 1, 6, "asm.unknown")]
    [InlineData("trap 65536", 1, 6, "asm.range")]
    [InlineData("halt $", 1, 6, "asm.character")]
    [InlineData(".name \"open", 1, 7, "asm.text")]
    [InlineData(".nonsense", 1, 1, "asm.directive")]
    [InlineData("a: halt\na: halt", 2, 1, "asm.duplicate")]
    [InlineData("matmul.vx0 d0, d1, d2", 1, 1, "asm.unit")]
    [InlineData("halt wait=nobody", 1, 11, "asm.semaphore")]
    [InlineData(".template t tile dtype=i3", 1, 24, "asm.enum")]
    [InlineData(".template t tile pad_top=3", 1, 18, "asm.field")]
    [InlineData(".template t thing", 1, 13, "asm.kind")]
    [InlineData("dset d1.nothing, 3", 1, 9, "asm.field")]
    [InlineData(".include \"x\"", 1, 1, "asm.include")]
    [InlineData(".i8 1", 1, 1, "asm.data")]
    [InlineData(".data 0\n.i8 256", 2, 5, "asm.range")]
    [InlineData("fill d1, 0, register=r1, register=r2", 1, 26, "asm.operand")]
    [InlineData("fill d1, 0, color=r1", 1, 19, "asm.operand")]
    [InlineData("setp eq, p0, r1, r2", 1, 1, "isa.operand")]
    [InlineData("halt signal=s9", 1, 1, "isa.semaphore")]
    [InlineData("loop e, count=2\ne: halt", 1, 1, "isa.loop")]
    public void Error_NamesLineColumnAndCode(string source, int line, int column, string code)
    {
        IsaException fault = Assert.Throws<IsaException>(() => Assembler.Assemble(source, "f.s"));
        Assert.Equal("asm.errors", fault.Code);
        AssemblyError error = Assert.Single(fault.Errors);
        Assert.Equal(("f.s", line, column, code), (error.File, error.Line, error.Column, error.Code));
    }

    [Fact]
    public void SeveralErrors_AreReportedTogether_InSourceOrder()
    {
        IsaException fault = Assert.Throws<IsaException>(() => Assembler.Assemble("jump a\nwhat\nhalt\nli r99, 1"));
        Assert.Equal([1, 2, 4], fault.Errors.Select(e => e.Line));
        Assert.Contains("program.s(2,1)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Include_UsesTheResolver_AndErrorsNameTheIncludedFile()
    {
        MachineProgram program = Assembler.Assemble(".include \"lib.s\"\nhalt", "main.s", name => name == "lib.s" ? "li r1, 5\n" : null);
        Assert.Equal(2, program.Code[0].Length);
        IsaException fault = Assert.Throws<IsaException>(() => Assembler.Assemble(".include \"lib.s\"\nhalt", "main.s", _ => "\nbad"));
        Assert.Equal(("lib.s", 2), (fault.Errors[0].File, fault.Errors[0].Line));
        fault = Assert.Throws<IsaException>(() => Assembler.Assemble(".include \"a\"", "main.s", _ => ".include \"a\""));
        Assert.Equal("asm.include", fault.Errors[0].Code);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('-')]
    public void DeepExpression_IsATypedError(char mark) =>
        Assert.Equal("asm.depth", Assert.Throws<IsaException>(() => Assembler.Assemble("li r1, " + new string(mark, 100_000) + "1")).Errors[0].Code);
}
