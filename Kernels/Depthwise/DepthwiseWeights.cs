using System;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The constant side of a depthwise convolution made ready, and inputs repeated for several kernels a channel.</summary>
internal static unsafe class DepthwiseWeights
{
    // Centred weights must fit int16 with room: two products of them with bytes fit int32.
    private const int LargestZeroPoint = 1 << 14;

    /// <summary>
    /// Packs 8-bit weights for <see cref="DepthwiseBytes"/>; <paramref name="corrections"/> is what each channel's sum lacks when raw inputs were multiplied, or null
    /// when they lack nothing. False when a zero point of the weights is too far off.
    /// </summary>
    public static bool TryPack(KernelTier width, byte* data, Tile w, int channels, int entries, int inputZeroPoint, out int* packed, out int* corrections)
    {
        TileShape shape = w.Shape;
        int taps = (int)(shape.Dims[0] * shape.Dims[1]);
        packed = null;
        corrections = null;
        int padded = (channels + 127) & ~63;
        int* sums = (int*)Scratch.Get(ScratchUse.Corrections, (long)padded * (sizeof(int) + sizeof(short)));
        short* zeroPoints = (short*)(sums + padded);
        int kernels = (int)shape.Dims[2];
        if (w.ZeroPoints.IsEmpty)
        {
            if (Math.Abs((long)shape.ZeroPoint) > LargestZeroPoint)
            {
                return false;
            }
            new Span<short>(zeroPoints, padded).Fill((short)shape.ZeroPoint);
        }
        for (int i = 0; !w.ZeroPoints.IsEmpty && i < channels; i++)
        {
            int zero = w.ZeroPoints[i % kernels];
            if (Math.Abs((long)zero) > LargestZeroPoint)
            {
                return false;
            }
            zeroPoints[i] = (short)zero;
        }
        byte** rows = Taps(data, shape, channels);
        packed = (int*)Scratch.Get(ScratchUse.Weights, DepthwiseBytes.PackedLength(entries / 2, channels) * sizeof(int));
        if (shape.Type == DType.I8)
        {
            DepthwiseBytes.Pack<SignedBytes>(width, rows, taps, entries, channels, zeroPoints, packed, sums);
        }
        else
        {
            DepthwiseBytes.Pack<UnsignedBytes>(width, rows, taps, entries, channels, zeroPoints, packed, sums);
        }
        corrections = Correct(sums, channels, inputZeroPoint);
        return true;
    }

    /// <summary>Packs int8 weights without zero points for <see cref="DepthwiseVnni"/>; <paramref name="corrections"/> as <see cref="TryPack"/>.</summary>
    /// <param name="data">The weights.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="flip">Inputs are int8.</param>
    /// <param name="inputZeroPoint">Zero point of the inputs.</param>
    /// <param name="engine">Gets the packed weights.</param>
    /// <param name="corrections">What each channel's sum lacks, or null.</param>
    public static void PackInFours(byte* data, in TileShape shape, int channels, bool flip, int inputZeroPoint, ref DepthwiseVnni engine, out int* corrections)
    {
        int* sums = (int*)Scratch.Get(ScratchUse.Corrections, ((channels + 127) & ~63) * sizeof(int));
        engine.Pack(Taps(data, shape, channels), (int)(shape.Dims[0] * shape.Dims[1]), channels, flip, sums);
        corrections = Correct(sums, channels, unchecked(inputZeroPoint + (flip ? 128 : 0)));
    }

    // Sums of weights to what the zero point makes of them; null for none.
    private static int* Correct(int* sums, int channels, int zeroPoint)
    {
        for (int i = 0; zeroPoint != 0 && i < channels; i += Vector128<int>.Count)
        {
            (Vector128.Load(sums + i) * Vector128.Create(unchecked(-zeroPoint))).Store(sums + i);
        }
        return zeroPoint == 0 ? null : sums;
    }

    // Where each tap's row of channels is; shared kernels are repeated.
    private static byte** Taps(byte* data, in TileShape shape, int channels)
    {
        int count = (int)(shape.Dims[0] * shape.Dims[1]);
        byte** rows = (byte**)Scratch.Get(ScratchUse.Offsets, (long)count * sizeof(byte*));
        byte* spread = shape.Dims[2] == channels ? null : Gather(data, shape, channels);
        for (int t = 0; t < count; t++)
        {
            rows[t] = spread == null ? Tap(data, shape, t) : spread + ((nint)t * channels);
        }
        return rows;
    }

    /// <summary>A copy of the weights with a dense row of <paramref name="channels"/> elements a tap; shared kernels are repeated.</summary>
    public static byte* Gather(byte* data, in TileShape shape, int channels)
    {
        int taps = (int)(shape.Dims[0] * shape.Dims[1]);
        int element = shape.Type.Bits() / 8;
        int bytes = (int)shape.Dims[2] * element;
        byte* rows = Scratch.Get(ScratchUse.FlippedWeights, (long)taps * channels * element);
        for (int t = 0; t < taps; t++)
        {
            ReadOnlySpan<byte> tap = new(Tap(data, shape, t), bytes);
            for (int i = 0; i < channels * element; i += bytes)
            {
                tap.CopyTo(new Span<byte>(rows + ((nint)t * channels * element) + i, bytes));
            }
        }
        return rows;
    }

    /// <summary>A dense copy of the input, each channel repeated until there are <paramref name="channels"/>; <paramref name="shape"/> becomes the copy's.</summary>
    public static byte* Repeat(byte* data, ref TileShape shape, int channels)
    {
        TileShape dense = TileShape.Dense(shape.Type, shape.Dims[0], shape.Dims[1], shape.Dims[2], channels) with { ZeroPoint = shape.ZeroPoint };
        int times = channels / (int)shape.Dims[3];
        byte* copy = Scratch.Get(ScratchUse.DecodedWeights, dense.SpanBytes());
        byte* to = copy;
        for (long i = 0; i < shape.Dims[0] * shape.Dims[1] * shape.Dims[2]; i++)
        {
            long line = i / shape.Dims[2];
            byte* pixel = data + (line / shape.Dims[1] * shape.Strides[0]) + (line % shape.Dims[1] * shape.Strides[1]) + (i % shape.Dims[2] * shape.Strides[2]);
            for (int c = 0; c < shape.Dims[3]; c++)
            {
                if (shape.Type == DType.F32)
                {
                    new Span<int>(to, times).Fill(((int*)pixel)[c]);
                    to += times * sizeof(int);
                }
                else
                {
                    new Span<byte>(to, times).Fill(pixel[c]);
                    to += times;
                }
            }
        }
        shape = dense;
        return copy;
    }

    private static byte* Tap(byte* data, in TileShape shape, int tap) =>
        data + (tap / shape.Dims[1] * (nint)shape.Strides[0]) + (tap % shape.Dims[1] * (nint)shape.Strides[1]);
}
