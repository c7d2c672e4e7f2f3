using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[i] = source[i]: strided copy of raw bits, with conversion of layout (plain, panel) and format (dense, bitmask).
    /// Encoding stores the mask in the destination's metadata and the present values in its data.
    /// </summary>
    /// <returns>The elements stored: those present in a sparse destination, all of a dense one.</returns>
    /// <exception cref="NumericsException">
    /// Types or extents differ, a sparse source is corrupt, or a sparse destination is too small; nothing has been written.
    /// </exception>
    public static long Move(Tile destination, Tile source)
    {
        Check.Write(destination, "destination");
        Check.Read(source, "source");
        Check.SameDims(source, "source", destination, "destination");
        Check.Type(source, "source", source.Shape.Type == destination.Shape.Type, $"that of the destination, {destination.Shape.Type.Name()}");
        if (destination.Shape.Format == SparseFormat.Bitmask)
        {
            return BitmaskFormat.Encode(destination, TileValues.ReadRaw(source), "destination");
        }
        if (!TryCopyRows(destination, source))
        {
            TileValues.WriteRaw(destination, TileValues.ReadRaw(source));
        }
        return destination.Shape.Elements;
    }

    /// <summary>Plain tiles whose rows are contiguous in both move by whole rows.</summary>
    private static bool TryCopyRows(Tile destination, Tile source)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        int last = to.Rank - 1;
        long step = to.Type.IsSubByte() ? 0 : to.Type.Bits() / 8;
        bool plain = to.Layout == Layout.Plain && from.Layout == Layout.Plain && from.Format == SparseFormat.Dense;
        if (!plain || to.Strides[last] != step || from.Strides[last] != step || to.Elements == 0)
        {
            return to.Elements == 0;
        }
        int bytes = (int)to.Type.BytesOf(to.Dims[last]);
        for (long row = 0; row < TileValues.RowCount(to); row++)
        {
            source.Data.Slice((int)TileValues.RowOffset(from, row), bytes).CopyTo(destination.Data[(int)TileValues.RowOffset(to, row)..]);
        }
        return true;
    }
}
