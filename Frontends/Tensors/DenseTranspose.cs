using System;

namespace AccelEmu.Frontends;

/// <summary>Reorders the axes of a dense row-major tensor in memory; how constants get the compiler's order.</summary>
internal static class DenseTranspose
{
    /// <summary>A copy whose axis i is old axis <paramref name="permutation"/>[i].</summary>
    /// <param name="source">Dense bytes.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="shape">Old shape.</param>
    /// <param name="permutation">Old axis of each new axis.</param>
    public static byte[] Run(ReadOnlySpan<byte> source, int elementBytes, ReadOnlySpan<int> shape, ReadOnlySpan<int> permutation)
    {
        byte[] destination = new byte[source.Length];
        int rank = shape.Length;
        if (source.Length == 0 || rank == 0)
        {
            source.CopyTo(destination);
            return destination;
        }
        long[] oldStrides = new long[rank];
        oldStrides[rank - 1] = elementBytes;
        for (int d = rank - 2; d >= 0; d--)
        {
            oldStrides[d] = oldStrides[d + 1] * shape[d + 1];
        }
        int[] index = new int[rank];
        long from = 0;
        for (int to = 0; to < destination.Length; to += elementBytes)
        {
            source.Slice((int)from, elementBytes).CopyTo(destination.AsSpan(to));
            for (int d = rank - 1; d >= 0; d--)
            {
                long stride = oldStrides[permutation[d]];
                from += stride;
                if (++index[d] < shape[permutation[d]])
                {
                    break;
                }
                from -= stride * index[d];
                index[d] = 0;
            }
        }
        return destination;
    }
}
