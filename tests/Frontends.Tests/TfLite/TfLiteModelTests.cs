using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Published models become the graphs their papers draw.</summary>
public sealed class TfLiteModelTests
{
    [Fact]
    public void Keyword_spotting()
    {
        Graph graph = Read("mlperf_tiny", "dscnn_kws_int8.tflite");
        string[] expected =
        [
            "conv_2d_0: conv i8[10,4,1,64]/3 s2,2 p4,5,1,1 relu bias i8[1,49,10,1] -> i8[1,25,5,64]",
            "depthwise_conv_2d_1: depthwise i8[3,3,64]/2 s1,1 p1,1,1,1 relu bias i8[1,25,5,64] -> i8[1,25,5,64]",
            "conv_2d_2: conv i8[1,1,64,64]/3 s1,1 p0,0,0,0 relu bias i8[1,25,5,64] -> i8[1,25,5,64]",
        ];
        Assert.Equal(expected, GraphText.Lines(graph).Take(3));
        string[] tail =
        [
            "average_pool_2d_9: Average 25x5 s25,5 p0,0,0,0 i8[1,25,5,64] -> i8[1,1,1,64]",
            "reshape_10: reshape i8[1,1,1,64] -> i8[1,64]",
            "fully_connected_11: matmul i8[64,12] bias i8[1,64] -> i8[1,12]",
            "softmax_12: softmax 1 i8[1,12] -> i8[1,12]",
        ];
        Assert.Equal(tail, GraphText.Lines(graph).Skip(9));
        Assert.Equal(RequantMode.FixedSingle, graph.Requantization);
        Assert.Equal((0.584702909f, 83), (graph.Inputs[0].Quantization!.Scales[0], graph.Inputs[0].Quantization!.ZeroPoints[0]));
        Assert.Equal((1f / 256, -128), (graph.Outputs[0].Quantization!.Scales[0], graph.Outputs[0].Quantization!.ZeroPoints[0]));
    }

    [Fact]
    public void Resnet8()
    {
        Graph graph = Read("mlperf_tiny", "resnet8_int8.tflite");
        string[] expected =
        [
            "conv_2d_0: conv i8[3,3,3,16]/3 s1,1 p1,1,1,1 relu bias i8[1,32,32,3] -> i8[1,32,32,16]",
            "conv_2d_1: conv i8[3,3,16,16]/3 s1,1 p1,1,1,1 relu bias i8[1,32,32,16] -> i8[1,32,32,16]",
            "conv_2d_2: conv i8[3,3,16,16]/3 s1,1 p1,1,1,1 bias i8[1,32,32,16] -> i8[1,32,32,16]",
            "add_3: Add relu i8[1,32,32,16] i8[1,32,32,16] -> i8[1,32,32,16]",
            "conv_2d_4: conv i8[3,3,16,32]/3 s2,2 p0,1,0,1 relu bias i8[1,32,32,16] -> i8[1,16,16,32]",
        ];
        Assert.Equal(expected, GraphText.Lines(graph).Take(5));
        Assert.Equal("Binary:3 Conv:9 MatMul:1 Pool:1 Reshape:1 Softmax:1", GraphText.Census(graph));
        Assert.Equal((1f, -128), (graph.Inputs[0].Quantization!.Scales[0], graph.Inputs[0].Quantization!.ZeroPoints[0]));
    }

    [Fact]
    public void Anomaly_detection()
    {
        Graph graph = Read("mlperf_tiny", "ad01_int8.tflite");
        string[] widths = ["640,128", "128,128", "128,128", "128,128", "128,8", "8,128", "128,128", "128,128", "128,128", "128,640"];
        string[] expected = [.. widths.Select((w, i) => $"fully_connected_{i}: matmul i8[{w}]{(i == 9 ? "" : " relu")} bias i8[1,{w.Split(',')[0]}] -> i8[1,{w.Split(',')[1]}]")];
        Assert.Equal(expected, GraphText.Lines(graph));
        Assert.Equal((0.364498466f, 96), (graph.Outputs[0].Quantization!.Scales[0], graph.Outputs[0].Quantization!.ZeroPoints[0]));
    }

    [Theory]
    [InlineData("mlperf_tiny", "ad01_float.tflite", "MatMul:10")]
    [InlineData("mlperf_tiny", "resnet8_float.tflite", "Binary:3 Conv:9 MatMul:1 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("mlperf_tiny", "dscnn_kws_float.tflite", "Conv:5 DepthwiseConv:4 MatMul:1 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("coral", "mobilenet_v1_0.25_128_quant.tflite", "Conv:15 DepthwiseConv:13 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("coral", "mobilenet_v1_0.75_192_quant.tflite", "Conv:15 DepthwiseConv:13 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("coral", "mobilenet_v2_1.0_224_quant.tflite", "Binary:10 Conv:36 DepthwiseConv:17 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("coral", "mobilenet_v2_1.0_224_inat_bird_quant.tflite", "Binary:10 Conv:35 DepthwiseConv:17 MatMul:1 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("tflm", "person_detect.tflite", "Conv:14 DepthwiseConv:14 Pool:1 Reshape:1 Softmax:1")]
    [InlineData("tflm", "micro_speech_quantized.tflite", "DepthwiseConv:1 MatMul:1 Reshape:2 Softmax:1")]
    public void Other_models(string folder, string file, string census) => Assert.Equal(census, GraphText.Census(Read(folder, file)));

    [Theory]
    [InlineData("coral", "keras_lstm_mnist_ptq.tflite", "operator 1 UNIDIRECTIONAL_SEQUENCE_LSTM")]
    [InlineData("coral", "deeplabv3_mnv2_dm05_pascal_quant.tflite", "operator 64 RESIZE_BILINEAR")]
    public void Unsupported_operators_are_named(string folder, string file, string place)
    {
        CompileException e = Assert.Throws<CompileException>(() => Read(folder, file));
        Assert.Equal("tflite.operator", e.Code);
        Assert.Equal($"{file}: {place}", e.Place);
    }

    private static Graph Read(string folder, string file)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        return TfLiteReader.Read(File.ReadAllBytes(SharedData.PathOf("models", folder, file)), file);
    }
}
