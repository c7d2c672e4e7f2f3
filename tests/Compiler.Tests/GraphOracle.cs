using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler.Tests;

/// <summary>Executes a graph operation by operation on the scalar reference: no tiling, no memories, no program.</summary>
internal sealed class GraphOracle(Graph graph)
{
    private readonly Dictionary<Value, byte[]> data = [];

    public Dictionary<Value, byte[]> Run(IReadOnlyDictionary<string, byte[]> inputs)
    {
        foreach (Value input in graph.Inputs)
        {
            data[input] = inputs[input.Name];
        }
        foreach (Node node in graph.Nodes)
        {
            Execute(node);
        }
        return data;
    }

    public static long[] Dims(Value value) => value.Shape.Length == 0 ? [1] : [.. value.Shape.Select(d => d.Size)];

    private byte[] Bytes(Value value) => value.Constant ?? data[value];

    private Tile Tile(Value value, params long[] dims)
    {
        TileShape shape = TileShape.Dense(value.Type, dims.Length == 0 ? Dims(value) : dims);
        int[] zeros = value.Quantization?.ZeroPoints ?? [];
        shape.ZeroPoint = zeros.Length == 1 ? zeros[0] : 0;
        return new Tile(Bytes(value), shape) { ZeroPoints = zeros.Length > 1 ? zeros : [] };
    }

    private static Tile Broadcast(Tile tile, long[] dims)
    {
        TileShape shape = tile.Shape;
        Five d = default, s = default;
        int lead = dims.Length - shape.Rank;
        for (int i = 0; i < dims.Length; i++)
        {
            d[i] = dims[i];
            s[i] = i >= lead && shape.Dims[i - lead] == dims[i] ? shape.Strides[i - lead] : 0;
        }
        shape.Rank = dims.Length;
        shape.Dims = d;
        shape.Strides = s;
        return new Tile(tile.Data, shape);
    }

    private static Tile Raw(Tile tile)
    {
        TileShape shape = tile.Shape;
        shape.ZeroPoint = 0;
        return new Tile(tile.Data, shape);
    }

    private void Execute(Node node)
    {
        Value y = node.Outputs[0];
        data[y] = new byte[View.BytesOf(y.Type, Dims(y))];
        Value x = node.Inputs[0];
        switch (node.Operation)
        {
            case MatMulOperation o when node.Inputs[1].Shape.Length > 2: Products(node, o); break;
            case MatMulOperation o: Matrix(node, o.Activation, o.Requantization, o.HasBias, o.Residual, null, false, o.Table); break;
            case LayerNormOperation o: RowOracle.LayerNorm(Tile(y), Tile(x), Tile(node.Inputs[1]), Tile(node.Inputs[2]), o.Epsilon, x.Quantization, y.Quantization); break;
            case TableOperation o: Reference.Lookup(Raw(Tile(y)), Raw(Tile(x)), new Tile(o.Codes.ToArray(), TileShape.Dense(y.Type, 256))); break;
            case ConvOperation o: Matrix(node, o.Activation, o.Requantization, o.HasBias, o.Residual, o.Geometry, false); break;
            case DepthwiseConvOperation o: Matrix(node, o.Activation, o.Requantization, o.HasBias, o.Residual, o.Geometry, true); break;
            case ReshapeOperation: Bytes(x).CopyTo(data[y], 0); break;
            case TransposeOperation o: Transpose(x, y, o); break;
            case PadOperation o: Pad(x, y, o); break;
            case ConcatOperation o: Concat(node, y, o); break;
            case SliceOperation o: Slice(x, y, o); break;
            case PoolOperation o:
                Reference.Pool(o.Kind, Raw(Tile(y)), Raw(Tile(x)), o.Geometry);
                if (o.Activation != Clamp.None)
                {
                    Bound(y, Tile(y), o.Activation);
                }
                break;
            case BinaryOperationNode o: Binary(node, y, o); break;
            case UnaryOperationNode o: Reference.Unary(o.Function, Raw(Tile(y)), Raw(Tile(x))); break;
            case ClampOperation o: Bound(y, Tile(x), o.Bounds); break;
            case GatherRowsOperation: Reference.Gather(Raw(Tile(y)), Raw(Tile(x)), Tile(node.Inputs[1]), IndexPolicy.Trap); break;
            case CompareOperation o: Reference.Compare(o.Comparison, Tile(y), Raw(Broadcast(Tile(x), Dims(y))), Raw(Broadcast(Tile(node.Inputs[1]), Dims(y)))); break;
            case ConvertOperation: Reference.Convert(Raw(Tile(y)), Raw(Tile(x))); break;
            case QuantizeOperation o: Reference.Quantize(Tile(y), Tile(x), y.Quantization!.Scales, o.HalfAway); break;
            case DequantizeOperation: Reference.Dequantize(Tile(y), Tile(x), x.Quantization!.Scales); break;
            case RequantizeOperation o: Drain(Tile(y), Tile(x), Scaling.OfRequantize(node.Name, x, y, o.Requantization), default); break;
            case SoftmaxOperation o: RowOracle.Softmax(Tile(y), Tile(x), o.HasAddend ? Broadcast(Tile(node.Inputs[1]), Dims(x)) : default, o, x.Quantization, y.Quantization); break;
            case ReduceOperation o: Reduce(x, y, o); break;
            default: throw new NotSupportedException(node.Operation.GetType().Name);
        }
    }

