using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends.Tests;

/// <summary>
/// Runs a graph with plain loops, to judge the readers against outputs that others computed. Numbers are held as binary64: integers are
/// exact, fp32 results are rounded after every operation (sums of products only at their end).
/// </summary>
internal sealed class GraphInterpreter
{
    private readonly Graph _graph;
    private readonly Dictionary<Value, double[]> _values = [];

    public GraphInterpreter(Graph graph) => _graph = graph;

    /// <summary>Runs on one input; all values can be asked for afterwards.</summary>
    public double[] Run(double[] input)
    {
        _values.Clear();
        _values[_graph.Inputs[0]] = input;
        foreach (Node node in _graph.Nodes)
        {
            double[] result = Compute(node);
            Value y = node.Outputs[0];
            Assert(result.Length == Count(y), $"{node.Name} gives {result.Length} elements for {y}");
            _values[y] = y.Type == DType.F32 ? Array.ConvertAll(result, v => (double)(float)v) : result;
        }
        return this[_graph.Outputs[0]];
    }

    /// <summary>Contents of a value: raw integers, or reals.</summary>
    public double[] this[Value value] => value.Constant is not null ? Decode(value) : _values[value];

    private double[] Compute(Node node)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        switch (node.Operation)
        {
            case ConvOperation o:
                return Finish(node, IntegerKernels.Conv(Centred(x), Extents(x), Centred(node.Inputs[1]), Extents(node.Inputs[1]), Extents(y), o.Geometry, depthwise: false), o.HasBias, o.Activation, o.Requantization);
            case DepthwiseConvOperation o:
                int[] w = Extents(node.Inputs[1]);
                return Finish(node, IntegerKernels.Conv(Centred(x), Extents(x), Centred(node.Inputs[1]), [w[0], w[1], 1, w[2]], Extents(y), o.Geometry, depthwise: true), o.HasBias, o.Activation, o.Requantization);
            case MatMulOperation o:
                int[] k = Extents(node.Inputs[1]);
                int rows = Count(x) / k[0];
                return Finish(node, IntegerKernels.Conv(Centred(x), [rows, 1, 1, k[0]], Centred(node.Inputs[1]), [1, 1, k[0], k[1]], [rows, 1, 1, k[1]], ConvGeometry.Unit, depthwise: false), o.HasBias, o.Activation, o.Requantization);
            case PoolOperation o:
                double[] pooled = IntegerKernels.Pool(this[x], Extents(x), Extents(y), o.Geometry, o.Kind, x.Type != DType.F32);
                return Array.ConvertAll(pooled, v => Bounded(v, y, o.Activation));
            case BinaryOperationNode { Operation: BinaryOperation.Add } o when y.Quantization is not null:
                return IntegerKernels.Broadcast(this[x], Extents(x), this[node.Inputs[1]], Extents(node.Inputs[1]), Extents(y), (a, b) => Bounded(IntegerKernels.Add((int)a, x.Quantization!, (int)b, node.Inputs[1].Quantization!, y.Quantization), y, o.Activation));
            case BinaryOperationNode o:
                return IntegerKernels.Broadcast(this[x], Extents(x), this[node.Inputs[1]], Extents(node.Inputs[1]), Extents(y), (a, b) => Bounded(Binary(o.Operation, a, b, y.Type), y, o.Activation));
            case UnaryOperationNode o:
                return Array.ConvertAll(this[x], v => Unary(o.Function, v));
            case ClampOperation o:
                return Array.ConvertAll(this[x], v => Bounded(v, y, o.Bounds));
            case ReshapeOperation:
                return this[x];
            case ConvertOperation:
                return y.Type.IsInteger() ? Array.ConvertAll(this[x], Math.Round) : this[x];
            case TransposeOperation o:
                return IntegerKernels.Transpose(this[x], Extents(x), [.. o.Permutation]);
            case SliceOperation o:
                return IntegerKernels.Slice(this[x], Extents(x), [.. o.Starts], [.. o.Steps], Extents(y));
            case ConcatOperation o:
                return IntegerKernels.Concat([.. node.Inputs.Select(v => (this[v], Extents(v)))], o.Axis);
            case QuantizeOperation o:
                return Array.ConvertAll(this[x], v => Math.Clamp(Math.Round((double)(float)((float)v / y.Quantization!.Scales[0]), o.HalfAway ? MidpointRounding.AwayFromZero : MidpointRounding.ToEven) + y.Quantization.ZeroPoints[0], y.Type.MinValue(), y.Type.MaxValue()));
            case DequantizeOperation:
                double[] raw = Centred(x);
                int last = x.Quantization!.Scales.Length;
                return [.. raw.Select((v, i) => (double)((float)v * x.Quantization.Scales[i % last]))];
            case SoftmaxOperation o:
                return Softmax(x, y, o.Beta);
            default:
                throw new NotSupportedException($"{node.Name}: {node.Operation}");
        }
    }

    private double[] Finish(Node node, double[] sums, bool bias, Clamp bounds, RequantMode? mode)
    {
        Value x = node.Inputs[0], w = node.Inputs[1], y = node.Outputs[0];
        double[]? addends = bias ? this[node.Inputs[2]] : null;
        int channels = Extents(y)[^1];
        for (int i = 0; i < sums.Length; i++)
        {
            double sum = sums[i] + (addends?[i % channels] ?? 0);
            if (y.Quantization is { } q)
            {
                float scale = w.Quantization!.Scales[w.Quantization.Axis < 0 ? 0 : i % channels];
                sum = IntegerKernels.Requantize((long)sum, mode ?? _graph.Requantization, x.Quantization!.Scales[0], scale, q.Scales[0], x.Type == DType.U8) + q.ZeroPoints[0];
            }
            sums[i] = Bounded(sum, y, bounds);
        }
        return sums;
    }

    private double[] Softmax(Value x, Value y, float beta)
    {
        double scale = x.Quantization?.Scales[0] ?? 1;
        double[] source = this[x], result = new double[source.Length];
        int length = Extents(x)[^1];
        for (int start = 0; start < source.Length; start += length)
        {
            double max = source.AsSpan(start, length).ToArray().Max(), sum = 0;
            for (int i = start; i < start + length; i++)
            {
                sum += result[i] = Math.Exp((source[i] - max) * scale * beta);
            }
            for (int i = start; i < start + length; i++)
            {
                result[i] /= sum;
                result[i] = y.Quantization is { } q ? Math.Clamp(Math.Round(result[i] / q.Scales[0], MidpointRounding.AwayFromZero) + q.ZeroPoints[0], y.Type.MinValue(), y.Type.MaxValue()) : result[i];
            }
        }
        return result;
    }

    private static double Bounded(double value, Value y, Clamp bounds)
    {
        if (y.Quantization is { } q)
        {
            double low = float.IsInfinity(bounds.Min) ? y.Type.MinValue() : Math.Max(y.Type.MinValue(), Math.Round(bounds.Min / (double)q.Scales[0]) + q.ZeroPoints[0]);
            double high = float.IsInfinity(bounds.Max) ? y.Type.MaxValue() : Math.Min(y.Type.MaxValue(), Math.Round(bounds.Max / (double)q.Scales[0]) + q.ZeroPoints[0]);
            return Math.Clamp(value, low, high);
        }
        return Math.Min(Math.Max(value, bounds.Min), bounds.Max);
    }

    private static double Binary(BinaryOperation operation, double a, double b, DType type) => operation switch
    {
        BinaryOperation.Add => a + b,
        BinaryOperation.Sub => a - b,
        BinaryOperation.Mul => a * b,
        BinaryOperation.Div => type.IsInteger() ? Math.Truncate(a / b) : a / b,
        _ => throw new NotSupportedException($"{operation}"),
    };

    private static double Unary(UnaryOperation function, double x) => function switch
    {
        UnaryOperation.Abs => Math.Abs(x),
        UnaryOperation.Floor => Math.Floor(x),
        UnaryOperation.Sign => Math.Sign(x),
        _ => throw new NotSupportedException($"{function}"),
    };

    private double[] Centred(Value value)
    {
        double[] raw = this[value];
        if (value.Quantization is not { } q)
        {
            return raw;
        }
        int last = q.ZeroPoints.Length;
        return [.. raw.Select((v, i) => v - q.ZeroPoints[i % last])];
    }

    private static double[] Decode(Value value)
    {
        byte[] bytes = value.Constant!;
        return [.. Enumerable.Range(0, Count(value)).Select(i => value.Type switch
        {
            DType.I8 => (sbyte)bytes[i],
            DType.U8 => bytes[i],
            DType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * 4)),
            DType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * 8)),
            _ => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * 4)),
        })];
    }

    private static int[] Extents(Value value) => [.. value.Shape.Select(d => (int)d.Size)];

    private static int Count(Value value) => Extents(value).Aggregate(1, (a, b) => a * b);

    private static void Assert(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }
}
