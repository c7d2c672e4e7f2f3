using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

public sealed class ZooInputTests
{
    private static Graph WithInput(DType type, params Dimension[] shape)
    {
        Graph graph = new() { Name = "net" };
        graph.Inputs.Add(new Value("x", type, shape));
        return graph;
    }

    [Fact]
    public void Image_HasContrastAndIsSmooth()
    {
        byte[] pixels = ZooInput.Create(WithInput(DType.U8, 1, 224, 224, 3), 1);
        Assert.Equal(224 * 224 * 3, pixels.Length);
        double mean = pixels.Average(p => p);
        double deviation = Math.Sqrt(pixels.Average(p => (p - mean) * (p - mean)));
        double step = Enumerable.Range(0, pixels.Length - 3).Average(i => Math.Abs(pixels[i] - pixels[i + 3]));
        Assert.InRange(deviation, 25, 80);
        Assert.InRange(step, 1, deviation / 3);
    }

    [Fact]
    public void Types_HoldTheSameImage()
    {
        byte[] u8 = ZooInput.Create(WithInput(DType.U8, 2, 784), 3);
        byte[] i8 = ZooInput.Create(WithInput(DType.I8, 2, 784), 3);
        float[] f32 = MemoryMarshal.Cast<byte, float>(ZooInput.Create(WithInput(DType.F32, 2, 784), 3)).ToArray();
        Assert.Equal(u8.Select(p => p - 128), i8.Select(p => (int)(sbyte)p));
        Assert.Equal(u8.Select(p => (p - 128) / 64f), f32);
    }

    [Fact]
    public void Seed_ChangesTheImage()
    {
        Graph graph = WithInput(DType.U8, 1, 28, 28, 1);
        Assert.Equal(ZooInput.Create(graph, 5), ZooInput.Create(graph, 5));
        Assert.NotEqual(ZooInput.Create(graph, 5), ZooInput.Create(graph, 6));
    }

    [Fact]
    public void UnsuitableInput_IsRefusedByName()
    {
        CompileException error = Assert.Throws<CompileException>(() => ZooInput.Create(WithInput(DType.I64, 1, 4)));
        Assert.Contains("x: i64[1, 4]", error.Message, StringComparison.Ordinal);
    }
}
