using System;
using System.Collections.Generic;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Convolutions and matrix products.</summary>
internal static class OnnxMatrixEmitter
{
    /// <summary>[KH, KW, C/groups, O] to OIHW.</summary>
    private static readonly int[] s_weights = [3, 2, 0, 1];
    /// <summary>[KH, KW, C·m] to [C·m, KH, KW].</summary>
    private static readonly int[] s_depthwiseWeights = [2, 0, 1];

    public static void Conv(OnnxStep step, ConvOperation conv)
    {
        int[] shape = OnnxExport.Extents(step.Input(1));
        string weights = Weights(step, shape, s_weights, Shapes.Permute(shape, s_weights));
        Convolve(step, weights, shape[0], shape[1], conv.Geometry, conv.Geometry.Groups, conv.Activation);
    }

    public static void Depthwise(OnnxStep step, DepthwiseConvOperation conv)
    {
        int[] shape = OnnxExport.Extents(step.Input(1));
        string weights = Weights(step, shape, s_depthwiseWeights, [shape[2], 1, shape[0], shape[1]]);
        Convolve(step, weights, shape[0], shape[1], conv.Geometry, (int)step.Input(0).Shape[3].Size, conv.Activation);
    }

    public static void MatMul(OnnxStep step, MatMulOperation product)
    {
        Check(step, product);
        (Value a, Value b) = (step.Input(0), step.Input(1));
        bool bias = product.HasBias;
        if (a.Type.IsInteger())
        {
            QuantizedMatMul(step, product);
        }
        else if (bias && a.Shape.Length == 2 && b.Shape.Length == 2)
        {
            step.Close(false, product.Activation, name => step.Emit("Gemm", name, [step.File.Plain(a), step.File.Plain(b), step.File.Plain(step.Input(2))]));
        }
        else if (bias)
        {
            string sums = step.Emit("MatMul", step.Temporary("product"), [step.File.Plain(a), step.File.Plain(b)]);
            step.Close(false, product.Activation, name => step.Emit("Add", name, [sums, step.File.Plain(step.Input(2))]));
        }
        else
        {
            step.Close(false, product.Activation, name => step.Emit("MatMul", name, [step.File.Plain(a), step.File.Plain(b)]));
        }
    }

    /// <summary>ONNX's quantised product has no bias, the runtime's QGemm has.</summary>
    private static void QuantizedMatMul(OnnxStep step, MatMulOperation product)
    {
        (Value a, Value b, Value y) = (step.Input(0), step.Input(1), step.Output);
        int[] shape = OnnxExport.Extents(b);
        (string scale, string zeroPoint) = step.File.Parameters(y);
        if (!product.HasBias)
        {
            IEnumerable<string> operands = b.Constant is null
                ? RunTimeOperands(step, a, b)
                : Operands(step, step.File.Plain(a), step.File.Initializer(step.File.Temporary(b, "codes"), b.Type, shape, b.Constant));
            step.CloseCodes(false, product.Activation, name => step.Emit("QLinearMatMul", name, [.. operands, scale, zeroPoint]));
            return;
        }
        if (a.Shape.Length != 2 || shape.Length != 2)
        {
            throw step.Fail("operands", $"{a} and {b}", "[M, K] and [K, N] for a quantised product with bias; reshape around it");
        }
        string weights = step.File.Initializer(step.File.Temporary(b, "codes"), b.Type, shape, b.Constant ?? throw RunTime(step, b));
        step.CloseCodes(false, product.Activation, name =>
            step.Emit("QGemm", name, [.. Operands(step, step.File.Plain(a), weights), step.File.Plain(step.Input(2)), scale, zeroPoint]));
    }

    private static string[] RunTimeOperands(OnnxStep step, Value a, Value b)
    {
        (string scale, string zeroPoint) = step.File.Parameters(a);
        (string rightScale, string rightZeroPoint) = step.File.Parameters(b);
        return [step.File.Plain(a), scale, zeroPoint, step.File.Plain(b), rightScale, rightZeroPoint];
    }

