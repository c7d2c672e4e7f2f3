namespace AccelEmu.Compiler;

/// <summary>Checks of operations on whole rows.</summary>
internal static class NormChecks
{
    /// <summary>x and an addend that broadcasts to it.</summary>
    public static void Softmax(NodeCheck node, SoftmaxOperation softmax)
    {
        node.Arity(softmax.HasAddend ? 2 : 1);
        Value x = node.Input(0);
        Same(node, x);
        node.Require(x.Shape.Length > 0, "operand", x, "rank 1 or more");
        if (softmax.HasAddend)
        {
            Value addend = node.Input(1);
            Dimension[]? both = ElementwiseChecks.Broadcast(x.Shape, addend.Shape);
            node.Require(addend.IsReal() && both is not null && System.MemoryExtensions.SequenceEqual<Dimension>(both, x.Shape), "addend", addend, $"f32 that broadcasts to {x}");
        }
    }

    /// <summary>x, γ and β.</summary>
    public static void LayerNorm(NodeCheck node)
    {
        node.Arity(3);
        Value x = node.Input(0);
        node.Require(x.Shape.Length > 0, "operand", x, "rank 1 or more");
        node.Shape(node.Output, x.Shape);
        for (int i = 1; i < 3; i++)
        {
            node.Shape(node.Input(i), x.Shape[^1]);
            node.Require(node.Input(i).IsReal(), "parameter", node.Input(i), "f32");
        }
    }

    private static void Same(NodeCheck node, Value x)
    {
        node.Shape(node.Output, x.Shape);
        node.Require(node.Output.Type == x.Type, "type", node.Output, x.Type.ToString());
        node.Require(node.Output.Quantization is null == x.Quantization is null, "quantisation", node.Output, $"quantised like {x}");
    }
}
