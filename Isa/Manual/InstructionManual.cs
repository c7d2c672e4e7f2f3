using System;
using System.Linq;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>Generates the manual <c>docs/isa.md</c> from the declarations.</summary>
public static class InstructionManual
{
    /// <summary>The whole manual in Markdown, lines ended by LF.</summary>
    public static string ToMarkdown()
    {
        StringBuilder text = new();
        Paragraphs(text, ManualText.Introduction);
        Header(text);
        Paragraphs(text, ManualText.Semantics);
        Descriptors(text);
        Paragraphs(text, ManualText.Assembly);
        Directive(text);
        Traps(text);
        Index(text);
        foreach (InstructionInfo info in InstructionSet.All)
        {
            Instruction(text, info);
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>An example of an instruction with every optional operand present.</summary>
    public static string Example(InstructionInfo info)
    {
        SampleFields sample = default;
        MachineWord word = info.Codec.Map(new InstructionHeader(info.Opcode).Encode(), ref sample);
        return WordPrinter.Print(word, new ExampleNames());
    }

    private static void Paragraphs(StringBuilder text, string prose) => text.Append(prose.ReplaceLineEndings("\n")).Append('\n');

    private static void Header(StringBuilder text)
    {
        text.Append("| bits | header field | meaning |\n|---|---|---|\n");
        text.Append("| 0..7 | opcode | number of the instruction |\n");
        text.Append("| 8..11 | predicate | the instruction is skipped, with its waits and signals, when it does not hold |\n");
        text.Append("| 12 | negated | 1: hold means false |\n");
        text.Append("| 13..15 | instance | which unit of its class; moves: 0 = ldq, 1 = stq |\n");
        text.Append("| 16..23, 24..31 | wait | two semaphores, 0 = none |\n");
        text.Append("| 32..39, 40..47 | signal | two semaphores, 0 = none |\n\n");
    }

    private static void Descriptors(StringBuilder text)
    {
        text.Append("## Descriptors\n\nA descriptor is forty words of 64 bits: the kind, then its fields. A field's code is kind · 64 + word. Programs hold templates; `dload` copies one, `dset` and its\n");
        text.Append("relatives change fields at run time, and the instruction that uses a descriptor checks it. Pointers are absent at -1, not at 0.\n\n");
        foreach (DescriptorKind kind in Enum.GetValues<DescriptorKind>().Where(k => k != DescriptorKind.None))
        {
            text.Append($"### Kind {(int)kind}: {DescriptorFields.KindName(kind)}\n\n| word | code | field | meaning | legal |\n|---|---|---|---|---|\n");
            foreach (DescriptorField field in DescriptorFields.All.Where(f => f.Kind() == kind))
            {
                (string meaning, string legal) = DescriptorDocs.All[field];
                text.Append($"| {field.Index()} | {(int)field} | `{field.Name()}` | {meaning} | {legal} |\n");
            }
            text.Append('\n');
        }
    }

    private static void Directive(StringBuilder text)
    {
        text.Append("| directive | meaning |\n|---|---|\n");
        foreach ((string form, string meaning) in Directives.All)
        {
            text.Append($"| `{form.Replace("|", "\\|", StringComparison.Ordinal)}` | {meaning} |\n");
        }
        text.Append('\n');
    }

    private static void Traps(StringBuilder text)
    {
        text.Append("## Traps\n\nA trap reports kind, core, program counter, mnemonic, field, value and legal range. Nothing of the instruction has happened.\n\n| number | kind |\n|---|---|\n");
        foreach (TrapKind kind in Enum.GetValues<TrapKind>())
        {
            text.Append($"| {(int)kind} | `{SnakeCase.Name(kind)}` |\n");
        }
        text.Append('\n');
    }

    private static void Index(StringBuilder text)
    {
        text.Append("## Instructions\n\n| opcode | mnemonic | class | summary |\n|---|---|---|---|\n");
        foreach (InstructionInfo info in InstructionSet.All)
        {
            text.Append($"| 0x{(int)info.Opcode:X2} | [`{info.Mnemonic}`](#{info.Mnemonic}) | {SnakeCase.Name(info.Class)} | {Cell(info.Summary)} |\n");
        }
        text.Append('\n');
    }

    private static void Instruction(StringBuilder text, InstructionInfo info)
    {
        (string meaning, string traps) = InstructionNotes.All[info.Opcode];
        text.Append($"### {info.Mnemonic}\n\n`{info.Type.Name}`, opcode 0x{(int)info.Opcode:X2}, class {SnakeCase.Name(info.Class)}.\n\n{info.Summary}\n\n");
        text.Append(meaning.Length == 0 ? "" : $"{meaning}\n\n");
        if (!info.Fields.IsEmpty)
        {
            text.Append("| bits | operand | kind | meaning |\n|---|---|---|---|\n");
            foreach (FieldLayout field in info.Fields)
            {
                string bits = field.Width == 1 ? $"{field.Lo}" : $"{field.Lo}..{field.Lo + field.Width - 1}";
                text.Append($"| {bits} | `{field.Name}` | {Kind(field)} | {Cell(field.Doc)} |\n");
            }
            text.Append('\n');
        }
        text.Append($"```\n{WordParser.Usage(info)}\n{Example(info)}\n```\n\nTraps: {traps}.\n\n");
    }

    private static string Kind(FieldLayout field)
    {
        string kind = SnakeCase.Name(field.Kind).Replace('_', ' ');
        return field.Values.IsEmpty ? kind : $"{kind}: {string.Join(", ", field.Values.Select(v => $"{v.Name} {v.Number}"))}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private sealed class ExampleNames : IOperandNames
    {
        public string? Label(int position) => "label";

        public string? Template(uint index) => "act";

        public string? Table(uint index) => "kernels";

        public string? Semaphore(SemaphoreId id) => null;
    }
}
