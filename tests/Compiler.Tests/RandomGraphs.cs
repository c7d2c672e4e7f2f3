using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler.Tests;

/// <summary>Small random layers with plausible quantisation.</summary>
internal static class RandomGraphs
{
    public static byte[] Content(Random random, DType type, params ReadOnlySpan<long> dims)
    {
        byte[] raw = new byte[View.BytesOf(type, dims)];
        if (type == DType.F32)
        {
            foreach (ref float value in MemoryMarshal.Cast<byte, float>(raw.AsSpan()))
            {
                value = (random.NextSingle() * 4) - 2;
            }
        }
        else if (type == DType.I32)
        {
            foreach (ref int value in MemoryMarshal.Cast<byte, int>(raw.AsSpan()))
            {
                value = random.Next(-1000, 1000);
            }
        }
        else
        {
            random.NextBytes(raw);
        }
        return raw;
    }

    public static Value Constant(Random random, string name, DType type, params long[] dims) =>
        new(name, type, dims.Select(d => new Dimension(d))) { Constant = Content(random, type, dims) };

    public static Quantization Quantized(Random random, DType type, float scale = 0.05f) =>
        Quantization.PerTensor(scale * (0.5f + random.NextSingle()), type == DType.U8 ? random.Next(100, 150) : random.Next(-20, 20));

    public static Value Tensor(Random random, string name, DType type, params long[] dims) => new(name, type, dims.Select(d => new Dimension(d)))
    {
        Quantization = type.IsInteger() ? Quantized(random, type) : null,
    };

    public static Value Weights(Random random, string name, DType type, bool perChannel, params long[] dims)
    {
        Value w = Constant(random, name, type, dims);
        if (type.IsInteger())
        {
            int n = perChannel ? (int)dims[^1] : 1;
            w.Quantization = new Quantization([.. Enumerable.Range(0, n).Select(_ => 0.002f * (0.5f + random.NextSingle()))], new int[n], perChannel ? dims.Length - 1 : -1);
        }
        return w;
    }

    public static Graph Wrap(string name, Value output, params Value[] inputs)
    {
        Graph graph = new() { Name = name };
        graph.Inputs.AddRange(inputs);
        graph.Outputs.Add(output);
        return graph;
    }

    public static Graph MatMul(Random random, int m, int k, int n, DType type, bool perChannel, Clamp activation, RequantMode mode = RequantMode.FixedSingle)
    {
        Value x = Tensor(random, "x", type, m, k), y = Tensor(random, "y", type, m, n);
        Graph graph = Wrap($"matmul {m}x{k}x{n} {type}", y, x);
        graph.Requantization = mode;
        graph.Add("fc", new MatMulOperation(activation, HasBias: true), y, x, Weights(random, "w", type == DType.F32 ? DType.F32 : DType.I8, perChannel, k, n),
            Constant(random, "bias", type == DType.F32 ? DType.F32 : DType.I32, n));
        return graph;
    }

    public static Graph Conv(Random random, long height, long width, long channels, long columns, ConvGeometry g, int kernel, DType type, long images = 1)
    {
        long oh = g.OutputRows(height, kernel), ow = g.OutputColumns(width, kernel);
        Value x = Tensor(random, "x", type, images, height, width, channels), y = Tensor(random, "y", type, images, oh, ow, columns);
        Graph graph = Wrap($"conv {height}x{width}x{channels} k{kernel} {columns} g{g.Groups} s{g.StrideH} {type}", y, x);
        graph.Add("conv", new ConvOperation(g, Clamp.Relu, HasBias: true), y, x, Weights(random, "w", type == DType.F32 ? DType.F32 : DType.I8, true, kernel, kernel, channels / g.Groups, columns),
            Constant(random, "bias", type == DType.F32 ? DType.F32 : DType.I32, columns));
        return graph;
    }
}
