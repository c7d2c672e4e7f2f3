using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>a + b, wrapping.</summary>
internal readonly struct AddOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Add(a, b);
}

/// <summary>a − b, wrapping.</summary>
internal readonly struct SubtractOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Subtract(a, b);
}

/// <summary>a · b, wrapping.</summary>
internal readonly struct MultiplyOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Multiply(a, b);
}

/// <summary>Larger.</summary>
internal readonly struct MaxOperator : ILaneOperator
{
    public static int Sources => 2;

    public static bool IsUnordered => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Max(a, b);
}

/// <summary>Smaller.</summary>
internal readonly struct MinOperator : ILaneOperator
{
    public static int Sources => 2;

    public static bool IsUnordered => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Min(a, b);
}

/// <summary>Bitwise and.</summary>
internal readonly struct AndOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.And(a, b);
}

/// <summary>Bitwise exclusive or.</summary>
internal readonly struct XorOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Xor(a, b);
}

/// <summary>fp32 a + b.</summary>
internal readonly struct AddRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.AddF(a, b);
}

/// <summary>fp32 a − b.</summary>
internal readonly struct SubtractRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.SubtractF(a, b);
}

/// <summary>fp32 a · b.</summary>
internal readonly struct MultiplyRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.MultiplyF(a, b);
}

/// <summary>fp32 a / b.</summary>
internal readonly struct DivideRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.DivideF(a, b);
}

/// <summary>Bitwise or.</summary>
internal readonly struct OrOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Or(a, b);
}

/// <summary>a &gt;&gt; b, arithmetic; counts are masked by the caller's width, see <see cref="Counted{TOperator, TWidth}"/>.</summary>
internal readonly struct ShiftRightOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.ShiftRightEach(a, b);
}

/// <summary>a &lt;&lt; b; counts as for <see cref="ShiftRightOperator"/>.</summary>
internal readonly struct ShiftLeftOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.ShiftLeftEach(a, b);
}

/// <summary>a + b, saturating in 8 or 16 bits.</summary>
internal readonly struct AddSaturatingOperator : ILaneOperator
{
    public static int Sources => 2;

    public static bool Saturates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Add(a, b);
}

/// <summary>a − b, saturating in 8 or 16 bits.</summary>
internal readonly struct SubtractSaturatingOperator : ILaneOperator
{
    public static int Sources => 2;

    public static bool Saturates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Subtract(a, b);
}

/// <summary>gemmlowp's SRDHM of int32.</summary>
internal readonly struct MultiplyHighOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Select(L.And(L.Equal(a, L.Splat(int.MinValue)), L.Equal(b, L.Splat(int.MinValue))), L.Splat(int.MaxValue), L.DoublingHighProduct(a, b));
}

/// <summary>gemmlowp's RoundingDivideByPOT of int32: ties away from zero.</summary>
internal readonly struct ShiftRoundingOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct
    {
        V mask = L.Subtract(L.ShiftLeftEach(L.Splat(1), b), L.Splat(1));
        V threshold = L.Subtract(L.ShiftRight(mask, 1), L.ShiftRight(a, 31));
        return L.Subtract(L.ShiftRightEach(a, b), L.Greater(L.And(a, mask), threshold));
    }
}

/// <summary>The largest shift count of a type.</summary>
internal interface IShiftWidth
{
    static abstract int Last { get; }
}

/// <summary>8 bits.</summary>
internal readonly struct ByteWidth : IShiftWidth
{
    public static int Last => 7;
}

/// <summary>16 bits.</summary>
internal readonly struct ShortWidth : IShiftWidth
{
    public static int Last => 15;
}

/// <summary>32 bits.</summary>
internal readonly struct WordWidth : IShiftWidth
{
    public static int Last => 31;
}

/// <summary>A shift whose count is taken modulo the width of the type.</summary>
internal readonly struct Counted<TOperator, TWidth> : ILaneOperator
    where TOperator : struct, ILaneOperator
    where TWidth : struct, IShiftWidth
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => TOperator.Invoke<L, V>(a, L.And(b, L.Splat(TWidth.Last)), c);
}

/// <summary>Larger fp32; NaN wins, +0 above −0.</summary>
internal readonly struct MaxRealOperator : ILaneOperator
{
    public static int Sources => 2;

    public static bool IsUnordered => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.MaxF(a, b);
}

/// <summary>Smaller fp32; NaN wins, −0 below +0.</summary>
internal readonly struct MinRealOperator : ILaneOperator
{
    public static int Sources => 2;

    public static bool IsUnordered => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.MinF(a, b);
}

/// <summary>a + b², wrapping.</summary>
internal readonly struct AddSquareOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.Add(a, L.Multiply(b, b));
}

/// <summary>fp32 a + b² by one fused multiply-add.</summary>
internal readonly struct AddSquareRealOperator : ILaneOperator
{
    public static int Sources => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct => L.FusedMultiplyAdd(b, b, a);
}
