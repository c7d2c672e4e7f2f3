using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>One window pooled at one width: a vector of channels stays in registers over all taps.</summary>
internal static unsafe class PoolLanes<TPool, L, V, T>
    where TPool : struct, IPoolOperator
    where L : struct, ILanes<V>
    where V : struct
    where T : struct, IElement
{
    // The tail goes through a buffer of one vector, so that nothing beyond the channels is touched.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(in PoolTaps window, byte* to, int channels, int smallest, int zeroPoint)
    {
        byte** pixels = window.Pixels;
        int inside = window.Inside;
        int i = 0;
        // Four chains, because an addition waits for the one before it.
        for (; i + (4 * L.Count) <= channels; i += 4 * L.Count)
        {
            V p0 = TPool.Start<L, V>(smallest), p1 = p0, p2 = p0, p3 = p0;
            for (int t = 0; t < inside; t++)
            {
                byte* from = pixels[t] + ((nint)i * T.Bytes);
                p0 = TPool.Join<L, V>(p0, T.Load<L, V>(from));
                p1 = TPool.Join<L, V>(p1, T.Load<L, V>(from + (L.Count * T.Bytes)));
                p2 = TPool.Join<L, V>(p2, T.Load<L, V>(from + (2 * L.Count * T.Bytes)));
                p3 = TPool.Join<L, V>(p3, T.Load<L, V>(from + (3 * L.Count * T.Bytes)));
            }
            byte* at = to + ((nint)i * T.Bytes);
            T.Store<L, V>(at, TPool.Finish<L, V>(p0, window, zeroPoint));
            T.Store<L, V>(at + (L.Count * T.Bytes), TPool.Finish<L, V>(p1, window, zeroPoint));
            T.Store<L, V>(at + (2 * L.Count * T.Bytes), TPool.Finish<L, V>(p2, window, zeroPoint));
            T.Store<L, V>(at + (3 * L.Count * T.Bytes), TPool.Finish<L, V>(p3, window, zeroPoint));
        }
        for (; i + L.Count <= channels; i += L.Count)
        {
            V pooled = TPool.Start<L, V>(smallest);
            for (int t = 0; t < inside; t++)
            {
                pooled = TPool.Join<L, V>(pooled, T.Load<L, V>(pixels[t] + ((nint)i * T.Bytes)));
            }
            T.Store<L, V>(to + ((nint)i * T.Bytes), TPool.Finish<L, V>(pooled, window, zeroPoint));
        }
        if (i < channels)
        {
            int bytes = (channels - i) * T.Bytes;
            byte* line = stackalloc byte[64];
            new Span<byte>(line, 64).Clear();
            V pooled = TPool.Start<L, V>(smallest);
            for (int t = 0; t < inside; t++)
            {
                Buffer.MemoryCopy(pixels[t] + ((nint)i * T.Bytes), line, 64, bytes);
                pooled = TPool.Join<L, V>(pooled, T.Load<L, V>(line));
            }
            T.Store<L, V>(line, TPool.Finish<L, V>(pooled, window, zeroPoint));
            Buffer.MemoryCopy(line, to + ((nint)i * T.Bytes), bytes, bytes);
        }
    }
}
