using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers operations that only move bytes: every one is a few strided moves between wherever the values live.</summary>
internal static class MoveLowering
{
    /// <summary>Same elements, other shape: nothing to do when both are the same bytes.</summary>
    public static void Reshape(LoweringContext context, Node node, ValuePlan plan)
    {
        if (!plan.AreSame(node.Inputs[0], node.Outputs[0]))
        {
            View from = context.ViewOf(node.Inputs[0]), to = context.ViewOf(node.Outputs[0]);
            if (from.Elements != to.Elements || from.DenseBytes != to.DenseBytes)
            {
                throw new CompileException("compile.shape", node.Name, $"reshapes {node.Inputs[0]} to {node.Outputs[0]}; legal: as many elements");
            }
            Copy(context, View.Dense(from.Buffer, 0, DType.I8, from.DenseBytes), View.Dense(to.Buffer, 0, DType.I8, to.DenseBytes));
        }
    }

    /// <summary>Plain copy.</summary>
    public static void Copy(LoweringContext context, View source, View target) => context.Emitter.Move(0, target, source);

    /// <summary>One move with the source's strides reordered; none when whoever reads or wrote the values does that.</summary>
    public static void Transpose(LoweringContext context, Node node, TransposeOperation operation, ValuePlan plan)
    {
        if (plan.AreSame(node.Inputs[0], node.Outputs[0]))
        {
            return;
        }
        NeedBytes(node);
        RunTimeExtent? rows = Rows(context, node, keepsRows: operation.Permutation[0] == 0);
        View x = context.ViewOf(node.Inputs[0]), y = context.ViewOf(node.Outputs[0]) with { Rows = rows };
        long[] dims = new long[x.Dims.Length], strides = new long[x.Dims.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            (dims[i], strides[i]) = (x.Dims[operation.Permutation[i]], x.Strides[operation.Permutation[i]]);
        }
        Same(node, dims, y.Dims);
        (View source, View target) = (x with { Dims = dims, Strides = strides, Rows = rows }).Squeeze(y);
        context.Emitter.Move(0, target, source);
    }

    /// <summary>Fills the output, then moves the input into its middle.</summary>
    public static void Pad(LoweringContext context, Node node, PadOperation operation)
    {
        NeedBytes(node);
        RunTimeExtent? rows = Rows(context, node, keepsRows: operation.Before[0] == 0 && operation.After[0] == 0);
        View x = context.ViewOf(node.Inputs[0]), y = context.ViewOf(node.Outputs[0]), middle = y;
        for (int i = 0; i < x.Dims.Length; i++)
        {
            if (operation.Before[i] < 0 || operation.After[i] < 0 || operation.Before[i] + x.Dims[i] + operation.After[i] != y.Dims[i])
            {
                throw new CompileException("compile.shape", node.Name, $"pads {node.Inputs[0]} to {node.Outputs[0]} by {operation.Before[i]} and {operation.After[i]} in dimension {i}; legal: borders of 0 or more that add up");
            }
            middle = middle.Slice(i, operation.Before[i], x.Dims[i]);
        }
        context.Emitter.Fill(0, y with { Rows = rows }, RawValue.Of(y.Type, operation.Value));
        context.Emitter.Move(0, middle with { Rows = rows }, x with { Rows = rows });
    }

    /// <summary>One move for each input.</summary>
    public static void Concat(LoweringContext context, Node node, ConcatOperation operation)
    {
        NeedBytes(node);
        View y = context.ViewOf(node.Outputs[0]);
        int axis = operation.Axis < 0 ? operation.Axis + y.Dims.Length : operation.Axis;
        RunTimeExtent? rows = Rows(context, node, keepsRows: axis > 0);
        long at = 0;
        foreach (Value input in node.Inputs)
        {
            View x = context.ViewOf(input);
            if (at + x.Dims[axis] > y.Dims[axis])
            {
                throw new CompileException("compile.shape", node.Name, $"concatenates more than the {y.Dims[axis]} of {node.Outputs[0]} along axis {axis}");
            }
            View part = y.Slice(axis, at, x.Dims[axis]);
            Same(node, x.Dims, part.Dims);
            context.Emitter.Move(0, part with { Rows = rows }, x with { Rows = rows });
            at += x.Dims[axis];
        }
    }

    /// <summary>One strided move, or none.</summary>
    public static void Slice(LoweringContext context, Node node, SliceOperation operation, ValuePlan plan)
    {
        if (plan.AreSame(node.Inputs[0], node.Outputs[0]))
        {
            return;
        }
        NeedBytes(node);
        RunTimeExtent? rows = Rows(context, node, keepsRows: operation.Starts[0] == 0 && operation.Steps[0] == 1);
        View x = context.ViewOf(node.Inputs[0]), y = context.ViewOf(node.Outputs[0]) with { Rows = rows };
        long[] strides = [.. x.Strides];
        long offset = x.Offset;
        for (int i = 0; i < strides.Length; i++)
        {
            long start = operation.Starts[i], step = operation.Steps[i];
            if (start < 0 || step < 1 || (y.Dims[i] > 0 && start + ((y.Dims[i] - 1) * step) >= x.Dims[i]))
            {
                throw new CompileException("compile.shape", node.Name, $"slices dimension {i} of {node.Inputs[0]} from {start} by {step} to {y.Dims[i]} elements; legal: within the input");
            }
            offset += start * strides[i];
            strides[i] *= step;
        }
        context.Emitter.Move(0, y, x with { Dims = y.Dims, Strides = strides, Offset = offset, Rows = rows });
    }

    private static RunTimeExtent? Rows(LoweringContext context, Node node, bool keepsRows)
    {
        if (LoweringContext.LeadingSymbol(node.Name, node.Outputs[0]) is not { } symbol)
        {
            LoweringContext.NeedStatic(node);
            return null;
        }
        return keepsRows && node.Inputs.TrueForAll(input => LoweringContext.LeadingSymbol(node.Name, input) == symbol)
            ? context.Emitter.Rows(0, symbol, 0, node.Outputs[0].Shape[0].Size)
            : throw new CompileException("compile.symbols", node.Name, $"rearranges run-time extent '{symbol}'; legal: dimension 0 stays as it is");
    }

    private static void NeedBytes(Node node)
    {
        if (node.Outputs[0].Type.IsSubByte())
        {
            throw new CompileException("compile.type", node.Name, $"rearranges {node.Outputs[0].Type.Name()}; legal: types of at least 8 bits");
        }
    }

    private static void Same(Node node, ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (!a.SequenceEqual(b))
        {
            throw new CompileException("compile.shape", node.Name, $"gives [{string.Join(", ", a.ToArray())}] where {node.Outputs[0]} is declared");
        }
    }
}
