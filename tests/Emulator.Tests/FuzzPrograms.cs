using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.TestKit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Random words and programs: legal, with operands that may fit.</summary>
internal static class FuzzPrograms
{
    private static readonly InstructionInfo[] Units = [.. InstructionSet.All.Where(i => i.Class is not (InstructionClass.Control or InstructionClass.Descriptor or InstructionClass.Sync))];

    public static MachineWord Word(Random random, InstructionInfo info)
    {
        MachineWord raw = new((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
        return info.Codec.Canonical(new MachineWord((raw.Low & ~0xFFFF_FFFF_FFFFUL) | (byte)info.Opcode | (random.Next(4) == 0 ? 1UL << 13 : 0), raw.High));
    }

    /// <summary>A program with instructions of all kinds, loops, calls and semaphores; hardly any operand fits.</summary>
    public static MachineProgram OfAllKinds(int seed, int mostCores)
    {
        while (true)
        {
            MachineProgram program = RandomProgram.Generate(seed, 24);
            if (program.Code.Length <= mostCores)
            {
                return program with
                {
                    Code = [.. program.Code.Select(code => code.Select(Fit).ToImmutableArray())],
                    Semaphores = [.. program.Semaphores.Select(s => s with { Producer = Fit(s.Producer), Consumer = Fit(s.Consumer) })],
                    Features = [],
                    ScratchpadBytes = 0,
                    AccumulatorBytes = 0,
                };
            }
            seed += 1 << 20;
        }
    }

    /// <summary>The machine has arrays of 256 cells and one vector unit.</summary>
    private static MachineWord Fit(MachineWord word)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        return header.Opcode == Opcode.ConfigureArray ? InstructionSet.Encode(new ConfigureArray(16, 16), header)
            : ControlInterpreter.UnitOf(header, word).Kind == UnitKind.Vector ? word with { Low = (word.Low & ~0xFFFF_FFFF_FFFFUL) | (header with { Instance = 0 }).Encode().Low }
            : word;
    }

    private static UnitId Fit(UnitId unit) => unit.Kind == UnitKind.Vector ? unit with { Instance = 0 } : unit;

    /// <summary>A program of unit instructions on tiles that mostly do not fit.</summary>
    public static MachineProgram OnTiles(Random random)
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
                : Word(random, Units[random.Next(Units.Length)]);
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
