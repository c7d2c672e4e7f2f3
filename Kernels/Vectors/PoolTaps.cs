using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The pixels of one pooling window that lie inside the image, in the order of the taps.</summary>
internal unsafe struct PoolTaps
{
    /// <summary>First channel of each pixel; room for all taps of a window.</summary>
    public byte** Pixels;

    /// <summary>Pixels inside.</summary>
    public int Inside;

    /// <summary>What a mean is divided by.</summary>
    public int Counted;

    /// <summary>Finds the window whose first tap is at <paramref name="top"/>, <paramref name="left"/> of the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(byte* image, in TileShape shape, in ConvGeometry geometry, long top, long left)
    {
        byte** pixels = Pixels;
        int inside = 0;
        ulong height = (ulong)shape.Dims[1], width = (ulong)shape.Dims[2];
        nint line = (nint)shape.Strides[1], step = (nint)shape.Strides[2];
        for (int r = 0; r < geometry.KernelH; r++)
        {
            long y = top + ((long)r * geometry.DilationH);
            for (int c = 0; (ulong)y < height && c < geometry.KernelW; c++)
            {
                long x = left + ((long)c * geometry.DilationW);
                if ((ulong)x < width)
                {
                    pixels[inside++] = image + ((nint)y * line) + ((nint)x * step);
                }
            }
        }
        Inside = inside;
        Counted = geometry.CountPadding ? geometry.KernelH * geometry.KernelW : inside;
    }
}
