using System;
using System.Collections.Immutable;

namespace AccelEmu.Compiler;

/// <summary>What happens to a graph between a front end and code generation. No pass changes a bit of any result unless its own page says so.</summary>
public static class GraphPasses
{
    /// <summary>The passes in order. Each is idempotent, and so is the whole list.</summary>
    internal static ImmutableArray<(string Name, Action<Graph> Run)> All { get; } =
    [
        ("remove dead nodes", RemoveDeadNodes.Run),
        ("sink transposes", SinkTransposes.Run),
        ("raise transposes", RaiseTransposes.Run),
        ("fold constant moves", graph => FoldConstants.Run(graph, dequantize: false)),
        ("permute flattened weights", PermuteFlattenedWeights.Run),
        ("fuse biases", FuseBias.Run),
        ("fuse activations", FuseActivation.Run),
        ("fuse quantized nodes", FuseQuantized.Run),
        ("fuse residuals", FuseResidual.Run),
        ("fuse tables", FuseTables.Run),
        ("fuse activations of residuals", FuseActivation.Run),
        ("fold constants", graph => FoldConstants.Run(graph, dequantize: true)),
        ("remove dead nodes", RemoveDeadNodes.Run),
    ];

    /// <summary>
    /// Checks a graph, copies it (constants are shared, never written), runs the passes over the copy, checks the copy and
    /// returns it. Inputs and outputs keep name, order, shape, type and quantisation.
    /// </summary>
    /// <exception cref="CompileException">The graph contradicts itself; the message names node and field.</exception>
    public static Graph Run(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphValidator.Check(graph);
        Graph result = GraphCopy.Of(graph);
        foreach ((_, Action<Graph> pass) in All)
        {
            pass(result);
        }
        GraphValidator.Check(result);
        return result;
    }
}
