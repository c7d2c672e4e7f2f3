using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>
/// Reads the parts of a program file. Nothing is believed: every length is checked against the bytes that are left before anything is allocated.
/// </summary>
/// <param name="bytes">The section.</param>
/// <param name="name">Its name in errors.</param>
internal ref struct SectionReader(ReadOnlySpan<byte> bytes, string name)
{
    private static readonly UTF8Encoding Strict = new(false, true);
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Reads one item of a list.</summary>
    public delegate T Item<T>(ref SectionReader reader);

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public MachineWord Word() => MachineWord.Read(Take(MachineWord.Bytes));

    public ReadOnlySpan<byte> Raw() => Take(Count("length", 1));

    public string Text()
    {
        ReadOnlySpan<byte> utf8 = Raw();
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw Corrupt("text", "bytes", "UTF-8");
        }
    }

    /// <summary>A counted list whose items take at least <paramref name="itemBytes"/> each.</summary>
    public ImmutableArray<T> List<T>(int itemBytes, Item<T> read)
    {
        int count = Count("count", itemBytes);
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(read(ref this));
        }
        return items.MoveToImmutable();
    }

    public readonly void End()
    {
        if (!rest.IsEmpty)
        {
            throw Corrupt("length", $"{rest.Length} bytes left over", "none");
        }
    }

    public readonly IsaException Corrupt(string field, string value, string legal) => IsaException.At("file.corrupt", $"program file, section {name}", field, value, legal);

    private int Count(string field, int itemBytes)
    {
        int count = Int32();
        return count >= 0 && count <= rest.Length / itemBytes
            ? count
            : throw Corrupt(field, $"{count}", $"0..{rest.Length / itemBytes}: as many as the section can hold");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw Corrupt("length", $"{rest.Length} bytes left", $"{count} or more");
        }
        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
