using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class DescriptorTests
{
    private static Descriptor Tile(DType type, params long[] dims)
    {
        TileShape shape = TileShape.Dense(type, dims);
        return TileDescriptor.Create(Space.Scratchpad, 128, 1 << 16, 64, shape);
    }

    private static (CoreState Core, Trap? Trap) Derive<T>(T instruction, Action<CoreState> arrange) where T : struct, IInstruction<T>
    {
        PreparedProgram prepared = PreparedProgram.Create(new MachineProgram { Code = [[InstructionSet.Encode(instruction)]], Entries = [0] });
        CoreState core = prepared.CreateCore(0);
        arrange(core);
        PlainHost host = new();
        new ControlInterpreter(prepared).Step(core, ref host);
        return (core, core.Trap);
    }

    [Fact]
    public void Tile_CreateAndRead_RoundTrip()
    {
        Assert.True(TileDescriptor.TryRead(Tile(DType.I16, 2, 3, 4), out TileDescriptor tile, out _));
        Assert.Equal((Space.Scratchpad, 192L, -1, DType.I16, 3), (tile.Space, tile.Address, tile.Core, tile.Shape.Type, tile.Shape.Rank));
        Assert.Equal((24L, 8L, 2L), (tile.Shape.Strides[0], tile.Shape.Strides[1], tile.Shape.Strides[2]));
        Assert.Equal((-1L, -1L, -1L, 0L), (tile.Metadata, tile.Scales, tile.ZeroPointArray, tile.ScaleCount));
    }

    [Theory]
    [InlineData(DescriptorField.TileSpace, 3)]
    [InlineData(DescriptorField.TileCore, -2)]
    [InlineData(DescriptorField.TileBase, -1)]
    [InlineData(DescriptorField.TileOffset, -1)]
    [InlineData(DescriptorField.TileDType, 17)]
    [InlineData(DescriptorField.TileLayout, 3)]
    [InlineData(DescriptorField.TileFormat, 2)]
    [InlineData(DescriptorField.TileRank, 0)]
    [InlineData(DescriptorField.TileRank, 6)]
    [InlineData(DescriptorField.TileDim0, -1)]
    [InlineData(DescriptorField.TileDim1, long.MaxValue)]
    [InlineData(DescriptorField.TileStride1, -4)]
    [InlineData(DescriptorField.TileMax0, 1)]
    [InlineData(DescriptorField.TileZeroPoint, 1L << 31)]
    [InlineData(DescriptorField.TileMetadata, -2)]
    [InlineData(DescriptorField.TileQuantBlock, -1)]
    public void Tile_FieldOutsideItsRange_IsNamed(DescriptorField field, long value)
    {
        Descriptor descriptor = Tile(DType.I8, 4, 4);
        descriptor[field] = value;
        Assert.False(TileDescriptor.TryRead(descriptor, out _, out DescriptorFault fault));
        Assert.Equal(TrapKind.BadDescriptor, fault.Kind);
        Assert.Equal(field == DescriptorField.TileMax0 ? "dim0" : field.Name(), fault.Field);
        Assert.NotEmpty(fault.Legal);
    }

    [Fact]
    public void Tile_BeyondItsBuffer_IsOutOfBounds_WithoutOverflow()
    {
        Descriptor descriptor = Tile(DType.I8, 4, 4);
        descriptor[DescriptorField.TileExtent] = 80;
        Assert.True(TileDescriptor.TryRead(descriptor, out _, out _));
        descriptor[DescriptorField.TileExtent] = 79;
        Assert.False(TileDescriptor.TryRead(descriptor, out _, out DescriptorFault fault));
        Assert.Equal((TrapKind.OutOfBounds, "offset"), (fault.Kind, fault.Field));
        descriptor[DescriptorField.TileStride0] = TileDescriptor.Limit;
        Assert.False(TileDescriptor.TryRead(descriptor, out _, out _));
        Descriptor huge = Tile(DType.I8, 1, 1);
        huge[DescriptorField.TileDim0] = TileDescriptor.Limit;
        huge[DescriptorField.TileDim1] = TileDescriptor.Limit;
        huge[DescriptorField.TileStride0] = 0;
        Assert.False(TileDescriptor.TryRead(huge, out _, out fault));
        Assert.Equal("dim0", fault.Field);
    }

    [Fact]
    public void Tile_LayoutRules()
    {
        Assert.False(Panel(DType.I64, Layout.Panel, 2), "64-bit panels");
        Assert.False(Panel(DType.F32, Layout.PanelSums, 2), "float sums");
        Assert.False(Panel(DType.I8, Layout.Panel, 1), "rank 1 panels");
        Assert.True(Panel(DType.I4, Layout.PanelSums, 2));
        Descriptor packed = Tile(DType.I4, 2, 3);
        packed[DescriptorField.TileStride1] = 1;
        Assert.False(TileDescriptor.TryRead(packed, out _, out _));
        Descriptor sparse = Tile(DType.I8, 2, 3);
        sparse[DescriptorField.TileFormat] = (long)SparseFormat.Bitmask;
        Assert.False(TileDescriptor.TryRead(sparse, out _, out DescriptorFault fault));
        Assert.Equal("metadata", fault.Field);
    }

    private static bool Panel(DType type, Layout layout, int rank)
    {
        Descriptor descriptor = Tile(type, rank == 1 ? [16] : [16, 16]);
        descriptor[DescriptorField.TileLayout] = (long)layout;
        descriptor[DescriptorField.TileStride0] = 4096;
        descriptor[DescriptorField.TileStride1] = 0;
        return TileDescriptor.TryRead(descriptor, out _, out _);
    }

    [Fact]
    public void ConvAndDrain_RoundTrip_AndRefuseOtherKinds()
    {
        ConvGeometry geometry = ConvGeometry.Unit with { PadLeft = 3, DilationW = 2, Groups = 4, CountPadding = true };
        Assert.True(ConvDescriptor.TryRead(ConvDescriptor.Create(geometry), out ConvGeometry read, out _));
        Assert.Equal(geometry, read);
        DrainDescriptor drain = DrainDescriptor.None with { Bias = 40, Shift = -7, Scale = 0.25f, ResidualMode = ResidualMode.Fixed, Residual = 9 };
        drain.ResidualArguments.ScaleB = 3.5f;
        Assert.True(DrainDescriptor.TryRead(DrainDescriptor.Create(drain), out DrainDescriptor back, out _));
        Assert.Equal((40L, -7, 0.25f, ResidualMode.Fixed, 9, 3.5f, -1L), (back.Bias, back.Shift, back.Scale, back.ResidualMode, back.Residual, back.ResidualArguments.ScaleB, back.Lut));
        Assert.False(ConvDescriptor.TryRead(DrainDescriptor.Create(drain), out _, out DescriptorFault fault));
        Assert.Equal(("kind", "conv"), (fault.Field, fault.Legal));
        Assert.False(DrainDescriptor.TryRead(DrainDescriptor.Create(drain with { Residual = -1 }), out _, out fault));
        Assert.Equal("residual", fault.Field);
    }

    [Fact]
    public void Slice_MovesOffsetAndArrays()
    {
        DescriptorSlice slice = new(new DescriptorId(1), new DescriptorId(0), 1, new RegisterId(1), new RegisterId(2));
        (CoreState core, Trap? trap) = Derive(slice, c =>
        {
            c.Descriptors[0] = Tile(DType.I16, 4, 10);
            c.Descriptors[0][DescriptorField.TileZeroPointArray] = 1000;
            c.Descriptors[0][DescriptorField.TileScales] = 2000;
            c.Descriptors[0][DescriptorField.TileQuantBlock] = 2;
            (c.Registers[1], c.Registers[2]) = (4, 3);
        });
        Assert.Null(trap);
        Descriptor result = core.Descriptors[1];
        Assert.Equal((3L, 72L, 1016L, 2008L, 20L), (result[DescriptorField.TileDim1], result[DescriptorField.TileOffset], result[DescriptorField.TileZeroPointArray], result[DescriptorField.TileScales], result[DescriptorField.TileStride0]));
    }

    [Theory]
    [InlineData(-1, 1, "start")]
    [InlineData(11, 0, "start")]
    [InlineData(4, 7, "size")]
    [InlineData(4, -1, "size")]
    [InlineData(long.MaxValue, long.MaxValue, "start")]
    [InlineData(1, 2, "start")]
    public void Slice_Outside_TrapsAndChangesNothing(long start, long size, string field)
    {
        DescriptorSlice slice = new(new DescriptorId(0), new DescriptorId(0), 1, new RegisterId(1), new RegisterId(2));
        Descriptor before = Tile(DType.I4, 4, 10);
        (CoreState core, Trap? trap) = Derive(slice, c =>
        {
            c.Descriptors[0] = before;
            (c.Registers[1], c.Registers[2]) = (start, size);
        });
        Assert.Equal((TrapKind.BadOperand, field), (trap!.Kind, trap.Field));
        Assert.Equal(Words(before), Words(core.Descriptors[0]));
        Assert.Equal(0, core.ProgramCounter);
    }

    [Fact]
    public void Transpose_ReordersDimsStridesAndMaxima()
    {
        DescriptorTranspose transpose = new(new DescriptorId(1), new DescriptorId(0), 2, 0, 1, 7 & 3, 4);
        (CoreState core, Trap? trap) = Derive(transpose, c => c.Descriptors[0] = TileDescriptor.Create(Space.Dram, 0, 4096, 0, TileShape.Dense(DType.I8, 2, 3, 5), declareMaxima: true));
        Assert.Null(trap);
        Assert.True(TileDescriptor.TryRead(core.Descriptors[1], out TileDescriptor tile, out _));
        Assert.Equal((5L, 2L, 3L, 1L, 15L, 5L), (tile.Shape.Dims[0], tile.Shape.Dims[1], tile.Shape.Dims[2], tile.Shape.Strides[0], tile.Shape.Strides[1], tile.Shape.Strides[2]));
        Assert.Equal(5, core.Descriptors[1][DescriptorField.TileMax0]);
        (_, trap) = Derive(transpose with { Axis0 = 0 }, c => c.Descriptors[0] = Tile(DType.I8, 2, 3, 5));
        Assert.Equal((TrapKind.BadOperand, "axis1"), (trap!.Kind, trap.Field));
        (_, trap) = Derive(transpose, c => c.Descriptors[0] = Tile(DType.I4, 2, 3, 5));
        Assert.Equal("axis2", trap!.Field);
    }

    [Fact]
    public void Reshape_KeepsElements()
    {
        DescriptorReshape reshape = new(new DescriptorId(2), new DescriptorId(0), new DescriptorId(1));
        (CoreState core, Trap? trap) = Derive(reshape, c =>
        {
            c.Descriptors[0] = Tile(DType.F32, 2, 6);
            c.Descriptors[1] = Tile(DType.I8, 3, 1, 4);
        });
        Assert.Null(trap);
        Assert.True(TileDescriptor.TryRead(core.Descriptors[2], out TileDescriptor tile, out _));
        Assert.Equal((DType.F32, 3, 3L, 4L, 16L, 192L), (tile.Shape.Type, tile.Shape.Rank, tile.Shape.Dims[0], tile.Shape.Dims[2], tile.Shape.Strides[0], tile.Address));
        (_, trap) = Derive(reshape, c => (c.Descriptors[0], c.Descriptors[1]) = (Tile(DType.F32, 2, 6), Tile(DType.I8, 5)));
        Assert.Equal(TrapKind.BadOperand, trap!.Kind);
        (_, trap) = Derive(reshape, c => (c.Descriptors[0], c.Descriptors[1]) = (Tile(DType.I4, 2, 3), Tile(DType.I8, 6)));
        Assert.Equal("shape.dim0", trap!.Field);
        (_, trap) = Derive(reshape, c => c.Descriptors[0] = Tile(DType.F32, 2, 6));
        Assert.Equal((TrapKind.BadDescriptor, "shape.kind"), (trap!.Kind, trap.Field));
    }

    [Fact]
    public void SetAddGet_WorkOnTheRightKindOnly()
    {
        DescriptorId d = new(3);
        (CoreState core, _) = Derive(new DescriptorAdd(d, DescriptorField.TileOffset, 5), c => c.Descriptors[3] = Tile(DType.I8, 1));
        Assert.Equal(69, core.Descriptors[3][DescriptorField.TileOffset]);
        (_, Trap? trap) = Derive(new DescriptorSet(d, DescriptorField.ConvPadTop, 5), c => c.Descriptors[3] = Tile(DType.I8, 1));
        Assert.Equal((TrapKind.BadDescriptor, "dst.kind", "tile"), (trap!.Kind, trap.Field, trap.Value));
        (_, trap) = Derive(new DescriptorGet(default, d, DescriptorField.ConvPadTop), _ => { });
        Assert.Equal((TrapKind.BadDescriptor, "none"), (trap!.Kind, trap.Value));
        (_, trap) = Derive(new DescriptorCopy(d, d), _ => { });
        Assert.Equal(TrapKind.BadDescriptor, trap!.Kind);
    }

    private static long[] Words(Descriptor descriptor) => [.. Enumerable.Range(0, Descriptor.Words).Select(i => descriptor[i])];
}
