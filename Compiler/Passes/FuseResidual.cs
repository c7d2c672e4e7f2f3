using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// An addition of two values of the same shape, one of them a convolution or matrix product that nothing else uses, becomes part of that operation's
/// drain: quantised additions with their own arithmetic, behind the operation's own output scaling and bounds; fp32 additions with one more rounding, as before.
/// </summary>
/// <remarks>Of two candidates the later one takes the addition: the earlier result has to be stored anyway until then.</remarks>
internal static class FuseResidual
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        foreach (Node add in graph.Nodes.Where(n => n.Operation is BinaryOperationNode { Operation: BinaryOperation.Add }).ToArray())
        {
            Node? candidate = add.Inputs
                .Where(v => CanDrain(editor, v, add))
                .Select(v => editor.Producer(v)!)
                .MaxBy(graph.Nodes.IndexOf);
            if (candidate is not null)
            {
                Fuse(editor, candidate, add);
            }
        }
    }

    private static bool CanDrain(GraphEditor editor, Value sums, Node add)
    {
        Value other = add.Inputs[0] == sums ? add.Inputs[1] : add.Inputs[0];
        Value output = add.Outputs[0];
        bool numbers = output.IsReal()
            ? sums.IsReal() && other.IsReal()
            : output.Type is DType.I8 or DType.U8 && output.IsPerTensor()
                && sums.Type == output.Type && sums.IsPerTensor() && other.Type == output.Type && other.IsPerTensor();
        return numbers && editor.HasSingleUse(sums) && editor.Producer(sums) is { } node && node.Operation.IsMatrix() && node.Operation.Residual() is null && !node.Operation.HasTable()
            && other.Constant is null && sums.Shape.SequenceEqual(output.Shape) && other.Shape.SequenceEqual(output.Shape);
    }

    private static void Fuse(GraphEditor editor, Node node, Node add)
    {
        Value sums = node.Outputs[0];
        Value other = add.Inputs[0] == sums ? add.Inputs[1] : add.Inputs[0];
        BinaryOperationNode operation = (BinaryOperationNode)add.Operation;
        ResidualMode mode = sums.IsReal() ? ResidualMode.Plain : operation.Arithmetic;
        editor.Absorb(node, add);
        editor.SetInputs(node, [.. node.Inputs, other]);
        node.Operation = node.Operation.WithResidual(new ResidualFusion(mode, operation.Activation, sums.Type, sums.Quantization));
    }
}
