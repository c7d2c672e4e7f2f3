namespace AccelEmu.Compiler;

/// <summary>
/// After this pass no transpose or reshape stands directly behind a dequantisation of the whole tensor, or a transpose behind any dequantisation: it moves the integers
/// instead. A quarter of the bytes, constants fold, and spatial operations see the dequantisations that <see cref="FuseQuantized"/> looks for.
/// </summary>
internal static class RaiseTransposes
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            Node node = graph.Nodes[i];
            if (node.Operation is not (TransposeOperation or ReshapeOperation) || editor.Producer<DequantizeOperation>(node.Inputs[0]) is not { } before)
            {
                continue;
            }
            Value integers = before.Node.Inputs[0];
            if (node.Operation is ReshapeOperation && !integers.IsPerTensor())
            {
                continue;
            }
            Value moved = new(editor.UniqueName(node.Outputs[0].Name + "/integers"), integers.Type, node.Outputs[0].Shape)
            {
                Quantization = node.Operation is TransposeOperation transpose
                    ? ValueFacts.MoveAxis(integers.Quantization, axis => transpose.Permutation.IndexOf(axis))
                    : integers.Quantization,
            };
            editor.InsertBefore(node, node.Name + "/integers", node.Operation, moved, integers);
            node.Operation = before.Operation;
            editor.SetInput(node, 0, moved);
            i = graph.Nodes.Count;
        }
        RemoveIdentities.RunToEnd(graph);
    }
}
