using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Panels of a matrix whose columns are contiguous, such as the transposed keys of an attention: a lane is four bytes of a column as they stand.</summary>
internal static unsafe class TransposedPanels
{
    /// <summary>Packs <paramref name="columns"/> columns of <paramref name="columnBytes"/> each; both tails become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(byte* from, nint columnStride, nint columnBytes, int columns, byte* to, nint panelBytes)
    {
        for (int first = 0; first < columns; first += PanelLayout.Columns, to += panelBytes, from += PanelLayout.Columns * columnStride)
        {
            int width = Math.Min(PanelLayout.Columns, columns - first);
            if (width < PanelLayout.Columns || (columnBytes & 3) != 0)
            {
                new Span<byte>(to, checked((int)panelBytes)).Clear();
            }
            int n = 0;
            for (; n + 4 <= width; n += 4)
            {
                Four(from + (n * columnStride), columnStride, columnBytes, to + (4 * n));
            }
            for (; n < width; n++)
            {
                Rest(from + (n * columnStride), 0, columnBytes, to + (4 * n));
            }
        }
    }

    // Four columns, sixteen bytes of each at a time: a transposition of 4 × 4 lanes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* from, nint stride, nint bytes, byte* to)
    {
        nint at = 0;
        for (; Sse2.IsSupported && at + 16 <= bytes; at += 16)
        {
            Vector128<int> a = Vector128.Load((int*)(from + at)), b = Vector128.Load((int*)(from + stride + at));
            Vector128<int> c = Vector128.Load((int*)(from + (2 * stride) + at)), d = Vector128.Load((int*)(from + (3 * stride) + at));
            Vector128<long> lowAb = Sse2.UnpackLow(a, b).AsInt64(), highAb = Sse2.UnpackHigh(a, b).AsInt64();
            Vector128<long> lowCd = Sse2.UnpackLow(c, d).AsInt64(), highCd = Sse2.UnpackHigh(c, d).AsInt64();
            byte* lanes = to + (16 * at);
            Sse2.UnpackLow(lowAb, lowCd).AsByte().Store(lanes);
            Sse2.UnpackHigh(lowAb, lowCd).AsByte().Store(lanes + 64);
            Sse2.UnpackLow(highAb, highCd).AsByte().Store(lanes + 128);
            Sse2.UnpackHigh(highAb, highCd).AsByte().Store(lanes + 192);
        }
        for (int i = 0; i < 4; i++)
        {
            Rest(from + (i * stride), at, bytes, to + (4 * i));
        }
    }

    // A column from a whole lane on, its incomplete last lane byte by byte.
    private static void Rest(byte* column, nint at, nint bytes, byte* to)
    {
        for (; at + 4 <= bytes; at += 4)
        {
            *(int*)(to + (16 * at)) = *(int*)(column + at);
        }
        for (int i = 0; at + i < bytes; i++)
        {
            to[(16 * at) + i] = column[at + i];
        }
    }
}
