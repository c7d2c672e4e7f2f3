using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class InstructionSetTests
{
    public static TheoryData<string> Mnemonics => [.. InstructionSet.All.Select(i => i.Mnemonic)];

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void RandomWords_DecodeEncodePrintParse_RoundTrip(string mnemonic)
    {
        InstructionInfo info = InstructionSet.Find(mnemonic)!;
        for (int seed = 0; seed < 400; seed++)
        {
            MachineWord word = RandomFields.Word(info, new Random(seed));
            Assert.Equal(word, info.Codec.Canonical(word));
            Assert.Null(info.Codec.FindUndefined(word));
            string text = Disassembler.Instruction(word);
            Assert.False(text.StartsWith(".raw", StringComparison.Ordinal), $"seed {seed}: {text}");
            Assert.Equal(word, Parse(text));
        }
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void Fields_LieBehindTheHeader_AndDoNotOverlap(string mnemonic)
    {
        UInt128 taken = 0;
        foreach (FieldLayout field in InstructionSet.Find(mnemonic)!.Fields)
        {
            Assert.True(field.Lo >= InstructionHeader.Bits && field.Lo + field.Width <= 128, field.Name);
            UInt128 mask = ((UInt128.One << field.Width) - 1) << field.Lo;
            Assert.True((taken & mask) == 0, $"{field.Name} overlaps");
            taken |= mask;
            Assert.All(field.Values, value => Assert.InRange(value.Number, 0, (1 << field.Width) - 1));
        }
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void EveryBit_BelongsToAField_OrIsFoundReserved(string mnemonic)
    {
        InstructionInfo info = InstructionSet.Find(mnemonic)!;
        UInt128 fields = 0;
        foreach (FieldLayout field in info.Fields)
        {
            fields |= ((UInt128.One << field.Width) - 1) << field.Lo;
        }
        for (int bit = InstructionHeader.Bits; bit < 128; bit++)
        {
            UInt128 one = UInt128.One << bit;
            MachineWord word = new MachineWord((ulong)one | (ulong)info.Opcode, (ulong)(one >> 64));
            if ((fields & one) == 0)
            {
                Assert.NotEqual(word, info.Codec.Canonical(word));
            }
        }
    }

    [Fact]
    public void Numbers_AndNames_AreUnique()
    {
        Assert.Equal(InstructionSet.All.Length, InstructionSet.All.Select(i => i.Opcode).Distinct().Count());
        Assert.Equal(InstructionSet.All.Length, InstructionSet.All.Select(i => i.Mnemonic).Distinct().Count());
        Assert.DoesNotContain(InstructionSet.All, i => i.Opcode == Opcode.Invalid || (int)i.Opcode is (>= 0x70 and <= 0x9F) or >= 0xC0);
        Assert.Equal(Enum.GetValues<Opcode>().Where(o => o != Opcode.Invalid), InstructionSet.All.Select(i => i.Opcode).Order());
        List<string> names = [.. DescriptorFields.All.Select(f => f.Name())];
        Assert.Equal(names.Count, names.Distinct().Count());
        foreach (InstructionInfo info in InstructionSet.All)
        {
            Assert.Equal(info.Fields.Length, info.Fields.Select(f => f.Name).Distinct().Count());
        }
    }

    [Fact]
    public void EveryInstructionRecord_IsListed_Dispatched_Documented()
    {
        Type[] records = [.. typeof(InstructionSet).Assembly.GetTypes().Where(t => t.IsValueType && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IInstruction<>)))];
        Assert.Equal(records.Select(r => r.Name).Order(), InstructionSet.All.Select(i => i.Type.Name).Order());
        string manual = InstructionManual.ToMarkdown();
        foreach (Type record in records)
        {
            Assert.Contains(typeof(IInstructionVisitor).GetMethods(), m => m.GetParameters()[1].ParameterType.GetElementType() == record);
            Assert.Contains($"`{record.Name}`, opcode", manual, StringComparison.Ordinal);
            Assert.Equal(DispatchCounter.Expected(record), DispatchCounter.Of(InstructionSet.All.Single(i => i.Type == record)));
        }
        Assert.Equal(records.Length, typeof(IInstructionVisitor).GetMethods().Length);
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void ManualExample_Assembles(string mnemonic)
    {
        string example = InstructionManual.Example(InstructionSet.Find(mnemonic)!);
        Assembler.Assemble($".template act tile\n.table kernels function\njump start\nfunction: ret\nstart: {example.Replace("label", "over", StringComparison.Ordinal)}\nhalt\nover: halt\n");
    }

    private static MachineWord Parse(string text)
    {
        TokenReader reader = new(Lexer.Split(text), _ => null);
        InstructionHeader header = default;
        if (reader.TryMark("@"))
        {
            bool negated = reader.TryMark("!");
            header = new InstructionHeader(default, new PredicateId(byte.Parse(reader.Name("p")[1..])), negated);
        }
        string[] name = reader.Name("mnemonic").Split('.');
        InstructionInfo info = InstructionSet.Find(name[0])!;
        if (name.Length > 1 && Directives.TryUnit(name[1], out UnitId unit))
        {
            header = header with { Instance = info.Class == InstructionClass.Move ? (byte)(unit.Kind == UnitKind.Store ? 1 : 0) : unit.Instance };
        }
        return WordParser.Parse(info, header, reader, new AssemblyState());
    }
}
