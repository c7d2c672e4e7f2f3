using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Isa.Tests;

/// <summary>
/// Random words, texts and files are taken as they are or end in an <see cref="IsaException"/>, whatever is wrong with them. <see cref="Fuzz.Cases"/> sets the number of
/// cases of each test.
/// </summary>
public sealed class FuzzTests
{
    private static readonly int Cases = Fuzz.Cases();

    [Fact]
    public void Words_AreRefusedOrMeanThemselves()
    {
        HashSet<Opcode> accepted = [];
        HashSet<string> refused = [];
        MachineProgram frame = Frame();
        for (int seed = 0; seed < Cases; seed++)
        {
            MachineWord word = RandomWord(new Random(seed));
            Guard(seed, refused, "isa.", fault => Assert.Equal((0, 0), (fault.Core, fault.ProgramCounter)), () =>
            {
                PreparedProgram.Create(frame with { Code = [[word, .. frame.Code[0]]] });
                InstructionInfo info = InstructionSet.Find(InstructionHeader.Decode(word).Opcode)!;
                Assert.Equal(word, info.Codec.Canonical(word));
                Assert.Equal(word.Low & 0xFFFF_FFFF_FFFF, InstructionHeader.Decode(word).Encode().Low);
                accepted.Add(info.Opcode);
                if (seed % 8 == 0)
                {
                    Assert.Equal(word, Assembler.Assemble(Disassembler.Disassemble(frame with { Code = [[word, .. frame.Code[0]]] })).Code[0][0]);
                }
            });
        }
        Assert.Equal(InstructionSet.All.Select(i => i.Opcode).Order(), accepted.Order());
        Assert.Equal(["isa.enum", "isa.instance", "isa.loop", "isa.opcode", "isa.operand", "isa.reserved", "isa.semaphore", "isa.target"], refused.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Texts_AreAssembledOrRefusedWithPlaces()
    {
        string[] texts = [AssemblerTests.EveryDirective, .. Enumerable.Range(0, 4).Select(seed => Disassembler.Disassemble(RandomProgram.Generate(seed, 12)))];
        HashSet<string> refused = [];
        int assembled = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            string text = TextMutator.Mutate(seed, texts[seed % texts.Length]);
            Guard(seed, refused, "asm.errors", fault => Assert.All(fault.Errors, e =>
            {
                Assert.True(e.Line > 0 && e.Column > 0 && e.Message.Length > 10, $"{e}");
                refused.Add(e.Code);
            }), () =>
            {
                MachineProgram program = Assembler.Assemble(text, "fuzz.s", name => name == "lib.s" ? "li r1, 5\n" : null);
                assembled++;
                if (seed % 16 < 2)
                {
                    Assert.Equal(ProgramFile.Save(program), ProgramFile.Save(Assembler.Assemble(Disassembler.Disassemble(program))));
                }
            });
        }
        Assert.True(assembled > Cases / 100, $"only {assembled} texts are legal");
        Assert.All(["asm.syntax", "asm.operand", "asm.mnemonic", "asm.unknown", "asm.range", "asm.enum", "asm.character", "asm.text"], code => Assert.Contains(code, refused));
    }

    [Fact]
    public void ProgramFiles_AreLoadedOrRefused()
    {
        byte[][] files = [.. Enumerable.Range(0, 8).Select(seed => ProgramFile.Save(RandomProgram.Generate(seed + 5, 12)))];
        HashSet<string> refused = [];
        int loaded = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            byte[] file = FileMutator.Mutate(seed, files[seed % files.Length], isSealed: seed % 4 != 0);
            Guard(seed, refused, "", fault => Assert.NotEmpty(fault.Legal), () =>
            {
                MachineProgram program = ProgramFile.Load(file);
                loaded++;
                if (seed % 8 == 1)
                {
                    Disassembler.Disassemble(program);
                }
                PreparedProgram.Create(program);
            });
        }
        Assert.True(loaded > Cases / 10, $"only {loaded} damaged files reach the validator");
        Assert.All(["file.corrupt", "isa.opcode", "isa.range", "isa.semaphore", "isa.symbol", "isa.enum", "isa.target"], code => Assert.Contains(code, refused));
    }

    [Fact]
    public void TraceFiles_AreLoadedOrRefused()
    {
        byte[] trace = TraceTests.Sample().Save();
        HashSet<string> refused = [];
        for (int seed = 0; seed < Cases; seed++)
        {
            byte[] file = FileMutator.Mutate(seed, trace, isSealed: seed % 8 != 0);
            Guard(seed, refused, "trace.", fault => Assert.NotEmpty(fault.Legal), () => RetireTrace.Load(file).WriteText(TextWriter.Null));
        }
        Assert.Equal(["trace.corrupt", "trace.truncated"], refused.Order(StringComparer.Ordinal));
    }

    /// <summary>Everything a word can refer to, and code for it to jump to.</summary>
    private static MachineProgram Frame()
    {
        UnitId[] units = [.. Enumerable.Range(0, 8).SelectMany(i => new[] { new UnitId(UnitKind.Matrix, (byte)i), new UnitId(UnitKind.Vector, (byte)i) }), new(UnitKind.Load, 0), new(UnitKind.Store, 0), new(UnitKind.Control, 0)];
        return new MachineProgram
        {
            Code = [[.. Enumerable.Repeat(InstructionSet.Encode(new Halt()), 40)]],
            Entries = [0],
            Templates = [.. new Isa.Descriptor[8].Select(_ => TileDescriptor.Create(Space.Dram, 0, 64, 0, Numerics.TileShape.Dense(Numerics.DType.I8, 4)))],
            KernelTables = [[0, 1], [2]],
            Semaphores = [.. units.Select((unit, i) => new SemaphoreDeclaration(new SemaphoreId((byte)(i + 1)), $"token{i}", 0, unit, 0, unit, 1))],
            DramBytes = 4096,
        };
    }

    private static MachineWord RandomWord(Random random)
    {
        if (random.Next(64) == 0)
        {
            // The ends of loops are drawn close by: hardly any other is legal.
            return InstructionSet.Encode(new Loop(null, (uint)random.Next(4), new CodeAddress(random.Next(44))));
        }
        MachineWord word = random.Next(4) == 0
            ? new MachineWord((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue))
            : RandomFields.Word(InstructionSet.All[random.Next(InstructionSet.All.Length)], random);
        if (random.Next(2) == 0)
        {
            word = word with { Low = word.Low & ~0xFFFF_FFFF_0000UL };
        }
        if (random.Next(2) == 0)
        {
            // Small numbers in every field: targets, tables and templates that exist.
            ulong high = word.High & ((ulong)random.NextInt64() & (ulong)random.NextInt64()), body = word.Low >> 48 & (ulong)random.NextInt64() & (ulong)random.NextInt64();
            word = new MachineWord((word.Low & 0xFFFF_FFFF_FFFFUL) | (body << 48), high);
        }
        return random.Next(8) != 0 ? word : random.Next(2) == 0 ? word with { Low = word.Low ^ (1UL << random.Next(64)) } : word with { High = word.High ^ (1UL << random.Next(64)) };
    }

    private static void Guard(int seed, HashSet<string> refused, string prefix, Action<IsaException> check, Action body)
    {
        try
        {
            body();
        }
        catch (IsaException fault) when (fault.Code.StartsWith(prefix, StringComparison.Ordinal))
        {
            refused.Add(fault.Code);
            try
            {
                check(fault);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {fault.Message}: {e.Message}", e);
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
        }
    }
}
