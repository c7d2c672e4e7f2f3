using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>Bytes replaced by entries of a table of 256: four registers hold it where the processor permutes bytes across two of them.</summary>
internal static unsafe class ByteTable
{
    /// <summary>to[i] = table[from[i]]; both may be the same bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(KernelTier tier, byte* to, byte* from, byte* table, long count)
    {
        long i = 0;
        if (Avx512Vbmi.IsSupported && tier >= KernelTier.Vector512)
        {
            Vector512<byte> t0 = Vector512.Load(table), t1 = Vector512.Load(table + 64), t2 = Vector512.Load(table + 128), t3 = Vector512.Load(table + 192);
            for (; i + Vector512<byte>.Count <= count; i += Vector512<byte>.Count)
            {
                // The permutation takes the low seven bits, the eighth chooses between the halves of the table.
                Vector512<byte> x = Vector512.Load(from + i);
                Vector512<byte> low = Avx512Vbmi.PermuteVar64x8x2(t0, x, t1), high = Avx512Vbmi.PermuteVar64x8x2(t2, x, t3);
                Vector512.ConditionalSelect(Vector512.LessThan(x.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low).Store(to + i);
            }
        }
        for (; i < count; i++)
        {
            to[i] = table[from[i]];
        }
    }
}
