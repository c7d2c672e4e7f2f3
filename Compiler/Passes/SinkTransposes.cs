using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Moves transposes towards the outputs until they meet their inverse. After this pass no transpose stands in front of an operation that
/// works on each element alone, on windows of named axes, or that is itself a transpose; the order in which floats are added is untouched.
/// </summary>
/// <remarks>Front ends of NCHW models put each spatial operation between two transposes: here they cancel.</remarks>
internal static class SinkTransposes
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        do
        {
            RemoveIdentities.RunToEnd(graph);
        }
        while (SinkOnce(graph));
    }

    private static bool SinkOnce(Graph graph)
    {
        GraphEditor editor = new(graph);
        bool changed = false;
        foreach (Node node in graph.Nodes.ToArray())
        {
            if (node.Inputs.Select(editor.Producer).FirstOrDefault(p => p?.Operation is TransposeOperation) is { } before)
            {
                changed |= TrySink(editor, node, ((TransposeOperation)before.Operation).Permutation);
            }
        }
        return changed;
    }

    private static bool TrySink(GraphEditor editor, Node node, ImmutableArray<int> permutation)
    {
        if (node.Operation is TransposeOperation second)
        {
            editor.SetInput(node, 0, editor.Producer(node.Inputs[0])!.Inputs[0]);
            node.Operation = new TransposeOperation([.. second.Permutation.Select(axis => permutation[axis])]);
            return true;
        }
        Value output = node.Outputs[0];
        if (Rewrite(node, permutation) is not var (operation, outputPermutation) || !node.Inputs.All(v => HasBefore(editor, v, node, permutation)))
        {
            return false;
        }
        editor.SetInputs(node, node.Inputs.Select(v => Before(editor, v, node, permutation)).ToArray());
        node.Operation = operation;
        Value inner = new(editor.UniqueName(output.Name + "/transposed"), output.Type, ValueFacts.Permute(output.Shape, ValueFacts.Inverse(outputPermutation)))
        {
            Quantization = ValueFacts.MoveAxis(output.Quantization, axis => outputPermutation[axis]),
        };
        editor.SetOutput(node, inner);
        editor.InsertAfter(node, node.Name + "/transpose", new TransposeOperation(outputPermutation), output, inner);
        return true;
    }

    /// <summary>True for an operand behind the same transpose, a constant, or a smaller operand that is cheap to reorder.</summary>
    private static bool HasBefore(GraphEditor editor, Value value, Node node, ImmutableArray<int> permutation)
    {
        if (editor.Producer<TransposeOperation>(value) is var (_, transpose))
        {
            return transpose.Permutation.SequenceEqual(permutation);
        }
        return value.Constant is not null
            ? !value.Type.IsSubByte() && (value.Shape.Length == permutation.Length || (value.Shape.Length < permutation.Length && value.Quantization is not { Axis: >= 0 }))
            : node.Operation is BinaryOperationNode or CompareOperation && value.Shape.Length == permutation.Length && value.Shape.Elements() < node.Outputs[0].Shape.Elements();
    }

    /// <summary>The operand in the order before the transpose.</summary>
    private static Value Before(GraphEditor editor, Value value, Node node, ImmutableArray<int> permutation)
    {
        if (editor.Producer<TransposeOperation>(value) is var (before, _))
        {
            return before.Inputs[0];
        }
        ImmutableArray<int> inverse = ValueFacts.Inverse(permutation);
        string name = editor.UniqueName(value.Name + "/transposed");
        Dimension[] full = [.. Enumerable.Repeat<Dimension>(1, permutation.Length - value.Shape.Length), .. value.Shape];
        Value extended = new(value.Name, value.Type, full) { Constant = value.Constant, Quantization = value.Quantization };
        if (value.Constant is not null)
        {
            return ConstantMoves.Transpose(extended, inverse, name);
        }
        Value moved = new(name, value.Type, ValueFacts.Permute(full, inverse)) { Quantization = ValueFacts.MoveAxis(value.Quantization, inverse.IndexOf) };
        editor.InsertBefore(node, name, new TransposeOperation(inverse), moved, value);
        return moved;
    }

    /// <summary>The operation on operands before the transpose, and the transpose that its result then needs; null when there is none.</summary>
    private static (Operation Operation, ImmutableArray<int> Output)? Rewrite(Node node, ImmutableArray<int> permutation)
    {
        switch (node.Operation)
        {
            case UnaryOperationNode or ClampOperation or QuantizeOperation or DequantizeOperation or RequantizeOperation or ConvertOperation:
                return (node.Operation, permutation);
            case BinaryOperationNode or CompareOperation:
                return node.Outputs[0].Shape.Length == permutation.Length ? (node.Operation, permutation) : null;
            case ConcatOperation concat:
                return (new ConcatOperation(permutation[concat.Axis]), permutation);
            case PadOperation pad:
                return (pad with { Before = Reorder(pad.Before, permutation), After = Reorder(pad.After, permutation) }, permutation);
            case SliceOperation slice:
                return (new SliceOperation(Reorder(slice.Starts, permutation), Reorder(slice.Steps, permutation)), permutation);
            case SoftmaxOperation:
                return permutation[^1] == permutation.Length - 1 ? (node.Operation, permutation) : null;
            case ReduceOperation reduce:
                return Rewrite(reduce, permutation);
            default:
                return null;
        }
    }

    /// <summary>A reduction may move when its elements keep their order, which decides the bits of a float sum and the index of a maximum.</summary>
    private static (Operation Operation, ImmutableArray<int> Output)? Rewrite(ReduceOperation reduce, ImmutableArray<int> permutation)
    {
        int[] axes = [.. reduce.Axes.Select(axis => permutation[axis])];
        if (!axes.SequenceEqual(axes.Order()))
        {
            return null;
        }
        if (reduce.KeepDimensions)
        {
            return (reduce with { Axes = [.. axes] }, permutation);
        }
        List<int> left = [.. permutation.Where(axis => !axes.Contains(axis)).Order()];
        return (reduce with { Axes = [.. axes] }, [.. permutation.Where(axis => !axes.Contains(axis)).Select(axis => left.IndexOf(axis))]);
    }

    private static ImmutableArray<int> Reorder(ImmutableArray<int> perAxis, ImmutableArray<int> permutation) =>
        [.. ValueFacts.Inverse(permutation).Select(axis => perAxis[axis])];
}
