using System;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Convolutions and fully connected layers: weights to the compiler's order, SAME padding to explicit padding.</summary>
internal static class TfLiteConvolutions
{
    public static void Conv(TfLiteOperator o)
    {
        o.Arity(2, 3);
        Value x = o.Input(0);
        o.RequireRank(x, 4, "input");
        Value w = o.RequireConstant(1);
        o.RequireRank(w, 4, "filter");
        int[] shape = TfLiteOperator.ShapeOf(x), filter = TfLiteOperator.ShapeOf(w);
        int groups = shape[3] / filter[3];
        if (shape[3] % filter[3] != 0 || filter[0] % groups != 0)
        {
            throw o.Fail("shape", $"filter {Shapes.Text(filter)} (output, rows, columns, input channels) does not fit input {Shapes.Text(shape)}; the input's channels must be a multiple of the filter's, and the outputs of that multiple");
        }
        RequantMode? mode = Types(o, x, w, weightAxis: 0);
        ConvGeometry geometry = Geometry(o, TfLiteSchema.ConvOptions.Padding, TfLiteSchema.ConvOptions.StrideH, TfLiteSchema.ConvOptions.StrideW,
            TfLiteSchema.ConvOptions.DilationH, TfLiteSchema.ConvOptions.DilationW, shape, filter[1], filter[2]);
        geometry.Groups = groups;
        Value canonical = o.Weights([1, 2, 3, 0], [filter[1], filter[2], filter[3], filter[0]], x.Type);
        EmitSums(o, new ConvOperation(geometry, o.Activation(TfLiteSchema.ConvOptions.Activation), mode, o.HasInput(2)), Output(geometry, shape, filter[1], filter[2], filter[0]), filter[0], x, canonical);
    }

    public static void Depthwise(TfLiteOperator o)
    {
        o.Arity(2, 3);
        Value x = o.Input(0);
        o.RequireRank(x, 4, "input");
        Value w = o.RequireConstant(1);
        o.RequireRank(w, 4, "filter");
        int[] shape = TfLiteOperator.ShapeOf(x), filter = TfLiteOperator.ShapeOf(w);
        int multiplier = o.Options.Int(TfLiteSchema.DepthwiseOptions.Multiplier);
        if (filter[0] != 1 || filter[3] % shape[3] != 0 || (multiplier != 0 && (long)multiplier * shape[3] != filter[3]))
        {
            throw o.Fail("shape", $"filter {Shapes.Text(filter)} with depth_multiplier {multiplier} does not fit input {Shapes.Text(shape)}; legal: [1, rows, columns, input channels · depth_multiplier]");
        }
        RequantMode? mode = Types(o, x, w, weightAxis: 3);
        ConvGeometry geometry = Geometry(o, TfLiteSchema.DepthwiseOptions.Padding, TfLiteSchema.DepthwiseOptions.StrideH, TfLiteSchema.DepthwiseOptions.StrideW,
            TfLiteSchema.DepthwiseOptions.DilationH, TfLiteSchema.DepthwiseOptions.DilationW, shape, filter[1], filter[2]);
        Value canonical = o.Weights([0, 1, 2, 3], [filter[1], filter[2], filter[3]], x.Type);
        EmitSums(o, new DepthwiseConvOperation(geometry, o.Activation(TfLiteSchema.DepthwiseOptions.Activation), mode, o.HasInput(2)), Output(geometry, shape, filter[1], filter[2], filter[3]), filter[3], x, canonical);
    }

    public static void FullyConnected(TfLiteOperator o)
    {
        o.Arity(2, 3);
        Value x = o.Input(0);
        Value w = o.RequireConstant(1);
        o.RequireRank(w, 2, "weights");
        int[] shape = TfLiteOperator.ShapeOf(x), weights = TfLiteOperator.ShapeOf(w);
        long elements = Shapes.Elements(shape);
        if (elements % weights[1] != 0)
        {
            throw o.Fail("shape", $"input {Shapes.Text(shape)} does not split into rows of the weights' {weights[1]} columns");
        }
        if (o.Options.Byte(TfLiteSchema.FullyConnectedOptions.WeightsFormat) is int format and not 0)
        {
            throw o.Fail("option", $"weights_format is {format}; legal: 0 DEFAULT; convert without shuffled weights");
        }
        RequantMode? mode = Types(o, x, w, weightAxis: 0);
        bool keep = o.Options.Flag(TfLiteSchema.FullyConnectedOptions.KeepDimensions) && shape.Length > 0;
        int[] rows = [checked((int)Math.Min(elements / weights[1], int.MaxValue)), weights[1]];
        if (keep ? shape[^1] != weights[1] : shape.Length != 2 || shape[1] != weights[1])
        {
            if (keep)
            {
                throw o.Fail("shape", $"keep_num_dims needs an input whose last extent is {weights[1]}, it is {Shapes.Text(shape)}");
            }
            x = o.EmitIntermediate(new ReshapeOperation(), x.Type, rows, x.Quantization, x);
            shape = rows;
        }
        int[] output = [.. shape.AsSpan(0, shape.Length - 1), weights[0]];
        Value canonical = o.Weights([1, 0], [weights[1], weights[0]], x.Type);
        EmitSums(o, new MatMulOperation(o.Activation(TfLiteSchema.FullyConnectedOptions.Activation), mode, o.HasInput(2)), output, weights[0], x, canonical);
    }

