using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

/// <summary>Bytes a tile moves, from its descriptor alone.</summary>
internal static class TileBytes
{
    /// <summary>Distinct bytes of a dense tile: broadcast dimensions (stride 0) count once, panel padding counts.</summary>
    public static long Dense(in TileShape shape)
    {
        if (shape.Elements == 0)
        {
            return 0;
        }
        int last = shape.Rank - 1;
        if (shape.Layout != Layout.Plain)
        {
            return Panels(shape);
        }
        long bytes = shape.Type.IsSubByte() ? shape.Type.BytesOf(shape.Dims[last])
            : (shape.Strides[last] == 0 ? 1 : shape.Dims[last]) * (shape.Type.Bits() / 8);
        for (int d = 0; d < last; d++)
        {
            bytes *= shape.Strides[d] == 0 ? 1 : shape.Dims[d];
        }
        return bytes;
    }

    /// <summary>Bytes of the mask of a bitmask tile: rows of the innermost dimension padded to whole bytes.</summary>
    public static long Mask(in TileShape shape)
    {
        long row = shape.Dims[shape.Rank - 1];
        return row == 0 ? 0 : shape.Elements / row * ((row + 7) >> 3);
    }

    private static long Panels(in TileShape shape)
    {
        int last = shape.Rank - 1;
        bool sums = shape.Layout == Layout.PanelSums;
        bool experts = shape.Rank == 3 && shape.Strides[1] != 0;
        if (shape.Strides[1] != 0 && !experts)
        {
            // Panels of channel groups: how many groups is the conv descriptor's knowledge, so tail padding is left out.
            return shape.Type.BytesOf(shape.Elements) + (sums ? shape.Dims[last] * 4 : 0);
        }
        long panels = (shape.Dims[last] + PanelLayout.Columns - 1) / PanelLayout.Columns;
        long depth = experts ? shape.Dims[1] : PanelLayout.Depth(shape);
        return (experts ? shape.Dims[0] : 1) * panels * PanelLayout.PanelBytes(shape.Type, depth, sums);
    }
}
