using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Quantize, dequantize and the parameters of quantised operators.</summary>
internal static class OnnxQuantization
{
    public static void Quantize(OnnxNode n)
    {
        n.Arity(2, 3);
        Options(n);
        OnnxTensor x = n.Input(0);
        Quantization quantization = OutputParameters(n, 1, out DType type);
        if (x.Type != DType.F32 || type is not (DType.I8 or DType.U8 or DType.I16 or DType.U16))
        {
            throw n.Fail("type", $"from {x.Type.Name()} to {type.Name()}; legal: f32 to i8, u8, i16 or u16");
        }
        n.EmitLike(x, new QuantizeOperation(HalfAway: false), type, quantization);
    }

    public static void Dequantize(OnnxNode n)
    {
        n.Arity(2, 3);
        int axis = Options(n);
        OnnxTensor x = n.Input(0);
        if (x.Type.IsFloat())
        {
            throw n.Fail("type", $"input is {x.Type.Name()}; legal: i8, u8, i16, u16, i32");
        }
        if (x.Contents is not null)
        {
            OnnxTensor raw = new(x.Name, x.Type, x.Shape) { Contents = x.Contents, Quantization = Parameters(n, 1, x, axis, perTensor: false) };
            n.Define(new OnnxTensor(n.OutputName, DType.F32, x.Shape) { Dequantized = raw });
            return;
        }
        OnnxImporter.Quantize(x, Parameters(n, 1, x, axis, perTensor: true), n.Place);
        n.EmitLike(x, new DequantizeOperation(), DType.F32, null);
    }

    /// <summary>ONNX Runtime's quantised addition: both operands to fp32, added, scaled, ties to even.</summary>
    public static void Add(OnnxNode n)
    {
        n.Arity(7, 8);
        OnnxTensor a = n.Input(0), b = n.Input(3);
        OnnxImporter.Quantize(a, Parameters(n, 1, a, 0, perTensor: true), n.Place);
        OnnxImporter.Quantize(b, Parameters(n, 4, b, 0, perTensor: true), n.Place);
        Quantization y = OutputParameters(n, 6, out DType type);
        if (type != a.Type || type.Bits() != 8)
        {
            throw n.Fail("type", $"operands are {a.Type.Name()}, the output {type.Name()}; legal: i8 or u8 for all");
        }
        OnnxElementwise.Emit(n, new BinaryOperationNode(BinaryOperation.Add, Clamp.None, ResidualMode.Float32), a, b, y);
    }

    /// <summary>Scale and zero point inputs of an output, whose type is the zero point's (u8 without one).</summary>
    public static Quantization OutputParameters(OnnxNode n, int position, out DType type)
    {
        type = n.HasInput(position + 1) ? n.Input(position + 1).Type : DType.U8;
        return Parameters(n, position, new OnnxTensor(n.OutputName, type, []), 0, perTensor: true);
    }

    /// <summary>Scale and zero point inputs at <paramref name="position"/> and after it, for <paramref name="tensor"/>.</summary>
    public static Quantization Parameters(OnnxNode n, int position, OnnxTensor tensor, int axis, bool perTensor)
    {
        float[] scales = n.Reals(position, "scale");
        long[] zeros = new long[scales.Length];
        if (n.HasInput(position + 1))
        {
            OnnxTensor zero = n.ConstantInput(position + 1, "zero point");
            zeros = ZeroPoints(n, zero);
            if (zero.Type != tensor.Type || zeros.Length != scales.Length)
            {
                throw n.Fail("quantization", $"zero point of \"{tensor.Name}\" is {zero.Type.Name()}{Shapes.Text(zero.Shape)} for {tensor.Type.Name()} with {scales.Length} scales; legal: the same type and as many");
            }
        }
        bool single = scales.Length == 1;
        if (!single && (perTensor || (uint)axis >= (uint)tensor.Rank || tensor.Shape[axis] != scales.Length))
        {
            throw n.Fail("quantization", $"\"{tensor.Name}\" {Shapes.Text(tensor.Shape)} has {scales.Length} scales along axis {axis}; legal: {(perTensor ? "one" : "one, or one for each index of the axis")}");
        }
        if (scales.Any(s => !(s > 0 && float.IsFinite(s))))
        {
            throw n.Fail("quantization", $"scale of \"{tensor.Name}\" is {scales.First(s => !(s > 0 && float.IsFinite(s)))}; legal: finite and above 0");
        }
        return new Quantization(scales, [.. zeros.Select(z => (int)z)], single ? -1 : axis);
    }

    private static int Options(OnnxNode n)
    {
        n.Ignore("saturate");
        n.RequireAttribute("block_size", 0);
        n.RequireAttribute("output_dtype", 0);
        n.RequireAttribute("precision", 0);
        OnnxTensor x = n.Input(0);
        long axis = n.Integer("axis", 1);
        return x.Rank == 0 || axis >= x.Rank ? 0 : n.Axis(axis, x.Rank);
    }

    private static long[] ZeroPoints(OnnxNode n, OnnxTensor zero)
    {
        if (zero.Contents is not byte[] bytes)
        {
            throw n.Fail("constant", $"zero point \"{zero.Name}\" must be an integer constant");
        }
        return zero.Type switch
        {
            DType.I8 => [.. bytes.Select(b => (long)(sbyte)b)],
            DType.U8 => [.. bytes.Select(b => (long)b)],
            DType.I16 => [.. Enumerable.Range(0, bytes.Length / 2).Select(i => (long)BitConverter.ToInt16(bytes, i * 2))],
            DType.U16 => [.. Enumerable.Range(0, bytes.Length / 2).Select(i => (long)BitConverter.ToUInt16(bytes, i * 2))],
            DType.I32 => [.. Enumerable.Range(0, bytes.Length / 4).Select(i => (long)BitConverter.ToInt32(bytes, i * 4))],
            _ => throw n.Fail("type", $"zero point \"{zero.Name}\" is {zero.Type.Name()}; legal: i8, u8, i16, u16, i32"),
        };
    }
}
