using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>Kinds of token.</summary>
internal enum TokenKind : byte
{
    Name,
    Number,
    Text,
    Mark,
    End,
}

/// <summary>A piece of a line: names may contain dots, marks are one or two characters, texts are unescaped.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Column)
{
    public bool IsMark(string mark) => Kind == TokenKind.Mark && Text == mark;
}

/// <summary>A fault within one line; the assembler adds file and line.</summary>
internal sealed class AssemblyFault(string code, int column, string message) : Exception(message)
{
    public string Code { get; } = code;

    public int Column { get; } = column;
}

/// <summary>Splits a line into tokens. Comments begin with <c>;</c> or <c>#</c>.</summary>
internal static class Lexer
{
    public static List<Token> Split(string line)
    {
        List<Token> tokens = [];
        int i = 0;
        while (i < line.Length && line[i] is not (';' or '#'))
        {
            char c = line[i];
            int start = i;
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '"')
            {
                tokens.Add(new Token(TokenKind.Text, ReadText(line, ref i), start + 1));
            }
            else if (char.IsAsciiDigit(c))
            {
                i = NumberEnd(line, i);
                tokens.Add(new Token(TokenKind.Number, line[start..i], start + 1));
            }
            else if (IsNameStart(c))
            {
                while (i < line.Length && IsNamePart(line[i]))
                {
                    i++;
                }
                tokens.Add(new Token(TokenKind.Name, line[start..i], start + 1));
            }
            else if (",:=()+-*/%&|^~@!<>".Contains(c))
            {
                i += i + 1 < line.Length && c is '<' or '>' && line[i + 1] == c ? 2 : 1;
                tokens.Add(new Token(TokenKind.Mark, line[start..i], start + 1));
            }
            else
            {
                throw new AssemblyFault("asm.character", start + 1, $"character U+{(int)c:X4} has no meaning here; legal: names, numbers, \"texts\" and , : = ( ) + - * / % & | ^ ~ @ ! << >>");
            }
        }
        tokens.Add(new Token(TokenKind.End, "end of line", Math.Min(i, line.Length) + 1));
        return tokens;
    }

    /// <summary>True when <paramref name="text"/> is one name token.</summary>
    public static bool IsName(string text)
    {
        bool name = text.Length > 0 && IsNameStart(text[0]);
        foreach (char c in text)
        {
            name &= IsNamePart(c);
        }
        return name;
    }

    /// <summary>A text token that reads back as <paramref name="text"/>.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or '\x7f' or > '\x7f' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or '.';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    private static int NumberEnd(string line, int i)
    {
        bool hexadecimal = line[i] == '0' && i + 1 < line.Length && line[i + 1] is 'x' or 'X';
        while (i < line.Length && (IsNamePart(line[i]) || (!hexadecimal && line[i] is '+' or '-' && line[i - 1] is 'e' or 'E')))
        {
            i++;
        }
        return i;
    }

    private static string ReadText(string line, ref int i)
    {
        int start = i++;
        StringBuilder text = new();
        while (i < line.Length && line[i] != '"')
        {
            char c = line[i++];
            if (c != '\\')
            {
                text.Append(c);
                continue;
            }
            char escape = i < line.Length ? line[i++] : ' ';
            int digits = escape == 'u' ? 4 : escape == 'x' ? 2 : 0;
            if (digits > 0 && i + digits <= line.Length && ushort.TryParse(line.AsSpan(i, digits), NumberStyles.AllowHexSpecifier, null, out ushort code))
            {
                text.Append((char)code);
                i += digits;
                continue;
            }
            text.Append(escape switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                '"' or '\\' => escape,
                _ => throw new AssemblyFault("asm.escape", i, $"escape \\{escape} is not known; legal: \\n \\t \\r \\0 \\\" \\\\ \\xHH \\uHHHH"),
            });
        }
        if (i >= line.Length)
        {
            throw new AssemblyFault("asm.text", start + 1, "the text has no closing quote; legal: a second \" on the same line");
        }
        i++;
        return text.ToString();
    }
}
