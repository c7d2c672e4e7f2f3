using System;
using System.Buffers.Binary;

namespace AccelEmu.Isa;

/// <summary>One 128-bit instruction word; bit 0 is the lowest bit of <paramref name="Low"/>, stored little-endian.</summary>
/// <param name="Low">Bits 0..63.</param>
/// <param name="High">Bits 64..127.</param>
public readonly record struct MachineWord(ulong Low, ulong High)
{
    /// <summary>Bytes of a word in a program file.</summary>
    public const int Bytes = 16;

    /// <summary>The field of <paramref name="width"/> ≤ 64 bits from bit <paramref name="lo"/> on.</summary>
    public ulong Get(int lo, int width)
    {
        ulong raw = lo >= 64 ? High >> (lo - 64)
            : lo == 0 ? Low
            : (Low >> lo) | (High << (64 - lo));
        return width == 64 ? raw : raw & ((1UL << width) - 1);
    }

    /// <summary>This word with a field replaced; <paramref name="value"/> must fit.</summary>
    public MachineWord With(int lo, int width, ulong value)
    {
        UInt128 mask = ((UInt128.One << width) - 1) << lo;
        UInt128 all = (new UInt128(High, Low) & ~mask) | (((UInt128)value << lo) & mask);
        return new MachineWord((ulong)all, (ulong)(all >> 64));
    }

    /// <summary>Reads sixteen little-endian bytes.</summary>
    public static MachineWord Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>Writes sixteen little-endian bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], High);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
