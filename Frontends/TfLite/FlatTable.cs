using System;
using System.Text;

namespace AccelEmu.Frontends;

/// <summary>A table of a <see cref="FlatFile"/>: fields by number, each checked against the table's own extent.</summary>
internal readonly struct FlatTable
{
    private readonly FlatFile _file;
    private readonly int _position;
    private readonly int _vtable;
    private readonly int _vtableBytes;
    private readonly int _tableBytes;
    private readonly string _what;

    private FlatTable(FlatFile file, int position, int vtable, int vtableBytes, int tableBytes, string what)
    {
        (_file, _position, _vtable, _vtableBytes, _tableBytes, _what) = (file, position, vtable, vtableBytes, tableBytes, what);
    }

    public static FlatTable Open(FlatFile file, long position, string what)
    {
        file.Require(position, 4, what);
        long vtable = position - file.Buffer.GetInt((int)position);
        file.Require(vtable, 4, $"{what}: field list");
        int vtableBytes = file.Buffer.GetUshort((int)vtable);
        int tableBytes = file.Buffer.GetUshort((int)vtable + 2);
        if (vtableBytes < 4 || vtableBytes % 2 != 0 || tableBytes < 4)
        {
            throw file.Malformed($"{what}: field list of {vtableBytes} bytes and table of {tableBytes} bytes; both are at least 4 and the first is even");
        }
        file.Require(vtable, vtableBytes, $"{what}: field list");
        file.Require(position, tableBytes, what);
        return new FlatTable(file, (int)position, (int)vtable, vtableBytes, tableBytes, what);
    }

    public int Byte(int field, int absent = 0) => Locate(field, 1, out int at) ? _file.Buffer.Get(at) : absent;

    public int SignedByte(int field, int absent = 0) => Locate(field, 1, out int at) ? _file.Buffer.GetSbyte(at) : absent;

    public bool Flag(int field) => Byte(field) != 0;

    public int Int(int field, int absent = 0) => Locate(field, 4, out int at) ? _file.Buffer.GetInt(at) : absent;

    public uint Uint(int field, uint absent = 0) => Locate(field, 4, out int at) ? _file.Buffer.GetUint(at) : absent;

    public ulong Ulong(int field, ulong absent = 0) => Locate(field, 8, out int at) ? _file.Buffer.GetUlong(at) : absent;

    public float Float(int field, float absent = 0) => Locate(field, 4, out int at) ? _file.Buffer.GetFloat(at) : absent;

    public bool Has(int field) => Locate(field, 1, out _);

    /// <summary>A nested table, or null when absent.</summary>
    public FlatTable? Table(int field, string what) => Reference(field, what, out long target) ? Open(_file, target, what) : null;

    /// <summary>A vector of <paramref name="elementBytes"/>-byte elements; empty when absent.</summary>
    public FlatVector Vector(int field, int elementBytes, string what)
    {
        if (!Reference(field, what, out long target))
        {
            return default;
        }
        _file.Require(target, 4, what);
        uint count = _file.Buffer.GetUint((int)target);
        _file.Require(target + 4, count * (long)elementBytes, what);
        return new FlatVector(_file, (int)target + 4, (int)count, elementBytes, what);
    }

    /// <summary>A string; empty when absent. Bytes that are not UTF-8 become replacement characters.</summary>
    public string Text(int field, string what)
    {
        FlatVector vector = Vector(field, 1, what);
        return vector.Count == 0 ? "" : Encoding.UTF8.GetString(vector.Bytes());
    }

    private bool Reference(int field, string what, out long target)
    {
        bool present = Locate(field, 4, out int at);
        target = present ? at + (long)_file.Buffer.GetUint(at) : 0;
        if (present && target == at)
        {
            throw _file.Malformed($"{what}: offset 0 at byte {at} points at itself");
        }
        return present;
    }

    private bool Locate(int field, int size, out int at)
    {
        at = 0;
        int entry = 4 + (2 * field);
        if (_file is null || entry + 2 > _vtableBytes)
        {
            return false;
        }
        int offset = _file.Buffer.GetUshort(_vtable + entry);
        if (offset == 0)
        {
            return false;
        }
        if (offset < 4 || offset + size > _tableBytes)
        {
            throw _file.Malformed($"{_what}: field {field} at {offset} is outside its table of {_tableBytes} bytes");
        }
        at = _position + offset;
        return true;
    }
}

/// <summary>A bounds-checked vector of a <see cref="FlatFile"/>.</summary>
internal readonly struct FlatVector(FlatFile file, int start, int count, int elementBytes, string what)
{
    public int Count => count;

    /// <summary>The elements' bytes, taken from the file's read budget.</summary>
    public ReadOnlySpan<byte> Bytes() => count == 0 ? default : file.Span(start, count * (long)elementBytes, what);

    /// <summary>Element <paramref name="index"/> as a table.</summary>
    public FlatTable Table(int index, string name)
    {
        int at = start + (index * 4);
        return FlatTable.Open(file, at + (long)file.Buffer.GetUint(at), name);
    }

    /// <summary>All elements as 32-bit integers.</summary>
    public int[] Ints()
    {
        int[] values = new int[Spend()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = file.Buffer.GetInt(start + (i * 4));
        }
        return values;
    }

    /// <summary>All elements as 64-bit integers.</summary>
    public long[] Longs()
    {
        long[] values = new long[Spend()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = file.Buffer.GetLong(start + (i * 8));
        }
        return values;
    }

    /// <summary>All elements as binary32 numbers.</summary>
    public float[] Floats()
    {
        float[] values = new float[Spend()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = file.Buffer.GetFloat(start + (i * 4));
        }
        return values;
    }

    private int Spend()
    {
        if (count > 0)
        {
            file.Spend(start, count * (long)elementBytes, what);
        }
        return count;
    }
}
