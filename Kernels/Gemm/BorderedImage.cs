using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>A convolution's input copied with its border of padding, pixels side by side.</summary>
internal static unsafe class BorderedImage
{
    // A kernel row may be read up to whole lanes past the last pixel.
    private const int Slack = 64;

    /// <summary>Copies what the windows touch into scratch, flipping sign bits as the source asks; returns its first pixel, border included.</summary>
    public static byte* Copy(in RowSource source, out nint imageStep, out nint lineStep)
    {
        AccelEmu.Numerics.ConvGeometry g = source.Geometry;
        int lines = ((source.OutputRows - 1) * g.StrideH) + ((source.KernelRows - 1) * g.DilationH) + 1;
        int columns = ((source.OutputColumns - 1) * g.StrideW) + ((source.KernelColumns - 1) * g.DilationW) + 1;
        nint pixel = source.Channels * source.ElementBytes, line = columns * pixel, image = lines * line;
        int images = (int)(source.Rows / ((long)source.OutputRows * source.OutputColumns));
        byte* to = Scratch.Get(ScratchUse.PaddedImage, (images * image) + Slack);
        int left = Math.Min(g.PadLeft, columns), inside = Math.Clamp(source.Width, 0, columns - left);
        byte pad = source.PadByte;
        for (int i = 0; i < images; i++)
        {
            byte* target = to + (i * image);
            for (int y = 0; y < lines; y++, target += line)
            {
                int row = y - g.PadTop;
                if ((uint)row >= (uint)source.Height)
                {
                    new Span<byte>(target, (int)line).Fill(pad);
                    continue;
                }
                byte* from = source.Base + (i * source.ImageStride) + (row * source.RowStride);
                new Span<byte>(target, left * (int)pixel).Fill(pad);
                byte* at = target + (left * pixel);
                if (source.PixelStride == pixel)
                {
                    Flip(at, from, inside * pixel, source.Flip);
                }
                else
                {
                    for (int x = 0; x < inside; x++)
                    {
                        Flip(at + (x * pixel), from + (x * source.PixelStride), pixel, source.Flip);
                    }
                }
                int after = columns - left - inside;
                new Span<byte>(at + (inside * pixel), after * (int)pixel).Fill(pad);
            }
        }
        (imageStep, lineStep) = (image, line);
        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flip(byte* to, byte* from, nint bytes, byte flip)
    {
        nint i = 0;
        for (; i + 64 <= bytes; i += 64)
        {
            (Vector512.Load(from + i) ^ Vector512.Create(flip)).Store(to + i);
        }
        for (; i + 16 <= bytes; i += 16)
        {
            (Vector128.Load(from + i) ^ Vector128.Create(flip)).Store(to + i);
        }
        for (; i < bytes; i++)
        {
            to[i] = (byte)(from[i] ^ flip);
        }
    }
}
