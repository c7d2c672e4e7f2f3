using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;

namespace AccelEmu.Isa;

/// <summary>Reads the tokens of a line: names, numbers and integer expressions.</summary>
/// <param name="tokens">Tokens, closed by an end token.</param>
/// <param name="constants">Looks names up in expressions; null when unknown.</param>
internal sealed class TokenReader(List<Token> tokens, Func<string, long?> constants)
{
    private const int MaxDepth = 64;
    private int position;
    private int depth;

    public Token Current => tokens[position];

    public Token Following => tokens[Math.Min(position + 1, tokens.Count - 1)];

    public bool AtEnd => Current.Kind == TokenKind.End;

    public Token Take()
    {
        Token token = Current;
        position += token.Kind == TokenKind.End ? 0 : 1;
        return token;
    }

    public bool TryMark(string mark)
    {
        bool found = Current.IsMark(mark);
        position += found ? 1 : 0;
        return found;
    }

    public void Mark(string mark)
    {
        if (!TryMark(mark))
        {
            throw Unexpected($"'{mark}'");
        }
    }

    public string Name(string what) => Current.Kind == TokenKind.Name ? Take().Text : throw Unexpected(what);

    /// <summary>A quoted text, or a bare name.</summary>
    public string Text(string what) => Current.Kind is TokenKind.Name or TokenKind.Text ? Take().Text : throw Unexpected(what);

    public void End()
    {
        if (!AtEnd)
        {
            throw Unexpected("end of line");
        }
    }

    public AssemblyFault Unexpected(string legal) =>
        new("asm.syntax", Current.Column, $"'{Current.Text}' is not expected here; legal: {legal}");

    /// <summary>An integer expression, 64 bits, wrapping; operators and precedence as in C.</summary>
    public long Expression() => Level(0);

    /// <summary>An expression within a range.</summary>
    public long Expression(string field, long min, long max)
    {
        int column = Current.Column;
        long value = Expression();
        return value >= min && value <= max
            ? value
            : throw new AssemblyFault("asm.range", column, $"{field} = {value}; legal: {min}..{max}");
    }

    /// <summary>A binary32 number: decimal, <c>inf</c>, <c>nan</c>, or <c>bits(…)</c>.</summary>
    public float Float()
    {
        int column = Current.Column;
        bool negative = TryMark("-");
        Token token = Take();
        if (token.Kind == TokenKind.Name && token.Text == "bits")
        {
            Mark("(");
            float exact = BitConverter.UInt32BitsToSingle((uint)Expression("bits", 0, uint.MaxValue));
            Mark(")");
            return exact;
        }
        float value = token switch
        {
            { Kind: TokenKind.Name, Text: "inf" } => float.PositiveInfinity,
            { Kind: TokenKind.Name, Text: "nan" } => float.NaN,
            { Kind: TokenKind.Number } when float.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) => number,
            _ => throw new AssemblyFault("asm.number", column, $"'{token.Text}' is not a number; legal: a decimal number, inf, nan, bits(…)"),
        };
        return negative ? -value : value;
    }

    private static readonly string[][] Operators = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]];

    private long Level(int level)
    {
        if (level == Operators.Length)
        {
            return Operand();
        }
        long left = Level(level + 1);
        while (Current.Kind == TokenKind.Mark && Array.IndexOf(Operators[level], Current.Text) >= 0)
        {
            Token mark = Take();
            left = Apply(mark, left, Level(level + 1));
        }
        return left;
    }

    private static long Apply(Token mark, long a, long b) => mark.Text switch
    {
        "|" => a | b,
        "^" => a ^ b,
        "&" => a & b,
        "<<" => a << (int)(b & 63),
        ">>" => a >> (int)(b & 63),
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        _ when b == 0 => throw new AssemblyFault("asm.division", mark.Column, "division by zero; legal: any other divisor"),
        "/" => b == -1 ? -a : a / b,
        _ => b == -1 ? 0 : a % b,
    };

    private long Operand()
    {
        if (++depth > MaxDepth)
        {
            throw new AssemblyFault("asm.depth", Current.Column, $"the expression nests too deeply; legal: at most {MaxDepth} levels");
        }
        Token token = Take();
        long value;
        switch (token)
        {
            case { Kind: TokenKind.Mark, Text: "-" }:
                value = -Operand();
                break;
            case { Kind: TokenKind.Mark, Text: "+" }:
                value = Operand();
                break;
            case { Kind: TokenKind.Mark, Text: "~" }:
                value = ~Operand();
                break;
            case { Kind: TokenKind.Mark, Text: "(" }:
                value = Expression();
                Mark(")");
                break;
            case { Kind: TokenKind.Name, Text: "f32" } when Current.IsMark("("):
                Mark("(");
                value = BitConverter.SingleToInt32Bits(Float());
                Mark(")");
                break;
            case { Kind: TokenKind.Name }:
                value = constants(token.Text) ?? throw new AssemblyFault("asm.unknown", token.Column, $"'{token.Text}' is not a label or constant known here; define it as a label, or with .equ above its use");
                break;
            case { Kind: TokenKind.Number }:
                value = Number(token);
                break;
            default:
                throw new AssemblyFault("asm.syntax", token.Column, $"'{token.Text}' is not expected here; legal: a number, a name, ( or a sign");
        }
        depth--;
        return value;
    }

    /// <summary>A number token: decimal, <c>0x</c> or <c>0b</c>, underscores allowed; from −2^63 up to 2^64 − 1.</summary>
    private static long Number(Token token)
    {
        string digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        bool parsed = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            : digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase)
                ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value)
                : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return parsed ? (long)value : throw new AssemblyFault("asm.number", token.Column, $"'{token.Text}' is not a number; legal: decimal, 0x… or 0b… up to 64 bits");
    }

    /// <summary>A 128-bit hexadecimal number such as <c>0x0123…</c>.</summary>
    public MachineWord RawWord()
    {
        Token token = Take();
        string digits = token.Text.StartsWith("0x", StringComparison.Ordinal) ? token.Text[2..] : "";
        return UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value)
            ? new MachineWord((ulong)value, (ulong)(value >> 64))
            : throw new AssemblyFault("asm.number", token.Column, $"'{token.Text}' is not a word; legal: 0x and up to 32 hexadecimal digits");
    }
}
