using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Where every value of a graph lives: bindings and temporaries in DRAM, or in the scratchpad of core 0.</summary>
internal sealed class ValuePlan
{
    private readonly Dictionary<Value, Value> roots = [];

    private ValuePlan() { }

    /// <summary>Location of every value that is not constant.</summary>
    public Dictionary<Value, Buffer> Locations { get; } = [];
    /// <summary>Values that are others in another order; their location is that of the other.</summary>
    public Dictionary<Value, StridedAlias> Aliases { get; private set; } = [];
    /// <summary>Model inputs and outputs.</summary>
    public List<TensorBinding> Bindings { get; } = [];
    /// <summary>Outputs that are inputs or constants at the same time: copied at the end.</summary>
    public List<(Value Source, Value Target)> Copies { get; } = [];
    /// <summary>Scratchpad bytes of values.</summary>
    public long ResidentBytes { get; private set; }

    /// <summary>Whether two values are the same bytes.</summary>
    public bool AreSame(Value a, Value b) => Root(a) == Root(b);

    /// <summary>Plans.</summary>
    public static ValuePlan Make(Graph graph, bool keepAll, long residentCapacity, DramLayout dram)
    {
        ValuePlan plan = new();
        HashSet<Value> bound = [.. graph.Inputs];
        foreach (Value input in graph.Inputs)
        {
            plan.Bind(input, input.Name, isOutput: false, dram);
        }
        HashSet<string> names = [];
        IEnumerable<Value> outputs = keepAll ? graph.Outputs.Concat(graph.Nodes.SelectMany(node => node.Outputs)) : graph.Outputs;
        foreach (Value output in outputs)
        {
            if (!names.Add(output.Name))
            {
                continue;
            }
            if (output.Constant is not null || graph.Inputs.Contains(output))
            {
                Value copy = new(output.Name, output.Type, output.Shape) { Quantization = output.Quantization };
                plan.Bind(copy, output.Name, isOutput: true, dram);
                plan.Copies.Add((output, copy));
            }
            else
            {
                bound.Add(output);
                plan.Bind(output, output.Name, isOutput: true, dram);
            }
        }
        plan.PlaceRest(graph, bound, residentCapacity, dram);
        return plan;
    }

    private void Bind(Value value, string name, bool isOutput, DramLayout dram)
    {
        Buffer buffer = dram.Allocate(BytesOf(value), name);
        Locations[value] = buffer;
        Bindings.Add(new TensorBinding(name, isOutput, value.Type, [.. value.Shape.Select(d => d.Size)], buffer.Base,
            [.. value.Quantization?.Scales ?? []], [.. value.Quantization?.ZeroPoints ?? []], value.Quantization?.Axis ?? -1));
    }

    private void PlaceRest(Graph graph, HashSet<Value> bound, long residentCapacity, DramLayout dram)
    {
        Dictionary<Value, (int First, int Last)> spans = [];
        Aliases = StridedAliases.Find(graph, bound);
        for (int step = 0; step < graph.Nodes.Count; step++)
        {
            Node node = graph.Nodes[step];
            foreach (Value input in node.Inputs)
            {
                Extend(input, step);
            }
            foreach (Value output in node.Outputs)
            {
                // A reshape renames its input's bytes unless one of the two has an address of its own.
                if (node.Operation is ReshapeOperation && !bound.Contains(output) && node.Inputs[0].Constant is null)
                {
                    roots[output] = Root(node.Inputs[0]);
                }
                Extend(output, step);
            }
        }
        List<Value> values = [.. spans.Keys.Where(value => !Locations.ContainsKey(value))];
        List<Lifetime> lives = [.. values.Select(value => new Lifetime(value.Name, BytesOf(value), spans[value].First, spans[value].Last))];
        (long[] offsets, ResidentBytes) = LifetimePlan.Place(lives, residentCapacity);
        List<int> spilled = [];
        for (int i = 0; i < values.Count; i++)
        {
            if (offsets[i] >= 0)
            {
                Locations[values[i]] = new Buffer(Space.Scratchpad, 0, offsets[i], lives[i].Bytes);
            }
            else
            {
                spilled.Add(i);
            }
        }
        (long[] temporaries, long bytes) = LifetimePlan.Place([.. spilled.Select(i => lives[i])], long.MaxValue);
        Buffer area = dram.Allocate(bytes, "temporaries");
        for (int i = 0; i < spilled.Count; i++)
        {
            Locations[values[spilled[i]]] = new Buffer(Space.Dram, 0, area.Base + temporaries[i], lives[spilled[i]].Bytes);
        }
        foreach (Value alias in roots.Keys.Concat(Aliases.Keys))
        {
            Locations[alias] = Locations[Root(alias)];
        }

        void Extend(Value value, int step)
        {
            if (value.Constant is null)
            {
                Value root = Root(value);
                spans[root] = spans.TryGetValue(root, out (int First, int Last) span) ? (span.First, step) : (step, step);
            }
        }
    }

    private Value Root(Value value) => Aliases.TryGetValue(value, out StridedAlias? alias) ? Root(alias.Of) : roots.TryGetValue(value, out Value? root) ? root : value;

    private static long BytesOf(Value value) => View.BytesOf(value.Type, [.. value.Shape.Length == 0 ? [1] : value.Shape.Select(d => d.Size)]);
}
