using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// After this pass no node copies its operand unchanged, except between a model input or constant and a model output; no
/// reshape follows a reshape; a transpose that only moves extents of 1 is a reshape.
/// </summary>
internal static class RemoveIdentities
{
    /// <summary>Runs the pass until it changes nothing, and removes what nobody needs then.</summary>
    public static void RunToEnd(Graph graph)
    {
        while (Run(graph))
        {
        }
        RemoveDeadNodes.Run(graph);
    }

    /// <summary>Runs the pass; true when it changed something.</summary>
    public static bool Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        bool changed = false;
        foreach (Node node in graph.Nodes.ToArray())
        {
            if (node.Operation is TransposeOperation transpose && OnlyMovesUnits(node.Inputs[0].Shape, transpose.Permutation))
            {
                node.Operation = new ReshapeOperation();
                changed = true;
            }
            if (node.Operation is ReshapeOperation && editor.Producer<ReshapeOperation>(node.Inputs[0]) is { } before && node.Inputs[0].Quantization is not { Axis: >= 0 })
            {
                editor.SetInput(node, 0, before.Node.Inputs[0]);
                changed = true;
            }
            changed |= IsIdentity(node) && TryRemove(editor, node);
        }
        return changed;
    }

    private static bool IsIdentity(Node node)
    {
        (Value x, Value y) = (node.Inputs.FirstOrDefault() ?? node.Outputs[0], node.Outputs[0]);
        return x != y && x.Shape.SequenceEqual(y.Shape) && ValueFacts.SameNumbers(x, y) && node.Operation switch
        {
            ReshapeOperation or ConvertOperation or UnaryOperationNode { Function: UnaryOperation.Copy } => true,
            TransposeOperation transpose => transpose.Permutation.SequenceEqual(Enumerable.Range(0, x.Shape.Length)),
            ClampOperation clamp => clamp.Bounds == Clamp.None,
            PadOperation => true,
            SliceOperation => true,
            ConcatOperation => node.Inputs.Count == 1,
            _ => false,
        };
    }

    private static bool OnlyMovesUnits(Dimension[] shape, ImmutableArray<int> permutation)
    {
        int[] moved = [.. permutation.Where(axis => shape[axis] != 1)];
        return moved.SequenceEqual(moved.Order()) && !permutation.SequenceEqual(Enumerable.Range(0, shape.Length));
    }

    private static bool TryRemove(GraphEditor editor, Node node)
    {
        (Value x, Value y) = (node.Inputs[0], node.Outputs[0]);
        if (!editor.IsOutput(y))
        {
            editor.ReplaceUses(y, x);
        }
        else if (editor.Producer(x) is { Outputs.Count: 1 } producer && !editor.IsOutput(x))
        {
            editor.Remove(node);
            editor.ReplaceUses(x, y);
            editor.SetOutput(producer, y);
            return true;
        }
        else
        {
            return false;
        }
        editor.Remove(node);
        return true;
    }
}
