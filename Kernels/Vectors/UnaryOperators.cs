using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>x.</summary>
internal readonly struct CopyOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => a;
}

/// <summary>−x, wrapping.</summary>
internal readonly struct NegateOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Subtract(L.Splat(0), a);
}

/// <summary>|x|, wrapping.</summary>
internal readonly struct AbsoluteOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Max(a, L.Subtract(L.Splat(0), a));
}

/// <summary>max(x, 0).</summary>
internal readonly struct ReluOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Max(a, L.Splat(0));
}

/// <summary>Bitwise complement.</summary>
internal readonly struct NotOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Xor(a, L.Splat(-1));
}

/// <summary>1, 0 or −1.</summary>
internal readonly struct SignOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Subtract(L.Greater(L.Splat(0), a), L.Greater(a, L.Splat(0)));
}

/// <summary>fp32 −x.</summary>
internal readonly struct NegateRealOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Xor(a, L.Splat(int.MinValue));
}

/// <summary>fp32 |x|.</summary>
internal readonly struct AbsoluteRealOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(a, L.Splat(int.MaxValue));
}

/// <summary>fp32 max(x, 0); NaN stays.</summary>
internal readonly struct ReluRealOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.MaxF(a, L.Splat(0));
}

/// <summary>fp32 1, +0 or −1; NaN stays.</summary>
internal readonly struct SignRealOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Select(L.EqualF(a, a), L.Or(L.And(L.GreaterF(a, L.Splat(0)), L.SplatF(1f)), L.And(L.GreaterF(L.Splat(0), a), L.SplatF(-1f))), a);
}

/// <summary>fp32 √x.</summary>
internal readonly struct SquareRootOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.SqrtF(a);
}

/// <summary>fp32 1 / √x, both rounded.</summary>
internal readonly struct InverseRootOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.DivideF(L.SplatF(1f), L.SqrtF(a));
}

/// <summary>fp32 1 / x.</summary>
internal readonly struct ReciprocalOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.DivideF(L.SplatF(1f), a);
}

/// <summary>fp32 largest integer not above x.</summary>
internal readonly struct FloorOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.FloorF(a);
}

/// <summary>fp32 smallest integer not below x.</summary>
internal readonly struct CeilingOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.CeilingF(a);
}

/// <summary>fp32 nearest integer, ties to even.</summary>
internal readonly struct RoundOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.RoundF(a);
}

/// <summary>Integers to narrower ones, saturating.</summary>
internal readonly struct SaturateOperator : ILaneOperator
{
    public static int Sources => 1;

    public static bool Saturates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => a;
}

/// <summary>int32 to fp32.</summary>
internal readonly struct ToRealOperator : ILaneOperator
{
    public static int Sources => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.ToFloat(a);
}

/// <summary>fp32 to the nearest integer, ties to even, saturating; NaN gives 0.</summary>
internal readonly struct ToIntegerOperator : ILaneOperator
{
    public static int Sources => 1;

    public static bool Saturates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.ToInteger(a);
}
