using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector128<int>;

namespace AccelEmu.Kernels;

/// <content>Four vectors of results as one of bytes.</content>
internal readonly unsafe partial struct Lanes128
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V UpperBytes(V a, V b, V c, V d, bool signed)
    {
        if (Sse2.IsSupported)
        {
            Vector128<short> first = Sse2.PackSignedSaturate(a >> 16, b >> 16), second = Sse2.PackSignedSaturate(c >> 16, d >> 16);
            return signed ? Sse2.PackSignedSaturate(first, second).AsInt32() : Sse2.PackUnsignedSaturate(first, second).AsInt32();
        }
        V least = Vector128.Create(signed ? (int)sbyte.MinValue : byte.MinValue), most = Vector128.Create(signed ? (int)sbyte.MaxValue : byte.MaxValue);
        Vector128<short> lower = Vector128.Narrow(Vector128.Min(Vector128.Max(a >> 16, least), most), Vector128.Min(Vector128.Max(b >> 16, least), most));
        Vector128<short> upper = Vector128.Narrow(Vector128.Min(Vector128.Max(c >> 16, least), most), Vector128.Min(Vector128.Max(d >> 16, least), most));
        return Vector128.Narrow(lower, upper).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ClampBytes(V a, V low, V high, bool signed) => signed
        ? Vector128.Min(Vector128.Max(a.AsSByte(), low.AsSByte()), high.AsSByte()).AsInt32()
        : Vector128.Min(Vector128.Max(a.AsByte(), low.AsByte()), high.AsByte()).AsInt32();
}
