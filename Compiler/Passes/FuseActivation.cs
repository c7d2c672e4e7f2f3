using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// A ReLU or clamp that is the only use of a convolution, matrix product, addition, subtraction or pooling becomes bounds of that operation. Equal to
/// the last bit: bounds do not round. Integers only where both values have the same quantisation, because both then bound at the same codes.
/// </summary>
internal static class FuseActivation
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        foreach (Node node in graph.Nodes.ToArray())
        {
            if (Bounds(node.Operation) is not { } bounds || !editor.HasSingleUse(node.Inputs[0]) || editor.Producer(node.Inputs[0]) is not { } before || !CanTake(before, node))
            {
                continue;
            }
            before.Operation = before.Operation.Residual() is { } residual
                ? before.Operation.WithResidual(residual with { Activation = residual.Activation.Then(bounds) })
                : before.Operation.WithActivation(before.Operation.Activation()!.Value.Then(bounds));
            editor.Absorb(before, node);
        }
    }

    private static Clamp? Bounds(Operation operation) => operation switch
    {
        UnaryOperationNode { Function: UnaryOperation.Relu } => Clamp.Relu,
        ClampOperation clamp when clamp.Bounds.Min <= clamp.Bounds.Max => clamp.Bounds,
        _ => null,
    };

    private static bool CanTake(Node before, Node bounds)
    {
        Value value = before.Outputs[0];
        bool numbers = value.IsReal() || (value.IsPerTensor() && ValueFacts.SameNumbers(value, bounds.Outputs[0]));
        return numbers && !before.Operation.HasTable() && before.Operation switch
        {
            BinaryOperationNode binary => binary.Operation is BinaryOperation.Add or BinaryOperation.Sub || (value.IsReal() && binary.Operation is BinaryOperation.Mul or BinaryOperation.Div),
            _ => before.Operation.Activation() is not null,
        };
    }
}
