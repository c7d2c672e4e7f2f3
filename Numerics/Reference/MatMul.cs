using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Matrix product into sums: sums[m,n] (+)= Σ_k (a[m,k]−za)·(b[k,n]−zb), k increasing.</summary>
    /// <param name="sums">[M, N], I32 or I64 (wrapping) or F32 (one fused multiply-add a term, from +0 or the kept value).</param>
    /// <param name="a">[M, K], plain, dense or bitmask.</param>
    /// <param name="b">[K, N], plain or panel, dense or bitmask. Floats leave out terms whose stored factor is absent.</param>
    /// <param name="accumulate">Continue from what the sums hold.</param>
    /// <exception cref="NumericsException">Shapes, types or formats do not go together; nothing has been written.</exception>
    public static void MatMul(Tile sums, Tile a, Tile b, bool accumulate)
    {
        Check.WritePlain(sums, "sums");
        Check.Read(a, "a");
        Check.Read(b, "b");
        Check.Rank(sums, "sums", 2);
        Check.Rank(a, "a", 2);
        Check.Rank(b, "b", 2);
        Check.Require(a.Shape.Layout == Layout.Plain, $"a: layout {a.Shape.Layout}; legal: Plain");
        Check.Dim(a, "a", 0, sums.Shape.Dims[0], "the rows of sums");
        Check.Dim(b, "b", 0, a.Shape.Dims[1], "the columns of a");
        Check.Dim(b, "b", 1, sums.Shape.Dims[1], "the columns of sums");
        if (Matrix.IsFloat(sums, a, "a", b, "b"))
        {
            MatMul<float, SingleArithmetic>(sums, a, b, accumulate);
        }
        else
        {
            MatMul<long, IntegerArithmetic>(sums, a, b, accumulate);
        }
    }

    private static void MatMul<T, TArithmetic>(Tile sums, Tile a, Tile b, bool accumulate)
        where T : unmanaged, IEquatable<T> where TArithmetic : struct, IArithmetic<T>
    {
        T[] total = Matrix.Start<T, TArithmetic>(sums, accumulate);
        Matrix.AddRows<T, TArithmetic>(
            total,
            Matrix.Load<T, TArithmetic>(a),
            Matrix.Load<T, TArithmetic>(b),
            first: 0,
            end: (int)sums.Shape.Dims[0],
            depth: (int)a.Shape.Dims[1],
            columns: (int)sums.Shape.Dims[1]);
        TileValues.Write<T, TArithmetic>(sums, total);
    }
}
