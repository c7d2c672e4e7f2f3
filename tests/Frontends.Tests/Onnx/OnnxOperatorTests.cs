using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Small ONNX files made here: orders, padding, folding, quantisation, and what is refused.</summary>
public sealed class OnnxOperatorTests
{
    [Fact]
    public void Images_are_transposed_at_the_borders_only()
    {
        Graph graph = new OnnxFile().Input("x", 1, 2, 4, 4).Reals("w", [3, 2, 1, 1], [.. Enumerable.Range(0, 6).Select(i => (float)i)]).Reals("s", [3, 1, 1], 1, 2, 3)
            .Node("Conv", "x w", "c").Node("Relu", "c", "r").Node("Mul", "r s", "m").Node("Add", "m c", "y").Output("y").Read();
        string[] expected =
        [
            "x/nhwc/transpose: transpose 0,2,3,1 f32[1,2,4,4] -> f32[1,4,4,2]",
            "Conv_0: conv f32[1,1,2,3] s1,1 p0,0,0,0 f32[1,4,4,2] -> f32[1,4,4,3]",
            "Relu_1: clamp relu f32[1,4,4,3] -> f32[1,4,4,3]",
            "Mul_2: Mul f32[1,4,4,3] -> f32[1,4,4,3]",
            "Add_3: Add f32[1,4,4,3] f32[1,4,4,3] -> f32[1,4,4,3]",
            "y/transpose: transpose 0,3,1,2 f32[1,4,4,3] -> f32[1,3,4,4]",
        ];
        Assert.Equal(expected, GraphText.Lines(graph));
        Assert.Equal([0f, 2, 4, 1, 3, 5], MemoryMarshal.Cast<byte, float>(graph.Nodes[1].Inputs[1].Constant).ToArray());
        Assert.Equal("f32[1,1,1,3]", GraphText.Shape(graph.Nodes[3].Inputs[1]));
        Assert.Equal("y", graph.Outputs[0].Name);
        Assert.Equal(RequantMode.Float32, graph.Requantization);
    }

    [Theory]
    [InlineData("SAME_UPPER", "p0,1,0,1")]
    [InlineData("SAME_LOWER", "p1,0,1,0")]
    [InlineData("VALID", "p0,0,0,0")]
    public void Automatic_padding(string mode, string pads)
    {
        Graph graph = new OnnxFile().Input("x", 1, 1, 8, 8).Node("MaxPool", "x", "y", ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("auto_pad", mode)).Output("y").Read();
        Assert.Contains(pads, GraphText.Lines(graph)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Ceil_mode_pads_behind_and_does_not_count()
    {
        Graph graph = new OnnxFile(19).Input("x", 1, 1, 4, 4)
            .Node("AveragePool", "x", "y", ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 0 }), ("ceil_mode", 1), ("count_include_pad", 1)).Output("y").Read();
        Assert.Equal(["pad 0,1,0,0 0,1,0,0 with 0", "Average 3x3 s2,2 p0,1,0,1"], GraphText.Lines(graph).Where(l => l.StartsWith("AveragePool", StringComparison.Ordinal)).Select(l => l.Split(": ")[1].Split(" f32")[0]));
    }

    [Fact]
    public void A_last_window_in_the_padding_behind_is_left_out()
    {
        // 4 wide, padding 0 and 1, kernel 1, stride 2: (4 + 1 − 1) / 2 + 1 = 3 windows; the ceiling adds none. With stride 3, the second of ⌈4/3⌉ + 1 = 3 would start at 6.
        Graph graph = new OnnxFile().Input("x", 1, 1, 4, 4).Node("MaxPool", "x", "y", ("kernel_shape", new[] { 1, 1 }), ("strides", new[] { 3, 3 }), ("pads", new[] { 0, 0, 1, 1 }), ("ceil_mode", 1)).Output("y").Read();
        Assert.Equal("f32[1,1,2,2]", GraphText.Shape(graph.Outputs[0]));
    }

    [Fact]
    public void Depthwise_and_grouped_convolutions_are_told_apart()
    {
        Graph graph = new OnnxFile().Input("x", 1, 4, 3, 3).Reals("d", [8, 1, 3, 3], new float[72]).Reals("g", [6, 4, 1, 1], new float[24])
            .Node("Conv", "x d", "a", ("group", 4)).Node("Conv", "a g", "y", ("group", 2)).Output("y").Read();
        Assert.Equal(["Conv_0: depthwise f32[3,3,8] s1,1 p0,0,0,0 f32[1,3,3,4] -> f32[1,1,1,8]", "Conv_1: conv f32[1,1,4,6] s1,1 p0,0,0,0 groups 2 f32[1,1,1,8] -> f32[1,1,1,6]"], GraphText.Lines(graph).Skip(1).Take(2));
    }

    [Fact]
    public void Shape_arithmetic_is_folded()
    {
        Graph graph = new OnnxFile(11).Input("x", 2, 3, 4).Longs("zero", 0).Longs("minus", -1)
            .Node("Shape", "x", "s").Node("Gather", "s zero", "n", ("axis", 0)).Node("Concat", "n minus", "to", ("axis", 0)).Node("Reshape", "x to", "y").Output("y").Read();
        Assert.Equal(["Reshape_3: reshape f32[2,3,4] -> f32[2,12]"], GraphText.Lines(graph));
    }

