using System;
using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Published ONNX models become the graphs they describe.</summary>
public sealed class OnnxModelTests
{
    [Theory]
    [InlineData("models/onnx/mnist_onnxzoo/model.onnx", "f32[1,1,28,28]", "Binary:3 Clamp:2 Conv:2 MatMul:1 Pool:2 Reshape:2 Transpose:1")]
    [InlineData("models/onnx/micro_kws/micro_kws_m_static_fp32.onnx", "f32[1,1960]", "Binary:3 Clamp:5 Conv:3 MatMul:3 Pool:3 Reshape:3 Softmax:1")]
    [InlineData("models/onnx/micro_kws/micro_kws_m_static_qdq.onnx", "f32[1,1960]", "Binary:3 Conv:3 Dequantize:28 MatMul:3 Pool:3 Quantize:16 Reshape:3 Softmax:1")]
    [InlineData("models/onnx/ultraface/version-slim-320_without_postprocessing/version-slim-320_without_postprocessing.onnx", "f32[1,3,240,320]", "Binary:50 Clamp:34 Concat:2 Conv:23 DepthwiseConv:19 Reshape:8 Softmax:1 Transpose:1")]
    [InlineData("models/dory_int8/PenguiNet_32/model_int.onnx", "f32[1,1,96,160]", "Binary:35 Clamp:7 Conv:7 Convert:14 MatMul:1 Pool:1 Reshape:10 Slice:4 Transpose:1 Unary:21")]
    [InlineData("models/dory_int8/NAS_Frontnet/Frontnet.onnx", "f32[1,1,96,160]", "Binary:35 Clamp:7 Conv:7 Convert:14 MatMul:1 Pool:1 Reshape:10 Slice:4 Transpose:1 Unary:21")]
    [InlineData("models/dory_int8/SmartAgri-net/model_int.onnx", "f32[1,1,40,40]", "Binary:35 Clamp:7 Conv:4 Convert:14 MatMul:4 Pool:4 Reshape:2 Transpose:1 Unary:21")]
    [InlineData("onnx/light/light_densenet121.onnx", "f32[1,3,224,224]", "Binary:484 Clamp:121 Concat:58 Conv:121 Pool:5 Reshape:1 Transpose:1")]
    public void Models(string path, string input, string census)
    {
        Graph graph = Read(path);
        Assert.Equal(input, GraphText.Shape(graph.Inputs[0]));
        Assert.Equal(census, GraphText.Census(graph));
    }

    [Fact]
    public void Digits_keep_names_shapes_and_padding()
    {
        Graph graph = Read("models/onnx/mnist_onnxzoo/model.onnx");
        Assert.Equal(("Input3", "Plus214_Output_0"), (graph.Inputs[0].Name, graph.Outputs[0].Name));
        Assert.Contains("Convolution28: conv f32[5,5,1,8] s1,1 p2,2,2,2 f32[1,28,28,1] -> f32[1,28,28,8]", GraphText.Lines(graph));
        Assert.Contains("Pooling160: Max 3x3 s3,3 p0,0,0,0 f32[1,14,14,16] -> f32[1,4,4,16]", GraphText.Lines(graph));
    }

    [Fact]
    public void Every_conformance_model_is_read_or_refused_by_name()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int read = 0;
        foreach (string file in Directory.EnumerateFiles(SharedData.PathOf("onnx"), "*.onnx", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length < 1 << 20))
        {
            try
            {
                Graph graph = OnnxReader.Read(File.ReadAllBytes(file), Path.GetFileName(file));
                Assert.All(graph.Nodes.Skip(1), node => Assert.Same(node, graph.Nodes.Single(n => n.Name == node.Name)));
                read++;
            }
            catch (CompileException e)
            {
                Assert.StartsWith("onnx.", e.Code, StringComparison.Ordinal);
            }
        }
        Assert.True(read >= 150, $"only {read} models are read");
    }

    private static Graph Read(string path)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        return OnnxReader.Read(File.ReadAllBytes(SharedData.PathOf(path)), Path.GetFileName(path));
    }
}
