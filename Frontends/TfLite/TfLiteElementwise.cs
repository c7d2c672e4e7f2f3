using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Elementwise operators, type changes and softmax.</summary>
internal static class TfLiteElementwise
{
    public static void Binary(TfLiteOperator o, BinaryOperation function, DType[] integers)
    {
        o.Arity(2, 2);
        Value a = o.Input(0), b = o.Input(1);
        o.RequireArithmetic(integers, a, b);
        int[] x = TfLiteOperator.ShapeOf(a), y = TfLiteOperator.ShapeOf(b);
        int[] shape = Shapes.Broadcast(x, y)
            ?? throw o.Fail("shape", $"operands {Shapes.Text(x)} and {Shapes.Text(y)} do not broadcast: extents must be equal or 1");
        o.Emit(new BinaryOperationNode(function, o.Activation(TfLiteSchema.BinaryOptions.Activation)), shape, a, b);
    }

    public static void Unary(TfLiteOperator o, UnaryOperation function)
    {
        o.Arity(1, 1);
        Value x = o.Input(0);
        o.RequireArithmetic([], x);
        o.Emit(new UnaryOperationNode(function), TfLiteOperator.ShapeOf(x), x);
    }

    public static void Bound(TfLiteOperator o, Clamp bounds)
    {
        o.Arity(1, 1);
        Value x = o.Input(0);
        o.RequireArithmetic([DType.I8, DType.U8], x);
        int[] shape = TfLiteOperator.ShapeOf(x);
        TfLiteTensor y = o.Output;
        bool rescale = x.Quantization is not null && (x.Quantization.Scales[0] != y.Quantization!.Scales[0] || x.Quantization.ZeroPoints[0] != y.Quantization.ZeroPoints[0]);
        if (rescale)
        {
            // The int8 ReLU kernels scale first, with two roundings, and then bound in the output's numbers.
            x = o.EmitIntermediate(new RequantizeOperation(RequantMode.FixedDouble), y.Type, shape, y.Quantization, x);
        }
        o.Emit(new ClampOperation(bounds), shape, x);
    }

    public static void Softmax(TfLiteOperator o)
    {
        o.Arity(1, 1);
        Value x = o.Input(0);
        o.RequireArithmetic([DType.I8, DType.U8], x);
        float beta = o.Options.Float(TfLiteSchema.SoftmaxOptions.Beta);
        if (!(beta > 0 && float.IsFinite(beta)) || x.Shape.Length == 0)
        {
            throw o.Fail("option", $"beta is {beta} over shape {Shapes.Text(TfLiteOperator.ShapeOf(x))}; legal: finite and above 0, rank 1 or more");
        }
        o.Emit(new SoftmaxOperation(beta), TfLiteOperator.ShapeOf(x), x);
    }

    public static void Quantize(TfLiteOperator o)
    {
        o.Arity(1, 1);
        Value x = o.Input(0);
        TfLiteTensor y = o.Output;
        bool output = y.Type is DType.I8 or DType.U8 or DType.I16 && y.Quantization is { Axis: -1 };
        bool integer = x.Type is DType.I8 or DType.U8 or DType.I16 && x.Quantization is { Axis: -1 };
        if (!output || !(integer || x.Type == DType.F32))
        {
            throw o.Fail("type", $"from {TfLiteOperator.Describe(x.Type, x.Quantization)} to {TfLiteOperator.Describe(y.Type, y.Quantization)}; legal: f32, i8, u8 or i16 to i8, u8 or i16 with one scale");
        }
        o.Emit(integer ? new RequantizeOperation(RequantMode.FixedDouble) : new QuantizeOperation(HalfAway: true), TfLiteOperator.ShapeOf(x), x);
    }

    public static void Dequantize(TfLiteOperator o)
    {
        o.Arity(1, 1);
        Value x = o.Input(0);
        if (x.Type is not (DType.I8 or DType.U8 or DType.I16) || x.Quantization is null || o.Output.Type != DType.F32)
        {
            throw o.Fail("type", $"from {TfLiteOperator.Describe(x.Type, x.Quantization)} to {o.Output.Type.Name()}; legal: i8, u8 or i16 with a scale to f32");
        }
        o.Emit(new DequantizeOperation(), TfLiteOperator.ShapeOf(x), x);
    }
}
