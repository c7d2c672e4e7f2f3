using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// An fp32 convolution or matrix product without bias, used only by an addition of one constant for each output channel, gets it as its bias. The drain
/// rounds sum + bias once, as the addition did. A bias that is there already, scaled sums, and bounds in between stay.
/// </summary>
internal static class FuseBias
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        foreach (Node add in graph.Nodes.Where(n => n.Operation is BinaryOperationNode { Operation: BinaryOperation.Add }).ToArray())
        {
            for (int side = 0; side < 2; side++)
            {
                (Value sums, Value bias) = (add.Inputs[side], add.Inputs[1 - side]);
                if (editor.HasSingleUse(sums) && editor.Producer(sums) is { } node && CanTake(editor, node, bias) && sums.Shape.SequenceEqual(add.Outputs[0].Shape))
                {
                    Fuse(editor, node, add, bias);
                    break;
                }
            }
        }
    }

    private static bool CanTake(GraphEditor editor, Node node, Value bias)
    {
        Value output = node.Outputs[0];
        bool constant = bias.Constant is not null || (editor.Producer<DequantizeOperation>(bias) is { } integers && integers.Node.Inputs[0].Constant is not null && bias.Shape.Length == 1);
        return node.Operation.IsMatrix() && output.IsReal() && bias.IsReal() && constant
            && !node.Operation.HasBias() && node.Operation.Residual() is null && node.Operation.Activation() == Clamp.None
            && bias.Shape.Length > 0 && bias.Shape[^1] == output.Shape[^1] && bias.Shape.Elements() == output.Shape[^1].Size;
    }

    private static void Fuse(GraphEditor editor, Node node, Node add, Value bias)
    {
        Value vector = bias.Shape.Length == 1 ? bias : new Value(editor.UniqueName(bias.Name + "/vector"), bias.Type, bias.Shape[^1]) { Constant = bias.Constant };
        Clamp activation = add.Operation.Activation()!.Value;
        editor.Absorb(node, add);
        editor.SetInputs(node, [.. node.Inputs, vector]);
        node.Operation = node.Operation.WithBias().WithActivation(activation);
    }
}
