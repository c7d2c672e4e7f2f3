using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>Byte rows to int16 pairs in the order (0, 2), (1, 3) of every four, as <see cref="PairTile{TRow, TLane}"/> wants them; and sums of rows.</summary>
internal static unsafe class Widen
{
    /// <summary>Widens rows of <paramref name="depth"/> bytes, each with zeros up to the next four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(byte* from, nint fromRow, byte* to, nint toRow, int rows, nint depth, bool signed)
    {
        if (signed)
        {
            for (int r = 0; r < rows; r++)
            {
                Row(from + (r * fromRow), (short*)(to + (r * toRow)), depth, true);
            }
            return;
        }
        for (int r = 0; r < rows; r++)
        {
            Row(from + (r * fromRow), (short*)(to + (r * toRow)), depth, false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(byte* from, short* to, nint depth, bool signed)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
        nint k = 0;
        for (; Avx512BW.IsSupported && k + 32 <= depth; k += 32)
        {
            Vector256<byte> raw = Avx2.Shuffle(Vector256.Load(from + k), Vector256.Create(order, order));
            (signed ? Avx512BW.ConvertToVector512Int16(raw.AsSByte()) : Avx512BW.ConvertToVector512Int16(raw)).Store(to + k);
        }
        for (; k + 16 <= depth; k += 16)
        {
            Vector128<byte> raw = Vector128.Shuffle(Vector128.Load(from + k), order);
            if (signed)
            {
                Vector128.WidenLower(raw.AsSByte()).Store(to + k);
                Vector128.WidenUpper(raw.AsSByte()).Store(to + k + 8);
            }
            else
            {
                Vector128.WidenLower(raw).AsInt16().Store(to + k);
                Vector128.WidenUpper(raw).AsInt16().Store(to + k + 8);
            }
        }
        nint whole = (depth + 3) & ~(nint)3;
        for (; k < whole; k++)
        {
            nint slot = (k & ~(nint)3) + (((k & 1) << 1) | ((k >> 1) & 1));
            to[slot] = k >= depth ? (short)0 : signed ? (sbyte)from[k] : from[k];
        }
    }

    /// <summary>Sum of a row's elements, wrapping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int SumBytes(byte* row, nint depth, bool signed)
    {
        int sum = 0;
        nint k = 0;
        Vector128<int> sums = default;
        for (; k + 16 <= depth; k += 16)
        {
            Vector128<byte> raw = Vector128.Load(row + k);
            Vector128<short> pairs = signed
                ? Vector128.WidenLower(raw.AsSByte()) + Vector128.WidenUpper(raw.AsSByte())
                : (Vector128.WidenLower(raw) + Vector128.WidenUpper(raw)).AsInt16();
            sums += Vector128.WidenLower(pairs) + Vector128.WidenUpper(pairs);
        }
        for (; k < depth; k++)
        {
            sum += signed ? (sbyte)row[k] : row[k];
        }
        return sum + Vector128.Sum(sums);
    }

    /// <summary>Sum of a row's int16 elements, wrapping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int SumShorts(short* row, nint depth)
    {
        int sum = 0;
        for (nint k = 0; k < depth; k++)
        {
            sum += row[k];
        }
        return sum;
    }
}
