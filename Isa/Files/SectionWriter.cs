using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>Writes the parts of a program file: little-endian numbers, UTF-8 texts, counted lists.</summary>
internal sealed class SectionWriter
{
    private readonly ArrayBufferWriter<byte> stream = new();

    public ReadOnlySpan<byte> Bytes => stream.WrittenSpan;

    public void Byte(byte value) => stream.Write([value]);

    public void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public void Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public void Text(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        Int32(utf8.Length);
        stream.Write(utf8);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Word(MachineWord word)
    {
        Span<byte> bytes = stackalloc byte[MachineWord.Bytes];
        word.Write(bytes);
        stream.Write(bytes);
    }

    public void List<T>(ImmutableArray<T> items, Action<T> write)
    {
        Int32(items.IsDefault ? 0 : items.Length);
        foreach (T item in items.IsDefault ? [] : items)
        {
            write(item);
        }
    }
}
