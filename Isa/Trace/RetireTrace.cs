using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>What a run has recorded, core by core: what Timing replays and people read. Contains observations, never tensor values.</summary>
/// <param name="level">How much is recorded.</param>
/// <param name="cores">One trace for each core.</param>
public sealed class RetireTrace(TraceLevel level, ImmutableArray<CoreTrace> cores)
{
    private const uint Magic = 0x43525441;
    private const ushort FileVersion = 1;
    private const int HeaderBytes = 12;
    private const int MaxCores = 1 << 16;

    /// <summary>An empty trace of <paramref name="cores"/> cores.</summary>
    public RetireTrace(TraceLevel level, int cores) : this(level, Empty(cores)) { }

    /// <summary>How much is recorded.</summary>
    public TraceLevel Level { get; } = level;

    /// <summary>One trace for each core.</summary>
    public ImmutableArray<CoreTrace> Cores { get; } = cores;

    /// <summary>
    /// The file: magic <c>ATRC</c>, version, level, number of cores, for each core the lengths and bytes of its three logs, CRC-32 of all before it; little-endian.
    /// </summary>
    public byte[] Save()
    {
        long bytes = HeaderBytes + sizeof(uint);
        foreach (CoreTrace core in Cores)
        {
            bytes += (3 * sizeof(int)) + core.Bytes;
        }
        byte[] file = new byte[checked((int)bytes)];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(4), FileVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), (ushort)Level);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), Cores.Length);
        int position = HeaderBytes;
        foreach (CoreTrace core in Cores)
        {
            Put(file, ref position, core.Scalars);
            Put(file, ref position, core.Outcomes);
            Put(file, ref position, core.Units);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(position), Crc32.Of(file.AsSpan(0, position)));
        return file;
    }

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    /// <exception cref="IsaException">Not a trace, another version, truncated or corrupt.</exception>
    public static RetireTrace Load(ReadOnlySpan<byte> file)
    {
        Require(file.Length >= HeaderBytes + sizeof(uint), "length", file.Length, "16 or more");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(file) == Magic, "magic", BinaryPrimitives.ReadUInt32LittleEndian(file), "ATRC");
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(file[4..]);
        Require(version == FileVersion, "version", version, $"{FileVersion}; record the trace again");
        ReadOnlySpan<byte> body = file[..^sizeof(uint)];
        Require(Crc32.Of(body) == BinaryPrimitives.ReadUInt32LittleEndian(file[^sizeof(uint)..]), "checksum", Crc32.Of(body), "the checksum at the end of the file");
        ushort level = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]);
        Require(level <= (ushort)TraceLevel.L1, "level", level, "0..2");
        int count = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        Require(count is >= 0 and <= MaxCores, "cores", count, $"0..{MaxCores}");
        ImmutableArray<CoreTrace>.Builder cores = ImmutableArray.CreateBuilder<CoreTrace>();
        int position = HeaderBytes;
        for (int core = 0; core < count; core++)
        {
            cores.Add(new CoreTrace(Get(body, ref position), Get(body, ref position), Get(body, ref position)));
        }
        Require(position == body.Length, "length", body.Length, $"{position}");
        return new RetireTrace((TraceLevel)level, cores.DrainToImmutable());
    }

    /// <summary>Writes the trace for people, one line a record. With a program, instructions are named.</summary>
    public void WriteText(TextWriter writer, MachineProgram? program = null)
    {
        writer.WriteLine($"trace {Level}, {Cores.Length} cores");
        for (int core = 0; core < Cores.Length; core++)
        {
            writer.WriteLine($"core {core}");
            ScalarReader scalars = Cores[core].ReadScalars();
            while (scalars.TryRead(out long value))
            {
                writer.WriteLine($"  scalar {value}");
            }
            OutcomeReader outcomes = Cores[core].ReadOutcomes();
            while (outcomes.TryRead(out Outcome outcome))
            {
                writer.WriteLine($"  decide {outcome.ProgramCounter} -> {outcome.Target}");
            }
            UnitReader units = Cores[core].ReadUnits();
            UnitRecord record = new();
            while (units.TryRead(record))
            {
                WriteUnit(writer, record, program, core);
            }
        }
    }

    private static void WriteUnit(TextWriter writer, UnitRecord record, MachineProgram? program, int core)
    {
        writer.Write($"  {record.Unit} {record.ProgramCounter}");
        if (program is not null && core < program.Code.Length && record.ProgramCounter < program.Code[core].Length)
        {
            writer.Write($" {InstructionSet.Find(InstructionHeader.Decode(program.Code[core][record.ProgramCounter]).Opcode)?.Mnemonic}");
        }
        foreach (TileSummary tile in record.Tiles)
        {
            writer.Write($" {SnakeCase.Name(tile.Space)}{(tile.Space == Space.Dram ? "" : $"@{tile.Core}")}+0x{tile.Address:x}:{tile.Shape.Type.Name()}[");
            for (int d = 0; d < tile.Shape.Rank; d++)
            {
                writer.Write(d == 0 ? $"{tile.Shape.Dims[d]}" : $",{tile.Shape.Dims[d]}");
            }
            writer.Write(tile.Shape.Layout == Layout.Plain ? "]" : $"]{SnakeCase.Name(tile.Shape.Layout)}");
            writer.Write(tile.Shape.Format == SparseFormat.Dense ? "" : $" {SnakeCase.Name(tile.Shape.Format)}");
        }
        foreach (Observation observation in record.Observations)
        {
            writer.Write($" {SnakeCase.Name(observation.Kind)}={observation.Value}");
        }
        writer.WriteLine();
    }

    private static ImmutableArray<CoreTrace> Empty(int count)
    {
        ImmutableArray<CoreTrace>.Builder cores = ImmutableArray.CreateBuilder<CoreTrace>(count);
        for (int core = 0; core < count; core++)
        {
            cores.Add(new CoreTrace());
        }
        return cores.MoveToImmutable();
    }

    private static void Put(Span<byte> file, ref int position, ByteLog log)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file[position..], log.Length);
        log.Span.CopyTo(file[(position + sizeof(int))..]);
        position += sizeof(int) + log.Length;
    }

    private static ByteLog Get(ReadOnlySpan<byte> body, ref int position)
    {
        Require(body.Length - position >= sizeof(int), "length", body.Length, $"{position + sizeof(int)} or more");
        int length = BinaryPrimitives.ReadInt32LittleEndian(body[position..]);
        position += sizeof(int);
        Require(length >= 0 && length <= body.Length - position, "log length", length, $"0..{body.Length - position}");
        ByteLog log = new(body.Slice(position, length));
        position += length;
        return log;
    }

    private static void Require(bool condition, string field, long value, string legal)
    {
        if (!condition)
        {
            throw IsaException.At("trace.corrupt", "trace file", field, $"{value}", legal);
        }
    }
}
