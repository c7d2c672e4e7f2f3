using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Operations one by one, most of them behind a convolution so that images are NCHW in the file: emulated, and by ONNX Runtime.</summary>
public sealed class OnnxWriterOperatorTests
{
    private static readonly Dimension[] s_image = [1, 5, 4, 6];

    private static readonly Dictionary<string, Func<SmallGraph, Value>> s_reals = new()
    {
        ["conv"] = g => g.Conv(g.Input, 4, Clamp.None),
        ["conv, two groups, bounds"] = g => g.Conv(g.Input, 4, new Clamp(-0.25f, 0.5f), groups: 2),
        ["depthwise, two outputs a channel, uneven pads"] = g => g.Depthwise(g.Input, 2),
        ["average pool, pads do not count"] = g => g.Pool(g.Conv(g.Input), Pooling.Average, countPadding: false),
        ["average pool, pads count"] = g => g.Pool(g.Conv(g.Input), Pooling.Average, countPadding: true),
        ["max pool"] = g => g.Pool(g.Conv(g.Input), Pooling.Max, countPadding: false),
        ["concat of channels"] = g => g.Add(new ConcatOperation(3), [1, 5, 4, 12], g.Conv(g.Input), g.Input),
        ["concat of rows"] = g => g.Add(new ConcatOperation(1), [1, 10, 4, 6], g.Conv(g.Input), g.Input),
        ["pad"] = g => g.Add(new PadOperation([0, 1, 0, 2], [0, 0, 3, 1], 0.5f), [1, 6, 7, 9], g.Conv(g.Input)),
        ["slice"] = g => g.Add(new SliceOperation([0, 1, 0, 1], [1, 2, 1, 3]), [1, 2, 3, 2], g.Conv(g.Input)),
        ["transpose"] = g => g.Add(new TransposeOperation([0, 3, 2, 1]), [1, 6, 4, 5], g.Conv(g.Input)),
        ["flatten"] = g => g.Add(new ReshapeOperation(), [1, 120], g.Conv(g.Input)),
        ["mean of rows and columns"] = g => g.Add(new ReduceOperation(Reduction.Sum, [1, 2], false, Mean: true), [1, 6], g.Conv(g.Input)),
        ["sum of channels, kept"] = g => g.Add(new ReduceOperation(Reduction.Sum, [3], true), [1, 5, 4, 1], g.Conv(g.Input)),
        ["largest of channels"] = g => g.Add(new ReduceOperation(Reduction.Max, [3], false), [1, 5, 4], g.Conv(g.Input)),
        ["softmax, beta 2"] = g => g.Add(new SoftmaxOperation(2), s_image, g.Conv(g.Input)),
        ["add of a row of channels"] = g => g.Binary(BinaryOperation.Add, g.Conv(g.Input), g.Constant([6])),
        ["subtract of a number, ReLU"] = g => g.Add(new BinaryOperationNode(BinaryOperation.Sub, Clamp.Relu), s_image, g.Conv(g.Input), g.Constant([])),
        ["multiply by an image"] = g => g.Binary(BinaryOperation.Mul, g.Conv(g.Input), g.Constant([1, 5, 4, 1])),
        ["divide"] = g => g.Binary(BinaryOperation.Div, g.Conv(g.Input), g.Constant([1, 5, 4, 6])),
        ["larger"] = g => g.Binary(BinaryOperation.Max, g.Conv(g.Input), g.Input),
        ["smaller"] = g => g.Binary(BinaryOperation.Min, g.Input, g.Constant([1, 1, 4, 6])),
        ["product of rank 3 with bias"] = g => g.Product(g.Add(new ReshapeOperation(), [5, 4, 6], g.Input), [5, 4, 3]),
        ["product with bias, ReLU6"] = g => g.Product(g.Add(new ReshapeOperation(), [20, 6], g.Conv(g.Input)), [20, 3]),
        ["bounds from above"] = g => g.Add(new ClampOperation(new Clamp(float.NegativeInfinity, 0.25f)), s_image, g.Conv(g.Input)),
    };

    private static readonly Dictionary<string, Func<SmallGraph, Value>> s_codes = new()
    {
        ["conv"] = g => g.Conv(g.Input, 4, Clamp.None),
        ["conv, bounds inside the range"] = g => g.Conv(g.Input, 4, new Clamp(-0.5f, 0.75f)),
        ["depthwise"] = g => g.Depthwise(g.Input, 2),
        ["max pool"] = g => g.Pool(g.Conv(g.Input), Pooling.Max, countPadding: false),
        ["concat of channels"] = g => g.Add(new ConcatOperation(3), [1, 5, 4, 12], g.Conv(g.Input), g.Conv(g.Input)),
        ["pad"] = g => g.Add(new PadOperation([0, 1, 0, 2], [0, 0, 3, 1], -7), [1, 6, 7, 9], g.Conv(g.Input)),
        ["flatten"] = g => g.Add(new ReshapeOperation(), [1, 120], g.Conv(g.Input)),
        ["product with bias"] = g => g.Product(g.Add(new ReshapeOperation(), [20, 6], g.Conv(g.Input)), [20, 3]),
        ["product without bias"] = g => g.Product(g.Add(new ReshapeOperation(), [5, 4, 6], g.Conv(g.Input)), [5, 4, 3], bias: false),
        ["bounds"] = g => g.Add(new ClampOperation(new Clamp(-0.5f, 0.75f)), s_image, g.Conv(g.Input)),
        ["largest of channels"] = g => g.Add(new ReduceOperation(Reduction.Max, [3], false), [1, 5, 4], g.Conv(g.Input)),
    };

