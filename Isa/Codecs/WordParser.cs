using System;
using System.Collections.Generic;

namespace AccelEmu.Isa;

/// <summary>What the names in operands stand for.</summary>
internal interface IOperandScope
{
    /// <summary>A label's position or a constant; null when unknown.</summary>
    long? Value(string name);

    /// <summary>A template's index; null when unknown.</summary>
    int? Template(string name);

    /// <summary>A kernel table's index; null when unknown.</summary>
    int? Table(string name);

    /// <summary>A semaphore of the current core; null when unknown.</summary>
    SemaphoreId? Semaphore(string name);
}

/// <summary>Reads the operands of an instruction from assembly text, in the order its fields are declared.</summary>
internal readonly struct WordParser : IFieldCodec
{
    private readonly Queue<List<Token>> positional;
    private readonly Dictionary<string, List<Token>> named;
    private readonly IOperandScope scope;
    private readonly int endColumn;

    private WordParser(Queue<List<Token>> positional, Dictionary<string, List<Token>> named, IOperandScope scope, int endColumn)
    {
        this.positional = positional;
        this.named = named;
        this.scope = scope;
        this.endColumn = endColumn;
    }

    /// <summary>Parses what follows a mnemonic: operands, then waits and signals.</summary>
    public static MachineWord Parse(InstructionInfo info, InstructionHeader header, TokenReader line, IOperandScope scope)
    {
        Queue<List<Token>> positional = new();
        Dictionary<string, List<Token>> named = new(StringComparer.Ordinal);
        while (!line.AtEnd && !IsClause(line))
        {
            SplitOperand(info, line, positional, named);
            if (!line.TryMark(",") && !line.AtEnd && !IsClause(line))
            {
                throw line.Unexpected("',' or end of line");
            }
        }
        while (!line.AtEnd)
        {
            header = Clause(header, line, scope);
        }
        WordParser parser = new(positional, named, scope, line.Current.Column);
        MachineWord word;
        try
        {
            word = info.Codec.Map((header with { Opcode = info.Opcode }).Encode(), ref parser);
        }
        catch (IsaException fault)
        {
            throw new AssemblyFault("asm.range", line.Current.Column, fault.Message);
        }
        if (positional.TryDequeue(out List<Token>? extra))
        {
            throw new AssemblyFault("asm.operand", extra[0].Column, $"'{extra[0].Text}' is one operand too many; legal: {Usage(info)}");
        }
        foreach ((string name, List<Token> tokens) in named)
        {
            throw new AssemblyFault("asm.operand", tokens[0].Column, $"'{name}' is not an operand of {info.Mnemonic}; legal: {Usage(info)}");
        }
        return word;
    }

    /// <summary>How an instruction is written.</summary>
    public static string Usage(InstructionInfo info)
    {
        List<string> operands = [];
        foreach (FieldLayout field in info.Fields)
        {
            if (field.Kind == FieldKind.Field)
            {
                operands[^1] += "." + field.Name;
            }
            else if (field.IsPositional)
            {
                operands.Add(field.Name);
            }
        }
        foreach (FieldLayout field in info.Fields)
        {
            if (!field.IsPositional)
            {
                operands.Add(field.Kind == FieldKind.Flag ? $"[{field.Name}]" : $"[{field.Name}=…]");
            }
        }
        return operands.Count == 0 ? info.Mnemonic : $"{info.Mnemonic} {string.Join(", ", operands)}";
    }

    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => new(Numbered(name, Next(name), 'd', DescriptorId.Count));

    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) =>
        named.Remove(name, out List<Token>? tokens) ? new DescriptorId(Numbered(name, tokens, 'd', DescriptorId.Count)) : null;

    public RegisterId Register(string name, int lo, RegisterId value, string doc) => new(Numbered(name, Next(name), 'r', RegisterId.Count));

    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc) =>
        named.Remove(name, out List<Token>? tokens) ? new RegisterId(Numbered(name, tokens, 'r', RegisterId.Count)) : null;

    public PredicateId Predicate(string name, int lo, PredicateId value, string doc) => new(Numbered(name, Next(name), 'p', PredicateId.Count));

    public CodeAddress Target(string name, int lo, CodeAddress value, string doc) => new((int)Number(name, Next(name), 0, CodeAddress.Max, scope.Value));

    public long Signed(string name, int lo, int width, long value, string doc)
    {
        long max = long.MaxValue >> (64 - width);
        return Number(name, Next(name), ~max, max, scope.Value);
    }

    public uint Unsigned(string name, int lo, int width, uint value, string doc)
    {
        IOperandScope names = scope;
        Func<string, long?> lookup = name switch
        {
            "template" => text => names.Template(text) ?? names.Value(text),
            "table" => text => names.Table(text) ?? names.Value(text),
            _ => names.Value,
        };
        return (uint)Number(name, Next(name), 0, (1L << width) - 1, lookup);
    }

    public uint Option(string name, int lo, int width, uint value, string doc) =>
        named.Remove(name, out List<Token>? tokens) ? (uint)Number(name, tokens, 0, (1L << width) - 1, scope.Value) : 0;

    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum => Constant<TEnum>(name, Next(name));

    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        named.Remove(name, out List<Token>? tokens) ? Constant<TEnum>(name, tokens) : default;

    public DescriptorField Field(string name, int lo, DescriptorField value, string doc)
    {
        Token token = Single(name, Next(name));
        foreach (DescriptorKind kind in (ReadOnlySpan<DescriptorKind>)[DescriptorKind.Tile, DescriptorKind.Conv, DescriptorKind.Drain])
        {
            if (DescriptorFields.TryFind(kind, token.Text, out DescriptorField field))
            {
                return field;
            }
        }
        throw new AssemblyFault("asm.field", token.Column, $"'{token.Text}' is not a descriptor's field; see the manual's descriptor tables");
    }

    public bool Flag(string name, int bit, bool value, string doc) => named.Remove(name);

    private static void SplitOperand(InstructionInfo info, TokenReader line, Queue<List<Token>> positional, Dictionary<string, List<Token>> named)
    {
        Token first = line.Current;
        if (first.Kind == TokenKind.Name && line.Following.IsMark("="))
        {
            line.Take();
            line.Take();
            Add(named, first, TakeOperand(line));
        }
        else if (first.Kind == TokenKind.Name && IsFlag(info, first.Text))
        {
            Add(named, first, TakeOperand(line));
        }
        else
        {
            List<Token> tokens = TakeOperand(line);
            int dot = tokens.Count == 1 && first.Kind == TokenKind.Name && first.Text[0] == 'd' ? first.Text.IndexOf('.') : -1;
            if (dot > 0 && HasField(info))
            {
                positional.Enqueue([first with { Text = first.Text[..dot] }]);
                positional.Enqueue([new Token(TokenKind.Name, first.Text[(dot + 1)..], first.Column + dot + 1)]);
            }
            else
            {
                positional.Enqueue(tokens);
            }
        }
    }

    private static void Add(Dictionary<string, List<Token>> named, Token name, List<Token> tokens)
    {
        if (!named.TryAdd(name.Text, tokens))
        {
            throw new AssemblyFault("asm.operand", name.Column, $"'{name.Text}' is given twice");
        }
    }

    private static List<Token> TakeOperand(TokenReader line)
    {
        List<Token> tokens = [];
        while (!line.AtEnd && !line.Current.IsMark(",") && !(tokens.Count > 0 && IsClause(line)))
        {
            tokens.Add(line.Take());
        }
        return tokens.Count > 0 ? tokens : throw line.Unexpected("an operand");
    }

    private static bool IsClause(TokenReader line) =>
        line.Current.Kind == TokenKind.Name && line.Current.Text is "wait" or "signal" && line.Following.IsMark("=");

    private static InstructionHeader Clause(InstructionHeader header, TokenReader line, IOperandScope scope)
    {
        bool waits = line.Name("wait or signal") == "wait";
        line.Mark("=");
        SemaphoreId first = Semaphore(line, scope);
        SemaphoreId second = line.TryMark(",") ? Semaphore(line, scope) : default;
        if (!line.AtEnd && !IsClause(line))
        {
            throw line.Unexpected("wait=, signal= or end of line; an instruction has at most two of each");
        }
        return waits ? header with { Wait0 = first, Wait1 = second } : header with { Signal0 = first, Signal1 = second };
    }

    private static SemaphoreId Semaphore(TokenReader line, IOperandScope scope)
    {
        int column = line.Current.Column;
        string name = line.Text("a semaphore");
        if (name == "none")
        {
            return default;
        }
        if (scope.Semaphore(name) is { } declared)
        {
            return declared;
        }
        return name.Length > 1 && name[0] == 's' && byte.TryParse(name.AsSpan(1), out byte index)
            ? new SemaphoreId(index)
            : throw new AssemblyFault("asm.semaphore", column, $"'{name}' is not a semaphore of this core; legal: a declared name, s1..s255, none");
    }

    private static bool IsFlag(InstructionInfo info, string name)
    {
        foreach (FieldLayout field in info.Fields)
        {
            if (field.Kind == FieldKind.Flag && field.Name == name)
            {
                return true;
            }
        }
        return false;
    }

    private static bool HasField(InstructionInfo info)
    {
        foreach (FieldLayout field in info.Fields)
        {
            if (field.Kind == FieldKind.Field)
            {
                return true;
            }
        }
        return false;
    }

    private List<Token> Next(string name) => positional.TryDequeue(out List<Token>? tokens)
        ? tokens
        : throw new AssemblyFault("asm.operand", endColumn, $"operand {name} is missing");

    private static Token Single(string name, List<Token> tokens) => tokens.Count == 1 && tokens[0].Kind is TokenKind.Name
        ? tokens[0]
        : throw new AssemblyFault("asm.syntax", tokens[0].Column, $"'{tokens[0].Text}' cannot be operand {name}; legal: one name");

    private static byte Numbered(string name, List<Token> tokens, char prefix, int count)
    {
        Token token = Single(name, tokens);
        return token.Text.Length > 1 && token.Text[0] == prefix && byte.TryParse(token.Text.AsSpan(1), out byte index) && index < count
            ? index
            : throw new AssemblyFault("asm.operand", token.Column, $"'{token.Text}' cannot be operand {name}; legal: {prefix}0..{prefix}{count - 1}");
    }

    private static long Number(string name, List<Token> tokens, long min, long max, Func<string, long?> lookup)
    {
        Token last = tokens[^1];
        TokenReader reader = new([.. tokens, new Token(TokenKind.End, "end of operand", last.Column + last.Text.Length)], lookup);
        long value = reader.Expression(name, min, max);
        reader.End();
        return value;
    }

    private static TEnum Constant<TEnum>(string name, List<Token> tokens) where TEnum : unmanaged, Enum
    {
        Token token = Single(name, tokens);
        return SnakeCase.TryParse(token.Text, out TEnum value)
            ? value
            : throw new AssemblyFault("asm.enum", token.Column, $"'{token.Text}' cannot be operand {name}; legal: {string.Join(", ", SnakeCase.All<TEnum>())}");
    }
}
