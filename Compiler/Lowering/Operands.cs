namespace AccelEmu.Compiler;

/// <summary>The inputs of a matrix node by role.</summary>
/// <param name="X">Activations.</param>
/// <param name="W">Constant weights.</param>
/// <param name="Bias">Bias or null.</param>
/// <param name="Residual">Fused residual or null.</param>
/// <param name="Y">Output.</param>
internal sealed record Operands(Value X, Value W, Value? Bias, Value? Residual, Value Y)
{
    /// <summary>Sorts the inputs: x, w, bias if any, residual if any.</summary>
    public static Operands Of(Node node, bool hasBias, ResidualFusion? fusion)
    {
        int expected = 2 + (hasBias ? 1 : 0) + (fusion is null ? 0 : 1);
        if (node.Inputs.Count != expected || node.Outputs.Count != 1)
        {
            throw new CompileException("compile.operands", node.Name, $"has {node.Inputs.Count} inputs and {node.Outputs.Count} outputs; legal: {expected} and 1");
        }
        return new Operands(node.Inputs[0], node.Inputs[1], hasBias ? node.Inputs[2] : null, fusion is null ? null : node.Inputs[^1], node.Outputs[0]);
    }
}
