using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Pooling windows and reductions.</summary>
internal static class OnnxPooling
{
    public static void Window(OnnxNode n, Pooling kind)
    {
        n.Arity(1, 1);
        n.RequireAttribute("storage_order", 0);
        OnnxTensor x = n.Input(0);
        n.RequireImage(x);
        int[] kernel = OnnxWindow.Kernel(n) ?? throw n.Fail("attribute", "kernel_shape is absent; legal: [rows, columns]");
        long ceil = n.Integer("ceil_mode", 0);
        ConvGeometry g = OnnxWindow.Geometry(n, x.Shape[2], x.Shape[3], kernel[0], kernel[1], ceil != 0);
        g.CountPadding = n.Integer("count_include_pad", 0) != 0 && kind == Pooling.Average;
        Value source = n.Importer.ChannelsLast(x);
        if (g.CountPadding && ceil != 0)
        {
            // The padding asked for counts, what ceil_mode adds behind does not: the first becomes a part of the input.
            ConvGeometry asked = OnnxWindow.Geometry(n, x.Shape[2], x.Shape[3], kernel[0], kernel[1]);
            int[] padded = [x.Shape[0], x.Shape[2] + asked.PadTop + asked.PadBottom, x.Shape[3] + asked.PadLeft + asked.PadRight, x.Shape[1]];
            PadOperation pad = new([0, asked.PadTop, asked.PadLeft, 0], [0, asked.PadBottom, asked.PadRight, 0], x.Quantization?.ZeroPoints[0] ?? 0);
            source = n.Add(pad, n.OutputName + "/padded", x.Type, padded, x.Quantization, source);
            x = new OnnxTensor(n.OutputName, x.Type, [padded[0], padded[3], padded[1], padded[2]]) { Quantization = x.Quantization };
            (g.PadTop, g.PadLeft, g.PadBottom, g.PadRight) = (0, 0, g.PadBottom - asked.PadBottom, g.PadRight - asked.PadRight);
            g.CountPadding = false;
        }
        int[] output = [x.Shape[0], (int)g.OutputRows(x.Shape[2], kernel[0]), (int)g.OutputColumns(x.Shape[3], kernel[1]), x.Shape[1]];
        n.EmitChannelsLast(new PoolOperation(kind, g, Clamp.None), x.Type, output, x.Quantization, source);
    }

    public static void Global(OnnxNode n, Pooling kind)
    {
        n.Arity(1, 1);
        OnnxTensor x = n.Input(0);
        n.RequireImage(x);
        ConvGeometry g = ConvGeometry.Unit;
        (g.KernelH, g.KernelW) = (x.Shape[2], x.Shape[3]);
        n.EmitChannelsLast(new PoolOperation(kind, g, Clamp.None), x.Type, [x.Shape[0], 1, 1, x.Shape[1]], x.Quantization, n.Importer.ChannelsLast(x));
    }

    public static void Reduce(OnnxNode n, Reduction kind, bool mean)
    {
        n.Arity(1, 2);
        OnnxTensor x = n.Input(0);
        if (x.Type != DType.F32)
        {
            throw n.Fail("type", $"input is {x.Type.Name()}; legal: f32");
        }
        long[] given = n.HasInput(1) ? n.Integers(1, "axes") : n.List("axes") ?? [];
        bool keep = n.Integer("keepdims", 1) != 0;
        if (n.Integer("noop_with_empty_axes", 0) != 0 && given.Length == 0)
        {
            n.Alias(x);
            return;
        }
        ImmutableArray<int> axes = given.Length == 0
            ? [.. Enumerable.Range(0, x.Rank)]
            : [.. given.Take(Shapes.MaxRank).Select(a => n.Axis(a, x.Rank)).Distinct().Order()];
        int[] shape = [.. Enumerable.Range(0, x.Rank).Where(d => keep || !axes.Contains(d)).Select(d => axes.Contains(d) ? 1 : x.Shape[d])];
        if (x.ChannelsLast is Value last && (keep || axes is [2, 3]))
        {
            // Axes 2 and 3 of NCHW are 1 and 2 of NHWC; the rest, N and C, keep their order.
            ImmutableArray<int> moved = [.. axes.Select(a => a switch { 1 => 3, 2 => 1, 3 => 2, _ => a }).Order()];
            ReduceOperation operation = new(kind, moved, keep, mean);
            if (keep)
            {
                n.EmitChannelsLast(operation, x.Type, Shapes.Permute(shape, [0, 2, 3, 1]), null, last);
            }
            else
            {
                n.Emit(operation, x.Type, shape, null, last);
            }
            return;
        }
        n.Emit(new ReduceOperation(kind, axes, keep, mean), x.Type, shape, null, n.Importer.Plain(x));
    }
}
