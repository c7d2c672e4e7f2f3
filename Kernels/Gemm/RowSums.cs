using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>Sums of left rows as emitted kernels multiply them, for products whose columns have zero points. Runs only where those kernels do.</summary>
internal static unsafe class RowSums
{
    /// <summary>Sum of each row of bytes.</summary>
    /// <param name="rows">Rows' addresses.</param>
    /// <param name="count">Rows.</param>
    /// <param name="windows">Where a row's groups lie; each group has sixteen bytes.</param>
    /// <param name="depth">Bytes of a row.</param>
    /// <param name="signed">True when rows are int8 as multiplied, that is after the flip of sign bits.</param>
    /// <param name="sums">Receives <paramref name="count"/> sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfBytes(byte** rows, int count, in WindowTable windows, int depth, bool signed, int* sums)
    {
        byte mask = (byte)((windows.FlipsRows ? 0x80 : 0) ^ (signed ? 0x80 : 0));
        int* groups = windows.Groups;
        int groupCount = windows.GroupCount, offset = signed ? -128 * depth : 0;
        int tail = depth - (16 * groupCount);
        nint tailOffset = windows.TailOffset;
        bool isLine = windows.IsLine;
        for (int r = 0; r < count; r++)
        {
            byte* row = rows[r];
            Vector512<long> wide = default;
            Vector128<long> narrow = default;
            int g = 0;
            for (; isLine && g + 4 <= groupCount; g += 4)
            {
                wide += Avx512BW.SumAbsoluteDifferences(Vector512.Load(row + (16 * g)) ^ Vector512.Create(mask), Vector512<byte>.Zero).AsInt64();
            }
            for (; g < groupCount; g++)
            {
                narrow += Sse2.SumAbsoluteDifferences(Vector128.Load(row + groups[g]) ^ Vector128.Create(mask), Vector128<byte>.Zero).AsInt64();
            }
            int sum = offset + (int)(Vector512.Sum(wide) + Vector128.Sum(narrow));
            for (int i = 0; i < tail; i++)
            {
                sum += row[tailOffset + i] ^ mask;
            }
            sums[r] = sum;
        }
    }

    /// <summary>Sum of each row of <paramref name="depth"/> int16, wrapping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfWords(byte** rows, int count, int depth, int* sums)
    {
        for (int r = 0; r < count; r++)
        {
            short* row = (short*)rows[r];
            Vector512<int> wide = default;
            int k = 0;
            for (; k + 32 <= depth; k += 32)
            {
                wide += Avx512BW.MultiplyAddAdjacent(Vector512.Load(row + k), Vector512<short>.One);
            }
            int sum = Vector512.Sum(wide);
            for (; k < depth; k++)
            {
                sum += row[k];
            }
            sums[r] = sum;
        }
    }
}
