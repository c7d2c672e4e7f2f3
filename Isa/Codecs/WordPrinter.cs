using System;
using System.Collections.Generic;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>Names a printer writes instead of numbers; null where there is none.</summary>
internal interface IOperandNames
{
    string? Label(int position);

    string? Template(uint index);

    string? Table(uint index);

    string? Semaphore(SemaphoreId id);
}

/// <summary>Writes the operands of an instruction as assembly text: positional ones first, then the named ones that do not hold their default.</summary>
internal readonly struct WordPrinter(IOperandNames? names) : IFieldCodec
{
    private readonly List<string> positional = [];
    private readonly List<string> named = [];

    /// <summary>A whole line of assembly for a valid word, without its label.</summary>
    public static string Print(MachineWord word, IOperandNames? names = null)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        InstructionInfo info = InstructionSet.Find(header.Opcode) ?? throw IsaException.At("isa.opcode", "", "opcode", $"0x{(byte)header.Opcode:x2}", "the number of an instruction");
        StringBuilder text = new();
        if (header.Predicate.Index != 0 || header.Negated)
        {
            text.Append(header.Negated ? "@!" : "@").Append(header.Predicate).Append(' ');
        }
        text.Append(info.Mnemonic);
        UnitId unit = ControlInterpreter.UnitOf(header, word);
        if (info.Class == InstructionClass.Move || header.Instance != 0)
        {
            text.Append('.').Append(unit);
        }
        WordPrinter printer = new(names);
        info.Codec.Map(word, ref printer);
        printer.positional.AddRange(printer.named);
        text.Append(printer.positional.Count == 0 ? "" : " ").AppendJoin(", ", printer.positional);
        Semaphores(text, " wait=", header.Wait0, header.Wait1, names);
        Semaphores(text, " signal=", header.Signal0, header.Signal1, names);
        return text.ToString();
    }

    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => Operand(value, value.ToString());

    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) => Named(value, value is not null, name, value?.ToString());

    public RegisterId Register(string name, int lo, RegisterId value, string doc) => Operand(value, value.ToString());

    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc) => Named(value, value is not null, name, value?.ToString());

    public PredicateId Predicate(string name, int lo, PredicateId value, string doc) => Operand(value, value.ToString());

    public CodeAddress Target(string name, int lo, CodeAddress value, string doc) => Operand(value, names?.Label(value.Index) ?? value.ToString());

    public long Signed(string name, int lo, int width, long value, string doc) => Operand(value, value.ToString());

    public uint Unsigned(string name, int lo, int width, uint value, string doc) => Operand(value, name switch
    {
        "template" => names?.Template(value),
        "table" => names?.Table(value),
        _ => null,
    } ?? value.ToString());

    public uint Option(string name, int lo, int width, uint value, string doc) => Named(value, value != 0, name, value.ToString());

    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum => Operand(value, SnakeCase.Name(value));

    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        Named(value, !EqualityComparer<TEnum>.Default.Equals(value, default), name, SnakeCase.Name(value));

    public DescriptorField Field(string name, int lo, DescriptorField value, string doc)
    {
        positional[^1] += "." + value.Name();
        return value;
    }

    public bool Flag(string name, int bit, bool value, string doc)
    {
        if (value)
        {
            named.Add(name);
        }
        return value;
    }

    private T Operand<T>(T value, string text)
    {
        positional.Add(text);
        return value;
    }

    private T Named<T>(T value, bool present, string name, string? text)
    {
        if (present)
        {
            named.Add($"{name}={text}");
        }
        return value;
    }

    private static void Semaphores(StringBuilder text, string clause, SemaphoreId first, SemaphoreId second, IOperandNames? names)
    {
        if (first.IsNone && second.IsNone)
        {
            return;
        }
        text.Append(clause).Append(names?.Semaphore(first) ?? first.ToString());
        if (!second.IsNone)
        {
            text.Append(',').Append(names?.Semaphore(second) ?? second.ToString());
        }
    }
}
