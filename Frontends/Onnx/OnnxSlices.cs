using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Operators that take a part of a tensor or put borders around it.</summary>
internal static class OnnxSlices
{
    private static readonly int[] s_toChannelsLast = [0, 2, 3, 1];

    public static void Pad(OnnxNode n)
    {
        n.Arity(1, 3);
        OnnxTensor x = n.Input(0);
        string mode = n.Text("mode", "constant");
        long[] pads = n.HasInput(1) ? n.Integers(1, "pads") : n.List("pads") ?? [];
        if (mode != "constant" || pads.Length != 2 * x.Rank || pads.Any(p => p is < 0 or > 1 << 15))
        {
            throw n.Fail("attribute", $"mode is \"{mode}\", pads [{string.Join(", ", pads.Take(2 * Shapes.MaxRank))}]; legal: constant, {2 * x.Rank} numbers in 0..{1 << 15}");
        }
        float value = n.Real("value", 0);
        if (n.HasInput(2))
        {
            float[] given = n.Reals(2, "value");
            value = given.Length == 1 ? given[0] : throw n.Fail("shape", $"value has {given.Length} elements; legal: 1");
        }
        if (x.Type != DType.F32)
        {
            throw n.Fail("type", $"input is {x.Type.Name()}; legal: f32");
        }
        int[] before = [.. pads.Take(x.Rank).Select(p => (int)p)], after = [.. pads.Skip(x.Rank).Select(p => (int)p)];
        int[] shape = [.. x.Shape.Select((e, d) => (int)Math.Min((long)e + before[d] + after[d], int.MaxValue))];
        if (x.ChannelsLast is Value last)
        {
            PadOperation operation = new([.. Shapes.Permute(before, s_toChannelsLast)], [.. Shapes.Permute(after, s_toChannelsLast)], value);
            n.EmitChannelsLast(operation, x.Type, Shapes.Permute(shape, s_toChannelsLast), x.Quantization, last);
        }
        else
        {
            n.Emit(new PadOperation([.. before], [.. after], value), x.Type, shape, x.Quantization, n.Importer.Plain(x));
        }
    }

    public static void Slice(OnnxNode n)
    {
        n.Arity(1, 5);
        OnnxTensor x = n.Input(0);
        bool listed = n.InputCount > 1;
        long[] starts = listed ? n.Integers(1, "starts") : n.List("starts") ?? [];
        long[] ends = listed ? n.Integers(2, "ends") : n.List("ends") ?? [];
        long[] axes = n.HasInput(3) ? n.Integers(3, "axes") : n.List("axes") ?? [.. Enumerable.Range(0, Math.Min(starts.Length, x.Rank)).Select(d => (long)d)];
        long[] steps = n.HasInput(4) ? n.Integers(4, "steps") : [.. axes.Select(_ => 1L)];
        if (starts.Length != axes.Length || ends.Length != axes.Length || steps.Length != axes.Length || axes.Length > x.Rank || steps.Any(s => s is < 1 or > int.MaxValue))
        {
            throw n.Fail("attribute", $"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes, {steps.Length} steps for rank {x.Rank}; legal: as many of each, steps 1 or more");
        }
        int[] from = new int[x.Rank], step = [.. x.Shape.Select(_ => 1)], shape = [.. x.Shape];
        for (int i = 0; i < axes.Length; i++)
        {
            int d = n.Axis(axes[i], x.Rank);
            long first = Wrap(starts[i], x.Shape[d]), last = Wrap(ends[i], x.Shape[d]);
            (from[d], step[d]) = ((int)first, (int)steps[i]);
            shape[d] = (int)Math.Max((last - first + steps[i] - 1) / steps[i], 0);
        }
        if (x.Rank == 1 && OnnxFolding.Integers(x) is long[] known)
        {
            long[] part = [.. Enumerable.Range(0, shape[0]).Select(i => known[from[0] + (i * step[0])])];
            n.DefineConstant(x.Type, shape, OnnxFolding.Contents(part, x.Type));
            return;
        }
        Emit(n, x, from, step, shape);
    }