    /// <summary>Explicit padding of option <paramref name="field"/>: SAME puts the odd row or column behind.</summary>
    public static (int Before, int After) Padding(TfLiteOperator o, int field, long input, int kernel, int stride, int dilation)
    {
        long window = ((kernel - 1L) * dilation) + 1;
        switch (o.Options.Byte(field))
        {
            case 0:
                long total = Math.Max((((input + stride - 1) / stride) - 1) * stride + window - input, 0);
                return total <= 1 << 15
                    ? ((int)(total / 2), (int)(total - (total / 2)))
                    : throw o.Fail("option", $"SAME padding of a window of {window} is {total}; the legal range is 0..{1 << 15}");
            case 1:
                return window <= input
                    ? (0, 0)
                    : throw o.Fail("shape", $"a window of {window} does not fit an input of {input} with VALID padding; use SAME padding or a larger input");
            default:
                throw o.Fail("option", $"padding is {o.Options.Byte(field)}; legal: 0 SAME, 1 VALID");
        }
    }

    private static ConvGeometry Geometry(TfLiteOperator o, int padding, int strideH, int strideW, int dilationH, int dilationW, int[] input, int kernelH, int kernelW)
    {
        ConvGeometry g = ConvGeometry.Unit;
        (g.KernelH, g.KernelW) = (kernelH, kernelW);
        (g.StrideH, g.StrideW) = (o.Positive(strideH, "stride_h"), o.Positive(strideW, "stride_w"));
        (g.DilationH, g.DilationW) = (o.Positive(dilationH, "dilation_h_factor", 1), o.Positive(dilationW, "dilation_w_factor", 1));
        (g.PadTop, g.PadBottom) = Padding(o, padding, input[1], kernelH, g.StrideH, g.DilationH);
        (g.PadLeft, g.PadRight) = Padding(o, padding, input[2], kernelW, g.StrideW, g.DilationW);
        return g;
    }

    private static int[] Output(in ConvGeometry geometry, int[] input, int kernelH, int kernelW, int channels) =>
        [input[0], (int)geometry.OutputRows(input[1], kernelH), (int)geometry.OutputColumns(input[2], kernelW), channels];

    /// <summary>Checks the operand types and says how sums are scaled; null = as the graph.</summary>
    private static RequantMode? Types(TfLiteOperator o, Value x, Value w, int weightAxis)
    {
        TfLiteTensor y = o.Output;
        bool types = (x.Type, w.Type) is (DType.F32, DType.F32 or DType.I8) or (DType.I8, DType.I8) or (DType.U8, DType.U8) or (DType.I16, DType.I8);
        if (!types || y.Type != x.Type)
        {
            throw o.Fail("type", $"input is {x.Type.Name()}, weights {w.Type.Name()}, output {y.Type.Name()}; legal: f32, f32 or i8, f32; i8, i8, i8; u8, u8, u8; i16, i8, i16; quantise the whole model or nothing");
        }
        bool activations = x.Type == DType.F32 || (x.Quantization is { Axis: -1 } && y.Quantization is { Axis: -1 });
        if (!activations || (w.Type != DType.F32 && w.Quantization is null))
        {
            throw o.Fail("quantization", "input and output need one scale and zero point each, the weights one or one for each output channel; convert with full integer quantisation");
        }
        if (w.Quantization is { } q && q.Axis != -1 && q.Axis != weightAxis)
        {
            throw o.Fail("quantization", $"weights are quantised along axis {q.Axis}; legal: {weightAxis}, the output channels");
        }
        return x.Type == DType.I16 ? RequantMode.Fixed16 : null;
    }

    private static void EmitSums(TfLiteOperator o, Operation operation, int[] output, int channels, Value x, Value w)
    {
        if (!o.HasInput(2))
        {
            o.Emit(operation, output, x, w);
            return;
        }
        Value bias = o.RequireConstant(2);
        bool type = x.Type == DType.F32 ? bias.Type == DType.F32 : bias.Type == DType.I32 || (bias.Type == DType.I64 && x.Type == DType.I16);
        if (!type || Shapes.Elements(TfLiteOperator.ShapeOf(bias)) != channels)
        {
            throw o.Fail("type", $"bias \"{bias.Name}\" is {bias.Type.Name()}{Shapes.Text(TfLiteOperator.ShapeOf(bias))}; legal: {channels} elements of {(x.Type == DType.F32 ? "f32" : x.Type == DType.I16 ? "i32 or i64" : "i32")}");
        }
        int rank = bias.Shape.Length;
        o.Emit(operation, output, x, w, rank == 1 ? bias : o.Constant(2, [.. System.Linq.Enumerable.Range(0, rank)], [channels]));
    }
}
