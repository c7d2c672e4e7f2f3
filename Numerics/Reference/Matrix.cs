using System;

namespace AccelEmu.Numerics;

/// <summary>What the matrix operations share: operands as values less their zero points, and the sum over K.</summary>
internal static class Matrix
{
    /// <summary>An operand's values; <see cref="Present"/> marks the stored terms of a sparse one and is empty for a dense one.</summary>
    public readonly record struct Operand<T>(T[] Values, bool[] Present);

    /// <summary>True when the sums are float; throws unless all three types go together.</summary>
    public static bool IsFloat(Tile sums, Tile a, string aName, Tile b, string bName)
    {
        DType type = sums.Shape.Type;
        Check.Type(sums, "sums", type is DType.I32 or DType.I64 or DType.F32, "i32, i64, f32");
        bool isFloat = type == DType.F32;
        CheckOperand(a, aName, isFloat);
        CheckOperand(b, bName, isFloat);
        return isFloat;
    }

    /// <summary>Reads an operand of any layout and format.</summary>
    public static Operand<T> Load<T, TArithmetic>(Tile tile) where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        bool[] present = [];
        // Absent integers are zero after centring, so that only floats, where 0·∞ and −0 differ from no term, need the mask.
        if (tile.Shape.Format == SparseFormat.Bitmask && !TArithmetic.ZeroFactorIsVoid)
        {
            BitmaskFormat.Decode(tile, out present);
        }
        return new(TileValues.ReadCentred<T, TArithmetic>(tile), present);
    }

    /// <summary>sums[n] = sums[n] + Σ_k a[k]·b[k, n], k increasing, one multiply-add a term; terms with an absent factor are left out.</summary>
    public static void AddProduct<T, TArithmetic>(Span<T> sums, ReadOnlySpan<T> a, ReadOnlySpan<bool> aPresent, ReadOnlySpan<T> b, ReadOnlySpan<bool> bPresent)
        where T : unmanaged, IEquatable<T> where TArithmetic : struct, IArithmetic<T>
    {
        for (int k = 0; k < a.Length; k++)
        {
            T factor = a[k];
            if ((TArithmetic.ZeroFactorIsVoid && factor.Equals(default)) || (!aPresent.IsEmpty && !aPresent[k]))
            {
                continue;
            }
            ReadOnlySpan<T> row = b.Slice(k * sums.Length, sums.Length);
            if (bPresent.IsEmpty)
            {
                for (int n = 0; n < row.Length; n++)
                {
                    sums[n] = TArithmetic.MultiplyAdd(factor, row[n], sums[n]);
                }
                continue;
            }
            for (int n = 0; n < row.Length; n++)
            {
                if (bPresent[(k * sums.Length) + n])
                {
                    sums[n] = TArithmetic.MultiplyAdd(factor, row[n], sums[n]);
                }
            }
        }
    }

    /// <summary>The sums to continue from: those kept, or zeros.</summary>
    public static T[] Start<T, TArithmetic>(Tile sums, bool accumulate) where T : unmanaged where TArithmetic : struct, IArithmetic<T> =>
        accumulate ? TileValues.Read<T, TArithmetic>(sums) : new T[sums.Shape.Elements];

    /// <summary>Rows <paramref name="first"/> to <paramref name="end"/> of a times b into the same rows of the sums.</summary>
    public static void AddRows<T, TArithmetic>(Span<T> sums, Operand<T> a, Operand<T> b, int first, int end, int depth, int columns)
        where T : unmanaged, IEquatable<T> where TArithmetic : struct, IArithmetic<T>
    {
        for (int m = first; m < end; m++)
        {
            AddProduct<T, TArithmetic>(
                sums.Slice(m * columns, columns),
                a.Values.AsSpan(m * depth, depth),
                a.Present.Length == 0 ? [] : a.Present.AsSpan(m * depth, depth),
                b.Values,
                b.Present);
        }
    }

    private static void CheckOperand(Tile tile, string name, bool isFloat)
    {
        DType type = tile.Shape.Type;
        if (isFloat)
        {
            Check.Type(tile, name, type.IsFloat() && type != DType.F64, "f32, f16, bf16, f8e4m3, f8e5m2 for f32 sums");
        }
        else
        {
            Check.Type(tile, name, type.IsInteger() && type.Bits() <= 32, "integers of at most 32 bits for integer sums");
        }
    }
}
