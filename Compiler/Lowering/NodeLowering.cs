namespace AccelEmu.Compiler;

/// <summary>Chooses the lowering of a node.</summary>
internal static class NodeLowering
{
    /// <summary>Emits the code of one node.</summary>
    public static void Lower(LoweringContext context, Node node, ValuePlan plan)
    {
        switch (node.Operation)
        {
            case MatMulOperation operation: MatrixLowering.MatMul(context, node, operation); break;
            case ConvOperation operation: MatrixLowering.Conv(context, node, operation); break;
            case ReshapeOperation: MoveLowering.Reshape(context, node, plan); break;
            case TransposeOperation operation: MoveLowering.Transpose(context, node, operation); break;
            case PadOperation operation: MoveLowering.Pad(context, node, operation); break;
            case ConcatOperation operation: MoveLowering.Concat(context, node, operation); break;
            case SliceOperation operation: MoveLowering.Slice(context, node, operation); break;
            default:
                throw new CompileException("compile.operation", node.Name, $"has operation {node.Operation.GetType().Name}, which this compiler does not lower; rewrite it with the operations of the graph");
        }
    }
}
