using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>
/// A transpose, a reshape that flattens everything but the first axis, and a matrix product with constant weights: the weights' rows are reordered
/// instead. Elementwise operations may stand between. After this pass no such transpose is left where each value between has a single use.
/// </summary>
/// <remarks>
/// Integer sums are the same. Float sums run over K in the new order: an NCHW model does not name an order of its sums, the layout that the
/// model is compiled in does; this pass is part of choosing it.
/// </remarks>
internal static class PermuteFlattenedWeights
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        foreach (Node node in graph.Nodes.Where(n => n.Operation is MatMulOperation).ToArray())
        {
            TryPermute(editor, node);
        }
    }

    private static void TryPermute(GraphEditor editor, Node product)
    {
        List<Node> between = [];
        Value value = product.Inputs[0];
        bool flattened = false;
        while (editor.HasSingleUse(value) && editor.Producer(value) is { } node && (IsElementwise(node) || (!flattened && IsFlatten(node))))
        {
            flattened |= node.Operation is ReshapeOperation;
            between.Add(node);
            value = node.Inputs[0];
        }
        if (!flattened || !editor.HasSingleUse(value) || editor.Producer<TransposeOperation>(value) is not var (before, transpose) || transpose.Permutation[0] != 0
            || Reordered(editor, product.Inputs[1], value.Shape, transpose.Permutation) is not { } weights)
        {
            return;
        }
        foreach (Node node in between.AsEnumerable().Reverse().TakeWhile(n => n.Operation is not ReshapeOperation))
        {
            node.Outputs[0].Shape = before.Inputs[0].Shape;
        }
        editor.SetInput(between[^1], 0, before.Inputs[0]);
        editor.SetInput(product, 1, weights);
        editor.Remove(before);
    }

    private static bool IsElementwise(Node node) =>
        node.Operation is UnaryOperationNode or ClampOperation or QuantizeOperation or DequantizeOperation or RequantizeOperation or ConvertOperation
        && node.Inputs.Concat(node.Outputs).All(v => v.Quantization is null || v.IsPerTensor());

    private static bool IsFlatten(Node node) =>
        node.Operation is ReshapeOperation && node.Outputs[0].Shape is [var rows, _] && node.Inputs[0].Shape is [var first, _, ..] && first == rows
        && node.Inputs[0].Shape.All(d => d.IsStatic || d == first);

    /// <summary>Weights, or their dequantisation, with rows in the order before the transpose; null when they are not constant.</summary>
    private static Value? Reordered(GraphEditor editor, Value weights, Dimension[] shape, ImmutableArray<int> permutation)
    {
        if (editor.Producer<DequantizeOperation>(weights) is var (dequantize, _))
        {
            if (Reordered(editor, dequantize.Inputs[0], shape, permutation) is not { } integers)
            {
                return null;
            }
            Value result = new(editor.UniqueName(weights.Name + "/reordered"), weights.Type, weights.Shape);
            editor.InsertBefore(dequantize, dequantize.Name + "/reordered", dequantize.Operation, result, integers);
            return result;
        }
        if (weights.Constant is null || weights.Shape.Length != 2 || weights.Quantization is { Axis: 0 } || Numerics.DTypes.IsSubByte(weights.Type))
        {
            return null;
        }
        ImmutableArray<int> inverse = ValueFacts.Inverse(permutation);
        Value rows = new(weights.Name, weights.Type, [.. shape[1..], weights.Shape[1]]) { Constant = weights.Constant };
        int last = permutation.Length - 1;
        byte[] bytes = ConstantMoves.Transpose(rows, [.. inverse[1..].Select(axis => axis - 1), last], weights.Name).Constant!;
        return new Value(editor.UniqueName(weights.Name + "/reordered"), weights.Type, weights.Shape) { Constant = bytes, Quantization = weights.Quantization };
    }
}