    private static void Convolve(OnnxStep step, string weights, int rows, int columns, in ConvGeometry g, int groups, Clamp activation)
    {
        Check(step, step.Operation);
        if (g.InputDilationH != 1 || g.InputDilationW != 1)
        {
            throw step.Fail("input dilation", $"{g.InputDilationH}, {g.InputDilationW}", "1, 1; spread the input with zeros before");
        }
        AttributeMessage[] attributes = [.. OnnxWindowEmitter.Attributes(g, rows, columns), OnnxAttributes.Of("dilations", [g.DilationH, g.DilationW]), OnnxAttributes.Of("group", groups)];
        Value x = step.Input(0);
        string image = step.File.ChannelsFirst(x);
        string[] bias = step.Inputs > 2 ? [step.File.Plain(step.Input(2))] : [];
        if (x.Type.IsFloat())
        {
            step.Close(true, activation, name => step.Emit("Conv", name, [image, weights, .. bias], attributes));
            return;
        }
        (string scale, string zeroPoint) = step.File.Parameters(step.Output);
        step.CloseCodes(true, activation, name => step.Emit("QLinearConv", name, [.. Operands(step, image, weights), scale, zeroPoint, .. bias], attributes));
    }

    /// <summary>Both operands with their scales and zero points.</summary>
    private static IEnumerable<string> Operands(OnnxStep step, string x, string weights)
    {
        (string scale, string zeroPoint) = step.File.Parameters(step.Input(0));
        (string weightScale, string weightZeroPoint) = step.File.WeightParameters(step.Input(1));
        return [x, scale, zeroPoint, weights, weightScale, weightZeroPoint];
    }

    private static string Weights(OnnxStep step, int[] shape, int[] permutation, int[] newShape)
    {
        Value w = step.Input(1);
        byte[] contents = w.Constant ?? throw RunTime(step, w);
        return step.File.Initializer(step.File.Temporary(w, "oihw"), w.Type, newShape, DenseTranspose.Run(contents, w.Type.Bits() / 8, shape, permutation));
    }

    private static CompileException RunTime(OnnxStep step, Value w) => step.Fail("weights", $"{w} is computed at run time", "a constant, or a product without bias of values quantised as a whole");

    private static void Check(OnnxStep step, Operation operation)
    {
        (Value x, Value w, Value y) = (step.Input(0), step.Input(1), step.Output);
        (RequantMode? mode, ResidualFusion? residual) = operation switch
        {
            ConvOperation o => (o.Requantization, o.Residual),
            DepthwiseConvOperation o => (o.Requantization, o.Residual),
            MatMulOperation o => (o.Requantization, o.Residual),
            _ => throw new InvalidOperationException($"{operation} is no matrix operation"),
        };
        if (operation is MatMulOperation { Table: not null })
        {
            throw step.Fail("table", "fused", "none; write the graph before compiler passes");
        }
        if (residual is not null)
        {
            throw step.Fail("residual", "fused", "none; write the graph before compiler passes");
        }
        if (x.Type.IsFloat())
        {
            return;
        }
        if (mode is RequantMode.None or RequantMode.Shift or RequantMode.MulAddShift)
        {
            throw step.Fail("requantisation", $"{mode}", "scaling by quantisation (FixedSingle, FixedDouble, Float32)");
        }
        foreach (Value value in (Value[])[x, w, y])
        {
            bool whole = value.Quantization is { Axis: < 0 } || ReferenceEquals(value, w);
            if (value.Type is not (DType.I8 or DType.U8) || value.Quantization is null || !whole)
            {
                throw step.Fail("operand", $"{value}", "quantised i8 or u8; weights as a whole or by output, others as a whole");
            }
        }
        if (w.Constant is null && (operation is not MatMulOperation { HasBias: false } || w.Quantization!.Axis >= 0))
        {
            throw RunTime(step, w);
        }
        if (step.Inputs > 2 && step.Input(2).Type != DType.I32)
        {
            throw step.Fail("bias", $"{step.Input(2)}", "i32");
        }
    }
}
