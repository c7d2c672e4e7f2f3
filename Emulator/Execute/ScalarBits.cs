using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>
/// How scalars of the types that <c>ld</c> and <c>st</c> take (i8, u8, i16, u16, i32, u32, i64, f32: numbers 0..7, the even ones signed) lie in eight bytes of
/// memory. Without branches: in a program of mixed types they would be guessed wrong.
/// </summary>
internal static class ScalarBits
{
    /// <summary>One digit a type: the binary logarithm of its bytes.</summary>
    private const uint BytesLog2 = 0x2322_1100;

    /// <summary>Bytes of a scalar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bytes(DType type) => 1 << (int)((BytesLog2 >> (4 * (int)type)) & 3);

    /// <summary>The scalar in the low bytes of <paramref name="word"/>, sign- or zero-extended.</summary>
    /// <param name="word">Eight bytes, little-endian.</param>
    /// <param name="type">One of the types above.</param>
    /// <param name="bytes">Its bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Extend(long word, DType type, int bytes)
    {
        int unused = 64 - (8 * bytes);
        long top = word << unused;
        long signed = ((int)type & 1) - 1L;
        return ((top >> unused) & signed) | ((top >>> unused) & ~signed);
    }

    /// <summary>The bits of a word that a scalar of so many bytes takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Mask(int bytes) => -1L >>> (64 - (8 * bytes));
}
