using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AccelEmu.Isa;

/// <summary>
/// Turns assembly text into a program, in two passes: the first takes directives and places labels, the second encodes instructions. Errors are collected, at most
/// one a line, and reported together.
/// </summary>
public sealed class Assembler
{
    private const int MaxErrors = 100;
    private const int MaxIncludeDepth = 16;

    private readonly AssemblyState state = new();
    private readonly List<AssemblyError> errors = [];
    private readonly List<Action> secondPass = [];
    private readonly Func<string, string?>? include;

    private Assembler(Func<string, string?>? include) => this.include = include;

    /// <summary>Assembles a program and checks it as a loader would.</summary>
    /// <param name="text">Source.</param>
    /// <param name="file">Its name in error messages.</param>
    /// <param name="include">Gives the text of an included source, or null when there is none; absent: nothing can be included.</param>
    /// <exception cref="IsaException">Code <c>asm.errors</c>; <see cref="IsaException.Errors"/> holds file, line, column, code and legal range of each.</exception>
    public static MachineProgram Assemble(string text, string file = "program.s", Func<string, string?>? include = null)
    {
        Assembler assembler = new(include);
        assembler.Source(text, file, 0);
        assembler.secondPass.ForEach(action => action());
        assembler.ThrowIfFailed();
        MachineProgram program = assembler.state.Build();
        try
        {
            ProgramValidator.Validate(program);
        }
        catch (IsaException fault)
        {
            (string File, int Line) place = fault is { Core: { } core, ProgramCounter: { } pc } ? assembler.state.Cores[core].Lines[pc] : (file, 1);
            assembler.Add(new AssemblyError(place.File, place.Line, 1, fault.Code, fault.Message));
        }
        assembler.ThrowIfFailed();
        return program;
    }

