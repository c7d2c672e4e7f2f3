using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Turns a program into assembly text that assembles to the same program.</summary>
public static class Disassembler
{
    private const int BytesPerLine = 32;

    /// <summary>The whole program. Words that are not valid instructions are written with <c>.raw</c>.</summary>
    /// <exception cref="IsaException">Something other than a word is not legal, such as a template's kind or a semaphore's unit.</exception>
    public static string Disassemble(MachineProgram program)
    {
        ProgramValidator.ValidateStructure(program);
        StringBuilder text = new();
        Write(text, $".name {Lexer.Quote(program.Name)}");
        Write(text, $".memory dram={program.DramBytes} scratchpad={program.ScratchpadBytes} accumulator={program.AccumulatorBytes}");
        foreach (string feature in program.Features)
        {
            Write(text, $".feature {Lexer.Quote(feature)}");
        }
        foreach (string node in program.Nodes)
        {
            Write(text, $".node {Lexer.Quote(node)}");
        }
        for (int i = 0; i < program.Templates.Length; i++)
        {
            Write(text, $".template t{i} {DescriptorText.Print(program.Templates[i])}");
        }
        foreach (SemaphoreDeclaration s in program.Semaphores)
        {
            Write(text, $".semaphore {Lexer.Quote(s.Name)} id={s.Id.Index} producer={s.Producer} consumer={s.Consumer} initial={s.Initial} producer_core={s.ProducerCore} consumer_core={s.ConsumerCore}");
        }
        for (int i = 0; i < program.KernelTables.Length; i++)
        {
            Write(text, $".table k{i} {string.Join(", ", program.KernelTables[i])}");
        }
        foreach (TensorBinding binding in program.Bindings)
        {
            Write(text, Bind(binding));
        }
        for (int core = 0; core < program.Code.Length; core++)
        {
            Code(text, program, core);
        }
        foreach (ConstantSegment segment in program.Constants)
        {
            Data(text, segment);
        }
        return text.ToString();
    }

    /// <summary>One instruction without symbolic names; an invalid word as <c>.raw</c>.</summary>
    public static string Instruction(MachineWord word) => Print(word, null);

    private static void Write(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Print(MachineWord word, IOperandNames? names)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        bool valid = InstructionSet.Find(header.Opcode) is { } info
            && info.Codec.FindUndefined(word) is null
            && info.Codec.Canonical(word) == word
            && InstanceIsWritable(info, header, ControlInterpreter.UnitOf(header, word));
        return valid ? WordPrinter.Print(word, names) : $".raw 0x{word}";
    }

    private static bool InstanceIsWritable(InstructionInfo info, in InstructionHeader header, UnitId unit) => info.Class switch
    {
        InstructionClass.Move => header.Instance <= 1,
        InstructionClass.Control or InstructionClass.Descriptor => header.Instance == 0,
        InstructionClass.Sync => header.Instance == 0 || unit.Kind is UnitKind.Matrix or UnitKind.Vector,
        _ => true,
    };

    private static void Code(StringBuilder text, MachineProgram program, int core)
    {
        Write(text, $".core {core}");
        Write(text, $".entry {program.Entries[core]}");
        ImmutableArray<MachineWord> code = program.Code[core];
        ImmutableArray<int> map = core < program.SourceMap.Length ? program.SourceMap[core] : [];
        CodeNames names = new(program, core);
        int node = -2;
        for (int pc = 0; pc <= code.Length; pc++)
        {
            names.WriteLabels(text, pc);
            if (pc == code.Length)
            {
                break;
            }
            if (map.Length > pc && map[pc] != node)
            {
                node = map[pc];
                Write(text, $".source {node}{(node >= 0 ? $" ; {Lexer.Quote(program.Nodes[node])}" : "")}");
            }
            Write(text, "    " + Print(code[pc], names));
        }
    }

