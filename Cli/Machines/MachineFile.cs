using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Cli;

/// <summary>Reads machine records from YAML.</summary>
public static class MachineFile
{
    private static readonly Dictionary<string, Dataflow> Dataflows = new()
    {
        ["weight_stationary"] = Dataflow.WeightStationary,
        ["output_stationary"] = Dataflow.OutputStationary,
        ["input_stationary"] = Dataflow.InputStationary,
    };

    private static readonly Dictionary<string, SparseFormat> Formats = new()
    {
        ["dense"] = SparseFormat.Dense,
        ["bitmask"] = SparseFormat.Bitmask,
    };

    private static readonly Dictionary<string, DType> Types = System.Enum.GetValues<DType>().ToDictionary(t => t.Name());

    /// <summary>Parses a machine; <paramref name="file"/> names it in errors.</summary>
    /// <exception cref="CliException">Syntax, unknown or missing key, or value out of range, with file, line and column.</exception>
    public static MachineConfig Parse(string file, string text)
    {
        YamlRecord root = YamlRecord.Parse(file, text);
        MachineConfig machine = new()
        {
            Name = root.Text("name"),
            ClockHertz = root.Number("clock_hertz", 1, 1e12),
            Cores = root.Integer("cores", 1, 1024, absent: 1),
            Dram = Memory(root.Record("dram"), 1L << 40),
            Scratchpad = Memory(root.Record("scratchpad"), 1L << 31),
            Accumulator = Memory(root.Record("accumulator"), 1L << 31),
            Arrays = [.. root.Records("arrays", 1, 8).Select(Array)],
            Vector = Vector(root.Record("vector")),
            Link = Link(root.Record("link")),
            Formats = [.. root.Choices("formats", Formats)],
            MatrixTypes = [.. root.Choices("matrix_types", Types)],
        };
        root.End();
        return machine;
    }

    private static MemoryConfig Memory(YamlRecord record, long maxBytes)
    {
        MemoryConfig memory = new(record.Bytes("bytes", 64, maxBytes), record.Number("bytes_per_cycle", 1e-3, 1e9), record.Integer("latency_cycles", 0, 1_000_000));
        record.End();
        return memory;
    }

    private static ArrayConfig Array(YamlRecord record)
    {
        ArrayConfig array = new(
            record.Integer("rows", 1, 65535),
            record.Integer("columns", 1, 65535),
            record.Choice("dataflow", Dataflows),
            record.Flag("reshapeable", absent: false),
            record.Integer("reconfigure_cycles", 0, 1_000_000, absent: 0));
        record.End();
        return array;
    }

    private static VectorConfig Vector(YamlRecord record)
    {
        VectorConfig vector = new(record.Integer("lanes", 1, 1 << 20), record.Integer("start_cycles", 0, 1_000_000), record.Integer("transcendental_cycles", 1, 1_000_000));
        record.End();
        return vector;
    }

    private static LinkConfig Link(YamlRecord record)
    {
        LinkConfig link = new(record.Number("bytes_per_cycle", 1e-3, 1e9), record.Integer("latency_cycles", 0, 1_000_000));
        record.End();
        return link;
    }
}
