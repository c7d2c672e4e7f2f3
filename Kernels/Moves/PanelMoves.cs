using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Moves between plain matrices and panels of 8-, 16- and 32-bit elements.</summary>
internal static unsafe class PanelMoves
{
    /// <summary>Runs when one side is panels and the other has contiguous rows; false with nothing written otherwise.</summary>
    public static bool TryMove(in KernelOptions options, Tile destination, Tile source)
    {
        bool pack = destination.Shape.Layout != Layout.Plain;
        TileShape panels = pack ? destination.Shape : source.Shape;
        TileShape plain = pack ? source.Shape : destination.Shape;
        if (options.Tier == KernelTier.Reference || panels.Layout is not (Layout.Panel or Layout.PanelSums) || panels.Format != SparseFormat.Dense || panels.Type != plain.Type || panels.Type.Bits() is not (8 or 16 or 32)
            || panels.Rank is < 2 or > 4 || (panels.Layout == Layout.PanelSums && !panels.Type.IsInteger()) || !DrainPlan.IsRowMajor(plain) || !DrainTile.SameDims(panels, plain) || plain.Elements is 0 or > int.MaxValue
            || (!pack && !RowMoves.IsWritable(plain)) || !source.ZeroPoints.IsEmpty || !destination.ZeroPoints.IsEmpty || source.Data.Overlaps(destination.Data)
            || destination.Shape.SpanBytes() > destination.Data.Length || source.Shape.SpanBytes() > source.Data.Length)
        {
            return false;
        }
        long depth = PanelLayout.Depth(panels);
        int columns = (int)panels.Dims[panels.Rank - 1];
        long panelBytes = PanelLayout.PanelBytes(panels.Type, depth, panels.Layout == Layout.PanelSums);
        bool overlapping = panels.Strides[0] < panelBytes && columns > PanelLayout.Columns;
        if (overlapping || (panels.Rank == 3 && panels.Dims[0] > 1 && panels.Strides[1] < ((columns - 1) / PanelLayout.Columns * panels.Strides[0]) + panelBytes))
        {
            return false;
        }
        Span<long> offsets = new(Scratch.Get(ScratchUse.Offsets, depth * sizeof(long)), checked((int)depth));
        PanelRows.Offsets(plain, offsets);
        for (long block = 0; block < PanelLayout.Blocks(panels); block++)
        {
            int at = checked((int)(block * panels.Strides[1]));
            int row = panels.Rank == 3 ? checked((int)(block * plain.Strides[0])) : 0;
            if (pack)
            {
                PanelRows.Pack(destination.Data[at..], panels.Strides[0], panels.Type, panels.Layout == Layout.PanelSums, source.Data[row..], offsets, columns);
            }
            else
            {
                PanelRows.Unpack(destination.Data[row..], offsets, columns, source.Data[at..], panels.Strides[0], panels.Type);
            }
        }
        return true;
    }
}
