using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>int8.</summary>
internal readonly unsafe struct SByteElement : IElement
{
    public static int Bytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.LoadBytes(from, signed: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreBytes(to, value);
}

/// <summary>uint8.</summary>
internal readonly unsafe struct ByteElement : IElement
{
    public static int Bytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.LoadBytes(from, signed: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreBytes(to, value);
}

/// <summary>int16.</summary>
internal readonly unsafe struct ShortElement : IElement
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.LoadShorts(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreShorts(to, value);
}

/// <summary>uint16.</summary>
internal readonly unsafe struct UShortElement : IElement
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.And(L.LoadShorts(from), L.Splat(0xFFFF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.StoreShorts(to, value);
}

/// <summary>int32.</summary>
internal readonly unsafe struct WordElement : IElement
{
    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.Store(to, value);
}

/// <summary>fp32.</summary>
internal readonly unsafe struct SingleElement : IElement
{
    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct => L.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct => L.Store(to, L.CanonicalF(value));
}
