using System;
using System.Buffers.Binary;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Batch normalisation as scale and shift, layer normalisation over the last axis, and softmax over any axis.</summary>
internal static class OnnxNormalization
{
    /// <summary>y = x·s + t with s = γ / √(σ² + ε) and t = β − μ·s, computed in binary64 and rounded once.</summary>
    public static void Batch(OnnxNode n)
    {
        n.Arity(5, 5);
        n.Ignore("momentum");
        n.RequireAttribute("training_mode", 0);
        n.RequireAttribute("spatial", 1);
        double epsilon = n.Real("epsilon", 1e-5f);
        OnnxTensor x = n.Input(0);
        float[] gamma = n.Reals(1, "scale"), beta = n.Reals(2, "B"), mean = n.Reals(3, "mean"), variance = n.Reals(4, "var");
        if (x.Type != DType.F32 || x.Rank < 2 || ((int[])[gamma.Length, beta.Length, mean.Length, variance.Length]).Any(l => l != x.Shape[1]))
        {
            throw n.Fail("shape", $"input {x.Type.Name()}{Shapes.Text(x.Shape)} with {gamma.Length}, {beta.Length}, {mean.Length} and {variance.Length} parameters; legal: f32 and one of each for every channel");
        }
        byte[] scale = new byte[gamma.Length * 4], shift = new byte[gamma.Length * 4];
        for (int c = 0; c < gamma.Length; c++)
        {
            double factor = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            BinaryPrimitives.WriteSingleLittleEndian(scale.AsSpan(c * 4), (float)factor);
            BinaryPrimitives.WriteSingleLittleEndian(shift.AsSpan(c * 4), (float)(beta[c] - (mean[c] * factor)));
        }
        n.Importer.Spend(2 * scale.Length, n.Place);
        bool last = x.ChannelsLast is not null;
        Value source = x.ChannelsLast ?? n.Importer.Plain(x);
        int[] shape = OnnxNode.ShapeOf(source), channel = [gamma.Length, .. Enumerable.Repeat(1, last ? 0 : x.Rank - 2)];
        Value scaled = n.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None, ResidualMode.Float32), n.OutputName + "/scaled", DType.F32, shape, null, source, Parameter(n, "scale", channel, scale));
        BinaryOperationNode add = new(BinaryOperation.Add, Clamp.None, ResidualMode.Float32);
        Value shifts = Parameter(n, "shift", channel, shift);
        if (last)
        {
            n.EmitChannelsLast(add, DType.F32, shape, null, scaled, shifts);
        }
        else
        {
            n.Emit(add, DType.F32, shape, null, scaled, shifts);
        }
    }

    public static void Layer(OnnxNode n)
    {
        n.Arity(2, 3);
        n.RequireAttribute("stash_type", 1);
        OnnxTensor x = n.Input(0);
        int axis = n.Axis(n.Integer("axis", -1), x.Rank);
        float[] gamma = n.Reals(1, "Scale"), beta = n.HasInput(2) ? n.Reals(2, "B") : new float[gamma.Length];
        if (x.Type != DType.F32 || axis != x.Rank - 1 || gamma.Length != x.Shape[^1] || beta.Length != gamma.Length)
        {
            throw n.Fail("shape", $"input {x.Type.Name()}{Shapes.Text(x.Shape)}, axis {axis}, {gamma.Length} scales and {beta.Length} biases; legal: f32, the last axis, one of each for each of its indices");
        }
        Value Row(string name, float[] numbers) => Parameter(n, name, [numbers.Length], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers).ToArray());
        n.Emit(new LayerNormOperation(n.Real("epsilon", 1e-5f)), x.Type, x.Shape, null, n.Importer.Plain(x), Row("scale", gamma), Row("bias", beta));
    }

    public static void Softmax(OnnxNode n)
    {
        n.Arity(1, 1);
        OnnxTensor x = n.Input(0);
        if (x.Type != DType.F32 || x.Rank == 0)
        {
            throw n.Fail("type", $"input is {x.Type.Name()}{Shapes.Text(x.Shape)}; legal: f32, rank 1 or more");
        }
        // Before operator set 13 the axes from `axis` on were one.
        bool flattening = n.Opset < 13;
        int axis = n.Axis(n.Integer("axis", flattening ? 1 : -1), x.Rank);
        SoftmaxOperation softmax = new();
        Value source = n.Importer.Plain(x);
        if (axis == x.Rank - 1)
        {
            n.Emit(softmax, x.Type, x.Shape, null, source);
        }
        else if (flattening)
        {
            int rows = (int)Math.Min(Shapes.Elements(x.Shape.AsSpan(0, axis)), int.MaxValue);
            int columns = (int)Math.Min(Shapes.Elements(x.Shape.AsSpan(axis)), int.MaxValue);
            Value flat = n.Add(new ReshapeOperation(), n.OutputName + "/flat", x.Type, [rows, columns], null, source);
            Value result = n.Add(softmax, n.OutputName + "/softmax", x.Type, [rows, columns], null, flat);
            n.Emit(new ReshapeOperation(), x.Type, x.Shape, null, result);
        }
        else
        {
            int[] swap = [.. Enumerable.Range(0, x.Rank)];
            (swap[axis], swap[^1]) = (swap[^1], swap[axis]);
            int[] shape = Shapes.Permute(x.Shape, swap);
            Value turned = n.Add(new TransposeOperation([.. swap]), n.OutputName + "/turned", x.Type, shape, null, source);
            Value result = n.Add(softmax, n.OutputName + "/softmax", x.Type, shape, null, turned);
            n.Emit(new TransposeOperation([.. swap]), x.Type, x.Shape, null, result);
        }
    }

    private static Value Parameter(OnnxNode n, string name, int[] shape, byte[] contents)
    {
        Value value = n.Importer.NewValue($"{n.Name}/{name}", DType.F32, shape, null);
        value.Constant = contents;
        return value;
    }
}
