using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>
/// The binary form of a program, deterministic and checksummed. All numbers are little-endian.
/// <code>
/// magic "AEPR" | u16 file version | u16 instruction set version | u32 sections | sections … | CRC-32 of all before
/// section: u32 tag | u32 length | bytes
/// </code>
/// </summary>
public static class ProgramFile
{
    /// <summary>Version of the file's structure.</summary>
    public const int Version = 1;

    private const uint Magic = 0x52504541;
    private const int HeaderBytes = 12;
    private static readonly string[] Sections = ["head", "code", "descriptors", "semaphores", "constants", "bindings", "names"];

    /// <summary>The file's bytes. Equal programs give equal bytes; symbols are kept in order of core, position and name.</summary>
    public static byte[] Save(MachineProgram program)
    {
        SectionWriter file = new();
        file.Int32(unchecked((int)Magic));
        file.Int32(Version | (InstructionSet.Version << 16));
        file.Int32(Sections.Length);
        Section(file, 0, section => Head(section, program));
        Section(file, 1, section => section.List(program.Code, code => section.List(code, section.Word)));
        Section(file, 2, section => section.List(program.Templates, template => Write(section, template)));
        Section(file, 3, section => section.List(program.Semaphores, semaphore => Write(section, semaphore)));
        Section(file, 4, section => section.List(program.Constants, constant =>
        {
            section.Int64(constant.Address);
            section.Int32(constant.Data.Length);
            section.Raw(constant.Data.AsSpan());
        }));
        Section(file, 5, section => section.List(program.Bindings, binding => Write(section, binding)));
        Section(file, 6, section => Names(section, program));
        file.Int32(unchecked((int)Crc32.Of(file.Bytes)));
        return file.Bytes.ToArray();
    }

