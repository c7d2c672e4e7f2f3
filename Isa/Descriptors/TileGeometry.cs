using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Dimensions, strides and layout of a tile descriptor: reading and checking them.</summary>
internal static class TileGeometry
{
    /// <summary>The field <paramref name="steps"/> words behind another of the same family, such as dim2 from dim0.</summary>
    public static DescriptorField Plus(this DescriptorField field, int steps) => (DescriptorField)((int)field + steps);

    public static void Read(ref DescriptorReader reader, in Descriptor descriptor, ref TileDescriptor tile)
    {
        ref TileShape shape = ref tile.Shape;
        Int128 elements = 1;
        for (int d = 0; d < shape.Rank; d++)
        {
            long declared = reader.Get(DescriptorField.TileMax0.Plus(d), 0, TileDescriptor.Limit);
            shape.Dims[d] = reader.Get(DescriptorField.TileDim0.Plus(d), 0, declared == 0 ? TileDescriptor.Limit : declared);
            shape.Strides[d] = reader.Get(DescriptorField.TileStride0.Plus(d), 0, TileDescriptor.Limit);
            elements = Int128.Min(elements * shape.Dims[d], TileDescriptor.Limit + (Int128)1);
            if (reader.Failed)
            {
                return;
            }
        }
        if (elements > TileDescriptor.Limit)
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileDim0, shape.Dims[0], $"dimensions whose product is at most {TileDescriptor.Limit}");
            return;
        }
        if (shape.Layout != Layout.Plain)
        {
            ReadPanel(ref reader, shape);
        }
        else if (shape.Type.IsSubByte() && shape.Strides[shape.Rank - 1] != 0)
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileStride0.Plus(shape.Rank - 1), shape.Strides[shape.Rank - 1], "0: elements of less than a byte are packed");
        }
        if (shape.Format == SparseFormat.Bitmask && tile.Metadata < 0)
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileMetadata, tile.Metadata, "an address: bitmask tiles have a mask");
        }
        if (!reader.Failed)
        {
            CheckBuffer(ref reader, tile);
        }
    }

    private static void ReadPanel(ref DescriptorReader reader, in TileShape shape)
    {
        if (shape.Rank < 2)
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileRank, shape.Rank, "2..5 for panel layouts");
        }
        else if (shape.Type.Bits() > 32)
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileDType, (long)shape.Type, "a type of at most 32 bits for panel layouts");
        }
        else if (shape.Layout == Layout.PanelSums && shape.Type.IsFloat())
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileDType, (long)shape.Type, "an integer type for panel_sums");
        }
        else if (shape.Format != SparseFormat.Dense)
        {
            reader.Fail(TrapKind.BadDescriptor, DescriptorField.TileFormat, (long)shape.Format, "dense for panel layouts");
        }
    }

    private static void CheckBuffer(ref DescriptorReader reader, in TileDescriptor tile)
    {
        Int128 room = (Int128)tile.Extent - tile.Offset;
        bool measurable = tile.Shape.Format == SparseFormat.Dense && (tile.Shape.Layout == Layout.Plain || tile.Shape.Strides[1] == 0);
        Int128 span = measurable ? Span(tile.Shape) : 0;
        if (span > room)
        {
            reader.Fail(TrapKind.OutOfBounds, DescriptorField.TileOffset, tile.Offset, $"0..{tile.Extent - span}: the tile spans {span} bytes of a buffer of {tile.Extent}");
        }
    }

    /// <summary><see cref="TileShape.SpanBytes"/> without overflow.</summary>
    private static Int128 Span(in TileShape shape)
    {
        if (shape.Elements == 0)
        {
            return 0;
        }
        int last = shape.Rank - 1;
        if (shape.Layout != Layout.Plain)
        {
            Int128 panels = (shape.Dims[last] + PanelLayout.Columns - 1) / PanelLayout.Columns;
            return ((panels - 1) * shape.Strides[0]) + PanelLayout.PanelBytes(shape.Type, PanelLayout.Depth(shape), shape.Layout == Layout.PanelSums);
        }
        Int128 bytes = shape.Type.IsSubByte() ? shape.Type.BytesOf(shape.Dims[last]) : ((shape.Dims[last] - (Int128)1) * shape.Strides[last]) + (shape.Type.Bits() / 8);
        for (int d = 0; d < last; d++)
        {
            bytes += (shape.Dims[d] - (Int128)1) * shape.Strides[d];
        }
        return bytes;
    }
}
