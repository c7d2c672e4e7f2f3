using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>Three integer networks written as ONNX: the output of every convolution, pooling and linear layer equals the recorded one, value by value.</summary>
public class LayerOutputTests
{
    [Theory]
    [InlineData("PenguiNet_32", "model_int.onnx", true, 9)]
    [InlineData("NAS_Frontnet", "Frontnet.onnx", true, 9)]
    [InlineData("SmartAgri-net", "model_int.onnx", false, 12)]
    public void EveryLayer_IsEqual_OnTheMachine(string folder, string file, bool channelsLast, int count)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        Graph graph = Models.Graph($"dory_int8/{folder}/{file}");
        CompiledModel compiled = ModelCompiler.Compile(graph, Models.Machine("cloud"), new CompileOptions { KeepIntermediates = true, Optimize = false });
        using LoadedModel model = new(compiled);
        model.RunWhole(Input(model, Numbers(folder, "input"), channelsLast));
        Value[] layers = [.. Layers(graph)];
        Assert.Equal(count, layers.Length);
        for (int i = 0; i < layers.Length; i++)
        {
            float[] actual = LoadedModel.Floats(model.Read(layers[i].Name));
            // Spatial values are NHWC in the graph.
            Assert.Equal(Numbers(folder, $"out_layer{i}"), channelsLast ? actual : ToPlanes(actual, layers[i]));
        }
    }

    /// <summary>The same with graph passes and small tiles: fused layers, equal end.</summary>
    [Theory]
    [InlineData("PenguiNet_32", "model_int.onnx", true, 8)]
    [InlineData("NAS_Frontnet", "Frontnet.onnx", true, 8)]
    [InlineData("SmartAgri-net", "model_int.onnx", false, 11)]
    public void LastLayer_IsEqual_WithPassesAndSmallTiles(string folder, string file, bool channelsLast, int last)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        float[] expected = Numbers(folder, $"out_layer{last}");
        foreach (string machine in new[] { "cloud", "edge" })
        {
            using LoadedModel model = new(Models.Compile($"dory_int8/{folder}/{file}", machine));
            model.RunWhole(Input(model, Numbers(folder, "input"), channelsLast));
            Assert.Equal(expected, LoadedModel.Floats(model.ReadOutputs()));
        }
    }

    /// <summary>Results of convolutions, pooling and matrix products, after the bounds that follow them.</summary>
    private static IEnumerable<Value> Layers(Graph graph)
    {
        Value? pending = null;
        foreach (Node node in graph.Nodes)
        {
            bool starts = node.Operation is ConvOperation or PoolOperation or MatMulOperation;
            if (starts && pending is not null)
            {
                yield return pending;
            }
            pending = starts || (node.Operation is ClampOperation && pending is not null) ? node.Outputs[0] : pending;
        }
        yield return pending!;
    }

    private static byte[] Input(LoadedModel model, float[] values, bool channelsLast)
    {
        long[] shape = [.. model.Input.Shape];
        Assert.True(!channelsLast || shape[1] == 1, "one channel: both orders are the same");
        return LoadedModel.Bytes(values);
    }

    private static float[] ToPlanes(float[] pixels, Value value)
    {
        if (value.Shape.Length != 4)
        {
            return pixels;
        }
        int channels = (int)value.Shape[3].Size;
        int area = pixels.Length / channels;
        return [.. Enumerable.Range(0, pixels.Length).Select(i => pixels[(i % area * channels) + (i / area)])];
    }

    /// <summary>A text file of one number a line below a comment, plain or gzip.</summary>
    private static float[] Numbers(string folder, string name)
    {
        string plain = Models.PathOf($"dory_int8/{folder}/{name}.txt");
        string text = File.Exists(plain) ? File.ReadAllText(plain) : Encoding.ASCII.GetString(Samples.Unzip("models", "dory_int8", folder, $"{name}.txt.gz"));
        return [.. text.Split('\n').Skip(1).Select(l => l.Trim(' ', ',', '\r')).Where(l => l.Length > 0).Select(l => float.Parse(l, CultureInfo.InvariantCulture))];
    }
}
