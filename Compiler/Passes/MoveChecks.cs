using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Checks of reductions and of operations that move elements.</summary>
internal static class MoveChecks
{
    /// <summary>Axes reduced to 1 or gone.</summary>
    public static void Reduce(NodeCheck node, ReduceOperation reduce)
    {
        node.Arity(1);
        Value x = node.Input(0);
        ImmutableArray<int> axes = reduce.Axes;
        bool increasing = axes.Zip(axes.Skip(1)).All(p => p.First < p.Second) && axes.All(axis => axis >= 0 && axis < x.Shape.Length);
        node.Require(increasing, "axes", List(axes), $"increasing, 0 to {x.Shape.Length - 1}");
        node.Require(!reduce.Mean || reduce.Kind == Reduction.Sum, "mean", $"of {reduce.Kind}", "of Sum");
        node.Shape(node.Output, [.. x.Shape.Select((d, axis) => (d, axis)).Where(p => reduce.KeepDimensions || !axes.Contains(p.axis)).Select(p => axes.Contains(p.axis) ? 1 : p.d)]);
    }

    /// <summary>As many elements.</summary>
    public static void Reshape(NodeCheck node)
    {
        node.Arity(1);
        (Value x, Value y) = (node.Input(0), node.Output);
        string?[] symbols = [.. x.Shape.Where(d => !d.IsStatic).Select(d => d.Symbol).Order()];
        bool same = symbols.SequenceEqual(y.Shape.Where(d => !d.IsStatic).Select(d => d.Symbol).Order());
        node.Require(x.Shape.Elements() == y.Shape.Elements() && same, "shape", y, $"{x.Shape.Elements()} elements, as {x}");
        node.Require(x.Type == y.Type, "type", y, x.Type.Name());
    }

    /// <summary>Extents reordered.</summary>
    public static void Transpose(NodeCheck node, TransposeOperation transpose)
    {
        node.Arity(1);
        Value x = node.Input(0);
        node.Require(transpose.Permutation.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Length)), "permutation", List(transpose.Permutation), $"each of 0 to {x.Shape.Length - 1} once");
        node.Shape(node.Output, ValueFacts.Permute(x.Shape, transpose.Permutation));
        node.Require(x.Type == node.Output.Type, "type", node.Output, x.Type.Name());
        node.Require(ValueFacts.Same(ValueFacts.MoveAxis(x.Quantization, transpose.Permutation.IndexOf), node.Output.Quantization), "quantisation", node.Output, $"that of {x.Name}");
    }

    /// <summary>Extents grown.</summary>
    public static void Pad(NodeCheck node, PadOperation pad)
    {
        node.Arity(1);
        Value x = node.Input(0);
        bool complete = pad.Before.Length == x.Shape.Length && pad.After.Length == x.Shape.Length && pad.Before.Concat(pad.After).All(p => p >= 0);
        node.Require(complete, "pads", $"{List(pad.Before)} and {List(pad.After)}", $"{x.Shape.Length} of 0 or more each");
        node.Shape(node.Output, [.. x.Shape.Select((d, axis) => pad.Before[axis] + pad.After[axis] == 0 ? d : new Dimension(d.Size + pad.Before[axis] + pad.After[axis], d.Symbol))]);
        node.SameNumbers(node.Output, x);
    }

    /// <summary>Extents added along the axis.</summary>
    public static void Concat(NodeCheck node, ConcatOperation concat)
    {
        node.Require(node.Inputs > 0, "operands", "0", "1 or more");
        node.Arity(node.Inputs);
        Value y = node.Output;
        int axis = concat.Axis;
        node.Require(axis >= 0 && axis < y.Shape.Length, "axis", $"{axis}", $"0 to {y.Shape.Length - 1}");
        long sum = 0;
        for (int i = 0; i < node.Inputs; i++)
        {
            Value x = node.Input(i);
            node.Require(x.Shape.Length == y.Shape.Length && x.Shape.Where((_, d) => d != axis).SequenceEqual(y.Shape.Where((_, d) => d != axis)), "operand", x, $"extents of {y} but along axis {axis}");
            node.SameNumbers(x, y);
            sum += x.Shape[axis].Size;
        }
        node.Require(sum == y.Shape[axis].Size, "result", y, $"{sum} along axis {axis}");
    }

    /// <summary>Every index inside.</summary>
    public static void Slice(NodeCheck node, SliceOperation slice)
    {
        node.Arity(1);
        (Value x, Value y) = (node.Input(0), node.Output);
        bool complete = slice.Starts.Length == x.Shape.Length && slice.Steps.Length == x.Shape.Length && y.Shape.Length == x.Shape.Length;
        node.Require(complete && slice.Steps.All(s => s > 0), "starts and steps", $"{List(slice.Starts)} and {List(slice.Steps)}", $"{x.Shape.Length} of each, steps above 0");
        for (int axis = 0; axis < x.Shape.Length; axis++)
        {
            long last = slice.Starts[axis] + ((y.Shape[axis].Size - 1) * slice.Steps[axis]);
            bool inside = slice.Starts[axis] >= 0 && (y.Shape[axis].Size == 0 || last < x.Shape[axis].Size);
            node.Require(inside, "slice", $"{slice.Starts[axis]} to {last} along axis {axis}", $"inside {x}");
        }
        node.SameNumbers(y, x);
    }

    private static string List(ImmutableArray<int> numbers) => $"[{string.Join(", ", numbers)}]";
}
