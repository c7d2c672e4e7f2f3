using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Small transformers as ONNX files: ONNX Runtime runs them, our reader takes them back.</summary>
public sealed class TransformerOnnxTests(ITestOutputHelper log)
{
    /// <summary>Bound of |ours − theirs| over the largest |output|: sums in another order in some 30 layers, functions of the last bit. Observed: 2e-6.</summary>
    private const double RealBound = 2e-5;

    public static TheoryData<string> Names => [.. SmallTransformers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reals_agree_with_the_runtime(string name)
    {
        Graph graph = SmallTransformers.Build(name, quantized: false);
        byte[] file = OnnxWriter.Write(graph), input = ZooInput.Create(graph, 1);
        float[] theirs = Reals(OnnxRuntimeSession.Run(file, input, GraphOptimizationLevel.ORT_ENABLE_BASIC)[0]);
        byte[] ours = EmulatedRun.Of(graph, input)[0];
        float worst = Reals(ours).Zip(theirs).Max(p => Math.Abs(p.First - p.Second)) / theirs.Max(Math.Abs);
        log.WriteLine($"{name}: {worst:G3} of the largest output");
        Assert.InRange(worst, 0, RealBound);
        Assert.Equal(ours, EmulatedRun.Of(OnnxReader.Read(file, name), input)[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Codes_are_the_runtime_s(string name)
    {
        Graph graph = SmallTransformers.Build(name, quantized: true);
        byte[] input = ZooInput.Create(graph, 1), ours = EmulatedRun.Of(graph, input)[0];
        foreach (bool unsigned in (bool[])[false, true])
        {
            byte flip = unsigned ? (byte)0x80 : (byte)0;
            byte[] file = OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = unsigned });
            byte[] own = graph.Inputs[0].Quantization is null ? input : [.. input.Select(b => (byte)(b ^ flip))];
            byte[] theirs = [.. OnnxRuntimeSession.Run(file, own, GraphOptimizationLevel.ORT_DISABLE_ALL)[0].Select(b => (byte)(b ^ flip))];
            int worst = ours.Zip(theirs).Max(p => Math.Abs((sbyte)p.First - (sbyte)p.Second));
            log.WriteLine($"{name}: {ours.Zip(theirs).Count(p => p.First != p.Second)} of {ours.Length} codes differ, by at most {worst}");
            byte[] back = EmulatedRun.Of(OnnxReader.Read(file, name), own)[0];
            Assert.Equal(ours, back.Select(b => (byte)(b ^ flip)));
            Assert.Equal(ours, theirs);
        }
    }

    private static float[] Reals(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
