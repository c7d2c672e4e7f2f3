using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Operators that rename, reshape, reorder or join without arithmetic.</summary>
internal static class OnnxMoves
{
    public static void Constant(OnnxNode n)
    {
        n.Arity(0, 0);
        if (n.TensorAttribute("value") is TensorMessage tensor)
        {
            n.Define(n.Importer.Constant(tensor, n.Place, n.OutputName));
        }
        else if (n.RealList("value_floats") is float[] reals)
        {
            n.DefineConstant(DType.F32, [reals.Length], [.. reals.SelectMany(BitConverter.GetBytes)]);
        }
        else if (n.List("value_ints") is long[] integers)
        {
            n.DefineConstant(DType.I64, [integers.Length], OnnxFolding.Contents(integers, DType.I64));
        }
        else if (n.HasAttribute("value_float"))
        {
            n.DefineConstant(DType.F32, [], BitConverter.GetBytes(n.Real("value_float", 0)));
        }
        else if (n.HasAttribute("value_int"))
        {
            n.DefineConstant(DType.I64, [], BitConverter.GetBytes(n.Integer("value_int", 0)));
        }
        else
        {
            throw n.Fail("attribute", "has no value that is read; legal: value, value_float, value_floats, value_int, value_ints");
        }
    }

    public static void Identity(OnnxNode n)
    {
        n.Arity(1, 1);
        n.Alias(n.Input(0));
    }

    public static void Dropout(OnnxNode n)
    {
        n.Arity(1, 3);
        n.Ignore("ratio", "seed");
        if (n.HasInput(2) && n.ConstantInput(2, "training_mode").Contents is not [0])
        {
            throw n.Fail("operand", "training_mode is true: random values of the exporter's generator; legal: false; export the model for inference");
        }
        n.Alias(n.Input(0));
    }

    public static void Reshape(OnnxNode n)
    {
        n.Arity(2, 2);
        OnnxTensor x = n.Input(0);
        long[] wanted = n.Integers(1, "shape");
        bool zeroIsZero = n.Integer("allowzero", 0) != 0;
        long elements = Shapes.Elements(x.Shape), known = 1;
        if (wanted.Length > Shapes.MaxRank || wanted.Count(e => e == -1) > 1)
        {
            throw n.Fail("shape", $"shape has {wanted.Length} extents, {wanted.Count(e => e == -1)} of them open; legal: at most {Shapes.MaxRank}, one open");
        }
        for (int d = 0; d < wanted.Length; d++)
        {
            wanted[d] = wanted[d] == 0 && !zeroIsZero && d < x.Rank ? x.Shape[d] : wanted[d];
            known = wanted[d] == -1 ? known : Math.Clamp(wanted[d], -1, int.MaxValue) * known;
            known = Math.Min(known, Shapes.MaxElements + 1);
        }
        long open = known > 0 && elements % known == 0 ? elements / known : -1;
        int[] shape = [.. wanted.Select(e => (int)Math.Clamp(e == -1 ? open : e, -1, int.MaxValue))];
        if (Shapes.Elements(shape) != elements)
        {
            throw n.Fail("shape", $"{Shapes.Text(x.Shape)} cannot become [{string.Join(", ", wanted)}]: the numbers of elements differ");
        }
        To(n, x, shape);
    }

    public static void Flatten(OnnxNode n)
    {
        n.Arity(1, 1);
        OnnxTensor x = n.Input(0);
        long given = n.Integer("axis", 1);
        int axis = given == x.Rank ? x.Rank : n.Axis(given, x.Rank);
        long rows = Shapes.Elements(x.Shape.AsSpan(0, axis)), columns = Shapes.Elements(x.Shape.AsSpan(axis));
        To(n, x, [(int)Math.Min(rows, int.MaxValue), (int)Math.Min(columns, int.MaxValue)]);
    }

    public static void Squeeze(OnnxNode n)
    {
        n.Arity(1, 2);
        OnnxTensor x = n.Input(0);
        int[] axes = Axes(n, x.Rank) ?? [.. Enumerable.Range(0, x.Rank).Where(d => x.Shape[d] == 1)];
        if (axes.Any(a => x.Shape[a] != 1))
        {
            throw n.Fail("attribute", $"axes {Shapes.Text(axes)} of {Shapes.Text(x.Shape)} do not all have extent 1");
        }
        To(n, x, [.. Enumerable.Range(0, x.Rank).Where(d => !axes.Contains(d)).Select(d => x.Shape[d])]);
    }

