using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>a = b as 0 or 1.</summary>
internal readonly struct EqualOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(L.Equal(a, b), L.Splat(1));
}

/// <summary>a ≠ b as 0 or 1.</summary>
internal readonly struct UnequalOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Add(L.Equal(a, b), L.Splat(1));
}

/// <summary>a &gt; b as 0 or 1.</summary>
internal readonly struct GreaterOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(L.Greater(a, b), L.Splat(1));
}

/// <summary>a ≤ b as 0 or 1.</summary>
internal readonly struct NotGreaterOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Add(L.Greater(a, b), L.Splat(1));
}

/// <summary>fp32 a = b as 0 or 1.</summary>
internal readonly struct EqualRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(L.EqualF(a, b), L.Splat(1));
}

/// <summary>fp32 a ≠ b as 0 or 1; 1 with NaN.</summary>
internal readonly struct UnequalRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Add(L.EqualF(a, b), L.Splat(1));
}

/// <summary>fp32 a &gt; b as 0 or 1.</summary>
internal readonly struct GreaterRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(L.GreaterF(a, b), L.Splat(1));
}

/// <summary>fp32 a ≥ b as 0 or 1.</summary>
internal readonly struct GreaterOrEqualRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(L.Or(L.GreaterF(a, b), L.EqualF(a, b)), L.Splat(1));
}

/// <summary>Where the first source is not zero the second, else the third; raw bits.</summary>
internal readonly struct ChooseOperator : ILaneOperator
{
    public static int Sources => 3;

    public static bool IsRaw => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Select(L.Equal(a, L.Splat(0)), c, b);
}
