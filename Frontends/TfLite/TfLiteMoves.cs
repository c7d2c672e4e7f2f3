using System;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Operators that move elements without arithmetic.</summary>
internal static class TfLiteMoves
{
    public static void Reshape(TfLiteOperator o)
    {
        o.Arity(1, 2);
        Value x = o.Input(0);
        o.RequireSameQuantization(x);
        int[] from = TfLiteOperator.ShapeOf(x), to = o.Output.Shape;
        if (Shapes.Elements(from) != Shapes.Elements(to))
        {
            throw o.Fail("shape", $"{Shapes.Text(from)} and {Shapes.Text(to)} have different numbers of elements; export the model with static shapes");
        }
        o.Emit(new ReshapeOperation(), to, x);
    }

    public static void Transpose(TfLiteOperator o)
    {
        o.Arity(2, 2);
        Value x = o.Input(0);
        o.RequireSameQuantization(x);
        int[] shape = TfLiteOperator.ShapeOf(x), permutation = o.Integers(1);
        if (!Shapes.IsPermutation(permutation, shape.Length))
        {
            throw o.Fail("option", $"perm is {Shapes.Text(permutation)}; legal: each of 0..{shape.Length - 1} once");
        }
        o.Emit(new TransposeOperation([.. permutation]), Shapes.Permute(shape, permutation), x);
    }

    public static void Concatenation(TfLiteOperator o)
    {
        o.Arity(1, int.MaxValue);
        if (o.Options.Byte(TfLiteSchema.ConcatenationOptions.Activation) != 0)
        {
            throw o.Fail("option", $"fused_activation_function is {o.Options.Byte(TfLiteSchema.ConcatenationOptions.Activation)}; legal: 0 NONE; use a separate activation");
        }
        Value[] inputs = [.. Enumerable.Range(0, o.InputCount).Select(o.Input)];
        int[] shape = TfLiteOperator.ShapeOf(inputs[0]);
        int axis = o.Options.Int(TfLiteSchema.ConcatenationOptions.Axis);
        axis = axis < 0 ? axis + shape.Length : axis;
        if ((uint)axis >= (uint)shape.Length)
        {
            throw o.Fail("option", $"axis is {o.Options.Int(TfLiteSchema.ConcatenationOptions.Axis)}; the legal range is {-shape.Length}..{shape.Length - 1}");
        }
        long extent = 0;
        foreach (Value input in inputs)
        {
            o.RequireSameQuantization(input);
            int[] part = TfLiteOperator.ShapeOf(input);
            if (part.Length != shape.Length || Enumerable.Range(0, shape.Length).Any(d => d != axis && part[d] != shape[d]))
            {
                throw o.Fail("shape", $"input \"{input.Name}\" is {Shapes.Text(part)}, the first is {Shapes.Text(shape)}; they may differ in axis {axis} only");
            }
            extent += part[axis];
        }
        shape[axis] = (int)Math.Min(extent, int.MaxValue);
        o.Emit(new ConcatOperation(axis), shape, inputs);
    }

    public static void Pad(TfLiteOperator o)
    {
        o.Arity(2, 3);
        Value x = o.Input(0);
        o.RequireSameQuantization(x);
        int[] shape = TfLiteOperator.ShapeOf(x), pads = o.Integers(1);
        if (pads.Length != 2 * shape.Length || pads.Any(p => p is < 0 or > 1 << 15))
        {
            throw o.Fail("option", $"paddings are {Shapes.Text(pads)}; legal: {2 * shape.Length} numbers in 0..{1 << 15}");
        }
        float value = x.Quantization?.ZeroPoints[0] ?? 0;
        if (o.HasInput(2))
        {
            value = Scalar(o, 2, x);
        }
        int[] before = [.. pads.Where((_, i) => i % 2 == 0)], after = [.. pads.Where((_, i) => i % 2 == 1)];
        o.Emit(new PadOperation([.. before], [.. after], value), [.. shape.Select((e, d) => (int)Math.Min((long)e + before[d] + after[d], int.MaxValue))], x);
    }

