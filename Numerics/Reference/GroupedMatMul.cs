using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Grouped matrix product into sums: rows offsets[g]..offsets[g+1] of a times b[experts[g]], as <see cref="MatMul(Tile, Tile, Tile, bool)"/>;
    /// groups of no rows are allowed.
    /// </summary>
    /// <param name="sums">[M, N].</param>
    /// <param name="a">[M, K], plain.</param>
    /// <param name="b">[E, K, N], plain or panel (stride 1 between experts).</param>
    /// <param name="offsets">G + 1 row numbers, from 0 to M, never falling.</param>
    /// <param name="experts">The expert of each group; empty: group g uses expert g.</param>
    /// <param name="accumulate">Continue from what the sums hold.</param>
    /// <exception cref="NumericsException">Shapes, types, offsets or experts are illegal; nothing has been written.</exception>
    public static void GroupedMatMul(Tile sums, Tile a, Tile b, ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, bool accumulate)
    {
        Check.WritePlain(sums, "sums");
        Check.Read(a, "a");
        Check.Read(b, "b");
        Check.Rank(sums, "sums", 2);
        Check.Rank(a, "a", 2);
        Check.Rank(b, "b", 3);
        Check.Require(a.Shape.Layout == Layout.Plain, $"a: layout {a.Shape.Layout}; legal: Plain");
        Check.Dim(a, "a", 0, sums.Shape.Dims[0], "the rows of sums");
        Check.Dim(b, "b", 1, a.Shape.Dims[1], "the columns of a");
        Check.Dim(b, "b", 2, sums.Shape.Dims[1], "the columns of sums");
        CheckGroups(offsets, experts, sums.Shape.Dims[0], b.Shape.Dims[0]);
        if (Matrix.IsFloat(sums, a, "a", b, "b"))
        {
            GroupedMatMul<float, SingleArithmetic>(sums, a, b, offsets, experts, accumulate);
        }
        else
        {
            GroupedMatMul<long, IntegerArithmetic>(sums, a, b, offsets, experts, accumulate);
        }
    }

    private static void CheckGroups(ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, long rows, long expertCount)
    {
        Check.Require(offsets.Length >= 1, "offsets: empty; legal: one more than the groups");
        Check.Require(offsets[0] == 0, $"offsets: the first is {offsets[0]}; must be 0");
        for (int g = 1; g < offsets.Length; g++)
        {
            Check.Range(offsets[g], offsets[g - 1], rows, $"offsets: number {g}");
        }
        Check.Require(offsets[^1] == rows, $"offsets: the last is {offsets[^1]}; must be the rows of a, {rows}");
        Check.Require(experts.IsEmpty || experts.Length == offsets.Length - 1, $"experts: {experts.Length}; legal: none, or one for each of the {offsets.Length - 1} groups");
        Check.Require(!experts.IsEmpty || offsets.Length - 1 <= expertCount, $"offsets: {offsets.Length - 1} groups for {expertCount} experts; name the experts or have no more groups");
        for (int g = 0; g < experts.Length; g++)
        {
            Check.Range(experts[g], 0, expertCount - 1, $"experts: number {g}");
        }
    }

    private static void GroupedMatMul<T, TArithmetic>(Tile sums, Tile a, Tile b, ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, bool accumulate)
        where T : unmanaged, IEquatable<T> where TArithmetic : struct, IArithmetic<T>
    {
        int depth = (int)a.Shape.Dims[1];
        int columns = (int)sums.Shape.Dims[1];
        T[] total = Matrix.Start<T, TArithmetic>(sums, accumulate);
        Matrix.Operand<T> activations = Matrix.Load<T, TArithmetic>(a);
        Matrix.Operand<T> weights = Matrix.Load<T, TArithmetic>(b);
        int matrix = depth * columns;
        for (int g = 0; g + 1 < offsets.Length; g++)
        {
            int expert = experts.IsEmpty ? g : experts[g];
            Matrix.Operand<T> own = new(
                weights.Values.AsSpan(expert * matrix, matrix).ToArray(),
                weights.Present.Length == 0 ? [] : weights.Present.AsSpan(expert * matrix, matrix).ToArray());
            Matrix.AddRows<T, TArithmetic>(total, activations, own, offsets[g], offsets[g + 1], depth, columns);
        }
        TileValues.Write<T, TArithmetic>(sums, total);
    }
}
