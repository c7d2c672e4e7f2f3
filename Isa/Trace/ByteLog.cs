using System;

namespace AccelEmu.Isa;

/// <summary>A growing run of variable-length integers: seven bits a byte, low first.</summary>
internal sealed class ByteLog
{
    private byte[] bytes;

    public ByteLog() => bytes = [];

    public ByteLog(ReadOnlySpan<byte> content)
    {
        bytes = content.ToArray();
        Length = bytes.Length;
    }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public void Byte(byte value)
    {
        if (Length == bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Clamp(bytes.Length * 2L, 64, Array.MaxLength));
        }
        bytes[Length++] = value;
    }

    public void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    /// <summary>Zigzag: small magnitudes of either sign stay short.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Clear() => Length = 0;
}

/// <summary>Reads what a <see cref="ByteLog"/> holds. Reading behind the end or an overlong number is a typed error.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> source = bytes;

    public int Position { get; set; }

    public readonly bool AtEnd => Position >= source.Length;

    public readonly byte Peek() => source[Position];

    public byte Byte() => Position < source.Length
        ? source[Position++]
        : throw IsaException.At("trace.truncated", "trace", "position", $"{Position}", $"0..{source.Length - 1}: the record is cut off; record the trace again");

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
        throw IsaException.At("trace.corrupt", "trace", "number", "longer than 64 bits", "at most ten bytes");
    }

    public long Signed()
    {
        ulong raw = Unsigned();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    /// <summary>An unsigned number of at most <paramref name="max"/>.</summary>
    public int Bounded(string field, int max)
    {
        ulong value = Unsigned();
        return value <= (ulong)max
            ? (int)value
            : throw IsaException.At("trace.corrupt", "trace", field, $"{value}", $"0..{max}");
    }
}
