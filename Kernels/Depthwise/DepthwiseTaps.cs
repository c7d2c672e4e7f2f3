using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Addresses of the taps of a run of output pixels: an indirection instead of copied windows. Padding points to a row of its own.</summary>
internal unsafe struct DepthwiseTaps
{
    public byte* Input;
    public TileShape Shape;
    public ConvGeometry Geometry;
    public int KernelRows;
    public int KernelColumns;

    /// <summary>One pixel of padding: as many channels as the input has.</summary>
    public byte* Padding;

    /// <summary>Taps of a window.</summary>
    public readonly int Count => KernelRows * KernelColumns;

    /// <summary>Taps go in twos, or in fours.</summary>
    public int Step;

    /// <summary>Entries of a pixel in the table: <see cref="Count"/>, made a multiple of <see cref="Step"/> by taps of padding.</summary>
    public readonly int Entries => (Count + Step - 1) & ~(Step - 1);

    /// <summary>Fills the table for <paramref name="pixels"/> output pixels from <paramref name="firstColumn"/> on, and repeats the last one, so that pixels go in twos.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Fill(byte** table, int image, int outputRow, int firstColumn, int pixels)
    {
        byte* first = Input + (image * (nint)Shape.Strides[0]);
        long height = Shape.Dims[1], width = Shape.Dims[2];
        nint lineStep = (nint)Shape.Strides[1], pixelStep = (nint)Shape.Strides[2];
        int kernelRows = KernelRows, kernelColumns = KernelColumns, entries = Entries;
        int top = (outputRow * Geometry.StrideH) - Geometry.PadTop;
        int dilationW = Geometry.DilationW, dilationH = Geometry.DilationH;
        nint tapStep = dilationW * pixelStep;
        byte* padding = Padding;
        int filled = Count;
        int strideW = Geometry.StrideW, padLeft = Geometry.PadLeft;
        nint advance = strideW * pixelStep;
        bool follows = false;
        for (int p = 0; p <= pixels; p++)
        {
            int left = ((firstColumn + Math.Min(p, pixels - 1)) * strideW) - padLeft;
            bool inside = left >= 0 && left + ((long)(kernelColumns - 1) * dilationW) < width;
            if (inside && follows && p < pixels)
            {
                Follow(table, entries, padding, advance);
                table += entries;
                continue;
            }
            follows = inside;
            for (int r = 0; r < kernelRows; r++)
            {
                long y = top + ((long)r * dilationH);
                byte* tap = first + ((nint)y * lineStep) + (left * pixelStep);
                if ((ulong)y >= (ulong)height)
                {
                    for (int c = 0; c < kernelColumns; c++)
                    {
                        *table++ = padding;
                    }
                }
                else if (inside)
                {
                    for (int c = 0; c < kernelColumns; c++, tap += tapStep)
                    {
                        *table++ = tap;
                    }
                }
                else
                {
                    long x = left;
                    for (int c = 0; c < kernelColumns; c++, tap += tapStep, x += dilationW)
                    {
                        *table++ = (ulong)x < (ulong)width ? tap : padding;
                    }
                }
            }
            for (int i = filled; i < entries; i++)
            {
                *table++ = padding;
            }
        }
    }

    // Between the borders a pixel's taps are those of the pixel before, a step on; padding stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Follow(byte** table, int entries, byte* padding, nint advance)
    {
        Vector128<long> step = Vector128.Create((long)advance), still = Vector128.Create((long)padding);
        for (int i = 0; i < entries; i += 2)
        {
            Vector128<long> before = Vector128.Load((long*)(table + i - entries));
            (before + Vector128.AndNot(step, Vector128.Equals(before, still))).Store((long*)(table + i));
        }
    }
}