    private void Matrix(Node node, Clamp activation, RequantMode? mode, bool hasBias, ResidualFusion? fusion, ConvGeometry? geometry, bool isDepthwise, TableFusion? table = null)
    {
        Value x = node.Inputs[0], w = node.Inputs[1], y = node.Outputs[0];
        Value? bias = hasBias ? node.Inputs[2] : null, residual = fusion is null ? null : node.Inputs[^1];
        Scaling scaling = Scaling.OfMatrix(node.Name, x, w, bias, y, activation, mode ?? graph.Requantization, fusion, residual, table);
        long columns = Dims(y)[^1], rows = Dims(y).Aggregate(1L, (a, b) => a * b) / columns;
        long[] shape = geometry is null ? [rows, columns] : Dims(y);
        Tile sums = new(new byte[rows * columns * scaling.SumBytes], TileShape.Dense(scaling.SumsType, shape));
        if (geometry is not { } g)
        {
            Reference.MatMul(sums, Tile(x, rows, Dims(x)[^1]), Tile(w), false);
        }
        else if (isDepthwise)
        {
            Reference.DepthwiseConv(sums, Tile(x), Tile(w), g, false, false);
        }
        else
        {
            Reference.Conv(sums, Tile(x), Tile(w), g, false);
        }
        Drain(Tile(y, shape), sums, scaling, residual is null ? default : Tile(residual, shape));
    }

    private static void Drain(Tile output, Tile source, Scaling s, Tile residual) => Reference.Drain(output, source, new DrainArguments
    {
        Mode = s.Mode,
        Bias32 = s.SumsType == DType.I32 ? MemoryMarshal.Cast<byte, int>(s.Bias) : [],
        Bias64 = s.SumsType == DType.I64 ? MemoryMarshal.Cast<byte, long>(s.Bias) : [],
        BiasF32 = s.SumsType == DType.F32 ? MemoryMarshal.Cast<byte, float>(s.Bias) : [],
        Multipliers = s.Multipliers,
        Shifts = s.Shifts,
        Scales = s.Scales,
        OutputZeroPoint = s.ZeroPoint,
        ClampMin = s.Bounds.Min,
        ClampMax = s.Bounds.Max,
        ClampMinF32 = s.FloatBounds.Min,
        ClampMaxF32 = s.FloatBounds.Max,
        ResidualMode = s.ResidualMode,
        Residual = residual,
        ResidualArguments = s.Residual,
        Lut = s.Table,
    });

    /// <summary>One product for each index of the leading dimensions.</summary>
    private void Products(Node node, MatMulOperation o)
    {
        Value x = node.Inputs[0], w = node.Inputs[1], y = node.Outputs[0];
        Scaling scaling = Scaling.OfMatrix(node.Name, x, w, o.HasBias ? node.Inputs[2] : null, y, o.Activation, o.Requantization ?? graph.Requantization, null, null, o.Table);
        long[] batch = Dims(y)[..^2];
        for (long item = 0; item < batch.Aggregate(1L, (n, d) => n * d); item++)
        {
            Tile a = Matrix(x, batch, item), b = Matrix(w, batch, item), output = Matrix(y, batch, item);
            TileShape shape = TileShape.Dense(scaling.SumsType, output.Shape.Dims[0], output.Shape.Dims[1]);
            Tile sums = new(new byte[shape.SpanBytes()], shape);
            Reference.MatMul(sums, a, b, false);
            Drain(output, sums, scaling, default);
        }
    }

    private Tile Matrix(Value value, long[] batch, long item)
    {
        long[] dims = Dims(value);
        Tile whole = Tile(value, dims[^2..]);
        long at = 0, size = 1;
        for (int i = 1; i <= batch.Length; i++)
        {
            long extent = dims.Length - 2 - i >= 0 ? dims[dims.Length - 2 - i] : 1;
            at += (extent == 1 ? 0 : item % batch[^i]) * size;
            (size, item) = (size * extent, item / batch[^i]);
        }
        return new Tile(Bytes(value).AsSpan((int)(at * whole.Shape.SpanBytes())), whole.Shape);
    }