    public static void Slice(TfLiteOperator o)
    {
        o.Arity(3, 3);
        Value x = o.Input(0);
        o.RequireSameQuantization(x);
        int[] shape = TfLiteOperator.ShapeOf(x), begin = o.Integers(1), size = o.Integers(2);
        bool legal = begin.Length == shape.Length && size.Length == shape.Length;
        for (int d = 0; legal && d < shape.Length; d++)
        {
            size[d] = size[d] == -1 ? shape[d] - Math.Min(Math.Max(begin[d], 0), shape[d]) : size[d];
            legal = begin[d] >= 0 && size[d] >= 1 && begin[d] <= shape[d] - size[d];
        }
        if (!legal)
        {
            throw o.Fail("option", $"begin {Shapes.Text(begin)} and size {Shapes.Text(size)} do not lie in {Shapes.Text(shape)}");
        }
        o.Emit(new SliceOperation([.. begin], [.. shape.Select(_ => 1)]), size, x);
    }

    public static void StridedSlice(TfLiteOperator o)
    {
        o.Arity(4, 4);
        Value x = o.Input(0);
        o.RequireSameQuantization(x);
        int[] shape = TfLiteOperator.ShapeOf(x), begin = o.Integers(1), end = o.Integers(2), steps = o.Integers(3);
        int special = o.Options.Int(TfLiteSchema.StridedSliceOptions.EllipsisMask) | o.Options.Int(TfLiteSchema.StridedSliceOptions.NewAxisMask);
        if (special != 0 || o.Options.Flag(TfLiteSchema.StridedSliceOptions.Offset))
        {
            throw o.Fail("option", "ellipsis_mask, new_axis_mask and offset are not 0; legal: 0; write the slice out for every axis");
        }
        if (begin.Length != shape.Length || end.Length != shape.Length || steps.Length != shape.Length || steps.Any(s => s < 1))
        {
            throw o.Fail("option", $"begin {Shapes.Text(begin)}, end {Shapes.Text(end)}, strides {Shapes.Text(steps)}; legal: {shape.Length} numbers each, strides 1 or more");
        }
        int beginMask = o.Options.Int(TfLiteSchema.StridedSliceOptions.BeginMask), endMask = o.Options.Int(TfLiteSchema.StridedSliceOptions.EndMask);
        int shrink = o.Options.Int(TfLiteSchema.StridedSliceOptions.ShrinkAxisMask);
        int[] extents = new int[shape.Length];
        for (int d = 0; d < shape.Length; d++)
        {
            bool one = (shrink >> d & 1) != 0;
            long first = (beginMask >> d & 1) != 0 && !one ? 0 : Wrap(begin[d], shape[d]);
            long last = one ? first + 1 : (endMask >> d & 1) != 0 ? shape[d] : Wrap(end[d], shape[d]);
            extents[d] = (int)Math.Max((last - first + steps[d] - 1) / steps[d], 0);
            begin[d] = (int)first;
            if (extents[d] == 0 || last > shape[d])
            {
                throw o.Fail("option", $"axis {d} is cut to {first}..{last} of 0..{shape[d]}; legal: at least one element inside");
            }
        }
        SliceOperation slice = new([.. begin], [.. steps]);
        if (shrink == 0)
        {
            o.Emit(slice, extents, x);
            return;
        }
        Value part = o.EmitIntermediate(slice, x.Type, extents, x.Quantization, x);
        o.Emit(new ReshapeOperation(), [.. extents.Where((_, d) => (shrink >> d & 1) == 0)], part);
    }

    private static long Wrap(int index, int extent) => Math.Clamp(index < 0 ? (long)index + extent : index, 0, extent);

    private static float Scalar(TfLiteOperator o, int position, Value like)
    {
        Value value = o.RequireConstant(position);
        byte[] bytes = value.Constant!;
        if (value.Type != like.Type || bytes.Length != like.Type.Bits() / 8)
        {
            throw o.Fail("type", $"constant_values is {value}; legal: one element of {like.Type.Name()}");
        }
        return like.Type switch
        {
            DType.F32 => BitConverter.ToSingle(bytes),
            DType.I8 => (sbyte)bytes[0],
            DType.U8 => bytes[0],
            DType.I16 => BitConverter.ToInt16(bytes),
            DType.I32 => BitConverter.ToInt32(bytes),
            _ => BitConverter.ToInt64(bytes),
        };
    }
}
