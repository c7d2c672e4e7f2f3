using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Random words and random programs end in typed outcomes, never in a crash or a hang. <c>ACCELEMU_FUZZ_CASES</c> sets how many.</summary>
public sealed class FuzzTests
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("ACCELEMU_FUZZ_CASES") ?? "10000", CultureInfo.InvariantCulture);

    private static readonly InstructionInfo[] Units = [.. InstructionSet.All.Where(i => i.Class is not (InstructionClass.Control or InstructionClass.Descriptor or InstructionClass.Sync))];

    private static readonly RunOptions Bounded = TestMachines.Plain with { InstructionBudget = 400, WorkBudget = 200_000 };

    [Fact]
    public void RandomWords_AreRefusedOrRun()
    {
        using Machine machine = new(TestMachines.Config());
        for (int seed = 0; seed < Count; seed++)
        {
            Random random = new(seed);
            MachineWord[] words = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomWord(random, InstructionSet.All[random.Next(InstructionSet.All.Length)]))];
            if (random.Next(4) == 0)
            {
                words[0] = new MachineWord((ulong)random.NextInt64(), (ulong)random.NextInt64());
            }
            Guard(seed, () => RunIfLegal(machine, new MachineProgram { Code = [[.. words]], Entries = [0] }));
        }
    }

    [Fact]
    public void RandomPrograms_EndInTypedOutcomes_AndTrapsArePrecise()
    {
        Dictionary<string, int> seen = [];
        using Machine machine = new(TestMachines.Config());
        using Machine again = new(TestMachines.Config());
        for (int seed = 0; seed < Count; seed++)
        {
            Random random = new(seed);
            MachineProgram program = RandomProgram(random);
            Guard(seed, () =>
            {
                RunOptions options = Bounded with
                {
                    Kernels = new KernelOptions((KernelTier)random.Next(5), random.Next(1, 3)),
                    CheckRaces = random.Next(4) == 0,
                    Trace = (TraceLevel)random.Next(3),
                };
                Fill(machine, program, seed);
                RunResult result = machine.Run(program, options);
                string outcome = result.Trap is { } trap ? $"{trap.Kind}" : $"{result.Status}";
                seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
                if (result.Trap is not null && seed % 16 == 0)
                {
                    Fill(again, program, seed);
                    again.Run(program, Bounded with { InstructionBudget = result.Statistics.Instructions });
                    MemoryImages.AssertEqual(MemoryImages.Of(again), MemoryImages.Of(machine), $"before and after the trap {result.Trap}");
                }
            });
        }
        if (Count >= 10_000)
        {
            Assert.All(["Halted", "OutOfBounds", "BadDescriptor", "BadOperand", "BadIndex", "CorruptFormat"], name => Assert.True(seen.GetValueOrDefault(name) > 0, $"{name} never happened: {string.Join(", ", seen)}"));
        }
    }

    private static void Guard(int seed, Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
        }
    }

    private static void RunIfLegal(Machine machine, MachineProgram program)
    {
        try
        {
            machine.Load(program);
        }
        catch (IsaException)
        {
            return;
        }
        Assert.True(Enum.IsDefined(machine.Run(program, Bounded).Status));
    }

    private static void Fill(Machine machine, MachineProgram program, int seed)
    {
        machine.Load(program);
        byte[] data = new byte[2048];
        new Random(seed).NextBytes(data);
        machine.Scratchpad(0).Write(0, data);
        machine.Dram.Write(0, data);
        // Small numbers, so that some are legal as indices.
        for (int i = 1; i < data.Length; i++)
        {
            data[i] = (byte)(i % 4 == 0 ? data[i] & 3 : 0);
        }
        machine.Scratchpad(0).Write(2048, data);
    }

    private static MachineWord RandomWord(Random random, InstructionInfo info)
    {
        MachineWord raw = new((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
        return info.Codec.Canonical(new MachineWord((raw.Low & ~0xFFFF_FFFF_FFFFUL) | (byte)info.Opcode | (random.Next(4) == 0 ? 1UL << 13 : 0), raw.High));
    }

    private static MachineProgram RandomProgram(Random random)
    {
        ProgramBuilder program = new();
        for (int slot = 0; slot < DescriptorId.Count; slot++)
        {
            program.Set(slot, RandomDescriptor(random, slot));
        }
        program.Emit(new LoadImmediate(ProgramBuilder.R(random.Next(32)), random.Next(2) == 0 ? random.Next(64) : random.NextInt64()));
        program.Emit(new Loop(null, (uint)random.Next(1, 4), new CodeAddress(DescriptorId.Count + 2 + 6)));
        MachineProgram built = program.Build();
        List<MachineWord> words = [.. built.Code[0].AsSpan()[..^1]];
        for (int i = 0; i < 6; i++)
        {
            words.Add(LegalWord(random, built));
        }
        words.Add(built.Code[0][^1]);
        return built with { Code = [[.. words]] };
    }

    private static MachineWord LegalWord(Random random, MachineProgram program)
    {
        while (true)
        {
            MachineWord word = random.Next(5) == 0
                ? InstructionSet.Encode(new DescriptorAdd(ProgramBuilder.D(random.Next(64)), DescriptorFields.All[random.Next(30)], random.Next(-8, 9)))
                : RandomWord(random, Units[random.Next(Units.Length)]);
            try
            {
                PreparedProgram.Create(program with { Code = [[word]] }, TestMachines.Config());
                return word;
            }
            catch (IsaException)
            {
                // An undefined enumeration value, or an array shape the machine lacks: draw again.
            }
        }
    }

    private static Descriptor RandomDescriptor(Random random, int slot)
    {
        if (slot % 16 == 15)
        {
            DrainDescriptor drain = DrainDescriptor.None with { Mode = (RequantMode)random.Next(7), Multiplier = 1 << 30, Shift = random.Next(-4, 12), Bias = random.Next(2) == 0 ? -1 : random.Next(1 << 12), ParameterSpace = (Space)random.Next(2), PerChannel = random.Next(2) == 0 };
            return Spoil(random, DrainDescriptor.Create(drain), DescriptorKind.Drain);
        }
        if (slot % 16 == 14)
        {
            return Spoil(random, ConvDescriptor.Create(ConvGeometry.Unit with { KernelH = random.Next(1, 4), KernelW = random.Next(1, 4), PadTop = random.Next(3), StrideW = random.Next(1, 3), Groups = random.Next(1, 3) }), DescriptorKind.Conv);
        }
        DType type = random.Next(3) == 0 ? (DType)random.Next(17) : random.Next(2) == 0 ? DType.I8 : DType.I32;
        int rank = random.Next(4) == 0 ? random.Next(1, 6) : random.Next(1, 3);
        long[] dims = [.. Enumerable.Range(0, rank).Select(_ => (long)(random.Next(3) == 0 ? random.Next(9) : 4))];
        TileShape shape = TileShape.Dense(type, dims);
        if (random.Next(8) == 0 && rank is 2 or 3 or 4 && type.Bits() <= 32)
        {
            shape = TileShape.Panels(type, type.IsInteger() && random.Next(2) == 0, dims);
        }
        else if (random.Next(8) == 0)
        {
            shape.Format = SparseFormat.Bitmask;
        }
        Space space = (Space)(random.Next(8) == 0 ? 0 : slot % 8 == 0 ? 2 : 1);
        Descriptor tile = TileDescriptor.Create(space, random.Next(1 << 12), random.Next(1 << 12), random.Next(8), shape);
        if (shape.Format != SparseFormat.Dense || random.Next(4) == 0)
        {
            tile[DescriptorField.TileMetadata] = random.Next(1 << 12);
            tile[DescriptorField.TileMetadataExtent] = random.Next(1 << 12);
            tile[DescriptorField.TileScales] = random.Next(1 << 12);
        }
        return Spoil(random, tile, DescriptorKind.Tile);
    }

    /// <summary>Now and then, one field becomes anything.</summary>
    private static Descriptor Spoil(Random random, Descriptor descriptor, DescriptorKind kind)
    {
        if (random.Next(8) == 0)
        {
            DescriptorField[] fields = [.. DescriptorFields.All.Where(f => f.Kind() == kind)];
            long value = random.Next(3) switch { 0 => random.NextInt64(long.MinValue, long.MaxValue), 1 => 1L << random.Next(63), _ => random.Next(-2, 70) };
            descriptor[fields[random.Next(fields.Length)]] = value;
        }
        return descriptor;
    }
}