    [Fact]
    public void Quantised_weights_are_reordered_before_their_dequantisation()
    {
        Graph graph = new OnnxFile().Input("x", 1, 2, 1, 1).Tensor("w", 3, [2, 2, 1, 1], [1, 2, 3, 4]).Reals("ws", [2], 0.5f, 0.25f).Tensor("wz", 3, [2], [0, 0]).Reals("s", [], 0.125f).Tensor("z", 3, [], [7])
            .Node("QuantizeLinear", "x s z", "q").Node("DequantizeLinear", "q s z", "d").Node("DequantizeLinear", "w ws wz", "wd", ("axis", 0)).Node("Conv", "d wd", "y").Output("y").Read();
        Assert.Equal("Conv:1 Dequantize:2 Quantize:1 Reshape:2", GraphText.Census(graph));
        Value raw = graph.Nodes.Single(n => n.Operation is DequantizeOperation && n.Inputs[0].Constant is not null).Inputs[0];
        Assert.Equal([1, 3, 2, 4], raw.Constant!);
        Assert.Equal((3, 0.25f), (raw.Quantization!.Axis, raw.Quantization.Scales[1]));
        Assert.Equal((0.125f, 7), (graph.Nodes[0].Outputs[0].Quantization!.Scales[0], graph.Nodes[0].Outputs[0].Quantization!.ZeroPoints[0]));
    }

    [Fact]
    public void Quantised_operators_put_scales_on_values()
    {
        Graph graph = new OnnxFile().Input("x", 2, [1, 3]).Reals("xs", [], 0.5f).Tensor("xz", 2, [], [1]).Tensor("w", 2, [3, 2], new byte[6]).Reals("ws", [], 0.25f).Tensor("wz", 2, [], [2])
            .Reals("ys", [], 2f).Tensor("yz", 2, [], [3]).Node("QLinearMatMul", "x xs xz w ws wz ys yz", "y").Output("y").Read();
        Assert.Equal((0.5f, 1), (graph.Inputs[0].Quantization!.Scales[0], graph.Inputs[0].Quantization!.ZeroPoints[0]));
        Assert.Equal((0.25f, 2), (graph.Nodes[0].Inputs[1].Quantization!.Scales[0], graph.Nodes[0].Inputs[1].Quantization!.ZeroPoints[0]));
        Assert.Equal((2f, 3), (graph.Outputs[0].Quantization!.Scales[0], graph.Outputs[0].Quantization!.ZeroPoints[0]));
    }

    [Fact]
    public void Batch_normalisation_is_scale_and_shift()
    {
        Graph graph = new OnnxFile().Input("x", 1, 2).Reals("g", [2], 2, 3).Reals("b", [2], 1, 1).Reals("m", [2], 4, 5).Reals("v", [2], 3, 8)
            .Node("BatchNormalization", "x g b m v", "y", ("epsilon", 1f)).Output("y").Read();
        Assert.Equal([1f, 1f], MemoryMarshal.Cast<byte, float>(graph.Nodes[0].Inputs[1].Constant).ToArray());
        Assert.Equal([-3f, -4f], MemoryMarshal.Cast<byte, float>(graph.Nodes[1].Inputs[1].Constant).ToArray());
    }

    [Fact]
    public void Casts_to_integers_truncate() => Assert.Equal(["Abs", "Floor", "Sign", "Mul", "convert"],
        GraphText.Lines(new OnnxFile().Input("x", 3).Node("Cast", "x", "y", ("to", 7)).Output("y").Read()).Select(l => l.Split(' ')[1]));

    [Fact]
    public void Open_extents_come_from_the_options()
    {
        OnnxFile file = new OnnxFile().Input("x", 0, 3).Node("Relu", "x", "y").Output("y");
        Assert.Equal("f32[1,3]", GraphText.Shape(file.Read().Outputs[0]));
        Assert.Equal("f32[5,3]", GraphText.Shape(file.Read(new OnnxOptions { Batch = 5 }).Outputs[0]));
        OnnxFile inner = new OnnxFile().Input("x", 2, 0).Node("Relu", "x", "y").Output("y");
        Assert.Equal("onnx.shape", Assert.Throws<CompileException>(() => inner.Read()).Code);
        Assert.Equal("f32[2,9]", GraphText.Shape(inner.Read(new OnnxOptions { Dimensions = new System.Collections.Generic.Dictionary<string, int> { ["open"] = 9 } }).Outputs[0]));
    }

    [Theory]
    [InlineData("LSTM", "x", "operator")]
    [InlineData("Relu", "nothing", "order")]
    [InlineData("Relu", "x x", "malformed")]
    [InlineData("MaxPool", "x", "shape")]
    [InlineData("Reshape", "x x", "constant")]
    [InlineData("MatMul", "x x", "shape")]
    public void Errors_name_file_node_and_kind(string operation, string inputs, string code)
    {
        CompileException e = Assert.Throws<CompileException>(() => new OnnxFile().Input("x", 2, 3).Node(operation, inputs, "y").Output("y").Read());
        Assert.Equal($"onnx.{code}", e.Code);
        Assert.Equal($"test.onnx: node 0 {operation} \"{operation}_0\"", e.Place);
    }

    [Fact]
    public void Unknown_attributes_are_refused()
    {
        CompileException e = Assert.Throws<CompileException>(() => new OnnxFile().Input("x", 2, 3).Node("Softmax", "x", "y", ("axis", 1), ("mystery", 1)).Output("y").Read());
        Assert.Equal("onnx.attribute", e.Code);
        Assert.Contains("\"mystery\" is not supported; legal: axis", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constants_stop_at_the_limit() => Assert.Equal("onnx.size", Assert.Throws<CompileException>(() => new OnnxFile()
        .Longs("s", 1 << 20, 1 << 15).Node("ConstantOfShape", "s", "y").Output("y").Read()).Code);
}
