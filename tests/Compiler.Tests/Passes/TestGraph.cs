using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler.Tests;

/// <summary>Small graphs in few words; contents are random with a fixed seed.</summary>
internal sealed class TestGraph
{
    public static readonly ImmutableArray<int> ToNhwc = [0, 2, 3, 1];
    public static readonly ImmutableArray<int> ToNchw = [0, 3, 1, 2];
    private readonly Random random = new(7);
    private int count;

    public Graph Graph { get; } = new() { Name = "test" };

    public Value Input(params Dimension[] shape) => Input(DType.F32, null, shape);

    public Value Input(DType type, Quantization? quantization, params Dimension[] shape)
    {
        Value value = new($"input{Graph.Inputs.Count}", type, shape) { Quantization = quantization };
        Graph.Inputs.Add(value);
        return value;
    }

    public Value Real(params Dimension[] shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Elements()).Select(_ => random.Next(-40, 41) / 8f)];
        return new Value($"constant{count++}", DType.F32, shape) { Constant = MemoryMarshal.AsBytes<float>(values).ToArray() };
    }

    public Value Integers(DType type, Quantization quantization, params Dimension[] shape)
    {
        byte[] bytes = new byte[shape.Elements() * type.Bits() / 8];
        random.NextBytes(bytes);
        return new Value($"constant{count++}", type, shape) { Constant = bytes, Quantization = quantization };
    }

    public Value Add(Operation operation, Dimension[] shape, params Value[] inputs) => Add(operation, DType.F32, null, shape, inputs);

    public Value Add(Operation operation, DType type, Quantization? quantization, Dimension[] shape, params Value[] inputs)
    {
        string name = $"node{count++}";
        return Graph.Add(name, operation, new Value(name, type, shape) { Quantization = quantization }, inputs);
    }

    public Value Transpose(Value x, ImmutableArray<int> permutation) =>
        Add(new TransposeOperation(permutation), x.Type, x.Quantization, ValueFacts.Permute(x.Shape, permutation), x);

    public Value Dequantize(Value x) => Add(new DequantizeOperation(), x.Shape, x);

    public Value Quantize(Value x, float scale, int zeroPoint) =>
        Add(new QuantizeOperation(HalfAway: false), DType.I8, Quantization.PerTensor(scale, zeroPoint), x.Shape, x);

    /// <summary>A 3×3 convolution that keeps the extents.</summary>
    public Value Conv(Value x, int outputs) =>
        Add(new ConvOperation(Same, Clamp.None), [.. x.Shape[..3], outputs], x, Real(3, 3, x.Shape[3], outputs));

    public static ConvGeometry Same => ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 };

    public Value Sum(Value a, Value b) => Add(new BinaryOperationNode(BinaryOperation.Add, Clamp.None), a.Shape, a, b);

    public Value Relu(Value x) => Add(new UnaryOperationNode(UnaryOperation.Relu), x.Type, x.Quantization, x.Shape, x);

    public Graph Output(params Value[] outputs)
    {
        Graph.Outputs.AddRange(outputs);
        return Graph;
    }

    /// <summary>The first output's bytes; random inputs, the same for graphs with the same inputs: small fractions, both zeros, any integers.</summary>
    public static byte[] Evaluate(Graph graph)
    {
        Random random = new(11);
        Dictionary<string, byte[]> inputs = graph.Inputs.ToDictionary(v => v.Name, v =>
        {
            byte[] bytes = new byte[v.Type.BytesOf(v.Shape.Elements())];
            random.NextBytes(bytes);
            if (v.Type == DType.F32)
            {
                foreach (ref float real in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
                {
                    real = random.Next(5) == 0 ? -0f : random.Next(-99, 100) / 16f;
                }
            }
            return bytes;
        });
        return new GraphOracle(graph).Run(inputs)[graph.Outputs[0]];
    }
}