    private void Bound(Value y, Tile x, Clamp bounds)
    {
        (int min, int max) = y.Type.IsFloat() ? (int.MinValue, int.MaxValue) : ActivationRange.Of(bounds, y.Type, y.Quantization);
        Drain(Tile(y), x, new Scaling { SumsType = y.Type, FloatBounds = bounds, Bounds = (min, max), ZeroPoint = y.Quantization?.ZeroPoints[0] ?? 0 }, default);
    }

    private void Binary(Node node, Value y, BinaryOperationNode o)
    {
        Tile a = Broadcast(Tile(node.Inputs[0]), Dims(y)), b = Broadcast(Tile(node.Inputs[1]), Dims(y));
        if (y.Quantization is { } q)
        {
            ResidualArguments r = Scaling.OfAddition(node.Name, node.Inputs[0].Quantization!, node.Inputs[1].Quantization!, q, y.Type, o.Arithmetic, o.Activation);
            Reference.QuantizedAdd(Tile(y), a, b, o.Arithmetic, o.Operation == BinaryOperation.Sub ? ElementwiseLowering.Negated(r) : r);
            return;
        }
        Reference.Binary(o.Operation, Tile(y), a, b);
        if (o.Activation != Clamp.None)
        {
            Bound(y, Tile(y), o.Activation);
        }
    }

    private void Transpose(Value x, Value y, TransposeOperation o)
    {
        long[] from = Dims(x), to = Dims(y);
        int width = x.Type.Bits() / 8;
        for (long element = 0; element < to.Aggregate(1L, (a, b) => a * b); element++)
        {
            long[] index = new long[from.Length];
            long rest = element, source = 0;
            for (int i = to.Length - 1; i >= 0; i--)
            {
                index[o.Permutation[i]] = rest % to[i];
                rest /= to[i];
            }
            for (int i = 0; i < from.Length; i++)
            {
                source = (source * from[i]) + index[i];
            }
            Bytes(x).AsSpan((int)source * width, width).CopyTo(data[y].AsSpan((int)element * width));
        }
    }

    private void Pad(Value x, Value y, PadOperation o)
    {
        Reference.Fill(Tile(y), (ulong)RawValue.Of(y.Type, o.Value));
        TileShape view = TileShape.Dense(y.Type, Dims(y));
        long offset = Enumerable.Range(0, view.Rank).Sum(i => o.Before[i] * view.Strides[i]);
        view.Dims = TileShape.Dense(x.Type, Dims(x)).Dims;
        Reference.Move(new Tile(data[y].AsSpan((int)offset), view), Raw(Tile(x)));
    }

    private void Concat(Node node, Value y, ConcatOperation o)
    {
        long at = 0;
        foreach (Value x in node.Inputs)
        {
            TileShape view = TileShape.Dense(y.Type, Dims(y));
            int offset = (int)(at * view.Strides[o.Axis]);
            view.Dims = TileShape.Dense(x.Type, Dims(x)).Dims;
            Reference.Move(new Tile(data[y].AsSpan(offset), view), Raw(Tile(x)));
            at += Dims(x)[o.Axis];
        }
    }

    private void Slice(Value x, Value y, SliceOperation o)
    {
        TileShape view = TileShape.Dense(x.Type, Dims(x));
        long offset = 0;
        for (int i = 0; i < view.Rank; i++)
        {
            offset += o.Starts[i] * view.Strides[i];
            view.Strides[i] *= o.Steps[i];
        }
        view.Dims = TileShape.Dense(y.Type, Dims(y)).Dims;
        Reference.Move(Raw(Tile(y)), new Tile(Bytes(x).AsSpan((int)offset), view));
    }

    private void Reduce(Value x, Value y, ReduceOperation o)
    {
        TileShape from = TileShape.Dense(x.Type, Dims(x)), view = from;
        int[] order = [.. Enumerable.Range(0, from.Rank).Except(o.Axes), .. o.Axes];
        long[] dims = new long[from.Rank];
        for (int i = 0; i < from.Rank; i++)
        {
            view.Dims[i] = from.Dims[order[i]];
            view.Strides[i] = from.Strides[order[i]];
            dims[i] = i < from.Rank - o.Axes.Length ? from.Dims[order[i]] : 1;
        }
        Reference.Reduce(o.Kind, Raw(Tile(y, dims)), new Tile(Bytes(x), view), o.Axes.Length, false);
        if (o.Mean)
        {
            long count = o.Axes.Aggregate(1L, (n, axis) => n * from.Dims[axis]);
            Reference.Binary(BinaryOperation.Div, Tile(y), Tile(y), Broadcast(new Tile(BitConverter.GetBytes((float)count), TileShape.Dense(DType.F32, 1)), Dims(y)));
        }
    }
}
