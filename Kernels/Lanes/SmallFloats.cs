using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>Float formats of at most 16 bits to and from fp32 lanes, as <see cref="Numerics.SmallFloat"/> defines them.</summary>
internal static class SmallFloats<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <summary>fp16 in the low halves, the rest zero. The exponent is corrected by a multiplication, which is exact and normalises denormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FromHalf(V raw)
    {
        V top = L.Splat(0x7C00);
        V value = L.MultiplyF(L.ShiftLeft(L.And(raw, L.Splat(0x7FFF)), 13), L.SplatF(5.192296858534828e33f));
        value = L.Or(value, L.And(L.Equal(L.And(raw, top), top), L.Splat(0x7F800000)));
        return L.Or(value, L.ShiftLeft(L.And(raw, L.Splat(0x8000)), 16));
    }

    /// <summary>fp8 e4m3 in the low bytes, the rest zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FromE4M3(V raw)
    {
        V bits = L.And(raw, L.Splat(0x7F));
        V value = L.MultiplyF(L.ShiftLeft(bits, 20), L.SplatF(1.329227995784916e36f));
        value = L.Select(L.Equal(bits, L.Splat(0x7F)), L.Splat(0x7FC00000), value);
        return L.Or(value, L.ShiftLeft(L.And(raw, L.Splat(0x80)), 24));
    }

    /// <summary>Overflow carries into infinity by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToBrain(V value)
    {
        V odd = L.And(L.ShiftRight(value, 16), L.Splat(1));
        V rounded = L.ShiftRight(L.Add(L.Add(value, L.Splat(0x7FFF)), odd), 16);
        return L.Select(L.EqualF(value, value), rounded, L.Splat(0x7FC0));
    }

    /// <summary>From 65520 on the result is infinity, which 65536 encodes to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToHalf(V value) => L.Or(Narrow(value, 13, 112, 65536f, 6.103515625e-5f, 0.5f, 0x7E00), L.And(SignOf(value, 16), L.Splat(0x8000)));

    /// <summary>Saturates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToE5M2(V value) => L.Or(Narrow(value, 21, 112, 57344f, 6.103515625e-5f, 128f, 0x7E), L.And(SignOf(value, 24), L.Splat(0x80)));

    /// <summary>Saturates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToE4M3(V value) => L.Or(Narrow(value, 20, 120, 448f, 0.015625f, 16384f, 0x7F), L.And(SignOf(value, 24), L.Splat(0x80)));

    // The canonical NaN is positive.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SignOf(V value, int places) => L.And(L.ShiftRight(value, places), L.EqualF(value, value));

    // Magnitude in a format with that many fraction bits less. Below the smallest normal, adding a number whose last place is the format's smallest
    // denormal rounds to that place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Narrow(V value, int dropped, int biasDifference, float limit, float smallestNormal, float magic, int canonical)
    {
        V magnitude = L.And(value, L.Splat(int.MaxValue)), most = L.SplatF(limit);
        magnitude = L.Select(L.GreaterF(magnitude, most), most, magnitude);
        V odd = L.And(L.ShiftRight(magnitude, dropped), L.Splat(1));
        V normal = L.ShiftRight(L.Add(L.Add(magnitude, L.Splat((1 << (dropped - 1)) - 1 - (biasDifference << 23))), odd), dropped);
        V small = L.Subtract(L.AddF(magnitude, L.SplatF(magic)), L.SplatF(magic));
        V result = L.Select(L.GreaterF(L.SplatF(smallestNormal), magnitude), small, normal);
        return L.Select(L.EqualF(value, value), result, L.Splat(canonical));
    }
}
