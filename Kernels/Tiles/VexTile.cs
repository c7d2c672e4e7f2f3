using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>
/// u8 × s8 tiles of one to six rows by VEX <c>vpdpbusd</c>, one panel wide: 12 accumulators, for the compiler keeps this instruction to sixteen registers. Without the
/// instruction the same products go through int16 pairs, bit for bit. Sums are overwritten and wrap.
/// </summary>
internal static unsafe class VexTile
{
    /// <summary>True when the processor has the instruction.</summary>
    public static bool IsAccelerated => AvxVnni.IsSupported;

    /// <summary>Covers a block of rows × panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int panelCount, int* sums, nint sumsRow, nint steps)
    {
        for (int p = 0; p < panelCount; p++)
        {
            byte* panel = panels + (p * panelBytes);
            int* to = sums + (16 * p);
            int tiles = (rows + 5) / 6;
            // As even as can be: every tile takes the time of its sums' chains at least.
            for (int r = 0; tiles > 0; tiles--)
            {
                int height = (rows - r + tiles - 1) / tiles;
                Height(height, a + (r * rowBytes), rowBytes, panel, to + (r * sumsRow), sumsRow, steps);
                r += height;
            }
        }
    }

    private static void Height(int height, byte* a, nint rowBytes, byte* panel, int* sums, nint sumsRow, nint steps)
    {
        switch (height)
        {
            case 6:
                Tile<SixRows>(a, rowBytes, panel, sums, sumsRow, steps);
                break;
            case 5:
                Tile<FiveRows>(a, rowBytes, panel, sums, sumsRow, steps);
                break;
            case 4:
                Tile<FourRows>(a, rowBytes, panel, sums, sumsRow, steps);
                break;
            case 3:
                Tile<ThreeRows>(a, rowBytes, panel, sums, sumsRow, steps);
                break;
            case 2:
                Tile<TwoRows>(a, rowBytes, panel, sums, sumsRow, steps);
                break;
            default:
                Tile<OneRow>(a, rowBytes, panel, sums, sumsRow, steps);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<THeight>(byte* a, nint rowBytes, byte* panel, int* sums, nint sumsRow, nint steps)
        where THeight : struct, ITileHeight
    {
        Vector256<int> c00 = default, c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        byte* d = a + (3 * rowBytes);
        for (nint k = 0; k < steps; k++, a += 4, d += 4, panel += 64)
        {
            Vector256<sbyte> left = Vector256.Load((sbyte*)panel), right = Vector256.Load((sbyte*)panel + 32);
            Row(ref c00, ref c01, a, left, right);
            if (THeight.Rows > 1)
            {
                Row(ref c10, ref c11, a + rowBytes, left, right);
            }
            if (THeight.Rows > 2)
            {
                Row(ref c20, ref c21, a + (2 * rowBytes), left, right);
            }
            if (THeight.Rows > 3)
            {
                Row(ref c30, ref c31, d, left, right);
            }
            if (THeight.Rows > 4)
            {
                Row(ref c40, ref c41, d + rowBytes, left, right);
            }
            if (THeight.Rows > 5)
            {
                Row(ref c50, ref c51, d + (2 * rowBytes), left, right);
            }
        }
        Store<THeight>(0, sums, c00, c01);
        Store<THeight>(1, sums + sumsRow, c10, c11);
        Store<THeight>(2, sums + (2 * sumsRow), c20, c21);
        Store<THeight>(3, sums + (3 * sumsRow), c30, c31);
        Store<THeight>(4, sums + (4 * sumsRow), c40, c41);
        Store<THeight>(5, sums + (5 * sumsRow), c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(ref Vector256<int> left, ref Vector256<int> right, byte* a, Vector256<sbyte> panelLeft, Vector256<sbyte> panelRight)
    {
        Vector256<byte> quad = Vector256.Create(Unsafe.ReadUnaligned<int>(a)).AsByte();
        left = Dot(left, quad, panelLeft);
        right = Dot(right, quad, panelRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Dot(Vector256<int> sum, Vector256<byte> a, Vector256<sbyte> b)
    {
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, a, b);
        }
        sum = Lanes256.MultiplyPairs(sum, Lanes256.EvenBytes(a.AsInt32(), signed: false), Lanes256.EvenBytes(b.AsInt32(), signed: true));
        return Lanes256.MultiplyPairs(sum, Lanes256.OddBytes(a.AsInt32(), signed: false), Lanes256.OddBytes(b.AsInt32(), signed: true));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<THeight>(int row, int* sums, Vector256<int> left, Vector256<int> right)
        where THeight : struct, ITileHeight
    {
        if (row < THeight.Rows)
        {
            left.Store(sums);
            right.Store(sums + 8);
        }
    }
}
