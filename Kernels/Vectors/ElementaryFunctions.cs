using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>A function of <see cref="Transcendental"/> on a vector of doubles: the same expressions in the same order, NaN included.</summary>
internal interface IElementaryFunction
{
    static abstract W Invoke<D, W>(W x)
        where D : struct, IDoubles<W>
        where W : struct;
}

/// <summary>Turns a function of doubles into one of fp32 lanes.</summary>
internal readonly struct ElementaryOperator<TFunction> : ILaneOperator
    where TFunction : struct, IElementaryFunction
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct
    {
        if (typeof(V) == typeof(Vector512<int>))
        {
            return Unsafe.BitCast<Vector512<int>, V>(Doubles512.Apply<TFunction>(Unsafe.BitCast<V, Vector512<int>>(a)));
        }
        return typeof(V) == typeof(Vector256<int>)
            ? Unsafe.BitCast<Vector256<int>, V>(Doubles256.Apply<TFunction>(Unsafe.BitCast<V, Vector256<int>>(a)))
            : Unsafe.BitCast<Vector128<int>, V>(Doubles128.Apply<TFunction>(Unsafe.BitCast<V, Vector128<int>>(a)));
    }
}

/// <summary>Steps the functions share.</summary>
internal static class Elementary<D, W>
    where D : struct, IDoubles<W>
    where W : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Clamp(W x, double limit)
    {
        W low = D.Splat(-limit), high = D.Splat(limit);
        x = D.Select(D.Less(x, low), low, x);
        return D.Select(D.Less(high, x), high, x);
    }

    /// <summary>2^n and r with y = n·ln 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Reduce(W y, out W remainder)
    {
        W magic = D.FusedMultiplyAdd(y, D.Splat(Transcendental.InverseLn2), D.Splat(Transcendental.RoundingMagic));
        W negative = D.Xor(D.Subtract(magic, D.Splat(Transcendental.RoundingMagic)), D.Splat(-0.0));
        remainder = D.FusedMultiplyAdd(negative, D.Splat(Transcendental.Ln2Low), D.FusedMultiplyAdd(negative, D.Splat(Transcendental.Ln2High), y));
        return D.AddBits(D.ShiftLeft(magic, 52), D.Splat(1.0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Horner(ReadOnlySpan<double> coefficients, int first, W x)
    {
        W value = D.Splat(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= first; i--)
        {
            value = D.FusedMultiplyAdd(value, x, D.Splat(coefficients[i]));
        }
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W ExpWide(W y)
    {
        W power = Reduce(y, out W r);
        return D.Multiply(Horner(Transcendental.InverseFactorials, 0, r), power);
    }

    /// <summary>NaN where <paramref name="x"/> is, else <paramref name="result"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W KeepNaN(W x, W result) => D.Select(D.Equal(x, x), result, x);
}

/// <summary>e^x.</summary>
internal readonly struct ExpFunction : IElementaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Invoke<D, W>(W x)
        where D : struct, IDoubles<W>
        where W : struct => Elementary<D, W>.KeepNaN(x, Elementary<D, W>.ExpWide(Elementary<D, W>.Clamp(x, Transcendental.ExpLimit)));
}

/// <summary>1 / (1 + e^−x).</summary>
internal readonly struct SigmoidFunction : IElementaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Invoke<D, W>(W x)
        where D : struct, IDoubles<W>
        where W : struct
    {
        W e = Elementary<D, W>.ExpWide(D.Xor(Elementary<D, W>.Clamp(x, Transcendental.ExpLimit), D.Splat(-0.0)));
        return Elementary<D, W>.KeepNaN(x, D.Divide(D.Splat(1.0), D.Add(D.Splat(1.0), e)));
    }
}

/// <summary>tanh x.</summary>
internal readonly struct TanhFunction : IElementaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Invoke<D, W>(W x)
        where D : struct, IDoubles<W>
        where W : struct
    {
        W sign = D.And(x, D.Splat(-0.0));
        W magnitude = Elementary<D, W>.Clamp(D.Xor(x, sign), Transcendental.TanhLimit);
        W power = Elementary<D, W>.Reduce(D.Add(magnitude, magnitude), out W r);
        W small = D.Multiply(Elementary<D, W>.Horner(Transcendental.InverseFactorials, 1, r), r);
        W expm1 = D.FusedMultiplyAdd(power, small, D.Subtract(power, D.Splat(1.0)));
        return Elementary<D, W>.KeepNaN(x, D.Or(D.Divide(expm1, D.Add(expm1, D.Splat(2.0))), sign));
    }
}

/// <summary>Error function.</summary>
internal readonly struct ErfFunction : IElementaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Invoke<D, W>(W x)
        where D : struct, IDoubles<W>
        where W : struct
    {
        W y = Elementary<D, W>.Clamp(x, Transcendental.ErfLimit);
        W u = D.FusedMultiplyAdd(D.Multiply(y, y), D.Splat(0.125), D.Splat(-1.0));
        return Elementary<D, W>.KeepNaN(x, D.Multiply(Elementary<D, W>.Horner(Transcendental.ErfCoefficients, 0, u), y));
    }
}

/// <summary>Natural logarithm.</summary>
internal readonly struct LogFunction : IElementaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Invoke<D, W>(W x)
        where D : struct, IDoubles<W>
        where W : struct
    {
        W exponent = D.ShiftRight(D.SubtractBits(x, D.Splat(BitConverter.Int64BitsToDouble(Transcendental.SqrtHalfBits))), 52);
        W m = D.SubtractBits(x, D.ShiftLeft(exponent, 52));
        W f = D.Divide(D.Subtract(m, D.Splat(1.0)), D.Add(m, D.Splat(1.0)));
        W series = D.Multiply(Elementary<D, W>.Horner(Transcendental.LogCoefficients, 0, D.Multiply(f, f)), f);
        W value = D.FusedMultiplyAdd(D.FromBits(exponent), D.Splat(Transcendental.Ln2), series);
        value = D.Select(D.Equal(x, D.Splat(double.PositiveInfinity)), x, value);
        value = D.Select(D.Equal(x, D.Splat(0.0)), D.Splat(double.NegativeInfinity), value);
        value = D.Select(D.Less(x, D.Splat(0.0)), D.Splat(double.NaN), value);
        return Elementary<D, W>.KeepNaN(x, value);
    }
}
