using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>
/// Tiles made of tiles: slice, transpose, reshape. The source must be a plain dense tile that fits its buffer. Arrays along the last dimension (zero points,
/// scales) follow a slice of it, and forbid moving it.
/// </summary>
internal static class DescriptorDerivation
{
    public static bool TrySlice(CoreState core, in DescriptorSlice instruction)
    {
        if (!TryReadSource(core, "dslice", instruction.Src, out TileDescriptor tile))
        {
            return false;
        }
        int dimension = (int)instruction.Dimension;
        if (dimension >= tile.Shape.Rank)
        {
            return core.Raise(TrapKind.BadOperand, "dslice", "dimension", $"{dimension}", $"0..{tile.Shape.Rank - 1}");
        }
        long extent = tile.Shape.Dims[dimension];
        long start = core.Registers[instruction.Start.Index];
        long size = core.Registers[instruction.Size.Index];
        if (start < 0 || start > extent)
        {
            return core.Raise(TrapKind.BadOperand, "dslice", "start", $"{start}", $"0..{extent}");
        }
        if (size < 0 || size > extent - start)
        {
            return core.Raise(TrapKind.BadOperand, "dslice", "size", $"{size}", $"0..{extent - start}");
        }
        bool last = dimension == tile.Shape.Rank - 1;
        long bits = last && tile.Shape.Type.IsSubByte() ? tile.Shape.Type.Bits() : tile.Shape.Strides[dimension] * 8;
        if ((start * bits) % 8 != 0)
        {
            return core.Raise(TrapKind.BadOperand, "dslice", "start", $"{start}", $"a multiple of {8 / bits}: a tile starts at a byte");
        }
        if (last && tile.Scales >= 0 && tile.QuantBlock > 0 && start % tile.QuantBlock != 0)
        {
            return core.Raise(TrapKind.BadOperand, "dslice", "start", $"{start}", $"a multiple of the quantisation block {tile.QuantBlock}");
        }
        Descriptor result = core.Descriptors[instruction.Src.Index];
        result[DescriptorField.TileDim0.Plus(dimension)] = size;
        result[DescriptorField.TileOffset] += size == 0 ? 0 : start * bits / 8;
        if (last && tile.ZeroPointArray >= 0)
        {
            result[DescriptorField.TileZeroPointArray] += start * sizeof(int);
        }
        if (last && tile.Scales >= 0 && tile.QuantBlock > 0)
        {
            result[DescriptorField.TileScales] += start / tile.QuantBlock * sizeof(float);
        }
        core.Descriptors[instruction.Dst.Index] = result;
        return true;
    }

    public static bool TryTranspose(CoreState core, in DescriptorTranspose instruction)
    {
        if (!TryReadSource(core, "dtranspose", instruction.Src, out TileDescriptor tile))
        {
            return false;
        }
        ReadOnlySpan<uint> axes = [instruction.Axis0, instruction.Axis1, instruction.Axis2, instruction.Axis3, instruction.Axis4];
        int rank = tile.Shape.Rank;
        int seen = 0;
        for (int d = 0; d < rank; d++)
        {
            if (axes[d] >= rank || (seen & (1 << (int)axes[d])) != 0)
            {
                return core.Raise(TrapKind.BadOperand, "dtranspose", $"axis{d}", $"{axes[d]}", $"each of 0..{rank - 1} once");
            }
            seen |= 1 << (int)axes[d];
        }
        bool pinned = tile.Shape.Type.IsSubByte() || tile.ZeroPointArray >= 0 || tile.Scales >= 0 && tile.QuantBlock > 0;
        if (pinned && axes[rank - 1] != rank - 1)
        {
            return core.Raise(TrapKind.BadOperand, "dtranspose", $"axis{rank - 1}", $"{axes[rank - 1]}", $"{rank - 1}: packed elements and arrays along the last dimension keep it last");
        }
        Descriptor source = core.Descriptors[instruction.Src.Index];
        Descriptor result = source;
        for (int d = 0; d < rank; d++)
        {
            result[DescriptorField.TileDim0.Plus(d)] = source[DescriptorField.TileDim0.Plus((int)axes[d])];
            result[DescriptorField.TileStride0.Plus(d)] = source[DescriptorField.TileStride0.Plus((int)axes[d])];
            result[DescriptorField.TileMax0.Plus(d)] = source[DescriptorField.TileMax0.Plus((int)axes[d])];
        }
        core.Descriptors[instruction.Dst.Index] = result;
        return true;
    }

