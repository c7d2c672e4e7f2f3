using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Checks of convolutions, matrix products and pooling.</summary>
internal static class MatrixChecks
{
    /// <summary>x [N,H,W,C], w [KH,KW,C/groups,O].</summary>
    public static void Conv(NodeCheck node, ConvOperation conv)
    {
        (Value x, Value w) = Operands(node, xRank: 4, wRank: 4);
        ConvGeometry g = conv.Geometry;
        Window(node, g);
        node.Require(g.Groups > 0 && x.Shape[3].Size == w.Shape[2].Size * g.Groups && w.Shape[3].Size % g.Groups == 0, "weights", w, $"[KH, KW, {x.Shape[3]}/{g.Groups}, a multiple of {g.Groups}]");
        Windowed(node, x, w.Shape[0].Size, w.Shape[1].Size, g, w.Shape[3]);
        Drain(node);
    }

    /// <summary>x [N,H,W,C], w [KH,KW,C·m].</summary>
    public static void Depthwise(NodeCheck node, DepthwiseConvOperation conv)
    {
        (Value x, Value w) = Operands(node, xRank: 4, wRank: 3);
        Window(node, conv.Geometry);
        node.Require(x.Shape[3].Size > 0 && w.Shape[2].Size % x.Shape[3].Size == 0, "weights", w, $"[KH, KW, a multiple of {x.Shape[3]}]");
        Windowed(node, x, w.Shape[0].Size, w.Shape[1].Size, conv.Geometry, w.Shape[2]);
        Drain(node);
    }

    /// <summary>a [..., M, K], b [K, N] or [..., K, N].</summary>
    public static void MatMul(NodeCheck node)
    {
        (Value a, Value b) = Operands(node, xRank: null, wRank: null);
        node.Require(a.Shape.Length >= 2, "operand", a, "rank 2 or more");
        node.Require(b.Shape.Length >= 2 && b.Shape[^2] == a.Shape[^1], "operand", b, $"[…, {a.Shape[^1]}, N]");
        if (b.Shape.Length == 2)
        {
            node.Shape(node.Output, [.. a.Shape[..^1], b.Shape[1]]);
        }
        else
        {
            Dimension[]? batch = ElementwiseChecks.Broadcast(a.Shape[..^2], b.Shape[..^2]);
            node.Require(batch is not null, "operand", b, $"leading extents that broadcast with {a}");
            node.Shape(node.Output, [.. batch!, a.Shape[^2], b.Shape[^1]]);
        }
        Drain(node);
    }

    /// <summary>x [N,H,W,C], numbers unchanged.</summary>
    public static void Pool(NodeCheck node, PoolOperation pool)
    {
        node.Arity(1);
        Value x = node.Input(0);
        node.Require(x.Shape.Length == 4, "operand", x, "[N, H, W, C]");
        Window(node, pool.Geometry);
        node.Require(pool.Geometry is { KernelH: > 0, KernelW: > 0 }, "window", $"{pool.Geometry.KernelH}×{pool.Geometry.KernelW}", "1×1 or more");
        Windowed(node, x, pool.Geometry.KernelH, pool.Geometry.KernelW, pool.Geometry, x.Shape[3]);
        node.SameNumbers(node.Output, x);
    }

    private static (Value X, Value W) Operands(NodeCheck node, int? xRank, int? wRank)
    {
        node.Arity(2 + (node.Operation.HasBias() ? 1 : 0) + (node.Operation.Residual() is null ? 0 : 1));
        (Value x, Value w) = (node.Input(0), node.Input(1));
        node.Require(xRank is null || x.Shape.Length == xRank, "operand", x, $"rank {xRank}");
        node.Require(wRank is null || w.Shape.Length == wRank, "weights", w, $"rank {wRank}");
        node.Require(x.Type.IsFloat() == w.Type.IsFloat(), "weights", w, $"integers with integers, floats with floats: {x}");
        return (x, w);
    }

    private static void Window(NodeCheck node, ConvGeometry g) => node.Require(
        g is { StrideH: > 0, StrideW: > 0, DilationH: > 0, DilationW: > 0, InputDilationH: > 0, InputDilationW: > 0, PadTop: >= 0, PadBottom: >= 0, PadLeft: >= 0, PadRight: >= 0 },
        "geometry",
        $"strides {g.StrideH}, {g.StrideW}, dilations {g.DilationH}, {g.DilationW}, {g.InputDilationH}, {g.InputDilationW}, pads {g.PadTop}, {g.PadLeft}, {g.PadBottom}, {g.PadRight}",
        "strides and dilations of 1 or more, pads of 0 or more");

    private static void Windowed(NodeCheck node, Value x, long kernelRows, long kernelColumns, ConvGeometry g, Dimension channels) =>
        node.Shape(node.Output, x.Shape[0], g.OutputRows(x.Shape[1].Size, kernelRows), g.OutputColumns(x.Shape[2].Size, kernelColumns), channels);

    private static void Drain(NodeCheck node)
    {
        (Value x, Value w, Value y) = (node.Input(0), node.Input(1), node.Output);
        node.Require(x.Type.IsFloat() ? y.Type.IsFloat() : y.Type.IsInteger(), "result", y, $"a type of the kind of {x}");
        if (node.Operation.HasBias())
        {
            Value bias = node.Input(2);
            node.Shape(bias, y.Shape[^1]);
            node.Require(x.Type.IsFloat() ? bias.Type.IsFloat() : bias.Type is DType.I32 or DType.I64, "bias", bias, x.Type.IsFloat() ? "a float type" : "i32 or i64");
        }
        bool scaled = node.Operation.Requantization() is null or RequantMode.FixedSingle or RequantMode.FixedDouble or RequantMode.Fixed16 or RequantMode.Float32;
        if (x.Type.IsInteger() && scaled && y.Type is not (DType.I32 or DType.I64))
        {
            node.Require(x.Quantization is not null, "operand", x, "quantised, as the result is scaled; or a result of i32");
            node.Require(w.Quantization is { } q && (q.Axis < 0 || q.Axis == w.Shape.Length - 1), "weights", w, "quantised as a whole or by output channel");
            node.Require(y.Quantization is { Axis: < 0 }, "result", y, "quantised as a whole");
        }
        if (node.Operation is MatMulOperation { Table: { } table })
        {
            node.Require(table.Codes.Length == 256 && table.IntermediateType.Bits() == 8 && y.Type.Bits() == 8, "table", $"of {table.Codes.Length} codes from {table.IntermediateType.Name()} to {y.Type.Name()}", "256, of 8-bit types");
            node.Require(node.Operation.Residual() is null, "table", "behind a residual", "one of the two");
        }
        if (node.Operation.Residual() is { } residual)
        {
            Value other = node.Input(node.Inputs - 1);
            node.Shape(other, y.Shape);
            node.Require(other.Type == y.Type && residual.IntermediateType == y.Type, "residual", $"{other} onto {residual.IntermediateType.Name()}", $"{y.Type.Name()}, as the result");
            node.Require(residual.Arithmetic == ResidualMode.Plain || (other.IsPerTensor() && y.IsPerTensor() && residual.Intermediate is { Axis: < 0 }), "residual", other, "quantised as a whole, like the value it is added to and the sum");
        }
    }
}
