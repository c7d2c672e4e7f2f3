using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector256<int>;

namespace AccelEmu.Kernels;

/// <content>Four vectors of results as one of bytes.</content>
internal readonly unsafe partial struct Lanes256
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V UpperBytes(V a, V b, V c, V d, bool signed)
    {
        if (Avx2.IsSupported)
        {
            // Packing works in halves: words of a half of each operand come side by side.
            Vector256<short> first = Avx2.PackSignedSaturate(a >> 16, b >> 16), second = Avx2.PackSignedSaturate(c >> 16, d >> 16);
            V bytes = signed ? Avx2.PackSignedSaturate(first, second).AsInt32() : Avx2.PackUnsignedSaturate(first, second).AsInt32();
            return Avx2.PermuteVar8x32(bytes, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));
        }
        return Vector256.Create(Lanes128.UpperBytes(a.GetLower(), a.GetUpper(), b.GetLower(), b.GetUpper(), signed), Lanes128.UpperBytes(c.GetLower(), c.GetUpper(), d.GetLower(), d.GetUpper(), signed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ClampBytes(V a, V low, V high, bool signed) => signed
        ? Vector256.Min(Vector256.Max(a.AsSByte(), low.AsSByte()), high.AsSByte()).AsInt32()
        : Vector256.Min(Vector256.Max(a.AsByte(), low.AsByte()), high.AsByte()).AsInt32();
}
