using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Finds transposes and slices that need no move: what a product of computed matrices reads may lie in any order, and so may what it writes. The heads
/// of an attention stay where the projections wrote them.
/// </summary>
internal sealed class StridedAliases
{
    private readonly HashSet<Value> bound;
    private readonly Dictionary<Value, List<Node>> consumers = [];
    private readonly Dictionary<Value, Node> producers = [];

    private StridedAliases(Graph graph, HashSet<Value> bound)
    {
        this.bound = bound;
        foreach (Node node in graph.Nodes)
        {
            foreach (Value input in node.Inputs)
            {
                if (!consumers.TryGetValue(input, out List<Node>? list))
                {
                    consumers.Add(input, list = []);
                }
                list.Add(node);
            }
            foreach (Value output in node.Outputs)
            {
                producers.Add(output, node);
            }
        }
    }

    /// <summary>The aliases of a graph; <paramref name="bound"/> values have an address of their own.</summary>
    public static Dictionary<Value, StridedAlias> Find(Graph graph, HashSet<Value> bound)
    {
        StridedAliases search = new(graph, bound);
        Dictionary<Value, StridedAlias> found = [];
        foreach (Node node in graph.Nodes)
        {
            if (search.Of(node) is var (value, alias) && !Leads(found, alias.Of, value))
            {
                found.Add(value, alias);
            }
        }
        return found;
    }

    private (Value Value, StridedAlias Alias)? Of(Node node)
    {
        if (node.Operation is not (TransposeOperation or SliceOperation))
        {
            return null;
        }
        (Value x, Value y) = (node.Inputs[0], node.Outputs[0]);
        if (x.Constant is not null || x.Type.IsSubByte() || x.Shape.Concat(y.Shape).Any(d => !d.IsStatic))
        {
            return null;
        }
        if (!bound.Contains(y) && consumers.TryGetValue(y, out List<Node>? users) && users.TrueForAll(user => ReadsAnyOrder(user, y)))
        {
            return (y, node.Operation is TransposeOperation transpose ? Turned(x, transpose.Permutation) : Part(x, (SliceOperation)node.Operation));
        }
        bool written = node.Operation is TransposeOperation && !bound.Contains(x) && consumers[x].Count == 1 && producers.TryGetValue(x, out Node? producer) && BatchedProduct.Takes(producer) && producer.Operation.Residual() is null;
        return written ? (x, Turned(y, ValueFacts.Inverse(((TransposeOperation)node.Operation).Permutation))) : null;
    }

    private static bool ReadsAnyOrder(Node user, Value value) => BatchedProduct.Takes(user) && user.Inputs.IndexOf(value) < 2 && user.Inputs.LastIndexOf(value) < 2;

    private static StridedAlias Turned(Value x, ImmutableArray<int> permutation)
    {
        long[] strides = Dense(x);
        return new StridedAlias(x, 0, [.. permutation.Select(axis => strides[axis])]);
    }

    private static StridedAlias Part(Value x, SliceOperation slice)
    {
        long[] strides = Dense(x);
        return new StridedAlias(x, strides.Select((stride, axis) => stride * slice.Starts[axis]).Sum(), [.. strides.Select((stride, axis) => stride * slice.Steps[axis])]);
    }

    private static long[] Dense(Value x)
    {
        long[] strides = new long[x.Shape.Length];
        long stride = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= x.Shape[axis].Size;
        }
        return strides;
    }

    /// <summary>Whether one of the two is an alias already: no alias leads to another.</summary>
    private static bool Leads(Dictionary<Value, StridedAlias> found, Value of, Value value) =>
        found.ContainsKey(of) || found.ContainsKey(value) || found.Values.Any(alias => alias.Of == value);
}
