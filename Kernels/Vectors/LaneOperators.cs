using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>a + b, wrapping.</summary>
internal readonly struct AddOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.Add(a, b);
}

/// <summary>a − b, wrapping.</summary>
internal readonly struct SubtractOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.Subtract(a, b);
}

/// <summary>a · b, wrapping.</summary>
internal readonly struct MultiplyOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.Multiply(a, b);
}

/// <summary>Larger.</summary>
internal readonly struct MaxOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.Max(a, b);
}

/// <summary>Smaller.</summary>
internal readonly struct MinOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.Min(a, b);
}

/// <summary>Bitwise and.</summary>
internal readonly struct AndOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.And(a, b);
}

/// <summary>Bitwise exclusive or.</summary>
internal readonly struct XorOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.Xor(a, b);
}

/// <summary>fp32 a + b.</summary>
internal readonly struct AddRealOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.AddF(a, b);
}

/// <summary>fp32 a − b.</summary>
internal readonly struct SubtractRealOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.SubtractF(a, b);
}

/// <summary>fp32 a · b.</summary>
internal readonly struct MultiplyRealOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.MultiplyF(a, b);
}

/// <summary>fp32 a / b.</summary>
internal readonly struct DivideRealOperator : ILaneOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct => L.DivideF(a, b);
}
