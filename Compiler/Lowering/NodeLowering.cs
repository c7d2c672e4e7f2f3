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
            case DepthwiseConvOperation operation: WindowLowering.Depthwise(context, node, operation); break;
            case PoolOperation operation: WindowLowering.Pool(context, node, operation); break;
            case BinaryOperationNode operation: ElementwiseLowering.Binary(context, node, operation); break;
            case UnaryOperationNode operation: ElementwiseLowering.Unary(context, node, operation); break;
            case ClampOperation operation: ElementwiseLowering.Clamp(context, node, operation); break;
            case CompareOperation operation: ElementwiseLowering.Compare(context, node, operation); break;
            case ConvertOperation: ElementwiseLowering.Convert(context, node); break;
            case QuantizeOperation operation: ElementwiseLowering.Quantize(context, node, operation); break;
            case DequantizeOperation: ElementwiseLowering.Dequantize(context, node); break;
            case RequantizeOperation operation: ElementwiseLowering.Requantize(context, node, operation); break;
            case SoftmaxOperation operation: ElementwiseLowering.Softmax(context, node, operation); break;
            case LayerNormOperation operation: LayerNormLowering.Lower(context, node, operation); break;
            case TableOperation operation: ElementwiseLowering.Table(context, node, operation); break;
            case ReduceOperation operation: ReduceLowering.Reduce(context, node, operation); break;
            case CompactOperation: IndexLowering.Compact(context, node); break;
            case GatherRowsOperation: IndexLowering.Gather(context, node); break;
            case ScatterRowsOperation: IndexLowering.Scatter(context, node); break;
            case ReshapeOperation: MoveLowering.Reshape(context, node, plan); break;
            case TransposeOperation operation: MoveLowering.Transpose(context, node, operation, plan); break;
            case PadOperation operation: MoveLowering.Pad(context, node, operation); break;
            case ConcatOperation operation: MoveLowering.Concat(context, node, operation); break;
            case SliceOperation operation: MoveLowering.Slice(context, node, operation, plan); break;
            default:
                throw new CompileException("compile.operation", node.Name, $"has operation {node.Operation.GetType().Name}, which this compiler does not lower; rewrite it with the operations of the graph");
        }
    }
}
