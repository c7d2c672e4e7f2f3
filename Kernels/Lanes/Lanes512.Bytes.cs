using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<int>;

namespace AccelEmu.Kernels;

/// <content>Four vectors of results as one of bytes.</content>
internal readonly unsafe partial struct Lanes512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V UpperBytes(V a, V b, V c, V d, bool signed)
    {
        if (Avx512BW.IsSupported)
        {
            // Packing works in quarters: words of a quarter of each operand come side by side.
            Vector512<short> first = Avx512BW.PackSignedSaturate(a >> 16, b >> 16), second = Avx512BW.PackSignedSaturate(c >> 16, d >> 16);
            V bytes = signed ? Avx512BW.PackSignedSaturate(first, second).AsInt32() : Avx512BW.PackUnsignedSaturate(first, second).AsInt32();
            return Avx512F.PermuteVar16x32(bytes, Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
        }
        return Vector512.Create(Lanes256.UpperBytes(a.GetLower(), a.GetUpper(), b.GetLower(), b.GetUpper(), signed), Lanes256.UpperBytes(c.GetLower(), c.GetUpper(), d.GetLower(), d.GetUpper(), signed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ClampBytes(V a, V low, V high, bool signed) => signed
        ? Vector512.Min(Vector512.Max(a.AsSByte(), low.AsSByte()), high.AsSByte()).AsInt32()
        : Vector512.Min(Vector512.Max(a.AsByte(), low.AsByte()), high.AsByte()).AsInt32();
}
