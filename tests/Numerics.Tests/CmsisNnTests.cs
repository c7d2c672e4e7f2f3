using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Numerics.Tests;

/// <summary>
/// Integer cases of CMSIS-NN: convolution, transposed, depthwise, fully connected, batched products, pooling, add, minimum and maximum. Left out, because
/// no single operation of ours is their counterpart: lstm, svdf, softmax by tables (s8, s16), mul, pad, transpose.
/// </summary>
public sealed class CmsisNnTests
{
    private static readonly string[] Weights = ["weights", "input_weights"];
    private static readonly string[] Biases = ["biases", "bias", "input_bias"];
    private static readonly string[] Outputs = ["output_ref", "output_ref_data", "output"];

    [Theory]
    [InlineData("conv", 50)]
    [InlineData("transpose", 6)]
    [InlineData("depthwise", 21)]
    [InlineData("fc", 16)]
    [InlineData("batch_matmul", 8)]
    [InlineData("pool", 13)]
    [InlineData("add", 2)]
    [InlineData("minmax", 11)]
    public void Family_EveryCaseIsExact(string family, int cases)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        List<string> failures = [];
        int run = 0;
        foreach (CmsisCase test in CmsisCase.All.Where(c => FamilyOf(c) == family))
        {
            run++;
            long[] expected = test.Array(Outputs);
            Assert.NotEmpty(expected);
            long[] actual = Run(family, test);
            int bad = expected.Length == actual.Length ? expected.Zip(actual).Count(p => p.First != p.Second) : -1;
            if (bad != 0)
            {
                failures.Add($"{test.Name}: {bad} of {expected.Length}");
            }
        }
        Assert.Empty(failures);
        Assert.Equal(cases, run);
    }

    private static string FamilyOf(CmsisCase c)
    {
        if (c.Name.StartsWith("lstm", StringComparison.Ordinal) || c.Name.StartsWith("svdf", StringComparison.Ordinal))
        {
            return "none";
        }
        if (c.Name.Contains("transpose_conv", StringComparison.Ordinal))
        {
            return "transpose";
        }
        if (c.Name.StartsWith("batch_matmul", StringComparison.Ordinal))
        {
            return "batch_matmul";
        }
        if (c.Defines("left_shift"))
        {
            return "add";
        }
        if (c.Name.StartsWith("maximum", StringComparison.Ordinal) || c.Name.StartsWith("minimum", StringComparison.Ordinal))
        {
            return "minmax";
        }
        if (c.Defines("filter_x") && c.Has(Weights))
        {
            return c.Defines("ch_mult") || c.Name.StartsWith("dw_", StringComparison.Ordinal) ? "depthwise" : "conv";
        }
        return c.Defines("accumulation_depth") ? "fc" : c.Defines("filter_w") ? "pool" : "none";
    }

    private static long[] Run(string family, CmsisCase test) => family switch
    {
        "conv" or "transpose" or "depthwise" => Convolution(family, test),
        "fc" => FullyConnected(test),
        "batch_matmul" => BatchMatMul(test),
        "pool" => Pooling(test),
        "add" => Addition(test),
        _ => MinimumMaximum(test),
    };

    private static DType InputType(CmsisCase c, params string[] names) => c.TypeOf(names) == "int16_t" ? DType.I16 : DType.I8;

    private static DType SumsType(CmsisCase c) => c.TypeOf(["input"]) == "int16_t" && (!c.Has(Biases) || c.TypeOf(Biases) == "int64_t") ? DType.I64 : DType.I32;

    private static long[] Convolution(string family, CmsisCase c)
    {
        int kh = c.Int("filter_y"), kw = c.Int("filter_x"), channels = c.Int("in_ch"), outputs = c.Int("out_ch");
        int n = c.Int("input_batches", 1), h = c.Int("input_h"), w = c.Int("input_w"), oh = c.Int("output_h"), ow = c.Int("output_w");
        (DType weightType, long[] weights) = WeightValues(c, (long)kh * kw * outputs);
        int depth = weights.Length / (kh * kw * outputs);
        ConvGeometry geometry = ConvGeometry.Unit;
        (geometry.StrideH, geometry.StrideW) = (c.Int("stride_y"), c.Int("stride_x"));
        (geometry.DilationH, geometry.DilationW) = (c.Int("dilation_y", 1), c.Int("dilation_x", 1));
        (geometry.PadTop, geometry.PadLeft) = (c.Int("pad_y"), c.Int("pad_x"));
        bool transposed = family == "transpose";
        if (transposed)
        {
            (geometry.InputDilationH, geometry.InputDilationW, geometry.StrideH, geometry.StrideW) = (geometry.StrideH, geometry.StrideW, 1, 1);
            (geometry.PadTop, geometry.PadLeft) = (kh - 1 - geometry.PadTop, kw - 1 - geometry.PadLeft);
        }
        geometry.PadBottom = Rest(oh, geometry.StrideH, kh, geometry.DilationH, ((h - 1) * geometry.InputDilationH) + 1, geometry.PadTop);
        geometry.PadRight = Rest(ow, geometry.StrideW, kw, geometry.DilationW, ((w - 1) * geometry.InputDilationW) + 1, geometry.PadLeft);
        geometry.Groups = family == "conv" ? channels / depth : 1;

        Tile x = Tiles.WithZeroPoint(Tiles.Integers(InputType(c, "input"), c.Array("input"), n, h, w, channels), -c.Int("input_offset"));
        Tile sums = Tiles.Empty(SumsType(c), n, oh, ow, outputs);
        if (family == "depthwise")
        {
            Reference.DepthwiseConv(sums, x, Tiles.Integers(weightType, weights, kh, kw, outputs), geometry, shared: false, accumulate: false);
        }
        else
        {
            long[] hwio = new long[weights.Length];
            for (int i = 0; i < weights.Length; i++)
            {
                int ci = i % depth, s = i / depth % kw, r = i / depth / kw % kh, o = i / depth / kw / kh;
                (r, s) = transposed ? (kh - 1 - r, kw - 1 - s) : (r, s);
                hwio[((((r * kw) + s) * depth) + ci) * outputs + o] = weights[i];
            }
            Reference.Conv(sums, x, Tiles.Integers(weightType, hwio, kh, kw, depth, outputs), geometry, accumulate: false);
        }
        return Drained(c, sums, InputType(c, "input"));
    }

    private static int Rest(int output, int stride, int kernel, int dilation, int size, int before) =>
        Math.Max(0, ((output - 1) * stride) + ((kernel - 1) * dilation) + 1 - size - before);

    // int4 weights are packed without row padding.
    private static (DType Type, long[] Values) WeightValues(CmsisCase c, long unit)
    {
        long[] stored = c.Array(Weights);
        if (!c.Name.Contains("int4", StringComparison.Ordinal))
        {
            return (DType.I8, stored);
        }
        long[] nibbles = [.. stored.SelectMany(b => new[] { (b << 60) >> 60, (b << 56) >> 60 })];
        return (DType.I4, nibbles[..(int)(nibbles.Length / unit * unit)]);
    }

    private static long[] Drained(CmsisCase c, Tile sums, DType outputType)
    {
        bool wide = sums.Shape.Type == DType.I64;
        long[] bias = c.Array(Biases);
        long[] multipliers = c.Array("output_mult", "output_multiplier");
        long[] shifts = c.Array("output_shift");
        DrainArguments drain = new()
        {
            Mode = wide ? RequantMode.Fixed16 : RequantMode.FixedDouble,
            Bias32 = wide ? [] : [.. bias.Select(v => (int)v)],
            Bias64 = wide ? bias : [],
            Multipliers = multipliers.Length > 0 ? [.. multipliers.Select(v => (int)v)] : [c.Int("output_multiplier", c.Int("output_mult"))],
            Shifts = shifts.Length > 0 ? [.. shifts.Select(v => (int)v)] : [c.Int("output_shift")],
            OutputZeroPoint = c.Int("output_offset"),
            ClampMin = c.Int("out_activation_min", c.Int("activation_min")),
            ClampMax = c.Int("out_activation_max", c.Int("activation_max")),
        };
        Tile output = new(new byte[sums.Shape.Elements * outputType.Bits() / 8], TileShape.Dense(outputType, ((ReadOnlySpan<long>)sums.Shape.Dims)[..sums.Shape.Rank]));
        Reference.Drain(output, sums, drain);
        return Tiles.ToIntegers(output);
    }

    private static long[] FullyConnected(CmsisCase c)
    {
        int depth = c.Int("accumulation_depth"), outputs = c.Int("out_ch"), rows = c.Int("input_batches", 1);
        (DType type, long[] weights) = WeightValues(c, 1);
        long[] transposed = new long[depth * outputs];
        for (int i = 0; i < transposed.Length; i++)
        {
            transposed[(i % depth * outputs) + (i / depth)] = weights[i];
        }
        Tile x = Tiles.WithZeroPoint(Tiles.Integers(InputType(c, "input"), c.Array("input"), rows, depth), -c.Int("input_offset"));
        Tile w = Tiles.WithZeroPoint(Tiles.Integers(type, transposed, depth, outputs), -c.Int("filter_offset"));
        Tile sums = Tiles.Empty(SumsType(c), rows, outputs);
        Reference.MatMul(sums, x, w, accumulate: false);
        return Drained(c, sums, InputType(c, "input"));
    }

    private static long[] BatchMatMul(CmsisCase c)
    {
        bool wide = c.TypeOf("output") == "int16_t";
        DType type = wide ? DType.I16 : DType.I8;
        int rows = c.Int("output_rows"), columns = c.Int("output_cols"), depth = c.Int("lhs_cols");
        int leftBatch = c.Int("lhs_batch"), leftHeight = c.Int("lhs_height"), rightBatch = c.Int("rhs_batch"), rightHeight = c.Int("rhs_height");
        bool adjX = c.Int("adj_x") != 0, adjY = c.Int("adj_y") != 0;
        depth = adjX ? c.Int("lhs_rows") : depth;
        long[] left = c.Array("lhs_input_tensor"), right = c.Array("rhs_input_tensor");
        List<long> result = [];
        for (int b = 0; b < c.Int("output_batch"); b++)
        {
            for (int h = 0; h < c.Int("output_height"); h++)
            {
                long[] x = Matrix(left, ((b % leftBatch * leftHeight) + (h % leftHeight)) * rows * depth, rows, depth, adjX);
                long[] y = Matrix(right, ((b % rightBatch * rightHeight) + (h % rightHeight)) * depth * columns, depth, columns, adjY);
                Tile sums = Tiles.Empty(wide ? DType.I64 : DType.I32, rows, columns);
                Reference.MatMul(
                    sums,
                    Tiles.WithZeroPoint(Tiles.Integers(type, x, rows, depth), -c.Int("lhs_offset")),
                    Tiles.WithZeroPoint(Tiles.Integers(type, y, depth, columns), -c.Int("rhs_offset")),
                    accumulate: false);
                result.AddRange(Drained(c, sums, type));
            }
        }
        return [.. result];
    }

    private static long[] Matrix(long[] data, int start, int rows, int columns, bool transposed)
    {
        long[] matrix = new long[rows * columns];
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] = data[start + (transposed ? (i % columns * rows) + (i / columns) : i)];
        }
        return matrix;
    }

    private static long[] Pooling(CmsisCase c)
    {
        DType type = InputType(c, "input_tensor", "input");
        int n = c.Int("batch_size", 1), h = c.Int("input_h"), w = c.Int("input_w"), channels = c.Int("input_c"), oh = c.Int("output_h"), ow = c.Int("output_w");
        ConvGeometry g = ConvGeometry.Unit;
        (g.KernelH, g.KernelW, g.StrideH, g.StrideW, g.PadTop, g.PadLeft) = (c.Int("filter_h"), c.Int("filter_w"), c.Int("stride_h"), c.Int("stride_w"), c.Int("padding_h"), c.Int("padding_w"));
        g.PadBottom = Rest(oh, g.StrideH, g.KernelH, 1, h, g.PadTop);
        g.PadRight = Rest(ow, g.StrideW, g.KernelW, 1, w, g.PadLeft);
        Tile output = Tiles.Empty(type, n, oh, ow, channels);
        Pooling operation = c.Name.StartsWith("avg", StringComparison.Ordinal) ? Numerics.Pooling.Average : Numerics.Pooling.Max;
        Reference.Pool(operation, output, Tiles.Integers(type, c.Array("input_tensor", "input"), n, h, w, channels), g);
        return [.. Tiles.ToIntegers(output).Select(v => Math.Clamp(v, c.Int("activation_min"), c.Int("activation_max")))];
    }

    private static long[] Addition(CmsisCase c)
    {
        DType type = InputType(c, "input1");
        long[] a = c.Array("input1"), b = c.Array("input2");
        ResidualArguments arguments = new()
        {
            LeftShift = c.Int("left_shift"),
            ZeroPointA = -c.Int("input1_offset"),
            ZeroPointB = -c.Int("input2_offset"),
            MultiplierA = c.Int("input1_mult"),
            MultiplierB = c.Int("input2_mult"),
            ShiftA = c.Int("input1_shift"),
            ShiftB = c.Int("input2_shift"),
            MultiplierOut = c.Int("output_mult"),
            ShiftOut = c.Int("output_shift"),
            ZeroPointOut = c.Int("output_offset"),
            ClampMin = c.Int("out_activation_min"),
            ClampMax = c.Int("out_activation_max"),
        };
        Tile output = Tiles.Empty(type, a.Length);
        Reference.QuantizedAdd(output, Tiles.Integers(type, a, a.Length), Tiles.Integers(type, b, b.Length), ResidualMode.Fixed, arguments);
        return Tiles.ToIntegers(output);
    }

    private static long[] MinimumMaximum(CmsisCase c)
    {
        long[] dims = [c.Int("output_batch"), c.Int("output_height"), c.Int("output_width"), c.Int("output_channel")];
        Tile output = Tiles.Empty(DType.I8, dims);
        Reference.Binary(
            c.Name.StartsWith("max", StringComparison.Ordinal) ? BinaryOperation.Max : BinaryOperation.Min,
            output,
            Broadcast(c, "1", dims),
            Broadcast(c, "2", dims));
        return Tiles.ToIntegers(output);
    }

    private static Tile Broadcast(CmsisCase c, string operand, long[] dims)
    {
        long[] own = [c.Int("batch_" + operand), c.Int("height_" + operand), c.Int("width_" + operand), c.Int("channel_" + operand)];
        Tile tile = Tiles.Integers(DType.I8, c.Array("input_tensor_" + operand), own);
        TileShape shape = tile.Shape;
        for (int d = 0; d < 4; d++)
        {
            shape.Dims[d] = dims[d];
            shape.Strides[d] = own[d] == 1 ? 0 : shape.Strides[d];
        }
        return new Tile(tile.Data, shape);
    }
}
