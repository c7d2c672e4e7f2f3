using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Depthwise sums of fp32: one fused multiply-add a tap in the order of the taps, in registers, from what the block holds.</summary>
internal static unsafe class DepthwiseFloats
{
    /// <summary>Sums of <paramref name="pixels"/> pixels and <paramref name="channels"/> (at most 64) channels from <paramref name="channel"/> on.</summary>
    /// <remarks><paramref name="weights"/> has a row of <paramref name="row"/> floats for each tap.</remarks>
    public static void Run(KernelTier width, byte** table, int pixels, int taps, int entries, int channel, int channels, float* weights, int row, int* block)
    {
        switch (width)
        {
            case KernelTier.Vector512:
                Pixels<Lanes512, Vector512<int>>(table, pixels, taps, entries, channel, channels, weights + channel, row, block);
                break;
            case KernelTier.Vector256:
                Pixels<Lanes256, Vector256<int>>(table, pixels, taps, entries, channel, channels, weights + channel, row, block);
                break;
            default:
                Pixels<Lanes128, Vector128<int>>(table, pixels, taps, entries, channel, channels, weights + channel, row, block);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pixels<L, V>(byte** table, int pixels, int taps, int entries, int channel, int channels, float* weights, int row, int* block)
        where L : struct, ILanes<V>
        where V : struct
    {
        nint offset = (nint)channel * sizeof(float);
        for (int p = 0; p < pixels; p++, table += entries, block += GemmTiles.BlockColumns)
        {
            int i = 0;
            for (; i + (4 * L.Count) <= channels; i += 4 * L.Count)
            {
                int* to = block + i;
                V s0 = L.Load(to), s1 = L.Load(to + L.Count), s2 = L.Load(to + (2 * L.Count)), s3 = L.Load(to + (3 * L.Count));
                float* w = weights + i;
                nint start = offset + (i * (nint)sizeof(float));
                for (int t = 0; t < taps; t++, w += row)
                {
                    float* x = (float*)(table[t] + start);
                    s0 = L.FusedMultiplyAdd(L.Load(x), L.Load(w), s0);
                    s1 = L.FusedMultiplyAdd(L.Load(x + L.Count), L.Load(w + L.Count), s1);
                    s2 = L.FusedMultiplyAdd(L.Load(x + (2 * L.Count)), L.Load(w + (2 * L.Count)), s2);
                    s3 = L.FusedMultiplyAdd(L.Load(x + (3 * L.Count)), L.Load(w + (3 * L.Count)), s3);
                }
                L.Store(to, s0);
                L.Store(to + L.Count, s1);
                L.Store(to + (2 * L.Count), s2);
                L.Store(to + (3 * L.Count), s3);
            }
            for (; i + L.Count <= channels; i += L.Count)
            {
                V sum = L.Load(block + i);
                for (int t = 0; t < taps; t++)
                {
                    sum = L.FusedMultiplyAdd(L.Load(table[t] + offset + (i * (nint)sizeof(float))), L.Load(weights + ((nint)t * row) + i), sum);
                }
                L.Store(block + i, sum);
            }
            for (; i < channels; i++)
            {
                float sum = ((float*)block)[i];
                for (int t = 0; t < taps; t++)
                {
                    sum = MathF.FusedMultiplyAdd(((float*)(table[t] + offset))[i], weights[((nint)t * row) + i], sum);
                }
                ((float*)block)[i] = sum;
            }
        }
    }
}
