using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends.Tests;

/// <summary>Builds graphs of a few nodes on an image [1, 5, 4, 6], fp32 or int8, with seeded constants.</summary>
internal sealed class SmallGraph
{
    private const float Scale = 1 / 64f;
    private static readonly Quantization s_activation = Quantization.PerTensor(Scale, -5);
    private readonly Random _random = new(17);
    private readonly DType _type;

    public SmallGraph(DType type)
    {
        _type = type;
        Input = New("input", 1, 5, 4, 6);
        Graph.Inputs.Add(Input);
        Graph.Requantization = RequantMode.Float32;
        Data = Contents(120);
    }

    public Graph Graph { get; } = new() { Name = "small" };

    public Value Input { get; }

    public byte[] Data { get; }

    public Graph Finish(Value output)
    {
        Graph.Outputs.Add(output);
        return Graph;
    }

    public Value Add(Operation operation, Dimension[] shape, params Value[] inputs)
    {
        int number = Graph.Nodes.Count;
        return Graph.Add($"node{number}", operation, New($"value{number}", shape), inputs);
    }

    public Value Binary(BinaryOperation function, Value a, Value b) => Add(new BinaryOperationNode(function, Clamp.None), a.Shape, a, b);

    /// <summary>3×3 in place, as many outputs as inputs.</summary>
    public Value Conv(Value x) => Conv(x, (int)x.Shape[3].Size, Clamp.None);

    public Value Conv(Value x, int outputs, Clamp activation, int groups = 1)
    {
        ConvGeometry g = ConvGeometry.Unit with { KernelH = 3, KernelW = 3, PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1, Groups = groups };
        return Add(new ConvOperation(g, activation, HasBias: true), [.. x.Shape[..3], outputs], x, Weights([3, 3, x.Shape[3].Size / groups, outputs]), Bias(outputs));
    }

    public Value Depthwise(Value x, int multiplier)
    {
        ConvGeometry g = ConvGeometry.Unit with { KernelH = 3, KernelW = 2, PadTop = 1, PadBottom = 2, PadRight = 1, StrideH = 2 };
        long outputs = x.Shape[3].Size * multiplier;
        return Add(new DepthwiseConvOperation(g, Clamp.Relu, HasBias: true), [1, g.OutputRows(5, 3), g.OutputColumns(4, 2), outputs], x, Weights([3, 2, outputs]), Bias(outputs));
    }

    public Value Pool(Value x, Pooling kind, bool countPadding)
    {
        ConvGeometry g = ConvGeometry.Unit with { KernelH = 3, KernelW = 2, PadTop = 1, PadBottom = 1, PadLeft = 1, StrideH = 2, CountPadding = countPadding };
        return Add(new PoolOperation(kind, g, Clamp.None), [1, g.OutputRows(5, 3), g.OutputColumns(4, 2), x.Shape[3]], x);
    }

    public Value Product(Value x, Dimension[] shape, bool bias = true) =>
        Add(new MatMulOperation(Clamp.Relu6, HasBias: bias), shape, [x, Weights([x.Shape[^1], shape[^1]]), .. bias ? [Bias(shape[^1].Size)] : (Value[])[]]);

    public Value Constant(Dimension[] shape)
    {
        Value value = New($"constant{_random.Next()}", shape);
        value.Constant = Contents(shape.Aggregate(1L, (p, d) => p * d.Size));
        return value;
    }

    private Value New(string name, params Dimension[] shape) => new(name, _type, shape) { Quantization = _type == DType.F32 ? null : s_activation };

    private Value Weights(Dimension[] shape)
    {
        Value value = Constant(shape);
        int outputs = (int)shape[^1].Size;
        value.Quantization = _type == DType.F32 ? null : new Quantization([.. Enumerable.Range(0, outputs).Select(o => Scale / (8 + o))], new int[outputs], shape.Length - 1);
        return value;
    }

    private Value Bias(long outputs)
    {
        Value value = new($"bias{_random.Next()}", _type == DType.F32 ? DType.F32 : DType.I32, outputs);
        value.Constant = _type == DType.F32 ? Contents(outputs) : [.. Enumerable.Range(0, (int)outputs).SelectMany(_ => BitConverter.GetBytes(_random.Next(-2000, 2000)))];
        return value;
    }

    private byte[] Contents(long elements)
    {
        if (_type == DType.F32)
        {
            return MemoryMarshal.AsBytes<float>(Enumerable.Range(0, (int)elements).Select(_ => (_random.NextSingle() * 2) - 1).ToArray()).ToArray();
        }
        byte[] codes = new byte[elements];
        _random.NextBytes(codes);
        return codes;
    }
}
