using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The constant side of a depthwise convolution made ready, and inputs repeated for several kernels a channel.</summary>
internal static unsafe class DepthwiseWeights
{
    // Centred weights must fit int16 with room: two products of them with bytes fit int32.
    private const int LargestZeroPoint = 1 << 14;

    /// <summary>
    /// Packs 8-bit weights for <see cref="DepthwiseBytes"/>; <paramref name="corrections"/> is what each channel's sum lacks when raw inputs were multiplied, or null
    /// when they lack nothing. With <paramref name="inFours"/> also packs <paramref name="quads"/> for <see cref="DepthwiseVnni"/>. False when a zero point of the weights is too far off.
    /// </summary>
    public static bool TryPack(KernelTier width, byte* data, Tile w, int channels, int entries, bool inFours, bool flip, int inputZeroPoint, out int* packed, out byte* quads, out int* corrections)
    {
        TileShape shape = w.Shape;
        int taps = (int)(shape.Dims[0] * shape.Dims[1]);
        packed = null;
        quads = null;
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
        byte** rows = (byte**)Scratch.Get(ScratchUse.Offsets, (long)taps * sizeof(byte*));
        byte* spread = kernels == channels ? null : Gather(data, shape, channels);
        for (int t = 0; t < taps; t++)
        {
            rows[t] = spread == null ? Tap(data, shape, t) : spread + ((nint)t * channels);
        }
        packed = (int*)Scratch.Get(ScratchUse.Weights, DepthwiseBytes.PackedLength(entries / 2, channels) * sizeof(int));
        if (shape.Type == DType.I8)
        {
            DepthwiseBytes.Pack<SignedBytes>(width, rows, taps, entries, channels, zeroPoints, packed, sums);
        }
        else
        {
            DepthwiseBytes.Pack<UnsignedBytes>(width, rows, taps, entries, channels, zeroPoints, packed, sums);
        }
        int flipped = 0;
        if (inFours)
        {
            quads = Scratch.Get(ScratchUse.DepthwiseQuads, DepthwiseVnni.PackedBytes(entries, channels));
            DepthwiseVnni.Pack(rows, taps, entries, channels, quads);
            flipped = flip ? channels / DepthwiseVnni.Channels * DepthwiseVnni.Channels : 0;
        }
        if (inputZeroPoint != 0 || flipped != 0)
        {
            for (int i = 0; i < channels; i++)
            {
                sums[i] = unchecked(-(inputZeroPoint + (i < flipped ? 128 : 0)) * sums[i]);
            }
            corrections = sums;
        }
        return true;
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
