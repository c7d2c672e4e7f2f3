using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>Constant segments while they are written: <c>.data address</c> begins one, the others append to it.</summary>
internal sealed class DataSections
{
    /// <summary>Most bytes of constants in one assembly.</summary>
    private const long MaxBytes = 1L << 30;

    private readonly List<(long Address, List<byte> Bytes)> segments = [];
    private long total;

    public ImmutableArray<ConstantSegment> Build() => [.. segments.ConvertAll(s => new ConstantSegment(s.Address, [.. s.Bytes]))];

    public void Begin(long address) => segments.Add((address, []));

    /// <summary>Appends what a data directive lists; false when it is not one.</summary>
    public bool TryAppend(Token directive, TokenReader line)
    {
        switch (directive.Text)
        {
            case ".i8":
                Numbers(directive, line, 1, sbyte.MinValue, byte.MaxValue);
                return true;
            case ".i16":
                Numbers(directive, line, 2, short.MinValue, ushort.MaxValue);
                return true;
            case ".i32":
                Numbers(directive, line, 4, int.MinValue, uint.MaxValue);
                return true;
            case ".i64":
                Numbers(directive, line, 8, long.MinValue, long.MaxValue);
                return true;
            case ".f32":
                do
                {
                    Append(directive, BitConverter.SingleToUInt32Bits(line.Float()), 4);
                }
                while (line.TryMark(","));
                return true;
            case ".string":
                Append(directive, Encoding.UTF8.GetBytes(line.Text("a text")));
                return true;
            case ".hex":
                Append(directive, Hexadecimal(line));
                return true;
            case ".zero":
                Append(directive, new byte[line.Expression("count", 0, MaxBytes - total)]);
                return true;
            default:
                return false;
        }
    }

    private void Numbers(Token directive, TokenReader line, int bytes, long min, long max)
    {
        do
        {
            Append(directive, (ulong)line.Expression("value", min, max), bytes);
        }
        while (line.TryMark(","));
    }

    private void Append(Token directive, ulong value, int bytes)
    {
        Span<byte> little = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(little, value);
        Append(directive, little[..bytes]);
    }

    private void Append(Token directive, ReadOnlySpan<byte> bytes)
    {
        if (segments.Count == 0)
        {
            throw new AssemblyFault("asm.data", directive.Column, $"{directive.Text} has no segment; write .data address before it");
        }
        total += bytes.Length;
        if (total > MaxBytes)
        {
            throw new AssemblyFault("asm.data", directive.Column, $"constants of {total} bytes; legal: at most {MaxBytes}");
        }
        segments[^1].Bytes.AddRange(bytes);
    }

    private static byte[] Hexadecimal(TokenReader line)
    {
        int column = line.Current.Column;
        string digits = line.Text("a text of hexadecimal digits");
        try
        {
            return System.Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            throw new AssemblyFault("asm.number", column, "the text is not hexadecimal; legal: two digits 0-9 a-f for each byte");
        }
    }
}
