using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>After this pass every node contributes to a model output.</summary>
internal static class RemoveDeadNodes
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        HashSet<Value> needed = [.. graph.Outputs];
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (graph.Nodes[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(graph.Nodes[i].Inputs);
            }
            else
            {
                graph.Nodes.RemoveAt(i);
            }
        }
    }
}
