using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>
/// u8 × s8 tiles of six rows or one by VEX <c>vpdpbusd</c>, one panel wide: 12 accumulators, for the compiler keeps this instruction to sixteen registers. Without the
/// instruction the same products go through int16 pairs, bit for bit. Sums are overwritten and wrap.
/// </summary>
internal static unsafe class VexTile
{
    /// <summary>True when the processor has the instruction.</summary>
    public static bool IsAccelerated => AvxVnni.IsSupported;

    /// <summary>Covers a block of rows × panels; rows of sums are <see cref="GemmTiles.BlockColumns"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int panelCount, int* sums, nint steps)
    {
        for (int p = 0; p < panelCount; p++)
        {
            byte* panel = panels + (p * panelBytes);
            int* to = sums + (16 * p);
            int r = 0;
            for (; r + 6 <= rows; r += 6)
            {
                Six(a + (r * rowBytes), rowBytes, panel, to + (r * GemmTiles.BlockColumns), steps);
            }
            for (; r < rows; r++)
            {
                One(a + (r * rowBytes), panel, to + (r * GemmTiles.BlockColumns), steps);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Six(byte* a, nint rowBytes, byte* panel, int* sums, nint steps)
    {
        Vector256<int> c00 = default, c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        byte* d = a + (3 * rowBytes);
        for (nint k = 0; k < steps; k++, a += 4, d += 4, panel += 64)
        {
            Vector256<sbyte> left = Vector256.Load((sbyte*)panel), right = Vector256.Load((sbyte*)panel + 32);
            Vector256<byte> row = Quad(a);
            c00 = Dot(c00, row, left);
            c01 = Dot(c01, row, right);
            row = Quad(a + rowBytes);
            c10 = Dot(c10, row, left);
            c11 = Dot(c11, row, right);
            row = Quad(a + (2 * rowBytes));
            c20 = Dot(c20, row, left);
            c21 = Dot(c21, row, right);
            row = Quad(d);
            c30 = Dot(c30, row, left);
            c31 = Dot(c31, row, right);
            row = Quad(d + rowBytes);
            c40 = Dot(c40, row, left);
            c41 = Dot(c41, row, right);
            row = Quad(d + (2 * rowBytes));
            c50 = Dot(c50, row, left);
            c51 = Dot(c51, row, right);
        }
        Store(sums, c00, c01);
        Store(sums + GemmTiles.BlockColumns, c10, c11);
        Store(sums + (2 * GemmTiles.BlockColumns), c20, c21);
        Store(sums + (3 * GemmTiles.BlockColumns), c30, c31);
        Store(sums + (4 * GemmTiles.BlockColumns), c40, c41);
        Store(sums + (5 * GemmTiles.BlockColumns), c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void One(byte* a, byte* panel, int* sums, nint steps)
    {
        Vector256<int> left = default, right = default;
        for (nint k = 0; k < steps; k++, a += 4, panel += 64)
        {
            Vector256<byte> row = Quad(a);
            left = Dot(left, row, Vector256.Load((sbyte*)panel));
            right = Dot(right, row, Vector256.Load((sbyte*)panel + 32));
        }
        Store(sums, left, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Quad(byte* a) => Vector256.Create(Unsafe.ReadUnaligned<int>(a)).AsByte();

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
    private static void Store(int* sums, Vector256<int> left, Vector256<int> right)
    {
        left.Store(sums);
        right.Store(sums + 8);
    }
}
