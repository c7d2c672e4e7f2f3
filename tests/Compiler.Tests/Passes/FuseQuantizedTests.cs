using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>Dequantise → operation → quantise becomes an integer operation exactly where an integer ONNX operator says the same.</summary>
public sealed class FuseQuantizedTests
{
    private static readonly Quantization Codes = Quantization.PerTensor(0.5f, 3);

    [Fact]
    public void Convolution_BecomesQLinearConv()
    {
        ConvOperation conv = Assert.IsType<ConvOperation>(Assert.Single(Convolution(biasScale: 0.5f * 0.25f).Nodes).Operation);
        Assert.Equal(RequantMode.Float32, conv.Requantization);
        Assert.True(conv.HasBias);
        Assert.Equal(Clamp.Relu, conv.Activation);
    }

    [Fact]
    public void BiasOfAnotherScale_StaysReal()
    {
        Graph after = Convolution(biasScale: 0.5f);
        Assert.Contains(after.Nodes, n => n.Operation is QuantizeOperation);
        Assert.Equal(DType.F32, after.Nodes.Single(n => n.Operation is ConvOperation).Inputs[1].Type);
    }

    [Fact]
    public void WeightsInAnotherOrder_AreTransposedAsIntegers()
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 8, 4, 4);
        Quantization perChannel = new([.. Enumerable.Range(1, 6).Select(i => i / 8f)], new int[6], 0);
        Value weights = g.Transpose(g.Dequantize(g.Integers(DType.I8, perChannel, 6, 8, 3, 3)), [2, 3, 1, 0]);
        Value conv = g.Add(new ConvOperation(TestGraph.Same, Clamp.None), [1, 4, 4, 6], g.Transpose(g.Dequantize(x), TestGraph.ToNhwc), weights);
        Graph after = GraphPasses.Run(g.Output(g.Quantize(g.Transpose(conv, TestGraph.ToNchw), 2, 0)));
        Assert.Equal([typeof(TransposeOperation), typeof(ConvOperation), typeof(TransposeOperation)], after.Nodes.Select(n => n.Operation.GetType()));
        Value folded = after.Nodes[1].Inputs[1];
        Assert.Equal(DType.I8, folded.Type);
        Assert.Equal(3, folded.Quantization!.Axis);
        Assert.Equal(perChannel.Scales, folded.Quantization.Scales);
    }

    [Fact]
    public void Addition_BecomesQLinearAdd_AndResidual()
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 4, 4, 8);
        Value real = g.Dequantize(x);
        Value weights = g.Dequantize(g.Integers(DType.I8, Quantization.PerTensor(0.25f, 0), 3, 3, 8, 8));
        Value conv = g.Quantize(g.Add(new ConvOperation(TestGraph.Same, Clamp.None), x.Shape, real, weights), 1.5f, 1);
        Graph after = GraphPasses.Run(g.Output(g.Quantize(g.Relu(g.Sum(real, g.Dequantize(conv))), 2, 0)));
        ResidualFusion fusion = Assert.Single(after.Nodes).Operation.Residual()!;
        Assert.Equal((ResidualMode.Float32, Clamp.Relu, 1.5f), (fusion.Arithmetic, fusion.Activation, fusion.Intermediate!.Scales[0]));
    }

    [Fact]
    public void MovesAndMaxima_RunOnIntegers()
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 4, 4, 8);
        ConvGeometry window = ConvGeometry.Unit with { KernelH = 2, KernelW = 2, StrideH = 2, StrideW = 2 };
        Value pooled = g.Quantize(g.Add(new PoolOperation(Pooling.Max, window, Clamp.None), [1, 2, 2, 8], g.Dequantize(x)), 0.5f, 3);
        Value flat = g.Quantize(g.Add(new ReshapeOperation(), [1, 32], g.Dequantize(pooled)), 0.5f, 3);
        Graph after = GraphPasses.Run(g.Output(flat));
        Assert.Equal(TestGraph.Evaluate(g.Graph), TestGraph.Evaluate(after));
        Assert.Equal([typeof(PoolOperation), typeof(ReshapeOperation)], after.Nodes.Select(n => n.Operation.GetType()));
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(0.25f, 3)]
    public void RoundTrip_DisappearsOnlyWithEqualCodes(float scale, int nodes)
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 8);
        Value again = g.Quantize(g.Dequantize(x), scale, 3);
        Graph after = GraphPasses.Run(g.Output(g.Add(new ClampOperation(Clamp.Relu), DType.I8, again.Quantization, [1, 8], again)));
        Assert.Equal(nodes, after.Nodes.Count);
    }

    [Fact]
    public void AveragePool_StaysReal()
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 2, 2, 8);
        ConvGeometry window = ConvGeometry.Unit with { KernelH = 2, KernelW = 2 };
        Value mean = g.Add(new PoolOperation(Pooling.Average, window, Clamp.None), [1, 1, 1, 8], g.Dequantize(x));
        Assert.Equal(3, GraphPasses.Run(g.Output(g.Quantize(mean, 0.5f, 3))).Nodes.Count);
    }

    [Fact]
    public void BoundBetweenTwoCodes_StaysReal()
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 8);
        Value bounded = g.Add(new ClampOperation(new Clamp(0, 1.25f)), x.Shape, g.Dequantize(x));
        Assert.Equal(3, GraphPasses.Run(g.Output(g.Quantize(bounded, 0.5f, 3))).Nodes.Count);
    }

    private static Graph Convolution(float biasScale)
    {
        TestGraph g = new();
        Value x = g.Input(DType.I8, Codes, 1, 4, 4, 8);
        Value weights = g.Dequantize(g.Integers(DType.I8, Quantization.PerTensor(0.25f, 0), 3, 3, 8, 8));
        Value bias = g.Dequantize(g.Integers(DType.I32, Quantization.PerTensor(biasScale, 0), 8));
        Value conv = g.Add(new ConvOperation(TestGraph.Same, Clamp.None), x.Shape, g.Dequantize(x), weights);
        return GraphPasses.Run(g.Output(g.Quantize(g.Relu(g.Sum(conv, bias)), 2, -5)));
    }
}
