using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>A grouped matrix product as one plain product a group.</summary>
internal static class ExpertProducts
{
    /// <summary>Runs when every group's product fits an engine; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile sums, Tile a, Tile b, ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, bool accumulate)
    {
        if (sums.Shape.Rank != 2 || a.Shape.Rank != 2 || b.Shape.Rank != 3 || sums.Shape.Dims[0] != a.Shape.Dims[0] || a.Shape.Elements == 0
            || sums.Shape.SpanBytes() > sums.Data.Length || a.Shape.Format != SparseFormat.Dense || a.Shape.Layout != Layout.Plain || a.Shape.SpanBytes() > a.Data.Length || !b.ZeroPoints.IsEmpty
            || b.Shape.Format != SparseFormat.Dense || b.Shape.SpanBytes() > b.Data.Length || !AreLegal(offsets, experts, a.Shape.Dims[0], b.Shape.Dims[0]))
        {
            return false;
        }
        TileShape right = b.Shape;
        bool plain = right.Layout == Layout.Plain;
        long expertBytes = plain ? right.Strides[0] : right.Strides[1];
        right.Rank = 2;
        right.Dims = Five.Of(b.Shape.Dims[1], b.Shape.Dims[2]);
        right.Strides = plain ? Five.Of(b.Shape.Strides[1], b.Shape.Strides[2]) : Five.Of(b.Shape.Strides[0]);
        for (int g = 0; g + 1 < offsets.Length; g++)
        {
            int rows = offsets[g + 1] - offsets[g];
            if (rows == 0)
            {
                continue;
            }
            int expert = experts.IsEmpty ? g : experts[g];
            MatrixProduct.Operands product = new()
            {
                Target = Rows(sums, offsets[g], rows),
                SumsType = sums.Shape.Type,
                Left = Rows(a, offsets[g], rows),
                Right = new Tile(b.Data[(int)(expert * expertBytes)..], right),
                Accumulate = accumulate,
            };
            // The groups differ in their number of rows only, and the whole tiles were checked: the first decides for all.
            if (!MatrixProduct.TryRun(options, product))
            {
                return false;
            }
        }
        return true;
    }

    private static Tile Rows(Tile tile, int first, int rows)
    {
        TileShape shape = tile.Shape;
        shape.Dims[0] = rows;
        return new Tile(tile.Data[Math.Min((int)(first * shape.Strides[0]), tile.Data.Length)..], shape) { ZeroPoints = tile.ZeroPoints };
    }

    private static bool AreLegal(ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, long rows, long expertCount)
    {
        if (offsets.IsEmpty || offsets[0] != 0 || offsets[^1] != rows || (experts.IsEmpty ? offsets.Length - 1 > expertCount : experts.Length != offsets.Length - 1))
        {
            return false;
        }
        for (int g = 0; g + 1 < offsets.Length; g++)
        {
            if (offsets[g + 1] < offsets[g] || (!experts.IsEmpty && (experts[g] < 0 || experts[g] >= expertCount)))
            {
                return false;
            }
        }
        return true;
    }
}
