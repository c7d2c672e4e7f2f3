using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>Copies a graph: own nodes and values, shared constants.</summary>
internal static class GraphCopy
{
    /// <summary>A copy.</summary>
    public static Graph Of(Graph graph)
    {
        Dictionary<Value, Value> copies = [];
        Graph result = new() { Name = graph.Name, Requantization = graph.Requantization };
        result.Inputs.AddRange(graph.Inputs.Select(Copy));
        foreach (Node node in graph.Nodes)
        {
            Node copy = new(node.Name, node.Operation);
            copy.Inputs.AddRange(node.Inputs.Select(Copy));
            copy.Outputs.AddRange(node.Outputs.Select(Copy));
            result.Nodes.Add(copy);
        }
        result.Outputs.AddRange(graph.Outputs.Select(Copy));
        return result;

        Value Copy(Value value)
        {
            if (!copies.TryGetValue(value, out Value? copy))
            {
                copy = new Value(value.Name, value.Type, value.Shape) { Quantization = value.Quantization, Constant = value.Constant, Storage = value.Storage };
                copies.Add(value, copy);
            }
            return copy;
        }
    }
}
