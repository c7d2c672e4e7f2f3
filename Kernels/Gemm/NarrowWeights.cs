using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Panels of a convolution of few channels, with every kernel row padded by zeros to whole lanes of four.</summary>
internal static unsafe class NarrowWeights
{
    /// <summary>Lanes of four that hold one kernel row.</summary>
    public static int RowQuads(int rowBytes) => (rowBytes + 3) / 4;

    /// <summary>Repacks <paramref name="count"/> int8 panels of <paramref name="kernelRows"/> rows of <paramref name="rowBytes"/> K each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte* Repack(byte* panels, nint panelBytes, int count, int kernelRows, int rowBytes, out nint repackedBytes)
    {
        int quads = RowQuads(rowBytes);
        int last = ((kernelRows * rowBytes) - 1) / 4;
        repackedBytes = (nint)kernelRows * quads * 64;
        byte* to = Scratch.Get(ScratchUse.RepackedWeights, count * repackedBytes);
        for (int p = 0; p < count; p++)
        {
            byte* panel = panels + (p * panelBytes);
            int* target = (int*)(to + (p * repackedBytes));
            for (int row = 0; row < kernelRows; row++)
            {
                for (int quad = 0; quad < quads; quad++, target += 16)
                {
                    int k = (row * rowBytes) + (4 * quad), shift = 8 * (k % 4), valid = Math.Min(4, rowBytes - (4 * quad));
                    Vector512<uint> lanes = Vector512.Load((uint*)(panel + (k / 4 * 64))) >>> shift;
                    if (shift != 0 && k / 4 < last)
                    {
                        lanes |= Vector512.Load((uint*)(panel + (((k / 4) + 1) * 64))) << (32 - shift);
                    }
                    (lanes & Vector512.Create(uint.MaxValue >> (32 - (8 * valid)))).AsInt32().Store(target);
                }
            }
        }
        return to;
    }
}
