using System;
using System.Linq;
using System.Buffers.Binary;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Matrix products.</summary>
internal static class OnnxMatrices
{
    public static void MatMul(OnnxNode n)
    {
        n.Arity(2, 2);
        OnnxTensor a = n.Input(0), b = n.Input(1);
        if (a.Type != DType.F32 || b.Type != DType.F32)
        {
            throw n.Fail("type", $"operands are {a.Type.Name()} and {b.Type.Name()}; legal: f32 (quantised models: QLinearMatMul, or quantize and dequantize nodes)");
        }
        int[] shape = Product(n, a, b);
        n.Emit(new MatMulOperation(Clamp.None), DType.F32, shape, null, n.Importer.Plain(a), Right(n, b, a.Rank));
    }

    public static void Gemm(OnnxNode n)
    {
        n.Arity(2, 3);
        OnnxTensor a = n.Input(0), b = n.Input(1);
        float alpha = n.Real("alpha", 1), beta = n.Real("beta", 1);
        bool transA = n.Integer("transA", 0) != 0, transB = n.Integer("transB", 0) != 0;
        if (a.Type != DType.F32 || b.Type != DType.F32 || a.Rank != 2 || b.Rank != 2)
        {
            throw n.Fail("shape", $"operands are {a.Type.Name()}{Shapes.Text(a.Shape)} and {b.Type.Name()}{Shapes.Text(b.Shape)}; legal: f32 of rank 2");
        }
        int rows = a.Shape[transA ? 1 : 0], depth = a.Shape[transA ? 0 : 1], columns = b.Shape[transB ? 0 : 1];
        if (b.Shape[transB ? 1 : 0] != depth)
        {
            throw n.Fail("shape", $"operands {Shapes.Text(a.Shape)} (transA {transA}) and {Shapes.Text(b.Shape)} (transB {transB}) have different depths");
        }
        Value left = transA ? Turned(n, a) : n.Importer.Plain(a);
        Value right = transB ? Turned(n, b) : n.Importer.Plain(b);
        OnnxTensor? c = n.HasInput(2) ? n.Input(2) : null;
        bool bias = c is { IsConstant: true, Type: DType.F32 } && alpha == 1 && beta == 1 && c.Rank is 1 or 2 && c!.Shape[^1] == columns && Shapes.Elements(c.Shape) == columns;
        if (bias)
        {
            Value row = n.Importer.Reordered(c!, [.. Enumerable.Range(0, c!.Rank)], [columns], c.Name);
            n.Emit(new MatMulOperation(Clamp.None, HasBias: true), DType.F32, [rows, columns], null, left, right, row);
            return;
        }
        if (c is null && alpha == 1)
        {
            n.Emit(new MatMulOperation(Clamp.None), DType.F32, [rows, columns], null, left, right);
            return;
        }
        Value product = n.Add(new MatMulOperation(Clamp.None), n.OutputName + "/product", DType.F32, [rows, columns], null, left, right);
        product = Scaled(n, product, alpha);
        Value addend = c is null ? Scalar(n, 0) : Scaled(n, n.Importer.Plain(c), beta);
        if (addend.Type != DType.F32 || Shapes.Broadcast([rows, columns], OnnxNode.ShapeOf(addend)) is not { Length: 2 } sum || sum[0] != rows || sum[1] != columns)
        {
            throw n.Fail("shape", $"C is {addend.Type.Name()}{Shapes.Text(OnnxNode.ShapeOf(addend))}; legal: f32 that broadcasts to [{rows}, {columns}]");
        }
        n.Emit(new BinaryOperationNode(BinaryOperation.Add, Clamp.None, ResidualMode.Float32), DType.F32, [rows, columns], null, product, addend);
    }

    /// <summary>The shape of a product; leading extents broadcast.</summary>
    public static int[] Product(OnnxNode n, OnnxTensor a, OnnxTensor b)
    {
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^2] || Leading(a, b) is not int[] batch)
        {
            throw n.Fail("shape", $"operands are {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}; legal: [..., M, K] and [..., K, N] whose leading extents broadcast");
        }
        return n.RequireShape([.. batch, a.Shape[^2], b.Shape[^1]]);
    }

    private static int[]? Leading(OnnxTensor a, OnnxTensor b)
    {
        int[] left = a.Shape.AsSpan(0, a.Rank - 2).ToArray();
        return b.Rank > 2 ? Shapes.Broadcast(left, b.Shape.AsSpan(0, b.Rank - 2).ToArray()) : left;
    }

    /// <summary>The right operand; a constant whose leading extents are 1, and no more than the left one's, is a matrix.</summary>
    public static Value Right(OnnxNode n, OnnxTensor b, int leftRank)
    {
        bool isMatrix = b.IsConstant && b.Rank <= leftRank && b.Shape.AsSpan(0, b.Rank - 2).IndexOfAnyExcept(1) < 0;
        if (b.Rank == 2 || !isMatrix)
        {
            return n.Importer.Plain(b);
        }
        // Leading extents of 1 leave the rows and columns where they are.
        return n.Importer.Reordered(new OnnxTensor(b.Name, b.Type, b.Shape[^2..]) { Contents = b.Contents, Dequantized = b.Dequantized }, [0, 1], b.Shape[^2..], b.Name);
    }

    private static Value Turned(OnnxNode n, OnnxTensor x)
    {
        int[] shape = [x.Shape[1], x.Shape[0]];
        return x.IsConstant
            ? n.Importer.Reordered(x, [1, 0], shape, x.Name + "/turned")
            : n.Add(new TransposeOperation([1, 0]), n.OutputName + "/turned", x.Type, shape, null, n.Importer.Plain(x));
    }

    private static Value Scaled(OnnxNode n, Value x, float factor) => factor == 1
        ? x
        : n.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None, ResidualMode.Float32), n.OutputName + "/scaled", x.Type, OnnxNode.ShapeOf(x), null, x, Scalar(n, factor));

    private static Value Scalar(OnnxNode n, float number)
    {
        Value value = n.Importer.NewValue($"{n.Name}/factor", DType.F32, [], null);
        value.Constant = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(value.Constant, number);
        return value;
    }
}
