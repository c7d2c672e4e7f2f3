using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Models as read give the outputs that others published with them.</summary>
public sealed class OnnxReferenceTests
{
    [Theory]
    [InlineData("PenguiNet_32", "model_int.onnx", true)]
    [InlineData("NAS_Frontnet", "Frontnet.onnx", true)]
    [InlineData("SmartAgri-net", "model_int.onnx", false)]
    public void Every_layer_of_an_integer_network_equals_its_file(string folder, string file, bool channelsLast)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        string root = SharedData.PathOf("models", "dory_int8", folder);
        Graph graph = OnnxReader.Read(File.ReadAllBytes(Path.Combine(root, file)), file);
        GraphInterpreter model = new(graph);
        model.Run(Numbers(root, "input"));
        Value[] layers = [.. Layers(graph)];
        for (int i = 0; i < layers.Length; i++)
        {
            double[] actual = model[layers[i]];
            if (!channelsLast && layers[i].Shape.Length == 4)
            {
                actual = IntegerKernels.Transpose(actual, [.. layers[i].Shape.Select(d => (int)d.Size)], [0, 3, 1, 2]);
            }
            Assert.Equal(Numbers(root, $"out_layer{i}"), actual);
        }
        Assert.False(Directory.EnumerateFiles(root, $"out_layer{layers.Length}.txt*").Any(), "the folder has more layers than the graph");
    }

    [Fact]
    public void Handwritten_digit_gets_the_published_scores()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        string root = SharedData.PathOf("models", "onnx", "mnist_onnxzoo");
        Graph graph = OnnxReader.Read(File.ReadAllBytes(Path.Combine(root, "model.onnx")), "model.onnx");
        double[] output = new GraphInterpreter(graph).Run(Tensor(root, "input_0.pb"));
        double[] expected = Tensor(root, "output_0.pb");
        // Outside fp32 sums have another order, so only the digits that any order gives are compared.
        Assert.All(output.Zip(expected), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-3 + (1e-5 * Math.Abs(pair.Second)), $"{pair.First} and {pair.Second}"));
    }

    /// <summary>Results of convolutions, pooling and matrix products, after the bounds that follow them.</summary>
    private static IEnumerable<Value> Layers(Graph graph)
    {
        Value? pending = null;
        foreach (Node node in graph.Nodes)
        {
            if (node.Operation is ConvOperation or PoolOperation or MatMulOperation)
            {
                if (pending is not null)
                {
                    yield return pending;
                }
                pending = node.Outputs[0];
            }
            else if (node.Operation is ClampOperation && pending is not null)
            {
                pending = node.Outputs[0];
            }
        }
        yield return pending!;
    }

    private static double[] Numbers(string root, string name)
    {
        string path = Path.Combine(root, name + ".txt");
        using Stream stream = File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n').Skip(1).Select(l => l.Trim(' ', ',', '\r')).Where(l => l.Length > 0).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
    }

    private static double[] Tensor(string root, string name)
    {
        TensorData tensor = TensorProto.Read(File.ReadAllBytes(Path.Combine(root, "test_data_set_0", name)), name);
        return [.. MemoryMarshal.Cast<byte, float>(tensor.Bytes).ToArray().Select(v => (double)v)];
    }
}
