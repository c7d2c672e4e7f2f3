using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Largest byte of a window, a byte a lane: four times the channels of a vector of 32-bit lanes.</summary>
internal static unsafe class PoolBytes
{
    /// <summary>Pools one window; <paramref name="flip"/> is 0x80 for int8, 0 for uint8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in PoolTaps window, byte* to, int channels, byte flip)
    {
        byte** pixels = window.Pixels;
        int inside = window.Inside;
        int i = 0;
        Vector512<byte> wide = Vector512.Create(flip);
        for (; i + 64 <= channels; i += 64)
        {
            Vector512<byte> most = default;
            for (int t = 0; t < inside; t++)
            {
                most = Vector512.Max(most, Vector512.Load(pixels[t] + i) ^ wide);
            }
            (most ^ wide).Store(to + i);
        }
        Vector128<byte> mask = Vector128.Create(flip);
        for (; i + 16 <= channels; i += 16)
        {
            Vector128<byte> most = default;
            for (int t = 0; t < inside; t++)
            {
                most = Vector128.Max(most, Vector128.Load(pixels[t] + i) ^ mask);
            }
            (most ^ mask).Store(to + i);
        }
        for (; i < channels; i++)
        {
            byte most = 0;
            for (int t = 0; t < inside; t++)
            {
                most = Math.Max(most, (byte)(pixels[t][i] ^ flip));
            }
            to[i] = (byte)(most ^ flip);
        }
    }
}