    public static TheoryData<string> Reals => [.. s_reals.Keys];

    public static TheoryData<string, bool> Codes => [.. s_codes.Keys.SelectMany(k => new[] { (k, false), (k, true) })];

    public static TheoryData<UnaryOperation> Functions => [.. Enum.GetValues<UnaryOperation>().Where(f => f is not (UnaryOperation.Not or UnaryOperation.Log or UnaryOperation.Sqrt or UnaryOperation.Rsqrt or UnaryOperation.Reciprocal))];

    [Theory]
    [MemberData(nameof(Reals))]
    public void Real_operation(string name) => Check(g => s_reals[name](g));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function(UnaryOperation function) => Check(g => g.Add(new UnaryOperationNode(function), s_image, g.Conv(g.Input)));

    [Theory]
    [InlineData(UnaryOperation.Log)]
    [InlineData(UnaryOperation.Sqrt)]
    [InlineData(UnaryOperation.Rsqrt)]
    [InlineData(UnaryOperation.Reciprocal)]
    public void Function_of_positive_numbers(UnaryOperation function) =>
        Check(g => g.Add(new UnaryOperationNode(function), s_image, g.Add(new UnaryOperationNode(UnaryOperation.Exp), s_image, g.Conv(g.Input))));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Quantized_operation(string name, bool unsigned)
    {
        SmallGraph g = new(DType.I8);
        Graph graph = g.Finish(s_codes[name](g));
        byte[] file = OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = unsigned });
        byte flip = unsigned ? (byte)0x80 : (byte)0;
        byte[] theirs = OnnxRuntimeSession.Run(file, [.. g.Data.Select(b => (byte)(b ^ flip))], GraphOptimizationLevel.ORT_DISABLE_ALL)[0];
        byte[] ours = EmulatedRun.Of(graph, g.Data)[0];
        Assert.True(ours.Distinct().Count() > 4, "the codes say nothing");
        Assert.Equal(ours, theirs.Select(b => (byte)(b ^ flip)));
    }

    [Fact]
    public void Fused_residual_is_refused()
    {
        SmallGraph g = new(DType.F32);
        Value y = g.Conv(g.Input);
        g.Graph.Nodes[^1].Operation = ((ConvOperation)g.Graph.Nodes[^1].Operation) with { Residual = new ResidualFusion(ResidualMode.Plain, Clamp.None, DType.F32, null) };
        CompileException error = Assert.Throws<CompileException>(() => OnnxWriter.Write(g.Finish(y)));
        Assert.Equal("onnx.write", error.Code);
        Assert.Contains("before compiler passes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_without_scale_are_refused()
    {
        SmallGraph g = new(DType.I8);
        Value y = g.Conv(g.Input);
        y.Type = DType.I32;
        CompileException error = Assert.Throws<CompileException>(() => OnnxWriter.Write(g.Finish(y)));
        Assert.Equal(("onnx.write", g.Graph.Nodes[0].Name), (error.Code, error.Place));
    }

    [Fact]
    public void Type_without_counterpart_is_refused()
    {
        SmallGraph g = new(DType.F32);
        g.Input.Type = DType.F8E4M3;
        CompileException error = Assert.Throws<CompileException>(() => OnnxWriter.Write(g.Finish(g.Conv(g.Input))));
        Assert.Equal(("onnx.write", g.Input.Name), (error.Code, error.Place));
    }

    /// <summary>Sums of at most 54 terms around 1 in another order, and functions of the last bit: 1e-5 of the largest.</summary>
    private static void Check(Func<SmallGraph, Value> build)
    {
        SmallGraph g = new(DType.F32);
        Graph graph = g.Finish(build(g));
        float[] ours = MemoryMarshal.Cast<byte, float>(EmulatedRun.Of(graph, g.Data)[0]).ToArray();
        float[] theirs = MemoryMarshal.Cast<byte, float>(OnnxRuntimeSession.Run(OnnxWriter.Write(graph), g.Data, GraphOptimizationLevel.ORT_ENABLE_BASIC)[0]).ToArray();
        Assert.Equal(theirs.Length, ours.Length);
        float bound = 1e-5f * Math.Max(1, theirs.Max(Math.Abs));
        Assert.All(ours.Zip(theirs), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, bound));
    }
}
