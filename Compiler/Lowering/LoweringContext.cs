using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>What lowerings share: where values live, room for tiles, the emitter, mapping.</summary>
internal sealed class LoweringContext
{
    private readonly ValuePlan plan;
    private readonly Dictionary<Value, Buffer> constants = [];
    private readonly Dictionary<string, LayerMapping> requested = new(StringComparer.Ordinal);

    /// <summary>Creates with the plan of values.</summary>
    public LoweringContext(MachineConfig machine, CompileOptions options, RequantMode requantization, Emitter emitter, DramLayout dram, WorkArea[] areas, ValuePlan plan)
    {
        Machine = machine;
        Requantization = requantization;
        Emitter = emitter;
        Dram = dram;
        Areas = areas;
        this.plan = plan;
        foreach (LayerMapping layer in options.Mapping?.Layers ?? [])
        {
            requested[layer.Node] = layer;
        }
    }

    /// <summary>The machine.</summary>
    public MachineConfig Machine { get; }
    /// <summary>Scaling where nodes do not say.</summary>
    public RequantMode Requantization { get; }
    /// <summary>Code.</summary>
    public Emitter Emitter { get; }
    /// <summary>DRAM.</summary>
    public DramLayout Dram { get; }
    /// <summary>Work area of each core.</summary>
    public WorkArea[] Areas { get; }
    /// <summary>Chosen tilings so far.</summary>
    public List<LayerMapping> Chosen { get; } = [];
    /// <summary>Highest accumulator byte used.</summary>
    public long AccumulatorBytes { get; private set; }

    /// <summary>Cores in use.</summary>
    public int Cores => Areas.Length;

    /// <summary>The tiling the user asks for; all zero when none.</summary>
    public LayerMapping Request(string node)
    {
        LayerMapping request = requested.GetValueOrDefault(node) ?? new LayerMapping(node);
        return request.Core < Cores && request.Core >= -1
            ? request
            : throw new CompileException("compile.mapping", node, $"maps core {request.Core}; legal: −1 (all) or 0..{Cores - 1}");
    }

    /// <summary>The core of item <paramref name="item"/> of <paramref name="items"/>, in contiguous shares.</summary>
    public int CoreOf(LayerMapping mapping, long item, long items) => mapping.Core >= 0 ? mapping.Core : (int)(item * Cores / items);

    /// <summary>A value where it lives, with zero point: dense row-major unless it is another value in another order.</summary>
    public View ViewOf(Value value)
    {
        Buffer buffer = value.Constant is { } data ? ConstantOf(value, data) : plan.Locations[value];
        long[] dims = new long[Math.Max(1, value.Shape.Length)];
        dims[0] = 1;
        for (int i = 0; i < value.Shape.Length; i++)
        {
            dims[i] = value.Shape[i].Size;
        }
        int zero = value.Type.IsInteger() && value.Quantization is { ZeroPoints.Length: 1 } q ? q.ZeroPoints[0] : 0;
        View view = View.Dense(buffer, 0, value.Type, dims) with { ZeroPoint = zero };
        long width = value.Type.Bits() / 8;
        return plan.Aliases.TryGetValue(value, out StridedAlias? alias)
            ? view with { Offset = alias.Offset * width, Strides = [.. alias.Strides.Select(stride => stride * width)] }
            : view;
    }

    /// <summary>Sums of a tile in a core's accumulator memory.</summary>
    public View Sums(int core, DType type, string node, params ReadOnlySpan<long> dims)
    {
        Buffer buffer = new(Space.Accumulator, core, 0, Machine.Accumulator.Bytes);
        View view = View.Dense(buffer, 0, type, dims);
        AccumulatorBytes = Math.Max(AccumulatorBytes, view.SpanBytes);
        return view.SpanBytes <= buffer.Bytes
            ? view
            : throw new CompileException("compile.capacity", node, $"needs {view.SpanBytes} bytes of accumulators for its smallest tile, {buffer.Bytes} are available; choose a machine with more accumulators");
    }

    /// <summary>The symbol of a value's leading extent, or null; symbols elsewhere are refused.</summary>
    public static string? LeadingSymbol(string node, Value value)
    {
        for (int i = 1; i < value.Shape.Length; i++)
        {
            if (!value.Shape[i].IsStatic)
            {
                throw new CompileException("compile.symbols", node, $"has run-time extent {value.Shape[i]} as dimension {i} of {value}; legal: dimension 0");
            }
        }
        return value.Shape.Length > 0 ? value.Shape[0].Symbol : null;
    }

    /// <summary>Refuses run-time extents for an operation that has no use for them.</summary>
    public static void NeedStatic(Node node)
    {
        foreach (Value value in (IEnumerable<Value>)[.. node.Inputs, .. node.Outputs])
        {
            if (LeadingSymbol(node.Name, value) is { } symbol)
            {
                throw new CompileException("compile.symbols", node.Name, $"is a {node.Operation.GetType().Name} with run-time extent '{symbol}'; legal: one that keeps dimension 0, in input and output alike");
            }
        }
    }

    private Buffer ConstantOf(Value value, byte[] data)
    {
        if (!constants.TryGetValue(value, out Buffer buffer))
        {
            buffer = Dram.Constant(data, value.Name);
            constants.Add(value, buffer);
        }
        return buffer;
    }
}
