using System;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Pooling windows and reductions.</summary>
internal static class TfLitePooling
{
    public static void Window(TfLiteOperator o, Pooling kind)
    {
        o.Arity(1, 1);
        Value x = o.Input(0);
        o.RequireRank(x, 4, "input");
        o.RequireArithmetic([DType.I8, DType.U8, DType.I16], x);
        o.RequireSameQuantization(x);
        int[] shape = TfLiteOperator.ShapeOf(x);
        ConvGeometry g = ConvGeometry.Unit;
        (g.KernelH, g.KernelW) = (o.Positive(TfLiteSchema.PoolOptions.KernelH, "filter_height"), o.Positive(TfLiteSchema.PoolOptions.KernelW, "filter_width"));
        (g.StrideH, g.StrideW) = (o.Positive(TfLiteSchema.PoolOptions.StrideH, "stride_h"), o.Positive(TfLiteSchema.PoolOptions.StrideW, "stride_w"));
        (g.PadTop, g.PadBottom) = TfLiteConvolutions.Padding(o, TfLiteSchema.PoolOptions.Padding, shape[1], g.KernelH, g.StrideH, 1);
        (g.PadLeft, g.PadRight) = TfLiteConvolutions.Padding(o, TfLiteSchema.PoolOptions.Padding, shape[2], g.KernelW, g.StrideW, 1);
        int[] output = [shape[0], (int)g.OutputRows(shape[1], g.KernelH), (int)g.OutputColumns(shape[2], g.KernelW), shape[3]];
        o.Emit(new PoolOperation(kind, g, o.Activation(TfLiteSchema.PoolOptions.Activation)), output, x);
    }

    public static void Mean(TfLiteOperator o)
    {
        o.Arity(2, 2);
        Value x = o.Input(0);
        o.RequireArithmetic([DType.I8, DType.U8], x);
        int[] shape = TfLiteOperator.ShapeOf(x);
        ImmutableArray<int> axes = [.. o.Integers(1).Select(a => a < 0 ? a + shape.Length : a).Distinct().Order()];
        if (axes.Length == 0 || axes[0] < 0 || axes[^1] >= shape.Length)
        {
            throw o.Fail("option", $"axes are {Shapes.Text(axes)}; legal: one or more of {-shape.Length}..{shape.Length - 1}");
        }
        bool keep = o.Options.Flag(TfLiteSchema.ReducerOptions.KeepDimensions);
        int[] output = [.. Enumerable.Range(0, shape.Length).Where(d => keep || !axes.Contains(d)).Select(d => axes.Contains(d) ? 1 : shape[d])];
        o.Emit(new ReduceOperation(Reduction.Sum, axes, keep, Mean: true), output, x);
    }
}
