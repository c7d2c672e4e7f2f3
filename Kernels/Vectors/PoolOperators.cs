using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>One way to pool lanes: where it starts, how a tap joins, and what becomes of the result.</summary>
internal interface IPoolOperator
{
    /// <summary>The result of no taps; <paramref name="smallest"/> is the element type's least value.</summary>
    static abstract V Start<L, V>(int smallest)
        where L : struct, ILanes<V>
        where V : struct;

    /// <summary>The result with one more tap.</summary>
    static abstract V Join<L, V>(V result, V tap)
        where L : struct, ILanes<V>
        where V : struct;

    /// <summary>The pooled value of all taps of a window.</summary>
    static abstract V Finish<L, V>(V result, in PoolTaps window, int zeroPoint)
        where L : struct, ILanes<V>
        where V : struct;
}

/// <summary>Largest fp32; NaN wins, +0 above −0.</summary>
internal readonly struct MaxRealPool : IPoolOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Start<L, V>(int smallest)
        where L : struct, ILanes<V>
        where V : struct => L.SplatF(float.NegativeInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Join<L, V>(V result, V tap)
        where L : struct, ILanes<V>
        where V : struct => L.MaxF(result, tap);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<L, V>(V result, in PoolTaps window, int zeroPoint)
        where L : struct, ILanes<V>
        where V : struct => result;
}

/// <summary>fp32 sum from +0 in the order of the taps, divided once; padding adds nothing.</summary>
internal readonly struct MeanRealPool : IPoolOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Start<L, V>(int smallest)
        where L : struct, ILanes<V>
        where V : struct => L.SplatF(0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Join<L, V>(V result, V tap)
        where L : struct, ILanes<V>
        where V : struct => L.AddF(result, tap);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<L, V>(V result, in PoolTaps window, int zeroPoint)
        where L : struct, ILanes<V>
        where V : struct => window.Counted == 0 ? L.SplatF(0f) : L.DivideF(result, L.SplatF(window.Counted));
}

/// <summary>Largest integer.</summary>
internal readonly struct MaxIntegerPool : IPoolOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Start<L, V>(int smallest)
        where L : struct, ILanes<V>
        where V : struct => L.Splat(smallest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Join<L, V>(V result, V tap)
        where L : struct, ILanes<V>
        where V : struct => L.Max(result, tap);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<L, V>(V result, in PoolTaps window, int zeroPoint)
        where L : struct, ILanes<V>
        where V : struct => result;
}

/// <summary>Integer sum divided once, half away from zero; a padded tap that counts holds the zero point.</summary>
internal readonly struct MeanIntegerPool : IPoolOperator
{
    /// <summary>Largest magnitude of a sum, half of the divisor included.</summary>
    /// <remarks>A quotient of integers below 2^24 that is none itself is further from the next integer than fp32 rounds: cut off, it is exact.</remarks>
    public const long Limit = (1 << 24) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Start<L, V>(int smallest)
        where L : struct, ILanes<V>
        where V : struct => L.Splat(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Join<L, V>(V result, V tap)
        where L : struct, ILanes<V>
        where V : struct => L.Add(result, tap);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<L, V>(V result, in PoolTaps window, int zeroPoint)
        where L : struct, ILanes<V>
        where V : struct
    {
        int counted = window.Counted;
        if (counted == 0)
        {
            return L.Splat(zeroPoint);
        }
        V sum = L.Add(result, L.Splat((counted - window.Inside) * zeroPoint));
        V negative = L.ShiftRight(sum, 31);
        V half = L.Splat(counted / 2);
        V quotient = L.DivideF(L.ToFloat(L.Add(sum, L.Subtract(L.Xor(half, negative), negative))), L.SplatF(counted));
        return L.ToInteger(L.Select(negative, L.CeilingF(quotient), L.FloorF(quotient)));
    }
}
