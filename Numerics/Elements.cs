using System;
using System.Buffers.Binary;

namespace AccelEmu.Numerics;

/// <summary>Reads, writes and converts single elements of any dtype. Positions are bit offsets; everything is little-endian.</summary>
public static class Elements
{
    /// <summary>The raw bits of the element at bit offset <paramref name="bit"/>, zero-extended.</summary>
    public static ulong ReadRaw(ReadOnlySpan<byte> data, DType type, long bit)
    {
        int at = (int)(bit >> 3);
        int width = type.Bits();
        return width switch
        {
            8 => data[at],
            16 => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]),
            32 => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]),
            64 => BinaryPrimitives.ReadUInt64LittleEndian(data[at..]),
            _ => ((ulong)data[at] >> (int)(bit & 7)) & ((1ul << width) - 1),
        };
    }

    /// <summary>Writes the low bits of <paramref name="raw"/>; neighbours that share the byte keep theirs.</summary>
    public static void WriteRaw(Span<byte> data, DType type, long bit, ulong raw)
    {
        int at = (int)(bit >> 3);
        int width = type.Bits();
        switch (width)
        {
            case 8:
                data[at] = (byte)raw;
                break;
            case 16:
                BinaryPrimitives.WriteUInt16LittleEndian(data[at..], (ushort)raw);
                break;
            case 32:
                BinaryPrimitives.WriteUInt32LittleEndian(data[at..], (uint)raw);
                break;
            case 64:
                BinaryPrimitives.WriteUInt64LittleEndian(data[at..], raw);
                break;
            default:
                int shift = (int)(bit & 7);
                int mask = ((1 << width) - 1) << shift;
                data[at] = (byte)((data[at] & ~mask) | (((int)raw << shift) & mask));
                break;
        }
    }

    /// <summary>The value of raw integer bits.</summary>
    public static long ToInteger(DType type, ulong raw) => type switch
    {
        DType.I8 => (sbyte)raw,
        DType.I16 => (short)raw,
        DType.I32 => (int)raw,
        DType.I4 => (long)(raw << 60) >> 60,
        DType.I2 => (long)(raw << 62) >> 62,
        _ => (long)raw,
    };

    /// <summary>The low bits of an integer: what an overflowing result wraps to.</summary>
    public static ulong FromInteger(DType type, long value) =>
        type.Bits() == 64 ? (ulong)value : (ulong)value & ((1ul << type.Bits()) - 1);

    /// <summary>The nearest value the integer type holds.</summary>
    public static long Saturate(DType type, long value) => Math.Clamp(value, type.MinValue(), type.MaxValue());

    /// <summary>Exact binary32 value of raw bits of a float type of at most 32 bits.</summary>
    public static float ToSingle(DType type, ulong raw) => type switch
    {
        DType.F32 => BitConverter.UInt32BitsToSingle((uint)raw),
        DType.BF16 => BitConverter.UInt32BitsToSingle((uint)raw << 16),
        _ => (float)SmallFloat.Decode(type, (uint)raw),
    };

    /// <summary>Raw bits of a binary32 value rounded half to even into a float type; NaN becomes the canonical one.</summary>
    public static ulong FromSingle(DType type, float value) => type switch
    {
        DType.F32 => float.IsNaN(value) ? SmallFloat.CanonicalNaN32 : BitConverter.SingleToUInt32Bits(value),
        _ => FromDouble(type, value),
    };

    /// <summary>Exact binary64 value of raw bits of any float type.</summary>
    public static double ToDouble(DType type, ulong raw) => type == DType.F64 ? BitConverter.UInt64BitsToDouble(raw) : ToSingle(type, raw);

    /// <summary>Raw bits of a binary64 value rounded half to even, once, into a float type; NaN becomes the canonical one.</summary>
    public static ulong FromDouble(DType type, double value) => type switch
    {
        DType.F64 => double.IsNaN(value) ? SmallFloat.CanonicalNaN64 : BitConverter.DoubleToUInt64Bits(value),
        DType.F32 => FromSingle(DType.F32, (float)value),
        _ => SmallFloat.Encode(type, value),
    };
}
