using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>bf16: the upper half of fp32.</summary>
internal readonly unsafe struct BrainElement : IElement
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.ShiftLeft(L.LoadShorts(from), 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreShorts(to, SmallFloats<L, V>.ToBrain(value));
}

/// <summary>fp16.</summary>
internal readonly unsafe struct HalfElement : IElement
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => SmallFloats<L, V>.FromHalf(L.And(L.LoadShorts(from), L.Splat(0xFFFF)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreShorts(to, SmallFloats<L, V>.ToHalf(value));
}

/// <summary>OCP fp8 e5m2: the upper half of fp16.</summary>
internal readonly unsafe struct Float8E5M2Element : IElement
{
    public static int Bytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => SmallFloats<L, V>.FromHalf(L.ShiftLeft(L.LoadBytes(from, signed: false), 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreBytes(to, SmallFloats<L, V>.ToE5M2(value));
}

/// <summary>OCP fp8 e4m3.</summary>
internal readonly unsafe struct Float8E4M3Element : IElement
{
    public static int Bytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => SmallFloats<L, V>.FromE4M3(L.LoadBytes(from, signed: false));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreBytes(to, SmallFloats<L, V>.ToE4M3(value));
}