    private void Source(string text, string file, int depth)
    {
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            int line = ++number;
            string content = raw.ToString();
            Guard(file, line, () => Line(content, file, line, depth));
        }
    }

    private void Guard(string file, int line, Action action)
    {
        if (errors.Count >= MaxErrors)
        {
            return;
        }
        try
        {
            action();
        }
        catch (AssemblyFault fault)
        {
            Add(new AssemblyError(file, line, fault.Column, fault.Code, fault.Message));
        }
    }

    private void Add(AssemblyError error) => errors.Add(error);

    private void ThrowIfFailed()
    {
        if (errors.Count == 0)
        {
            return;
        }
        ImmutableArray<AssemblyError> all = [.. errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)];
        string more = all.Length >= MaxErrors ? $"{Environment.NewLine}and possibly more: stopped after {MaxErrors}" : "";
        throw new IsaException("asm.errors", string.Join(Environment.NewLine, all) + more) { Errors = all };
    }

    private void Line(string content, string file, int line, int depth)
    {
        TokenReader reader = new(Lexer.Split(content), state.Value);
        while (reader.Current.Kind == TokenKind.Name && reader.Following.IsMark(":"))
        {
            state.Label(reader.Take());
            reader.Take();
        }
        if (reader.AtEnd)
        {
            return;
        }
        Token first = reader.Current;
        if (first.Kind == TokenKind.Name && first.Text[0] == '.')
        {
            reader.Take();
            Directive(first, reader, file, line, depth);
        }
        else
        {
            Instruction(reader, file, line);
        }
    }

    private void Directive(Token directive, TokenReader reader, string file, int line, int depth)
    {
        switch (directive.Text)
        {
            case ".include":
                Include(directive, reader, depth);
                break;
            case ".raw":
                Place(reader.RawWord(), file, line);
                reader.End();
                break;
            case ".entry":
                Later(file, line, () =>
                {
                    state.Section.Entry = (int)reader.Expression("entry", 0, CodeAddress.Max);
                    reader.End();
                });
                break;
            case ".table":
                Token name = reader.Current;
                reader.Name("a name");
                int table = state.AddTable(name);
                Later(file, line, () => state.Tables[table] = Positions(reader));
                break;
            default:
                if (!Directives.TryExecute(state, directive, reader))
                {
                    throw new AssemblyFault("asm.directive", directive.Column, $"'{directive.Text}' is not a directive; legal: {string.Join(", ", Directives.All.Select(d => d.Form.Split(' ')[0]))}");
                }
                break;
        }
    }

    private void Include(Token directive, TokenReader reader, int depth)
    {
        string name = reader.Text("a source");
        reader.End();
        if (depth >= MaxIncludeDepth)
        {
            throw new AssemblyFault("asm.include", directive.Column, $"'{name}' is included too deeply; legal: at most {MaxIncludeDepth} levels");
        }
        string text = include?.Invoke(name) ?? throw new AssemblyFault("asm.include", directive.Column, $"'{name}' cannot be included: there is no such source; check the name, which is relative to the file's folder");
        Source(text, name, depth + 1);
    }

    private static ImmutableArray<int> Positions(TokenReader reader)
    {
        ImmutableArray<int>.Builder positions = ImmutableArray.CreateBuilder<int>();
        while (!reader.AtEnd)
        {
            positions.Add((int)reader.Expression("entry", 0, CodeAddress.Max));
            if (!reader.TryMark(","))
            {
                reader.End();
            }
        }
        return positions.DrainToImmutable();
    }

    private void Instruction(TokenReader reader, string file, int line)
    {
        InstructionHeader header = Predicate(reader);
        Token mnemonic = reader.Current;
        string name = reader.Name("an instruction");
        int dot = name.IndexOf('.');
        string suffix = dot < 0 ? "" : name[(dot + 1)..];
        InstructionInfo info = InstructionSet.Find(dot < 0 ? name : name[..dot])
            ?? throw new AssemblyFault("asm.mnemonic", mnemonic.Column, $"'{name}' is not an instruction; legal: {string.Join(", ", InstructionSet.All.Select(i => i.Mnemonic))}");
        header = header with { Instance = Instance(info, suffix, mnemonic.Column) };
        int position = Place(default, file, line);
        int core = state.Core;
        Later(file, line, () => state.Cores[core].Words[position] = WordParser.Parse(info, header, reader, state));
    }

    private static InstructionHeader Predicate(TokenReader reader)
    {
        if (!reader.TryMark("@"))
        {
            return default;
        }
        bool negated = reader.TryMark("!");
        Token token = reader.Current;
        string name = reader.Name("a predicate");
        return name[0] == 'p' && byte.TryParse(name.AsSpan(1), out byte index) && index < PredicateId.Count
            ? new InstructionHeader(default, new PredicateId(index), negated)
            : throw new AssemblyFault("asm.operand", token.Column, $"'{name}' is not a predicate; legal: p0..p{PredicateId.Count - 1}");
    }

    private static byte Instance(InstructionInfo info, string suffix, int column)
    {
        UnitId unit = default;
        bool known = suffix.Length == 0 || Directives.TryUnit(suffix, out unit);
        bool fits = suffix.Length == 0 || info.Class switch
        {
            InstructionClass.Move => unit.Kind is UnitKind.Load or UnitKind.Store,
            InstructionClass.Matrix => unit.Kind == UnitKind.Matrix,
            InstructionClass.Vector => unit.Kind == UnitKind.Vector,
            InstructionClass.Sync => true,
            _ => false,
        };
        if (!known || !fits)
        {
            throw new AssemblyFault("asm.unit", column, $"{info.Mnemonic} cannot run on '{suffix}'; legal: {Units(info.Class)}");
        }
        return info.Class == InstructionClass.Move ? (byte)(unit.Kind == UnitKind.Store ? 1 : 0) : unit.Instance;
    }

    private static string Units(InstructionClass kind) => kind switch
    {
        InstructionClass.Move => "ldq (default), stq",
        InstructionClass.Matrix => "mx0 (default) .. mx7",
        InstructionClass.Vector => "vx0 (default) .. vx7",
        InstructionClass.Sync => "the unit it names",
        _ => "no suffix: it runs on ctl",
    };

    /// <summary>Appends a word to the current core.</summary>
    private int Place(MachineWord word, string file, int line)
    {
        CoreSection section = state.Section;
        section.Words.Add(word);
        section.Nodes.Add(section.Node);
        section.Lines.Add((file, line));
        return section.Words.Count - 1;
    }

    /// <summary>Does something in the second pass, on the core that is current now.</summary>
    private void Later(string file, int line, Action action)
    {
        int core = state.Core;
        secondPass.Add(() => Guard(file, line, () =>
        {
            state.Core = core;
            action();
        }));
    }
}
