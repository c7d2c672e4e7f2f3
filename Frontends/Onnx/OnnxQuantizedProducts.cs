using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Matrix products of quantised integers.</summary>
internal static class OnnxQuantizedProducts
{
    public static void MatMul(OnnxNode n)
    {
        n.Arity(8, 8);
        OnnxTensor a = n.Input(0);
        (OnnxTensor b, Quantization y, DType type) = Operands(n, a, output: 6);
        int[] shape = OnnxMatrices.Product(n, a, b);
        n.Emit(new MatMulOperation(Clamp.None), type, shape, y, n.Importer.Plain(a), OnnxMatrices.Right(n, b, a.Rank));
    }

    /// <summary>ONNX Runtime's product with an int32 bias at the scale of the sums: QLinearMatMul with the bias added to the sums.</summary>
    public static void Gemm(OnnxNode n)
    {
        n.Arity(9, 9);
        n.RequireAttribute("transA", 0);
        n.RequireAttribute("transB", 0);
        OnnxTensor a = n.Input(0);
        (OnnxTensor b, Quantization y, DType type) = Operands(n, a, output: 7);
        float alpha = n.Real("alpha", 1);
        OnnxTensor? c = n.HasInput(6) ? n.ConstantInput(6, "C") : null;
        if (a.Rank != 2 || b.Rank != 2 || alpha != 1 || (c is not null && (c.Type != DType.I32 || c.Contents is null || c.Rank is 0 or > 2 || Shapes.Elements(c.Shape) != b.Shape[1])))
        {
            throw n.Fail("shape", $"operands are {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}, C {c?.Type.Name()}{(c is null ? "none" : Shapes.Text(c.Shape))}, alpha {alpha}; legal: [M, K] and [K, N], C none or i32 constants for each column, alpha 1");
        }
        int[] shape = OnnxMatrices.Product(n, a, b);
        Value left = n.Importer.Plain(a), right = n.Importer.Plain(b);
        if (c is null)
        {
            n.Emit(new MatMulOperation(Clamp.None), type, shape, y, left, right);
            return;
        }
        Value bias = n.Importer.Reordered(c, [0], [b.Shape[1]], c.Name);
        n.Emit(new MatMulOperation(Clamp.None, HasBias: true), type, shape, y, left, right, bias);
    }

    /// <summary>The right operand with its quantisation, the output's, and the output's type; the left operand is at 0 and gets its own.</summary>
    private static (OnnxTensor B, Quantization Y, DType Type) Operands(OnnxNode n, OnnxTensor a, int output)
    {
        OnnxTensor b = n.Input(3);
        OnnxImporter.Quantize(a, OnnxQuantization.Parameters(n, 1, a, 0, perTensor: true), n.Place);
        Quantization y = OnnxQuantization.OutputParameters(n, output, out DType type);
        Quantization weights = OnnxQuantization.Parameters(n, 4, b, b.Rank - 1, perTensor: !b.IsConstant);
        if (a.Type.Bits() != 8 || b.Type.Bits() != 8 || type != a.Type)
        {
            throw n.Fail("type", $"operands are {a.Type.Name()} and {b.Type.Name()}, the output {type.Name()}; legal: i8 or u8, output as the first operand");
        }
        if (b.Contents is null)
        {
            OnnxImporter.Quantize(b, weights, n.Place);
            return (b, y, type);
        }
        return (new OnnxTensor(b.Name, b.Type, b.Shape) { Contents = b.Contents, Quantization = weights }, y, type);
    }
}
