using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>The directives: everything of a program that is not an instruction.</summary>
internal static class Directives
{
    /// <summary>Every directive with its form, for the manual and for error messages.</summary>
    public static ImmutableArray<(string Form, string Meaning)> All { get; } =
    [
        (".name text", "name of the program"),
        (".core number", "what follows belongs to this core; 0 at the start"),
        (".entry position", "where the core starts; 0 when absent"),
        (".memory dram=bytes scratchpad=bytes accumulator=bytes", "what the program needs"),
        (".feature text", "a feature the machine must have: \"format:bitmask\", \"dtype:i4\", \"reshape\""),
        (".template name kind field=value …", "a descriptor template; kinds tile, conv, drain; dims=, strides=, max= are lists; strides of a tile with dims= are dense when absent"),
        (".semaphore name [id=] producer=unit consumer=unit [initial=] [producer_core=] [consumer_core=]", "a semaphore; cores default to the current one, the id to the lowest free"),
        (".table name label, …", "a kernel table of dispatch"),
        (".equ name expression", "a constant"),
        (".data address", "begins a segment of constants in DRAM"),
        (".i8 .i16 .i32 .i64 value, …", "little-endian integers"),
        (".f32 number, …", "binary32 numbers; inf, nan, bits(…) are numbers"),
        (".string text   .hex text   .zero count", "UTF-8 bytes without a terminator; bytes as hexadecimal digits; zeros"),
        (".bind input|output name type= shape= address= [scale=] [zero_point=] [axis=]", "a tensor in DRAM"),
        (".node text", "appends a name to the list of graph nodes"),
        (".source number", "graph node of the instructions that follow; -1 = none"),
        (".symbol text", "a symbol at this position whose name is not a label's"),
        (".raw 0x…", "a word as it is"),
        (".include text", "another source"),
    ];

    /// <summary>Executes a directive of the first pass; false when it is not one.</summary>
    public static bool TryExecute(AssemblyState state, Token directive, TokenReader line)
    {
        switch (directive.Text)
        {
            case ".name":
                state.Name = line.Text("a name");
                break;
            case ".core":
                Core(state, line);
                break;
            case ".memory":
                Memory(state, line);
                break;
            case ".feature":
                state.Features.Add(line.Text("a feature"));
                break;
            case ".template":
                Token name = line.Current;
                line.Name("a name");
                state.AddTemplate(name, DescriptorText.Parse(line));
                break;
            case ".semaphore":
                Semaphore(state, line);
                break;
            case ".equ":
                Token constant = line.Current;
                line.Name("a name");
                state.Define(constant, line.Expression());
                break;
            case ".data":
                state.Data.Begin(line.Expression("address", 0, TileDescriptor.Limit));
                break;
            case ".bind":
                state.Bindings.Add(Binding(line));
                break;
            case ".node":
                state.Nodes.Add(line.Text("a name"));
                break;
            case ".source":
                state.Section.Node = (int)line.Expression("node", -1, int.MaxValue);
                state.Section.HasSource = true;
                break;
            case ".symbol":
                state.Symbols.Add(new ProgramSymbol(line.Text("a name"), state.Core, state.Section.Words.Count));
                break;
            default:
                if (!state.Data.TryAppend(directive, line))
                {
                    return false;
                }
                break;
        }
        line.End();
        return true;
    }

    private static void Core(AssemblyState state, TokenReader line)
    {
        int core = (int)line.Expression("core", 0, state.Cores.Count);
        if (core == state.Cores.Count)
        {
            state.Cores.Add(new CoreSection());
        }
        state.Core = core;
    }

    private static void Memory(AssemblyState state, TokenReader line)
    {
        while (!line.AtEnd)
        {
            Token space = line.Current;
            line.Name("dram=, scratchpad= or accumulator=");
            line.Mark("=");
            long bytes = line.Expression(space.Text, 0, TileDescriptor.Limit);
            switch (space.Text)
            {
                case "dram":
                    state.DramBytes = bytes;
                    break;
                case "scratchpad":
                    state.ScratchpadBytes = bytes;
                    break;
                case "accumulator":
                    state.AccumulatorBytes = bytes;
                    break;
                default:
                    throw new AssemblyFault("asm.operand", space.Column, $"'{space.Text}' is not a memory; legal: dram, scratchpad, accumulator");
            }
        }
    }

