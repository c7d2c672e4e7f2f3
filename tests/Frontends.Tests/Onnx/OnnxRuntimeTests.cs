using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Published models through reader, compiler and emulator against ONNX Runtime in this process.</summary>
public sealed class OnnxRuntimeTests(ITestOutputHelper log)
{
    private const int Inputs = 16;

    /// <summary>
    /// Bound of |ours − theirs| over the largest |output|: fp32 sums of at most 400 terms in other orders, √400·2⁻²⁴ = 1.2e-6 a layer, few
    /// layers; micro_kws has a softmax besides, whose exponential we define ourselves. Observed: 2.2e-6.
    /// </summary>
    private const float RealBound = 1e-5f;

    /// <summary>More than a code of the micro_kws output, 1/255, and less than two.</summary>
    private const float Code = 1 / 200f;

    [Theory]
    [InlineData("mnist_onnxzoo", "model.onnx")]
    [InlineData("micro_kws", "micro_kws_m_static_fp32.onnx")]
    public void Real_models_agree(string folder, string file)
    {
        foreach ((float[] ours, float[] theirs) in Pairs(folder, file, GraphOptimizationLevel.ORT_ENABLE_BASIC))
        {
            Assert.InRange(Worst(ours, theirs) / theirs.Max(Math.Abs), 0, RealBound);
            Assert.Equal(Array.IndexOf(theirs, theirs.Max()), Array.IndexOf(ours, ours.Max()));
        }
    }

    /// <summary>
    /// Without fusions the runtime computes between quantize and dequantize in fp32, where we have integer sums: the same real numbers but for fp32's
    /// rounding, which shows where a sum lies between two codes, a few of 100 000 times; later layers spread such a code, to three of the output so far. With
    /// fusions the runtime has integer sums as we have, and only its softmax of codes rounds its own way: one code.
    /// </summary>
    [Theory]
    [InlineData(GraphOptimizationLevel.ORT_DISABLE_ALL, 3)]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_ALL, 1)]
    public void Quantized_model_agrees(GraphOptimizationLevel level, int codes)
    {
        foreach ((float[] ours, float[] theirs) in Pairs("micro_kws", "micro_kws_m_static_qdq.onnx", level))
        {
            Assert.InRange(Worst(ours, theirs), 0, codes * Code);
            Assert.Equal(Array.IndexOf(theirs, theirs.Max()), Array.IndexOf(ours, ours.Max()));
        }
    }

    private List<(float[] Ours, float[] Theirs)> Pairs(string folder, string file, GraphOptimizationLevel level)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        byte[] model = File.ReadAllBytes(SharedData.PathOf("models", "onnx", folder, file));
        Graph graph = OnnxReader.Read(model, file);
        Random random = new(5);
        List<(float[] Ours, float[] Theirs)> pairs = [];
        for (int i = 0; i < Inputs; i++)
        {
            byte[] input = Patches(graph.Inputs[0], folder == "micro_kws" ? 40 : 28, folder == "micro_kws" ? 26 : 255, random);
            pairs.Add((Reals(EmulatedRun.Of(graph, input)[0]), Reals(OnnxRuntimeSession.Run(model, input, level)[0])));
        }
        int classes = pairs.Select(p => Array.IndexOf(p.Theirs, p.Theirs.Max())).Distinct().Count();
        float worst = pairs.Max(p => Worst(p.Ours, p.Theirs) / p.Theirs.Max(Math.Abs));
        int different = pairs.Sum(p => p.Ours.Zip(p.Theirs).Count(o => o.First != o.Second));
        log.WriteLine($"{file}: {classes} classes, worst {worst:G3} of the largest output, {pairs.Max(p => Worst(p.Ours, p.Theirs)):G3} itself, {different} of {pairs.Sum(p => p.Ours.Length)} outputs differ");
        Assert.True(classes > 1, "the inputs do not tell classes apart");
        return pairs;
    }

    /// <summary>Bright rectangles on a dark ground, rows of <paramref name="width"/>: like strokes, or like sounds in a spectrogram.</summary>
    private static byte[] Patches(Value value, int width, float brightest, Random random)
    {
        float[] numbers = new float[value.Shape.Aggregate(1L, (p, d) => p * d.Size)];
        int height = numbers.Length / width;
        for (int patch = 0; patch < 6; patch++)
        {
            (int top, int left, float level) = (random.Next(height), random.Next(width), random.NextSingle() * brightest);
            (int rows, int columns) = (random.Next(2, height / 2), random.Next(2, width / 2));
            for (int y = top; y < Math.Min(height, top + rows); y++)
            {
                for (int x = left; x < Math.Min(width, left + columns); x++)
                {
                    numbers[(y * width) + x] = level * (0.75f + (0.25f * random.NextSingle()));
                }
            }
        }
        return MemoryMarshal.AsBytes<float>(numbers).ToArray();
    }

    private static float Worst(float[] a, float[] b) => a.Zip(b).Max(p => Math.Abs(p.First - p.Second));

    private static float[] Reals(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
