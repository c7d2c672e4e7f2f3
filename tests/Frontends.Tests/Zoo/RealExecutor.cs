using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends.Tests;

/// <summary>
/// Runs a zoo graph at its full resolution in real numbers, rounding to the codes of each quantised value: enough to judge
/// distributions, not bits.
/// </summary>
internal sealed class RealExecutor
{
    private readonly Dictionary<Value, float[]> values = [];
    private readonly Dictionary<Value, int[]> codes = [];

    public RealExecutor(Graph graph, byte[] input)
    {
        Set(graph.Inputs[0], Decode(graph.Inputs[0], input));
        foreach (Node node in graph.Nodes)
        {
            Set(node.Outputs[0], Compute(node));
        }
    }

    /// <summary>Codes of a quantised value.</summary>
    public int[] Codes(Value value) => codes[value];

    /// <summary>Real numbers of a value.</summary>
    public float[] Reals(Value value) => value.Constant is { } bytes ? Decode(value, bytes) : values[value];

    private void Set(Value value, float[] reals)
    {
        if (value.Quantization is { } q)
        {
            int[] raw = Array.ConvertAll(reals, r => Math.Clamp((int)MathF.Round(r / q.Scales[0]) + q.ZeroPoints[0], -128, 127));
            codes[value] = raw;
            reals = Array.ConvertAll(raw, c => (c - q.ZeroPoints[0]) * q.Scales[0]);
        }
        values[value] = reals;
    }

    private float[] Compute(Node node)
    {
        Value x = node.Inputs[0];
        switch (node.Operation)
        {
            case ConvOperation conv:
                return Linear(node, CalibrationConv.Run(Image(x), Reals(node.Inputs[1]), (int)node.Outputs[0].Shape[3].Size, conv.Geometry), conv.Activation);
            case DepthwiseConvOperation conv:
                return Linear(node, CalibrationWindows.Depthwise(Image(x), Reals(node.Inputs[1]), conv.Geometry), conv.Activation);
            case MatMulOperation matmul:
                CalibrationTensor rows = new(Reals(x).Length / (int)x.Shape[1].Size, 1, 1, (int)x.Shape[1].Size, Reals(x));
                return Linear(node, CalibrationConv.Run(rows, Reals(node.Inputs[1]), (int)node.Outputs[0].Shape[1].Size, ConvGeometry.Unit), matmul.Activation);
            case PoolOperation { Kind: Pooling.Max } pool:
                return CalibrationWindows.Max(Image(x), pool.Geometry).Data;
            case PoolOperation:
                return CalibrationWindows.GlobalMean(Image(x)).Data;
            case BinaryOperationNode add:
                return Reals(x).Zip(Reals(node.Inputs[1]), (a, b) => Math.Clamp(a + b, add.Activation.Min, add.Activation.Max)).ToArray();
            case ReshapeOperation or RequantizeOperation:
                return Reals(x);
            case SoftmaxOperation:
                return Reals(x).Chunk((int)x.Shape[^1].Size).SelectMany(Softmax).ToArray();
            case ReduceOperation:
                return Reals(x).Chunk((int)x.Shape[^1].Size).Select(row => row.Max()).ToArray();
            case CompareOperation:
                return Reals(x).Select(value => value < Reals(node.Inputs[1])[0] ? 1f : 0f).ToArray();
            case CompactOperation:
                return Reals(x).Select((mask, row) => (mask, row)).Where(p => p.mask != 0).Select(p => (float)p.row).ToArray();
            case GatherRowsOperation:
                return Reals(node.Inputs[1]).SelectMany(row => Reals(x).Chunk(Reals(x).Length / (int)x.Shape[0].Size).ElementAt((int)row)).ToArray();
            case ScatterRowsOperation:
                float[] result = (float[])Reals(x).Clone();
                float[][] updates = Reals(node.Inputs[1]).Chunk((int)x.Shape[1].Size).ToArray();
                for (int i = 0; i < updates.Length; i++)
                {
                    updates[i].CopyTo(result, (int)Reals(node.Inputs[2])[i] * updates[i].Length);
                }
                return result;
            default:
                throw new InvalidOperationException($"{node.Name}: {node.Operation}");
        }
    }

    private float[] Linear(Node node, CalibrationTensor sums, Clamp activation)
    {
        float[] bias = Reals(node.Inputs[2]);
        for (int i = 0; i < sums.Data.Length; i++)
        {
            sums.Data[i] = Math.Clamp(sums.Data[i] + bias[i % bias.Length], activation.Min, activation.Max);
        }
        return sums.Data;
    }

    private CalibrationTensor Image(Value x)
    {
        int pixel = (int)(x.Shape[1].Size * x.Shape[2].Size * x.Shape[3].Size);
        return new CalibrationTensor(Reals(x).Length / pixel, (int)x.Shape[1].Size, (int)x.Shape[2].Size, (int)x.Shape[3].Size, Reals(x));
    }

    private static float[] Softmax(float[] row)
    {
        float[] powers = Array.ConvertAll(row, value => MathF.Exp(value - row.Max()));
        return Array.ConvertAll(powers, power => power / powers.Sum());
    }

    private static float[] Decode(Value value, byte[] bytes)
    {
        if (value.Type == DType.F32)
        {
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        }
        int[] raw = value.Type == DType.I32 ? MemoryMarshal.Cast<byte, int>(bytes).ToArray() : Array.ConvertAll(bytes, b => (int)(sbyte)b);
        Quantization q = value.Quantization!;
        return raw.Select((code, i) => (code - q.ZeroPoints[i % q.ZeroPoints.Length]) * q.Scales[i % q.Scales.Length]).ToArray();
    }
}
