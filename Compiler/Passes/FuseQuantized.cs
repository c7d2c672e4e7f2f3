using System;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Turns dequantise → operation → quantise into the operation on integers. After this pass an fp32 operation between a quantisation and dequantisations is one that no
/// integer ONNX operator stands for.
/// </summary>
/// <remarks>
/// Each fusion computes, bit for bit, an integer ONNX operator of the same operands:
/// <list type="table">
/// <item><term>Conv, depthwise Conv [+ Relu, Clip]</term><description>QLinearConv: int32 sums and bias, times (sx·sw)/sy in fp32, round half even, + zero point, saturate.</description></item>
/// <item><term>MatMul, Gemm [+ Relu, Clip]</term><description>QLinearMatMul, with bias com.microsoft QGemm: the same arithmetic.</description></item>
/// <item><term>Add [+ Relu, Clip]</term><description>com.microsoft QLinearAdd: <see cref="ResidualMode.Float32"/>.</description></item>
/// <item><term>nothing</term><description>nothing, where both quantisations are equal: codes are far closer to themselves than to each other.</description></item>
/// <item><term>MaxPool, Reshape, Transpose, Slice, Concat, Relu, Clip</term><description>the same operator on integers, where all quantisations are equal.</description></item>
/// </list>
/// Averages, products and everything else stay fp32 between their Dequantize and Quantize: the ONNX operators define them that way.
/// </remarks>
internal static class FuseQuantized
{
    /// <summary>ONNX quantises biases at sx·sw; converters round that product in fp32 or in double before.</summary>
    private const float BiasScaleSlack = 1e-5f;

    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        foreach (Node quantize in graph.Nodes.Where(n => n.Operation is QuantizeOperation).ToArray())
        {
            if (quantize.Outputs[0].IsPerTensor() && editor.HasSingleUse(quantize.Inputs[0]) && editor.Producer(quantize.Inputs[0]) is { } node)
            {
                TryFuse(editor, node, quantize);
            }
        }
        RemoveIdentities.RunToEnd(graph);
    }

    private static void TryFuse(GraphEditor editor, Node node, Node quantize)
    {
        Value output = quantize.Outputs[0];
        if (node.Operation is DequantizeOperation && ValueFacts.SameNumbers(node.Inputs[0], output))
        {
            quantize.Operation = new ReshapeOperation();
            editor.SetInput(quantize, 0, node.Inputs[0]);
            return;
        }
        Value?[] integers = [.. node.Inputs.Select(v => editor.Producer<DequantizeOperation>(v)?.Node.Inputs[0])];
        bool half = ((QuantizeOperation)quantize.Operation).HalfAway;
        if (integers.Contains(null) || half)
        {
            return;
        }
        Operation? fused = node.Operation switch
        {
            var o when o.IsMatrix() => IsLinear(o, integers!, output) ? o.WithRequantization(RequantMode.Float32) : null,
            BinaryOperationNode { Operation: BinaryOperation.Add } o => BoundsAgree(o.Activation, output) && integers.All(v => v!.IsPerTensor()) ? o with { Arithmetic = ResidualMode.Float32 } : null,
            PoolOperation { Kind: Pooling.Max } o => BoundsAgree(o.Activation, output) && KeepsNumbers(integers!, output) ? o : null,
            UnaryOperationNode { Function: UnaryOperation.Relu } => KeepsNumbers(integers!, output) ? new ClampOperation(Clamp.Relu) : null,
            ClampOperation o => BoundsAgree(o.Bounds, output) && KeepsNumbers(integers!, output) ? o : null,
            ReshapeOperation or TransposeOperation or SliceOperation or ConcatOperation => KeepsNumbers(integers!, output) ? node.Operation : null,
            _ => null,
        };
        if (fused is not null)
        {
            editor.SetInputs(node, integers!);
            node.Operation = fused;
            editor.Absorb(node, quantize);
        }
    }

    private static bool KeepsNumbers(Value[] integers, Value output) => integers.All(v => ValueFacts.SameNumbers(v, output));

    /// <summary>Whether 8-bit operands, constant weights and an int32 bias at the scale of the sums make this QLinearConv or QLinearMatMul.</summary>
    private static bool IsLinear(Operation operation, Value[] integers, Value output)
    {
        (Value x, Value w) = (integers[0], integers[1]);
        bool operands = x.Type is DType.I8 or DType.U8 && w.Type is DType.I8 or DType.U8 && output.Type is DType.I8 or DType.U8
            && x.IsPerTensor() && w.Constant is not null && (w.IsPerTensor() || w.Quantization?.Axis == w.Shape.Length - 1);
        return operands && operation.Residual() is null && BoundsAgree(operation.Activation()!.Value, output)
            && (!operation.HasBias() || IsBias(integers[2], x.Quantization!, w.Quantization!));
    }

    private static bool IsBias(Value bias, Quantization x, Quantization w)
    {
        if (bias.Type != DType.I32 || bias.Constant is null || bias.Quantization is not { } q || q.ZeroPoints.Any(z => z != 0))
        {
            return false;
        }
        for (int channel = 0; channel < Math.Max(q.Scales.Length, w.Scales.Length); channel++)
        {
            float scale = q.Scales[channel % q.Scales.Length];
            float product = x.Scales[0] * w.Scales[channel % w.Scales.Length];
            if (!(Math.Abs(scale - product) <= product * BiasScaleSlack))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether bounding before and after quantisation agree whatever way ties round: no finite bound may lie between two codes exactly.</summary>
    private static bool BoundsAgree(Clamp bounds, Value output)
    {
        float scale = output.Quantization!.Scales[0];
        return IsClear(bounds.Min / scale) && IsClear(bounds.Max / scale);

        static bool IsClear(float code) => !float.IsFinite(code) || Math.Abs(code - MathF.Truncate(code)) != 0.5f;
    }
}