    private static string Bind(TensorBinding binding)
    {
        StringBuilder text = new($".bind {(binding.IsOutput ? "output" : "input")} {Lexer.Quote(binding.Name)} type={binding.Type.Name()}");
        text.Append(binding.Shape.IsEmpty ? "" : " shape=").AppendJoin(",", binding.Shape);
        text.Append($" address={binding.Address}");
        text.Append(binding.Scale.IsEmpty ? "" : " scale=").AppendJoin(",", binding.Scale.Select(Float));
        text.Append(binding.ZeroPoint.IsEmpty ? "" : " zero_point=").AppendJoin(",", binding.ZeroPoint);
        return text.Append($" axis={binding.Axis}").ToString();
    }

    private static string Float(float value) => float.IsFinite(value) ? value.ToString("R") : $"bits(0x{BitConverter.SingleToUInt32Bits(value):x8})";

    private static void Data(StringBuilder text, ConstantSegment segment)
    {
        Write(text, $".data {segment.Address}");
        ReadOnlySpan<byte> bytes = segment.Data.AsSpan();
        for (int i = 0; i < bytes.Length; i += BytesPerLine)
        {
            Write(text, $".hex \"{System.Convert.ToHexStringLower(bytes[i..Math.Min(bytes.Length, i + BytesPerLine)])}\"");
        }
    }
}

/// <summary>Names in one core's code: its symbols, and local labels for the other targets.</summary>
internal sealed class CodeNames : IOperandNames
{
    private readonly SortedDictionary<int, string> labels = [];
    private readonly ILookup<int, string> symbols;
    private readonly HashSet<string> labelNames;
    private readonly Dictionary<byte, string> semaphores = [];

    public CodeNames(MachineProgram program, int core)
    {
        List<ProgramSymbol> own = [.. program.Symbols.Where(s => s.Core == core)];
        symbols = own.OrderBy(s => s.Name, StringComparer.Ordinal).ToLookup(s => s.Position, s => s.Name);
        labelNames = [.. own.GroupBy(s => s.Name).Where(g => g.Count() == 1 && Lexer.IsName(g.Key) && g.Key[0] != '.' && g.Key is not ("f32" or "wait" or "signal")).Select(g => g.Key)];
        foreach (MachineWord word in program.Code[core])
        {
            AddTarget(word, program.Code[core].Length);
        }
        foreach (IGrouping<string, SemaphoreDeclaration> same in program.Semaphores.Where(s => s.ProducerCore == core || s.ConsumerCore == core).GroupBy(s => s.Name))
        {
            bool free = same.Count() == 1 && Lexer.IsName(same.Key) && same.Key != "none" && !(same.Key[0] == 's' && byte.TryParse(same.Key.AsSpan(1), out _));
            if (free)
            {
                semaphores.Add(same.First().Id.Index, same.Key);
            }
        }
    }

    public string? Label(int position) => labels.GetValueOrDefault(position);

    public string? Template(uint index) => $"t{index}";

    public string? Table(uint index) => $"k{index}";

    public string? Semaphore(SemaphoreId id) => semaphores.GetValueOrDefault(id.Index);

    /// <summary>Writes what is named at a position.</summary>
    public void WriteLabels(StringBuilder text, int position)
    {
        foreach (string name in symbols[position])
        {
            text.Append(labelNames.Contains(name) ? $"{name}:\n" : $".symbol {Lexer.Quote(name)}\n");
        }
        if (labels.TryGetValue(position, out string? label) && label[0] == '.')
        {
            text.Append(label).Append(":\n");
        }
    }

    private void AddTarget(MachineWord word, int length)
    {
        int target = InstructionHeader.Decode(word).Opcode switch
        {
            Opcode.Jump => InstructionSet.Decode<Jump>(word).Target.Index,
            Opcode.Branch => InstructionSet.Decode<Branch>(word).Target.Index,
            Opcode.Call => InstructionSet.Decode<Call>(word).Target.Index,
            Opcode.Loop => InstructionSet.Decode<Loop>(word).End.Index,
            _ => -1,
        };
        if (target >= 0 && target <= length)
        {
            labels.TryAdd(target, symbols[target].FirstOrDefault(labelNames.Contains) ?? $".L{target}");
        }
    }
}
