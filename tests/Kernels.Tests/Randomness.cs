using System;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels.Tests;

/// <summary>Seeded data with the values that break kernels: extremes, signed zeros, infinities, NaN, denormals.</summary>
internal static class Randomness
{
    private static readonly float[] HardFloats = [0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -1e-40f, float.MaxValue, float.MinValue, 1f, -1f, 0.5f, 1.5f, 2.5f];

    public static void Fill(Random random, Span<byte> data, DType type)
    {
        int style = random.Next(6);
        if (type == DType.F32)
        {
            Span<float> floats = MemoryMarshal.Cast<byte, float>(data);
            for (int i = 0; i < floats.Length; i++)
            {
                floats[i] = style == 0 && random.Next(40) == 0 ? HardFloats[random.Next(HardFloats.Length)] : (random.NextSingle() - 0.5f) * 4;
            }
            return;
        }
        if (style != 0 && type is DType.F16 or DType.BF16 or DType.F8E4M3 or DType.F8E5M2)
        {
            int step = type.Bits() / 8;
            for (int i = 0; i + step <= data.Length; i += step)
            {
                Elements.WriteRaw(data[i..], type, 0, SmallFloat.Encode(type, (random.NextSingle() - 0.5f) * 4));
            }
            return;
        }
        random.NextBytes(data);
        if (style == 0 && type.IsFloat())
        {
            return;
        }
        if (style == 0)
        {
            data.Fill(type is DType.I8 or DType.I32 ? (byte)0x80 : (byte)0xFF);
        }
        else if (style == 1)
        {
            foreach (ref byte b in data)
            {
                b = (b & 1) == 0 ? (byte)0x80 : (b & 2) == 0 ? (byte)0x7F : (byte)0xFF;
            }
        }
    }

    /// <summary>Zeroes the bits above the last element of each row of a sub-byte type, as tiles have them.</summary>
    public static void ClearTails(Span<byte> data, in TileShape shape)
    {
        int used = (int)(shape.Dims[shape.Rank - 1] * shape.Type.Bits() % 8), row = (int)((shape.Dims[shape.Rank - 1] * shape.Type.Bits()) + 7) / 8;
        for (int at = row - 1; shape.Type.IsSubByte() && used != 0 && at < data.Length; at += row)
        {
            data[at] &= (byte)((1 << used) - 1);
        }
    }

    /// <summary>Mostly a legal zero point, sometimes 0.</summary>
    public static int ZeroPoint(Random random, DType type) => type switch
    {
        DType.I8 => random.Next(3) == 0 ? 0 : random.Next(-128, 128),
        DType.U8 => random.Next(3) == 0 ? 0 : random.Next(0, 256),
        DType.I4 or DType.U4 or DType.I2 or DType.U2 => random.Next(3) == 0 ? 0 : random.Next((int)type.MinValue(), (int)type.MaxValue() + 1),
        _ => 0,
    };
}
