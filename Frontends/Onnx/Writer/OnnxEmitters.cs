using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>Which emitter writes which operation.</summary>
internal static class OnnxEmitters
{
    /// <summary>Writes one node.</summary>
    public static void Emit(OnnxStep step)
    {
        switch (step.Operation)
        {
            case ConvOperation conv:
                OnnxMatrixEmitter.Conv(step, conv);
                break;
            case DepthwiseConvOperation conv:
                OnnxMatrixEmitter.Depthwise(step, conv);
                break;
            case MatMulOperation product:
                OnnxMatrixEmitter.MatMul(step, product);
                break;
            case PoolOperation pool:
                OnnxWindowEmitter.Pool(step, pool);
                break;
            case ReduceOperation reduce:
                OnnxWindowEmitter.Reduce(step, reduce);
                break;
            case BinaryOperationNode binary:
                OnnxElementwiseEmitter.Binary(step, binary);
                break;
            case UnaryOperationNode unary:
                OnnxElementwiseEmitter.Unary(step, unary.Function);
                break;
            case ClampOperation clamp:
                OnnxElementwiseEmitter.Bound(step, clamp.Bounds);
                break;
            case CompareOperation compare:
                OnnxElementwiseEmitter.Compare(step, compare.Comparison);
                break;
            case SoftmaxOperation softmax:
                OnnxElementwiseEmitter.Softmax(step, softmax);
                break;
            case LayerNormOperation norm:
                OnnxElementwiseEmitter.LayerNorm(step, norm.Epsilon);
                break;
            case QuantizeOperation or RequantizeOperation or DequantizeOperation:
                OnnxElementwiseEmitter.Requantize(step);
                break;
            case ConvertOperation:
                OnnxElementwiseEmitter.Convert(step);
                break;
            case ReshapeOperation:
                OnnxMoveEmitter.Reshape(step);
                break;
            case TransposeOperation transpose:
                OnnxMoveEmitter.Transpose(step, transpose);
                break;
            case PadOperation pad:
                OnnxMoveEmitter.Pad(step, pad);
                break;
            case ConcatOperation concat:
                OnnxMoveEmitter.Concat(step, concat.Axis);
                break;
            case SliceOperation slice:
                OnnxMoveEmitter.Slice(step, slice);
                break;
            case CompactOperation:
                OnnxRowEmitter.Compact(step);
                break;
            case GatherRowsOperation:
                OnnxRowEmitter.Gather(step);
                break;
            case ScatterRowsOperation:
                OnnxRowEmitter.Scatter(step);
                break;
            default:
                throw step.Fail("operation", step.Operation.GetType().Name, "the operations that front ends build; write the graph before compiler passes");
        }
    }
}