    public static bool TryReshape(CoreState core, in DescriptorReshape instruction)
    {
        if (!TryReadSource(core, "dreshape", instruction.Src, out TileDescriptor tile))
        {
            return false;
        }
        if (!TileDescriptor.TryRead(WithoutBuffer(core.Descriptors[instruction.Shape.Index]), out TileDescriptor shape, out DescriptorFault fault))
        {
            return core.Raise("dreshape", "shape", fault);
        }
        if (!IsContiguous(tile.Shape))
        {
            return core.Raise(TrapKind.BadOperand, "dreshape", "src.stride0", $"{tile.Shape.Strides[0]}", "the strides of a contiguous tile");
        }
        if (tile.Shape.Elements != shape.Shape.Elements)
        {
            return core.Raise(TrapKind.BadOperand, "dreshape", "shape.dim0", $"{shape.Shape.Elements} elements", $"dimensions of {tile.Shape.Elements} elements");
        }
        long oldLast = tile.Shape.Dims[tile.Shape.Rank - 1];
        long newLast = shape.Shape.Dims[shape.Shape.Rank - 1];
        bool array = tile.ZeroPointArray >= 0 || tile.Scales >= 0 && tile.QuantBlock > 0;
        bool ragged = tile.Shape.Type.IsSubByte() && ((oldLast * tile.Shape.Type.Bits()) % 8 != 0 || (newLast * tile.Shape.Type.Bits()) % 8 != 0);
        if (oldLast != newLast && (array || ragged))
        {
            return core.Raise(TrapKind.BadOperand, "dreshape", "shape.dim" + (shape.Shape.Rank - 1), $"{newLast}", $"{oldLast}: arrays along the last dimension and rows that end inside a byte keep it");
        }
        Span<long> dims = stackalloc long[5];
        for (int d = 0; d < shape.Shape.Rank; d++)
        {
            dims[d] = shape.Shape.Dims[d];
        }
        TileShape dense = TileShape.Dense(tile.Shape.Type, dims[..shape.Shape.Rank]);
        dense.ZeroPoint = tile.Shape.ZeroPoint;
        Descriptor maxima = core.Descriptors[instruction.Shape.Index];
        Descriptor result = core.Descriptors[instruction.Src.Index];
        TileDescriptor.SetShape(ref result, dense);
        for (int d = 0; d < 5; d++)
        {
            result[DescriptorField.TileMax0.Plus(d)] = maxima[DescriptorField.TileMax0.Plus(d)];
        }
        core.Descriptors[instruction.Dst.Index] = result;
        return true;
    }

    /// <summary>Only rank and dimensions of a shape operand count: its buffer, type and layout need not make sense.</summary>
    private static Descriptor WithoutBuffer(Descriptor shape)
    {
        Descriptor bare = TileDescriptor.Create(Space.Dram, 0, TileDescriptor.Limit, 0, default);
        bare.Kind = shape.Kind;
        bare[DescriptorField.TileRank] = shape[DescriptorField.TileRank];
        for (int d = 0; d < 5; d++)
        {
            bare[DescriptorField.TileDim0.Plus(d)] = shape[DescriptorField.TileDim0.Plus(d)];
            bare[DescriptorField.TileMax0.Plus(d)] = shape[DescriptorField.TileMax0.Plus(d)];
        }
        return bare;
    }

    private static bool TryReadSource(CoreState core, string mnemonic, DescriptorId source, out TileDescriptor tile)
    {
        if (!TileDescriptor.TryRead(core.Descriptors[source.Index], out tile, out DescriptorFault fault))
        {
            return core.Raise(mnemonic, "src", fault);
        }
        if (tile.Shape.Layout != Layout.Plain)
        {
            return core.Raise(TrapKind.BadOperand, mnemonic, "src.layout", SnakeCase.Name(tile.Shape.Layout), "plain");
        }
        return tile.Shape.Format == SparseFormat.Dense
            || core.Raise(TrapKind.BadOperand, mnemonic, "src.format", SnakeCase.Name(tile.Shape.Format), "dense");
    }

    private static bool IsContiguous(in TileShape shape)
    {
        Span<long> dims = stackalloc long[5];
        for (int d = 0; d < shape.Rank; d++)
        {
            dims[d] = shape.Dims[d];
        }
        TileShape dense = TileShape.Dense(shape.Type, dims[..shape.Rank]);
        for (int d = 0; d < shape.Rank; d++)
        {
            if (shape.Dims[d] > 1 && shape.Strides[d] != dense.Strides[d])
            {
                return shape.Elements == 0;
            }
        }
        return true;
    }
}
