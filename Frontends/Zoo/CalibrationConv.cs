using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Threading.Tasks;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// fp32 convolution for calibration. Each sum is one chain of fused multiply-adds over kernel row, kernel column, channel;
/// vectors run across output channels only, so that every CPU and every split over threads gives the same bits.
/// </summary>
internal static class CalibrationConv
{
    private const int PixelBlock = 6;
    private const int ChannelBlock = 16;

    /// <summary>Convolves with w [kernel rows, kernel columns, C, <paramref name="outputs"/>].</summary>
    public static CalibrationTensor Run(CalibrationTensor x, float[] w, int outputs, in ConvGeometry geometry)
    {
        ConvGeometry g = geometry;
        CalibrationTensor y = new(x.Count, (int)g.OutputRows(x.Height, g.KernelH), (int)g.OutputColumns(x.Width, g.KernelW), outputs);
        int panels = (outputs + ChannelBlock - 1) / ChannelBlock;
        int blocks = (y.Pixels + PixelBlock - 1) / PixelBlock;
        int splits = Math.Clamp(2 * Environment.ProcessorCount / panels, 1, blocks);
        float[] zeros = new float[x.Channels];
        Parallel.For(0, panels * splits, task =>
        {
            (int panel, int split) = (task / splits, task % splits);
            float[] packed = Pack(w, g.KernelH * g.KernelW * x.Channels, outputs, panel * ChannelBlock);
            Span<float> tile = stackalloc float[PixelBlock * ChannelBlock];
            for (int block = (int)((long)blocks * split / splits); block < (int)((long)blocks * (split + 1) / splits); block++)
            {
                SumTile(x, y, packed, zeros, g, block * PixelBlock, tile);
                int width = Math.Min(ChannelBlock, outputs - (panel * ChannelBlock));
                for (int p = 0; p < Math.Min(PixelBlock, y.Pixels - (block * PixelBlock)); p++)
                {
                    tile.Slice(p * ChannelBlock, width).CopyTo(y.Data.AsSpan((((block * PixelBlock) + p) * outputs) + (panel * ChannelBlock)));
                }
            }
        });
        return y;
    }

    private static float[] Pack(float[] w, int depth, int outputs, int first)
    {
        float[] packed = new float[depth * ChannelBlock];
        int width = Math.Min(ChannelBlock, outputs - first);
        for (int k = 0; k < depth; k++)
        {
            w.AsSpan((k * outputs) + first, width).CopyTo(packed.AsSpan(k * ChannelBlock));
        }
        return packed;
    }

    private static void SumTile(CalibrationTensor x, CalibrationTensor y, float[] packed, float[] zeros, in ConvGeometry g, int firstPixel, Span<float> tile)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        ref float w = ref MemoryMarshal.GetArrayDataReference(packed);
        for (int row = 0; row < g.KernelH; row++)
        {
            for (int column = 0; column < g.KernelW; column++)
            {
                ref float xa = ref Tap(x, y, zeros, g, firstPixel, row, column);
                ref float xb = ref Tap(x, y, zeros, g, firstPixel + 1, row, column);
                ref float xc = ref Tap(x, y, zeros, g, firstPixel + 2, row, column);
                ref float xd = ref Tap(x, y, zeros, g, firstPixel + 3, row, column);
                ref float xe = ref Tap(x, y, zeros, g, firstPixel + 4, row, column);
                ref float xf = ref Tap(x, y, zeros, g, firstPixel + 5, row, column);
                for (nint channel = 0; channel < x.Channels; channel++)
                {
                    Vector256<float> w0 = Vector256.LoadUnsafe(ref w);
                    Vector256<float> w1 = Vector256.LoadUnsafe(ref w, 8);
                    Accumulate(Unsafe.Add(ref xa, channel), w0, w1, ref a0, ref a1);
                    Accumulate(Unsafe.Add(ref xb, channel), w0, w1, ref b0, ref b1);
                    Accumulate(Unsafe.Add(ref xc, channel), w0, w1, ref c0, ref c1);
                    Accumulate(Unsafe.Add(ref xd, channel), w0, w1, ref d0, ref d1);
                    Accumulate(Unsafe.Add(ref xe, channel), w0, w1, ref e0, ref e1);
                    Accumulate(Unsafe.Add(ref xf, channel), w0, w1, ref f0, ref f1);
                    w = ref Unsafe.Add(ref w, ChannelBlock);
                }
            }
        }
        ReadOnlySpan<Vector256<float>> sums = [a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1];
        MemoryMarshal.Cast<Vector256<float>, float>(sums).CopyTo(tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(float x, Vector256<float> w0, Vector256<float> w1, ref Vector256<float> sum0, ref Vector256<float> sum1)
    {
        Vector256<float> wide = Vector256.Create(x);
        sum0 = Vector256.FusedMultiplyAdd(wide, w0, sum0);
        sum1 = Vector256.FusedMultiplyAdd(wide, w1, sum1);
    }

    /// <summary>The channels under a tap of an output pixel; zeros outside the image and behind the last pixel.</summary>
    private static ref float Tap(CalibrationTensor x, CalibrationTensor y, float[] zeros, in ConvGeometry g, int pixel, int row, int column)
    {
        (int line, int outColumn) = Math.DivRem(pixel, y.Width);
        (int image, int outRow) = Math.DivRem(line, y.Height);
        int inRow = (outRow * g.StrideH) + (row * g.DilationH) - g.PadTop;
        int inColumn = (outColumn * g.StrideW) + (column * g.DilationW) - g.PadLeft;
        return ref image < x.Count && (uint)inRow < (uint)x.Height && (uint)inColumn < (uint)x.Width
            ? ref x.Data[((((image * x.Height) + inRow) * x.Width) + inColumn) * x.Channels]
            : ref zeros[0];
    }
}
