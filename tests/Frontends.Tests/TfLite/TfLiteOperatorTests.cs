using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Single operators in files made here: orders, padding, options, and what is refused.</summary>
public sealed class TfLiteOperatorTests
{
    [Fact]
    public void Sample_is_read()
    {
        Graph graph = TfLiteReader.Read(TfLiteFile.Sample(), "sample");
        string[] expected =
        [
            "conv_2d_0: conv i8[3,3,2,3]/3 s2,2 p1,1,1,1 relu bias i8[1,5,5,2] -> i8[1,3,3,3]",
            "average_pool_2d_1: Average 3x3 s1,1 p0,0,0,0 i8[1,3,3,3] -> i8[1,1,1,3]",
            "softmax_2: softmax 1 i8[1,1,1,3] -> i8[1,1,1,3]",
        ];
        Assert.Equal(expected, GraphText.Lines(graph));
        // Weights [O, KH, KW, C] with contents 0, 1, 2… become [KH, KW, C, O].
        Value weights = graph.Nodes[0].Inputs[1];
        Assert.Equal([0, 18, 36, 1, 19, 37, 2, 20, 38], weights.Constant!.Take(9));
        Assert.Equal([0.1f, 0.2f, 0.3f], weights.Quantization!.Scales);
    }

    [Theory]
    [InlineData(0, 2, 3, 1, new[] { 0, 1 }, 4)]   // SAME: the odd row goes behind
    [InlineData(0, 1, 3, 2, new[] { 2, 2 }, 8)]   // SAME with dilation
    [InlineData(0, 3, 2, 1, new[] { 0, 0 }, 3)]   // SAME without need
    [InlineData(1, 2, 3, 1, new[] { 0, 0 }, 3)]   // VALID
    public void Padding_becomes_explicit(int padding, int stride, int kernel, int dilation, int[] pads, int output)
    {
        TfLiteFile file = new();
        int x = file.AddTensor(TfLiteFile.F32, [1, 8, 8, 1]);
        int w = file.AddTensor(TfLiteFile.F32, [1, kernel, kernel, 1], new byte[kernel * kernel * 4]);
        int y = file.AddTensor(TfLiteFile.F32, [1, output, output, 1]);
        file.AddOperator(3, [x, w], [y], (0, (sbyte)padding), (1, stride), (2, stride), (4, dilation), (5, dilation));
        ConvGeometry g = ((ConvOperation)TfLiteReader.Read(file.Build(), "f").Nodes[0].Operation).Geometry;
        Assert.Equal([pads[0], pads[1], pads[0], pads[1]], (int[])[g.PadTop, g.PadBottom, g.PadLeft, g.PadRight]);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, " relu")]
    [InlineData(2, " -1..1")]
    [InlineData(3, " 0..6")]
    public void Activations_become_bounds(int activation, string bounds)
    {
        TfLiteFile file = new();
        file.AddTensor(TfLiteFile.F32, [2, 3]);
        file.AddTensor(TfLiteFile.F32, [3], new byte[12]);
        file.AddTensor(TfLiteFile.F32, [2, 3]);
        file.AddOperator(0, [0, 1], [2], (0, (sbyte)activation));
        Assert.Equal($"add_0: Add{bounds} f32[2,3] -> f32[2,3]", GraphText.Lines(TfLiteReader.Read(file.Build(), "f"))[0]);
    }

    [Fact]
    public void Fully_connected_flattens_and_int16_has_its_own_scaling()
    {
        TfLiteFile file = new();
        file.AddQuantized(TfLiteFile.I16, [2, 3, 4], 0.5f, 0);
        file.AddQuantized(TfLiteFile.I8, [5, 12], 0.25f, 0, [.. Enumerable.Range(0, 60).Select(i => (byte)i)]);
        file.AddTensor(TfLiteFile.I64, [5], new byte[40]);
        file.AddQuantized(TfLiteFile.I16, [2, 5], 0.5f, 0);
        file.AddOperator(9, [0, 1, 2], [3]);
        Graph graph = TfLiteReader.Read(file.Build(), "f");
        Assert.Equal(["fully_connected_0: reshape i16[2,3,4] -> i16[2,12]", "fully_connected_0.2: matmul i8[12,5] bias Fixed16 i16[2,12] -> i16[2,5]"], GraphText.Lines(graph));
        Assert.Equal([0, 12, 24, 36, 48, 1], graph.Nodes[1].Inputs[1].Constant!.Take(6));
    }

    [Fact]
    public void Relu_with_another_scale_rescales_first()
    {
        TfLiteFile file = new();
        file.AddQuantized(TfLiteFile.I8, [4], 0.5f, 3);
        file.AddQuantized(TfLiteFile.I8, [4], 0.25f, -128);
        file.AddOperator(19, [0], [1]);
        Assert.Equal(["relu_0: requantize FixedDouble i8[4] -> i8[4]", "relu_0.2: clamp relu i8[4] -> i8[4]"], GraphText.Lines(TfLiteReader.Read(file.Build(), "f")));
    }

    [Fact]
    public void Padding_of_integers_is_the_zero_point()
    {
        TfLiteFile file = new();
        file.AddQuantized(TfLiteFile.I8, [1, 2, 2, 1], 0.5f, -7);
        file.AddTensor(TfLiteFile.I32, [4, 2], Ints(0, 0, 1, 0, 0, 2, 0, 0));
        file.AddQuantized(TfLiteFile.I8, [1, 3, 4, 1], 0.5f, -7);
        file.AddOperator(34, [0, 1], [2]);
        Assert.Equal("pad_0: pad 0,1,0,0 0,0,2,0 with -7 i8[1,2,2,1] -> i8[1,3,4,1]", GraphText.Lines(TfLiteReader.Read(file.Build(), "f"))[0]);
    }

    [Fact]
    public void Strided_slice_drops_axes()
    {
        TfLiteFile file = new();
        file.AddTensor(TfLiteFile.F32, [4, 9]);
        file.AddTensor(TfLiteFile.I32, [2], Ints(-1, 1));
        file.AddTensor(TfLiteFile.I32, [2], Ints(0, 0));
        file.AddTensor(TfLiteFile.I32, [2], Ints(1, 3));
        file.AddTensor(TfLiteFile.F32, [3]);
        file.AddOperator(45, [0, 1, 2, 3], [4], (0, 0), (1, 2), (4, 1));
        Assert.Equal(["strided_slice_0: slice 3,1 step 1,3 f32[4,9] -> f32[1,3]", "strided_slice_0.2: reshape f32[1,3] -> f32[3]"], GraphText.Lines(TfLiteReader.Read(file.Build(), "f")));
    }

    [Theory]
    [InlineData("operator", 16, new[] { 0, 1 })]
    [InlineData("shape", 0, new[] { 0, 3 })]
    [InlineData("type", 0, new[] { 0, 4 })]
    [InlineData("order", 0, new[] { 0, 5 })]
    [InlineData("malformed", 0, new[] { 0, 77 })]
    [InlineData("malformed", 0, new[] { 0 })]
    public void Errors_name_file_operator_and_kind(string code, int builtin, int[] inputs)
    {
        TfLiteFile file = new();
        file.AddTensor(TfLiteFile.F32, [2, 3]);
        file.AddTensor(TfLiteFile.F32, [2, 3], new byte[24]);
        file.AddTensor(TfLiteFile.F32, [2, 3]);
        file.AddTensor(TfLiteFile.F32, [2, 2], new byte[16]);
        file.AddTensor(TfLiteFile.I32, [2, 3], new byte[24]);
        file.AddTensor(TfLiteFile.F32, [2, 3]);
        file.AddOperator(builtin, inputs, [2]);
        CompileException e = Assert.Throws<CompileException>(() => TfLiteReader.Read(file.Build(), "bad.tflite"));
        Assert.Equal($"tflite.{code}", e.Code);
        Assert.StartsWith($"bad.tflite: operator 0 {(builtin == 16 ? "LSTM" : "ADD")}", e.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_output_shape_is_refused()
    {
        TfLiteFile file = new();
        file.AddTensor(TfLiteFile.F32, [2, 3]);
        file.AddTensor(TfLiteFile.F32, [2, 4]);
        file.AddOperator(28, [0], [1]);
        Assert.Equal("tflite.shape", Assert.Throws<CompileException>(() => TfLiteReader.Read(file.Build(), "f")).Code);
    }

    [Fact]
    public void A_small_file_that_describes_a_huge_one_is_refused()
    {
        TfLiteFile file = new();
        file.AddTensor(TfLiteFile.F32, [1, 100_000]);
        file.AddTensor(TfLiteFile.F32, [1, 100_000], new byte[400_000]);
        file.AddTensor(TfLiteFile.F32, [1, 100_000]);
        byte[] once = file.Build();
        CompileException e = Assert.Throws<CompileException>(() =>
        {
            FlatFile flat = new(once, "bomb");
            for (int i = 0; i < 100; i++)
            {
                flat.Span(0, once.Length, "everything");
            }
        });
        Assert.Equal("tflite.size", e.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    public void Truncated_and_foreign_files_are_refused(int length)
    {
        Assert.Equal("tflite.malformed", Assert.Throws<CompileException>(() => TfLiteReader.Read(TfLiteFile.Sample()[..length], "f")).Code);
        Assert.Equal("tflite.malformed", Assert.Throws<CompileException>(() => TfLiteReader.Read(new byte[length], "f")).Code);
    }

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
