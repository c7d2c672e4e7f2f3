using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Writes graphs as ONNX models.</summary>
/// <remarks>
/// Inputs and outputs keep the graph's order (images NHWC); transposes lead to the NCHW that ONNX's windows want. Quantised values become
/// pairs of quantize and dequantize nodes around fp32 operators, whose sums other tools scale in fp32: an int8 network in TFLite's
/// scheme can differ by one code there. fp32 networks are the same function.
/// </remarks>
public static class OnnxWriter
{
    /// <summary>The operator set of written files: the first with quantisation along an axis.</summary>
    internal const int Opset = 13;

    /// <summary>The model as a file.</summary>
    /// <param name="graph">A graph whose shapes are static.</param>
    /// <exception cref="CompileException">Code <c>onnx.export</c>: a node has no counterpart; the message names it, what is legal and a way out.</exception>
    public static byte[] Write(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        OnnxExport export = new(graph);
        foreach (Node node in graph.Nodes)
        {
            Write(export, node);
        }
        return export.Finish();
    }

    private static void Write(OnnxExport e, Node node)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        switch (node.Operation)
        {
            case ConvOperation { Residual: null } o:
                OnnxExportLayers.Conv(e, node, o.Geometry, o.Activation, o.HasBias, depthwise: false);
                break;
            case DepthwiseConvOperation { Residual: null } o:
                OnnxExportLayers.Conv(e, node, o.Geometry, o.Activation, o.HasBias, depthwise: true);
                break;
            case MatMulOperation { Residual: null } o:
                OnnxExportLayers.MatMul(e, node, o.Activation, o.HasBias);
                break;
            case PoolOperation o:
                OnnxExportLayers.Pool(e, node, o);
                break;
            case BinaryOperationNode { Operation: BinaryOperation.Add or BinaryOperation.Sub or BinaryOperation.Mul or BinaryOperation.Div } o:
                bool first = e.PrefersChannelsFirst([.. node.Inputs]);
                e.Result(node, y, first, o.Activation, to => e.Node(o.Operation.ToString(), node.Name, [.. node.Inputs.Select(v => e.Real(v, first))], to));
                break;
            case UnaryOperationNode { Function: not (UnaryOperation.Copy or UnaryOperation.Relu or UnaryOperation.Rsqrt or UnaryOperation.Not) } o:
                first = e.PrefersChannelsFirst(x);
                e.Result(node, y, first, Clamp.None, to => e.Node(o.Function.ToString(), node.Name, [e.Real(x, first)], to));
                break;
            case UnaryOperationNode { Function: UnaryOperation.Relu }:
                first = e.PrefersChannelsFirst(x);
                e.Result(node, y, first, Clamp.Relu, to => e.Node("Identity", node.Name, [e.Real(x, first)], to));
                break;
            case ClampOperation o:
                first = e.PrefersChannelsFirst(x);
                e.Result(node, y, first, o.Bounds, to => e.Node("Identity", node.Name, [e.Real(x, first)], to));
                break;
            case QuantizeOperation or DequantizeOperation or RequantizeOperation:
                first = e.PrefersChannelsFirst(x);
                e.Result(node, y, first, Clamp.None, to => e.Node("Identity", node.Name, [e.Real(x, first)], to));
                break;
            case SoftmaxOperation { Beta: 1 }:
                e.Result(node, y, false, Clamp.None, to => e.Node("Softmax", node.Name, [e.Real(x, false)], to, ("axis", -1L)));
                break;
            case ReshapeOperation:
                e.Node("Reshape", node.Name, [e.Name(x, false), e.Longs($"{node.Name}/shape", [.. OnnxExport.Extents(y).Select(d => (long)d)])], e.Define(y, false));
                break;
            case TransposeOperation o:
                e.Node("Transpose", node.Name, [e.Name(x, false)], e.Define(y, false), ("perm", o.Permutation.Select(p => (long)p).ToArray()));
                break;
            case ConcatOperation o:
                e.Node("Concat", node.Name, [.. node.Inputs.Select(v => e.Name(v, false))], e.Define(y, false), ("axis", (long)o.Axis));
                break;
            default:
                throw new CompileException("onnx.export", node.Name, $"{node.Operation.GetType().Name} has no counterpart that is written; legal: layers, pooling, elementwise arithmetic, softmax, reshape, transpose, concatenation without run-time extents; export a network of these");
        }
    }
}
