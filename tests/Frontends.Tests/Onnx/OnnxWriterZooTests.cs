using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Every model of the zoo as an ONNX file: ONNX Runtime runs it, our reader takes it back.</summary>
public sealed class OnnxWriterZooTests(ITestOutputHelper log)
{
    /// <summary>
    /// Bound of |ours − theirs| over the largest |output|. Both sum the same products in fp32, we in one chain of K fused multiply-adds, they in several with
    /// other splits, so each layer's sums differ by about √K·2⁻²⁴ relative to their size: 4e-6 for K = 4608. Fifty layers of random weights pass
    /// such differences on with a gain of about 1, √50 of them add up. Observed: 6e-5; a wrong weight, pad or order gives about 1.
    /// </summary>
    private const double RealBound = 2e-4;

    [Theory]
    [InlineData("resnet50-fp32")]
    [InlineData("mobilenetv2-fp32")]
    [InlineData("mlp-fp32")]
    [InlineData("lenet-2exit-fp32")]
    public void Real_models_agree_with_the_runtime(string name)
    {
        ZooTests.SkipSlowMachines(name);
        Graph graph = Zoo.Build(name);
        byte[] file = OnnxWriter.Write(graph);
        byte[] input = ZooInput.Create(graph, 1);
        float[] theirs = Reals(OnnxRuntimeSession.Run(file, input, GraphOptimizationLevel.ORT_ENABLE_BASIC)[0]);
        List<Graph> ours = [graph];
        if (!IsDynamic(graph))
        {
            ours.Add(OnnxReader.Read(file, name));
        }
        foreach (Graph one in ours)
        {
            Assert.Equal(graph.Inputs[0].ToString(), one.Inputs[0].ToString());
            Assert.Equal(graph.Outputs[0].ToString(), one.Outputs[0].ToString());
            float[] output = Reals(EmulatedRun.Of(one, input)[0]);
            float worst = output.Zip(theirs).Max(p => Math.Abs(p.First - p.Second)) / theirs.Max(Math.Abs);
            log.WriteLine($"{name}: {worst:G3} of the largest output");
            Assert.InRange(worst, 0, RealBound);
            Assert.Equal(Best(theirs.Chunk(Classes(graph))), Best(output.Chunk(Classes(graph))));
        }
    }

    /// <summary>
    /// Read back, sums are scaled as ONNX says, and every code is the runtime's. Not so for ResNet-50: its QLinearAdd folds zero points into one
    /// addend before it rounds, which moves sums that lie between two codes (<see cref="OnnxWriterLayerTests"/>), and random weights spread that.
    /// </summary>
    [Theory]
    [InlineData("mlp-int8", false)]
    [InlineData("mlp-int8", true)]
    [InlineData("mobilenetv2-int8", false)]
    [InlineData("mobilenetv2-int8", true)]
    public void Integer_models_read_back_equal_the_runtime(string name, bool unsigned)
    {
        ZooTests.SkipSlowMachines(name);
        Graph graph = Zoo.Build(name);
        byte[] file = OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = unsigned });
        byte[] input = ZooInput.Create(graph, 1);
        if (unsigned)
        {
            input = [.. input.Select(b => (byte)(b ^ 0x80))];
        }
        Assert.Equal(OnnxRuntimeSession.Run(file, input, GraphOptimizationLevel.ORT_DISABLE_ALL)[0], EmulatedRun.Of(OnnxReader.Read(file, name), input)[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ResNet50_read_back_finds_the_runtime_s_class(bool unsigned)
    {
        ZooTests.SkipSlowMachines("resnet50-int8");
        Graph graph = Zoo.Build("resnet50-int8");
        byte[] file = OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = unsigned });
        byte[] input = ZooInput.Create(graph, 1);
        byte flip = unsigned ? (byte)0x80 : (byte)0;
        input = [.. input.Select(b => (byte)(b ^ flip))];
        float[] theirs = Codes(OnnxRuntimeSession.Run(file, input, GraphOptimizationLevel.ORT_ENABLE_ALL)[0], flip);
        float[] ours = Codes(EmulatedRun.Of(OnnxReader.Read(file, "resnet50"), input)[0], flip);
        float worst = ours.Zip(theirs).Max(p => Math.Abs(p.First - p.Second));
        log.WriteLine($"{ours.Zip(theirs).Count(p => p.First != p.Second)} of 1000 codes differ, by at most {worst} of 256");
        Assert.InRange(worst, 0, 20);
        Assert.Equal(Best([theirs]), Best([ours]));
    }

    /// <summary>Fixed-point and fp32 scaling round alike in so small a network.</summary>
    [Fact]
    public void Two_exits_equal_the_runtime()
    {
        Graph graph = Zoo.Build("lenet-2exit-int8");
        byte[] file = OnnxWriter.Write(graph);
        for (ulong seed = 1; seed <= 4; seed++)
        {
            byte[] input = ZooInput.Create(graph, seed);
            Assert.Equal(OnnxRuntimeSession.Run(file, input, GraphOptimizationLevel.ORT_ENABLE_BASIC)[0], EmulatedRun.Of(graph, input)[0]);
        }
    }

    [Fact]
    public void Two_exits_are_not_read_back_yet_said_so()
    {
        CompileException error = Assert.Throws<CompileException>(() => OnnxReader.Read(OnnxWriter.Write(Zoo.Build("lenet-2exit-fp32")), "lenet.onnx"));
        Assert.Equal("onnx.operator", error.Code);
    }

    private static bool IsDynamic(Graph graph) => graph.Nodes.Exists(n => n.Operation is CompactOperation);

    private static int Classes(Graph graph) => (int)graph.Outputs[0].Shape[^1].Size;

    private static int[] Best(IEnumerable<float[]> rows) => [.. rows.Select(r => Array.IndexOf(r, r.Max()))];

    private static float[] Reals(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private static float[] Codes(byte[] bytes, byte flip) => [.. bytes.Select(b => (float)(sbyte)(b ^ flip))];
}