    private static void Semaphore(AssemblyState state, TokenReader line)
    {
        int column = line.Current.Column;
        string name = line.Text("a name");
        int id = 0, initial = 0, producerCore = state.Core, consumerCore = state.Core;
        UnitId? producer = null, consumer = null;
        while (!line.AtEnd)
        {
            Token field = line.Current;
            line.Name("a field");
            line.Mark("=");
            switch (field.Text)
            {
                case "id":
                    id = (int)line.Expression("id", 1, 255);
                    break;
                case "initial":
                    initial = (int)line.Expression("initial", 0, int.MaxValue);
                    break;
                case "producer":
                    producer = Unit(line);
                    break;
                case "consumer":
                    consumer = Unit(line);
                    break;
                case "producer_core":
                    producerCore = (int)line.Expression("producer_core", 0, int.MaxValue);
                    break;
                case "consumer_core":
                    consumerCore = (int)line.Expression("consumer_core", 0, int.MaxValue);
                    break;
                default:
                    throw new AssemblyFault("asm.operand", field.Column, $"'{field.Text}' is not a field of a semaphore; legal: id, producer, consumer, initial, producer_core, consumer_core");
            }
        }
        if (producer is null || consumer is null)
        {
            throw new AssemblyFault("asm.operand", column, "a semaphore needs producer= and consumer=");
        }
        byte number = id != 0 ? (byte)id : state.FreeSemaphore(producerCore, consumerCore, column);
        state.Semaphores.Add(new SemaphoreDeclaration(new SemaphoreId(number), name, producerCore, producer.Value, consumerCore, consumer.Value, initial));
    }

    /// <summary>A unit's name.</summary>
    public static UnitId Unit(TokenReader line)
    {
        Token token = line.Current;
        return TryUnit(line.Name("a unit"), out UnitId unit)
            ? unit
            : throw new AssemblyFault("asm.unit", token.Column, $"'{token.Text}' is not a unit; legal: ctl, ldq, stq, mx0..mx7, vx0..vx7");
    }

    /// <summary>Parses <c>ctl</c>, <c>ldq</c>, <c>stq</c>, <c>mx0</c>, <c>vx0</c>.</summary>
    public static bool TryUnit(string name, out UnitId unit)
    {
        unit = name switch
        {
            "ldq" => new UnitId(UnitKind.Load, 0),
            "stq" => new UnitId(UnitKind.Store, 0),
            ['m', 'x', >= '0' and <= '7'] => new UnitId(UnitKind.Matrix, (byte)(name[2] - '0')),
            ['v', 'x', >= '0' and <= '7'] => new UnitId(UnitKind.Vector, (byte)(name[2] - '0')),
            _ => default,
        };
        return name == "ctl" || unit != default;
    }

    private static TensorBinding Binding(TokenReader line)
    {
        Token direction = line.Current;
        if (line.Name("input or output") is not ("input" or "output"))
        {
            throw new AssemblyFault("asm.enum", direction.Column, $"'{direction.Text}' is not a direction; legal: input, output");
        }
        string name = line.Text("a name");
        DType type = DType.I8;
        List<long> shape = [], zeroPoints = [];
        List<float> scales = [];
        long address = 0;
        int axis = -1;
        while (!line.AtEnd)
        {
            Token field = line.Current;
            line.Name("a field");
            line.Mark("=");
            switch (field.Text)
            {
                case "type":
                    Token typeName = line.Current;
                    type = SnakeCase.TryParse(line.Name("a dtype"), out DType found)
                        ? found
                        : throw new AssemblyFault("asm.enum", typeName.Column, $"'{typeName.Text}' is not a dtype; legal: {string.Join(", ", SnakeCase.All<DType>())}");
                    break;
                case "shape":
                    List(line, shape, 0, TileDescriptor.Limit);
                    break;
                case "address":
                    address = line.Expression("address", 0, TileDescriptor.Limit);
                    break;
                case "scale":
                    do
                    {
                        scales.Add(line.Float());
                    }
                    while (line.TryMark(","));
                    break;
                case "zero_point":
                    List(line, zeroPoints, int.MinValue, int.MaxValue);
                    break;
                case "axis":
                    axis = (int)line.Expression("axis", -1, int.MaxValue);
                    break;
                default:
                    throw new AssemblyFault("asm.operand", field.Column, $"'{field.Text}' is not a field of a binding; legal: type, shape, address, scale, zero_point, axis");
            }
        }
        return new TensorBinding(name, direction.Text == "output", type, [.. shape], address, [.. scales], [.. zeroPoints.ConvertAll(z => (int)z)], axis);
    }

    private static void List(TokenReader line, List<long> values, long min, long max)
    {
        do
        {
            values.Add(line.Expression("entry", min, max));
        }
        while (line.TryMark(","));
    }
}