    /// <summary>Reads a program. The result is well-formed but not validated; <see cref="PreparedProgram.Create"/> does that.</summary>
    /// <exception cref="IsaException">Not a program file, another version, truncated or corrupt.</exception>
    public static MachineProgram Load(ReadOnlySpan<byte> file)
    {
        Require(file.Length >= HeaderBytes + sizeof(uint), "length", $"{file.Length}", $"{HeaderBytes + sizeof(uint)} or more");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(file) == Magic, "magic", $"0x{BinaryPrimitives.ReadUInt32LittleEndian(file):x8}", "AEPR: this is not a program file");
        int versions = BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
        Require(versions == (Version | (InstructionSet.Version << 16)), "version", $"file {versions & 0xFFFF}, instruction set {versions >>> 16}", $"file {Version}, instruction set {InstructionSet.Version}; compile or assemble again");
        ReadOnlySpan<byte> body = file[..^sizeof(uint)];
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(file[^sizeof(uint)..]);
        Require(Crc32.Of(body) == expected, "checksum", $"0x{Crc32.Of(body):x8}", $"0x{expected:x8} as stored");
        Require(BinaryPrimitives.ReadInt32LittleEndian(file[8..]) == Sections.Length, "sections", $"{BinaryPrimitives.ReadInt32LittleEndian(file[8..])}", $"{Sections.Length}");
        body = body[HeaderBytes..];
        MachineProgram program = new();
        for (int tag = 0; tag < Sections.Length; tag++)
        {
            program = Read(program, tag, Next(ref body, tag));
        }
        Require(body.IsEmpty, "length", $"{body.Length} bytes left over", "none");
        return program;
    }

    private static SectionReader Next(ref ReadOnlySpan<byte> body, int tag)
    {
        const int SectionHeader = 8;
        Require(body.Length >= SectionHeader, "section", "truncated", Sections[tag]);
        int found = BinaryPrimitives.ReadInt32LittleEndian(body);
        Require(found == tag, "section", $"{found}", $"{tag}: {Sections[tag]}");
        int length = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        Require(length >= 0 && length <= body.Length - SectionHeader, "section length", $"{length}", $"0..{body.Length - SectionHeader}");
        SectionReader reader = new(body.Slice(SectionHeader, length), Sections[tag]);
        body = body[(SectionHeader + length)..];
        return reader;
    }

    private static MachineProgram Read(MachineProgram program, int tag, SectionReader reader)
    {
        program = tag switch
        {
            0 => ReadHead(program, ref reader),
            1 => program with { Code = reader.List(4, static (ref r) => r.List(MachineWord.Bytes, static (ref w) => w.Word())) },
            2 => program with { Templates = reader.List(Descriptor.Words * 8, ReadDescriptor) },
            3 => program with { Semaphores = reader.List(21, ReadSemaphore) },
            4 => program with { Constants = reader.List(12, static (ref r) => new ConstantSegment(r.Int64(), [.. r.Raw()])) },
            5 => program with { Bindings = reader.List(30, ReadBinding) },
            _ => ReadNames(program, ref reader),
        };
        reader.End();
        return program;
    }

    private static void Section(SectionWriter file, int tag, Action<SectionWriter> write)
    {
        SectionWriter section = new();
        write(section);
        file.Int32(tag);
        file.Int32(section.Bytes.Length);
        file.Raw(section.Bytes);
    }

    private static void Head(SectionWriter section, MachineProgram program)
    {
        section.Text(program.Name);
        section.Int64(program.DramBytes);
        section.Int64(program.ScratchpadBytes);
        section.Int64(program.AccumulatorBytes);
        section.List(program.Entries, section.Int32);
        section.List(program.KernelTables, table => section.List(table, section.Int32));
        section.List(program.Features, section.Text);
    }

    private static MachineProgram ReadHead(MachineProgram program, ref SectionReader reader) => program with
    {
        Name = reader.Text(),
        DramBytes = reader.Int64(),
        ScratchpadBytes = reader.Int64(),
        AccumulatorBytes = reader.Int64(),
        Entries = reader.List(4, static (ref r) => r.Int32()),
        KernelTables = reader.List(4, static (ref r) => r.List(4, static (ref e) => e.Int32())),
        Features = reader.List(4, static (ref r) => r.Text()),
    };

    private static void Write(SectionWriter section, Descriptor template)
    {
        for (int word = 0; word < Descriptor.Words; word++)
        {
            section.Int64(template[word]);
        }
    }

    private static Descriptor ReadDescriptor(ref SectionReader reader)
    {
        Descriptor descriptor = default;
        for (int word = 0; word < Descriptor.Words; word++)
        {
            descriptor[word] = reader.Int64();
        }
        return descriptor;
    }

    private static void Write(SectionWriter section, SemaphoreDeclaration semaphore)
    {
        section.Byte(semaphore.Id.Index);
        section.Text(semaphore.Name);
        Write(section, semaphore.ProducerCore, semaphore.Producer);
        Write(section, semaphore.ConsumerCore, semaphore.Consumer);
        section.Int32(semaphore.Initial);
    }

    private static void Write(SectionWriter section, int core, UnitId unit)
    {
        section.Int32(core);
        section.Byte((byte)unit.Kind);
        section.Byte(unit.Instance);
    }

    private static SemaphoreDeclaration ReadSemaphore(ref SectionReader reader) => new(
        new SemaphoreId(reader.Byte()),
        reader.Text(),
        reader.Int32(),
        new UnitId((UnitKind)reader.Byte(), reader.Byte()),
        reader.Int32(),
        new UnitId((UnitKind)reader.Byte(), reader.Byte()),
        reader.Int32());

    private static void Write(SectionWriter section, TensorBinding binding)
    {
        section.Text(binding.Name);
        section.Byte(binding.IsOutput ? (byte)1 : (byte)0);
        section.Byte((byte)binding.Type);
        section.List(binding.Shape, section.Int64);
        section.Int64(binding.Address);
        section.List(binding.Scale, scale => section.Int32(BitConverter.SingleToInt32Bits(scale)));
        section.List(binding.ZeroPoint, section.Int32);
        section.Int32(binding.Axis);
    }

    private static TensorBinding ReadBinding(ref SectionReader reader) => new(
        reader.Text(),
        reader.Byte() switch
        {
            0 => false,
            1 => true,
            byte other => throw reader.Corrupt("direction", $"{other}", "0, 1"),
        },
        (DType)reader.Byte(),
        reader.List(8, static (ref r) => r.Int64()),
        reader.Int64(),
        reader.List(4, static (ref r) => BitConverter.Int32BitsToSingle(r.Int32())),
        reader.List(4, static (ref r) => r.Int32()),
        reader.Int32());

    private static void Names(SectionWriter section, MachineProgram program)
    {
        IEnumerable<ProgramSymbol> symbols = program.Symbols.OrderBy(s => s.Core).ThenBy(s => s.Position).ThenBy(s => s.Name, StringComparer.Ordinal);
        section.List([.. symbols], symbol =>
        {
            section.Text(symbol.Name);
            section.Int32(symbol.Core);
            section.Int32(symbol.Position);
        });
        section.List(program.Nodes, section.Text);
        bool mapped = program.SourceMap.Any(map => !map.IsEmpty);
        section.List(mapped ? program.SourceMap : [], map => section.List(map, section.Int32));
    }

    private static MachineProgram ReadNames(MachineProgram program, ref SectionReader reader) => program with
    {
        Symbols = reader.List(12, static (ref r) => new ProgramSymbol(r.Text(), r.Int32(), r.Int32())),
        Nodes = reader.List(4, static (ref r) => r.Text()),
        SourceMap = reader.List(4, static (ref r) => r.List(4, static (ref n) => n.Int32())),
    };

    private static void Require(bool condition, string field, string value, string legal)
    {
        if (!condition)
        {
            throw IsaException.At("file.corrupt", "program file", field, value, legal);
        }
    }
}