    public static void Gather(OnnxNode n)
    {
        n.Arity(2, 2);
        OnnxTensor x = n.Input(0);
        int axis = n.Axis(n.Integer("axis", 0), x.Rank);
        if (!n.Input(1).IsConstant)
        {
            Rows(n, x, n.Input(1), axis);
            return;
        }
        OnnxTensor index = n.ConstantInput(1, "indices");
        long[] indices = [.. n.Integers(1, "indices").Select(i => i < 0 ? i + x.Shape[axis] : i)];
        if (indices.Any(i => i < 0 || i >= x.Shape[axis]))
        {
            throw n.Fail("index", $"an index is outside axis {axis} of {Shapes.Text(x.Shape)}; the legal range is {-x.Shape[axis]}..{x.Shape[axis] - 1}");
        }
        if (x.Rank == 1 && OnnxFolding.Integers(x) is long[] known)
        {
            n.DefineConstant(x.Type, index.Shape, OnnxFolding.Contents([.. indices.Select(i => known[i])], x.Type));
            return;
        }
        if (indices.Length != 1)
        {
            throw n.Fail("shape", $"takes {indices.Length} indices; legal: one (or any number from a known shape); use Slice or split the node");
        }
        int[] from = new int[x.Rank], shape = [.. x.Shape];
        (from[axis], shape[axis]) = ((int)indices[0], 1);
        Value part = n.Add(new SliceOperation([.. from], [.. x.Shape.Select(_ => 1)]), n.OutputName + "/slice", x.Type, shape, x.Quantization, n.Importer.Plain(x));
        int[] result = n.RequireShape([.. x.Shape[..axis], .. index.Shape, .. x.Shape[(axis + 1)..]]);
        n.Emit(new ReshapeOperation(), x.Type, result, x.Quantization, part);
    }

    /// <summary>Rows of a table by indices that are computed at run time.</summary>
    private static void Rows(OnnxNode n, OnnxTensor x, OnnxTensor index, int axis)
    {
        if (axis != 0 || index.Type != DType.I32)
        {
            throw n.Fail("type", $"takes {index.Type.Name()}{Shapes.Text(index.Shape)} computed indices along axis {axis}; legal: i32, axis 0; cast them");
        }
        int[] shape = n.RequireShape([.. index.Shape, .. x.Shape[1..]]);
        int count = (int)Shapes.Elements(index.Shape);
        Value flat = n.Importer.Plain(index);
        if (index.Rank != 1)
        {
            flat = n.Add(new ReshapeOperation(), n.OutputName + "/index", index.Type, [count], null, flat);
        }
        GatherRowsOperation gather = new();
        if (index.Rank == 1)
        {
            n.Emit(gather, x.Type, shape, x.Quantization, n.Importer.Plain(x), flat);
            return;
        }
        Value rows = n.Add(gather, n.OutputName + "/rows", x.Type, [count, .. x.Shape[1..]], x.Quantization, n.Importer.Plain(x), flat);
        n.Emit(new ReshapeOperation(), x.Type, shape, x.Quantization, rows);
    }

    private static void Emit(OnnxNode n, OnnxTensor x, int[] from, int[] step, int[] shape)
    {
        if (x.ChannelsLast is Value last)
        {
            SliceOperation operation = new([.. Shapes.Permute(from, s_toChannelsLast)], [.. Shapes.Permute(step, s_toChannelsLast)]);
            n.EmitChannelsLast(operation, x.Type, Shapes.Permute(shape, s_toChannelsLast), x.Quantization, last);
        }
        else
        {
            n.Emit(new SliceOperation([.. from], [.. step]), x.Type, shape, x.Quantization, n.Importer.Plain(x));
        }
    }

    private static long Wrap(long index, int extent) => Math.Clamp(index < 0 ? index + extent : index, 0, extent);
}