    public static void Unsqueeze(OnnxNode n)
    {
        n.Arity(1, 2);
        OnnxTensor x = n.Input(0);
        int added = (n.HasInput(1) ? n.Integers(1, "axes") : n.List("axes"))?.Length ?? 0;
        int[] axes = added <= Shapes.MaxRank - x.Rank ? Axes(n, x.Rank + added) ?? [] : [];
        if (axes.Length != added || added == 0)
        {
            throw n.Fail("attribute", $"{added} axes are added to rank {x.Rank}; legal: each once, at least one, rank at most {Shapes.MaxRank}");
        }
        int next = 0;
        To(n, x, [.. Enumerable.Range(0, x.Rank + added).Select(d => axes.Contains(d) ? 1 : x.Shape[next++])]);
    }

    public static void Transpose(OnnxNode n)
    {
        n.Arity(1, 1);
        OnnxTensor x = n.Input(0);
        int[] permutation = n.List("perm") is long[] given
            ? [.. given.Take(Shapes.MaxRank + 1).Select(p => (int)Math.Clamp(p, -1, int.MaxValue))]
            : [.. Enumerable.Range(0, x.Rank).Reverse()];
        if (!Shapes.IsPermutation(permutation, x.Rank))
        {
            throw n.Fail("attribute", $"perm is {Shapes.Text(permutation)}; legal: each of 0..{x.Rank - 1} once");
        }
        int[] shape = Shapes.Permute(x.Shape, permutation);
        if (x.Contents is not null)
        {
            Quantization? quantization = x.Quantization is { Axis: >= 0 } q ? q with { Axis = Array.IndexOf(permutation, q.Axis) } : x.Quantization;
            n.DefineConstant(x.Type, shape, DenseTranspose.Run(x.Contents, x.Type.Bits() / 8, x.Shape, permutation), quantization);
        }
        else if (permutation is [0, 2, 3, 1] && x.ChannelsLast is not null)
        {
            n.Define(new OnnxTensor(n.OutputName, x.Type, shape) { Quantization = x.Quantization, Plain = x.ChannelsLast });
        }
        else if (permutation is [0, 3, 1, 2])
        {
            n.Define(new OnnxTensor(n.OutputName, x.Type, shape) { Quantization = x.Quantization, ChannelsLast = n.Importer.Plain(x) });
        }
        else
        {
            n.Emit(new TransposeOperation([.. permutation]), x.Type, shape, x.Quantization, n.Importer.Plain(x));
        }
    }

    public static void Concat(OnnxNode n)
    {
        n.Arity(1, int.MaxValue);
        OnnxTensor[] inputs = [.. Enumerable.Range(0, n.InputCount).Select(n.Input)];
        OnnxTensor first = inputs[0];
        int axis = n.Axis(n.Integer("axis", 0), first.Rank);
        long extent = 0;
        foreach (OnnxTensor input in inputs)
        {
            if (input.Type != first.Type || input.Rank != first.Rank || Enumerable.Range(0, first.Rank).Any(d => d != axis && input.Shape[d] != first.Shape[d]))
            {
                throw n.Fail("shape", $"input \"{input.Name}\" is {input.Type.Name()}{Shapes.Text(input.Shape)}, the first is {first.Type.Name()}{Shapes.Text(first.Shape)}; they may differ in axis {axis} only");
            }
            extent += input.Shape[axis];
        }
        int[] shape = [.. first.Shape];
        shape[axis] = (int)Math.Min(extent, int.MaxValue);
        if (first.Rank == 1 && extent <= OnnxFolding.MaxElements && inputs.All(i => OnnxFolding.Integers(i) is not null))
        {
            long[] joined = [.. inputs.SelectMany(i => OnnxFolding.Integers(i)!)];
            n.DefineConstant(first.Type, shape, OnnxFolding.Contents(joined, first.Type));
        }
        else if (first.Rank == 4 && inputs.Any(i => i.ChannelsLast is not null))
        {
            n.EmitChannelsLast(new ConcatOperation(axis switch { 1 => 3, 2 => 1, 3 => 2, _ => 0 }), first.Type, Shapes.Permute(shape, [0, 2, 3, 1]), first.Quantization, inputs.Select(n.Importer.ChannelsLast));
        }
        else
        {
            n.Emit(new ConcatOperation(axis), first.Type, shape, first.Quantization, inputs.Select(n.Importer.Plain));
        }
    }

    /// <summary>The same elements under another shape; constants stay constants.</summary>
    public static void To(OnnxNode n, OnnxTensor x, int[] shape)
    {
        if (x.Contents is not null)
        {
            n.Define(new OnnxTensor(n.OutputName, x.Type, shape) { Contents = x.Contents });
        }
        else
        {
            n.Emit(new ReshapeOperation(), x.Type, shape, x.Quantization, n.Importer.Plain(x));
        }
    }

    private static int[]? Axes(OnnxNode n, int rank)
    {
        long[]? axes = n.HasInput(1) ? n.Integers(1, "axes") : n.List("axes");
        return axes is null ? null : [.. axes.Take(Shapes.MaxRank).Select(a => n.Axis(a, rank)).Distinct()];
    }
}
