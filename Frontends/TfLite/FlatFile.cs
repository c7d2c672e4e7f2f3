using System;
using System.Text;
using AccelEmu.Compiler;
using Google.FlatBuffers;

namespace AccelEmu.Frontends;

/// <summary>A FlatBuffers file whose every offset is checked before it is followed.</summary>
/// <remarks>
/// Offsets may point anywhere, so a small file can describe a huge one by naming the same bytes again and again. The read budget, a
/// multiple of the file's length, ends that: a real model reads each byte about once.
/// </remarks>
internal sealed class FlatFile(byte[] bytes, string name)
{
    private const int BudgetFactor = 16;
    private const int BudgetFloor = 1 << 16;

    private long _budget = ((long)bytes.Length * BudgetFactor) + BudgetFloor;

    public ByteBuffer Buffer { get; } = new(bytes);

    public string Name { get; } = name;

    public FlatTable Root(string identifier)
    {
        Require(0, 8, "header");
        string found = Encoding.Latin1.GetString(bytes, 4, 4);
        if (found != identifier)
        {
            throw Malformed($"bytes 4..7 are {Printable(found)}, a TFLite model has \"{identifier}\"");
        }
        return FlatTable.Open(this, Buffer.GetUint(0), "model");
    }

    /// <summary>Fails unless <paramref name="size"/> bytes from <paramref name="offset"/> are in the file.</summary>
    public void Require(long offset, long size, string what)
    {
        if (offset < 0 || size < 0 || offset > bytes.Length || size > bytes.Length - offset)
        {
            throw Malformed($"{what} at byte {offset} needs {size} bytes, the file has {bytes.Length}");
        }
    }

    /// <summary>As <see cref="Require"/>, and takes the bytes from the read budget.</summary>
    public ReadOnlySpan<byte> Span(long offset, long size, string what)
    {
        Spend(offset, size, what);
        return bytes.AsSpan((int)offset, (int)size);
    }

    /// <summary>Checks a range that is about to be read and takes it from the read budget.</summary>
    public void Spend(long offset, long size, string what)
    {
        Require(offset, size, what);
        _budget -= size;
        if (_budget < 0)
        {
            throw new CompileException("tflite.size", Name, $"{what} at byte {offset}: the file's offsets name the same bytes so often that reading it takes more than {BudgetFactor} times its length; use a model written by the converter");
        }
    }

    public CompileException Malformed(string message) =>
        new("tflite.malformed", Name, $"{message}; the file is damaged or not a TFLite model, export it again");

    private static string Printable(string text)
    {
        StringBuilder builder = new("\"");
        foreach (char c in text)
        {
            builder.Append(c is >= ' ' and <= '~' ? c : '?');
        }
        return builder.Append('"').ToString();
    }
}
