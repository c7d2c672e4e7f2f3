using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Elementwise operators. They work in the order their operands have: no transpose for a ReLU between convolutions.</summary>
internal static class OnnxElementwise
{
    public static void Unary(OnnxNode n, UnaryOperation function)
    {
        n.Arity(1, 1);
        OnnxTensor x = RequirePlainNumbers(n, n.Input(0));
        n.EmitLike(x, new UnaryOperationNode(function), x.Type, null);
    }

    public static void Relu(OnnxNode n)
    {
        n.Arity(1, 1);
        OnnxTensor x = RequirePlainNumbers(n, n.Input(0));
        n.EmitLike(x, new ClampOperation(Clamp.Relu), x.Type, null);
    }

    public static void Clip(OnnxNode n)
    {
        n.Arity(1, 3);
        OnnxTensor x = RequirePlainNumbers(n, n.Input(0));
        float min = n.Real("min", float.NegativeInfinity), max = n.Real("max", float.PositiveInfinity);
        min = n.HasInput(1) ? Bound(n, 1) : min;
        max = n.HasInput(2) ? Bound(n, 2) : max;
        if (x.Type != DType.F32 || float.IsNaN(min) || float.IsNaN(max))
        {
            throw n.Fail("type", $"input is {x.Type.Name()}, bounds {min}..{max}; legal: f32 and no NaN");
        }
        n.EmitLike(x, new ClampOperation(new Clamp(min, max)), x.Type, null);
    }

    public static void Binary(OnnxNode n, BinaryOperation function)
    {
        n.Arity(2, 2);
        if (!OnnxFolding.Binary(n, function))
        {
            Emit(n, new BinaryOperationNode(function, Clamp.None, ResidualMode.Float32), RequirePlainNumbers(n, n.Input(0)), RequirePlainNumbers(n, n.Input(1)), null);
        }
    }

    /// <summary>Appends an operation with broadcast, in NHWC when an operand is.</summary>
    public static void Emit(OnnxNode n, Operation operation, OnnxTensor a, OnnxTensor b, Quantization? quantization)
    {
        if (a.Type != b.Type)
        {
            throw n.Fail("type", $"operands are {a.Type.Name()} and {b.Type.Name()}; legal: the same type; cast one");
        }
        int[] shape = Shapes.Broadcast(a.Shape, b.Shape)
            ?? throw n.Fail("shape", $"operands {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)} do not broadcast: extents must be equal or 1");
        bool last = shape.Length == 4 && (a.ChannelsLast is not null || b.ChannelsLast is not null) && CanBeLast(a) && CanBeLast(b);
        if (last)
        {
            n.EmitChannelsLast(operation, a.Type, Shapes.Permute(shape, [0, 2, 3, 1]), quantization, Last(n, a), Last(n, b));
        }
        else
        {
            n.Emit(operation, a.Type, shape, quantization, n.Importer.Plain(a), n.Importer.Plain(b));
        }
    }

    public static void Cast(OnnxNode n)
    {
        n.Arity(1, 1);
        n.Ignore("saturate");
        OnnxTensor x = n.Input(0);
        int code = (int)Math.Clamp(n.Integer("to", 0), 0, int.MaxValue);
        DType to = OnnxElements.Type(code, n.Place);
        if (OnnxElements.IsBool(code) && x.Type != DType.U8)
        {
            throw n.Fail("type", $"casts {x.Type.Name()} to BOOL; legal: numbers; compare with 0 instead");
        }
        if (x.Type == to)
        {
            n.Alias(x);
        }
        else if (to is DType.I32 or DType.I64 or DType.F32 && OnnxFolding.Integers(x) is long[] known)
        {
            n.DefineConstant(to, x.Shape, OnnxFolding.Contents(known, to));
        }
        else if (x.Type.IsFloat() && to.IsInteger())
        {
            Truncate(n, x, to);
        }
        else
        {
            n.EmitLike(x, new ConvertOperation(), to, null);
        }
    }

    /// <summary>ONNX casts towards zero, the machine's conversion rounds to nearest: floor(|x|) · sign(x) first, which is exact.</summary>
    private static void Truncate(OnnxNode n, OnnxTensor x, DType to)
    {
        Value source = x.ChannelsLast ?? n.Importer.Plain(x);
        int[] shape = OnnxNode.ShapeOf(source);
        Value size = n.Add(new UnaryOperationNode(UnaryOperation.Abs), n.OutputName + "/abs", x.Type, shape, null, source);
        Value whole = n.Add(new UnaryOperationNode(UnaryOperation.Floor), n.OutputName + "/floor", x.Type, shape, null, size);
        Value sign = n.Add(new UnaryOperationNode(UnaryOperation.Sign), n.OutputName + "/sign", x.Type, shape, null, source);
        Value truncated = n.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None, ResidualMode.Float32), n.OutputName + "/whole", x.Type, shape, null, whole, sign);
        OnnxTensor result = new("", x.Type, x.Shape) { Plain = x.ChannelsLast is null ? truncated : null, ChannelsLast = x.ChannelsLast is null ? null : truncated };
        n.EmitLike(result, new ConvertOperation(), to, null);
    }

    private static float Bound(OnnxNode n, int position)
    {
        float[] values = n.Reals(position, position == 1 ? "min" : "max");
        return values.Length == 1 ? values[0] : throw n.Fail("shape", $"bound {position} has {values.Length} elements; legal: 1");
    }

    /// <summary>A constant of lower rank gets leading extents of 1; quantised ones along an axis stay as they are.</summary>
    private static bool CanBeLast(OnnxTensor tensor) => tensor.Rank == 4 || tensor.Rank == 0 || (tensor.Contents is not null && tensor.Rank < 4);

    private static Value Last(OnnxNode n, OnnxTensor tensor) => tensor.Rank switch
    {
        4 => n.Importer.ChannelsLast(tensor),
        0 => n.Importer.Plain(tensor),
        _ => n.Importer.ChannelsLast(new OnnxTensor(tensor.Name, tensor.Type, [.. Enumerable.Repeat(1, 4 - tensor.Rank), .. tensor.Shape]) { Contents = tensor.Contents }),
    };

    private static OnnxTensor RequirePlainNumbers(OnnxNode n, OnnxTensor x) => x.Quantization is null
        ? x
        : throw n.Fail("type", $"input \"{x.Name}\" is quantised {x.Type.Name()}; legal: numbers without scale; dequantise it first");
}
