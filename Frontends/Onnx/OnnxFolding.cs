using System;
using System.Buffers.Binary;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Integer arithmetic done while reading: exporters compute shapes with nodes.</summary>
internal static class OnnxFolding
{
    /// <summary>Most elements a folded tensor may have: shapes are short.</summary>
    public const int MaxElements = 1 << 12;

    /// <summary>The contents as integers, or null when the tensor is not a known, short i32 or i64.</summary>
    public static long[]? Integers(OnnxTensor tensor)
    {
        if (tensor.Contents is not byte[] bytes || tensor.Type is not (DType.I32 or DType.I64) || bytes.Length > MaxElements * 8)
        {
            return null;
        }
        int size = tensor.Type.Bits() / 8;
        long[] values = new long[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = size == 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * 4)) : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * 8));
        }
        return values;
    }

    /// <summary>Integers as contents of an i32, i64 or f32 tensor.</summary>
    public static byte[] Contents(long[] values, DType type)
    {
        int size = type.Bits() / 8;
        byte[] bytes = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> to = bytes.AsSpan(i * size);
            switch (type)
            {
                case DType.I32:
                    BinaryPrimitives.WriteInt32LittleEndian(to, (int)values[i]);
                    break;
                case DType.I64:
                    BinaryPrimitives.WriteInt64LittleEndian(to, values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteSingleLittleEndian(to, values[i]);
                    break;
            }
        }
        return bytes;
    }

    /// <summary>The shape of a tensor, as a constant.</summary>
    public static void Shape(OnnxNode n)
    {
        n.Arity(1, 1);
        int[] shape = n.Input(0).Shape;
        int start = Bound(n.Integer("start", 0), shape.Length), end = Bound(n.Integer("end", shape.Length), shape.Length);
        long[] part = [.. shape.Skip(start).Take(Math.Max(end - start, 0)).Select(e => (long)e)];
        n.DefineConstant(DType.I64, [part.Length], Contents(part, DType.I64));
    }

    /// <summary>A tensor of one value.</summary>
    public static void ConstantOfShape(OnnxNode n)
    {
        n.Arity(1, 1);
        long[] extents = n.Integers(0, "shape");
        if (extents.Length > Shapes.MaxRank || extents.Any(e => e is < 0 or > int.MaxValue) || Shapes.Elements([.. extents.Select(e => (int)e)]) < 0)
        {
            throw n.Fail("shape", $"shape is [{string.Join(", ", extents.Take(Shapes.MaxRank + 1))}]; legal: at most {Shapes.MaxRank} extents of 0 or more, 2^40 elements");
        }
        int[] shape = [.. extents.Select(e => (int)e)];
        DType type = DType.F32;
        byte[] element = new byte[4];
        if (n.TensorAttribute("value") is { } value)
        {
            type = OnnxElements.Type(value.ElementType, n.Place);
            element = OnnxElements.Contents(value, n.Place);
        }
        if (element.Length != type.Bits() / 8)
        {
            throw n.Fail("attribute", $"value has {element.Length} bytes; legal: one element of {type.Name()}");
        }
        long elements = Shapes.Elements(shape), bytes = elements * element.Length;
        n.Importer.Spend(bytes, n.Place);
        if (bytes > Array.MaxLength)
        {
            throw n.Fail("size", $"the constant has {bytes} bytes; the limit is {Array.MaxLength}; use a smaller model");
        }
        byte[] contents = new byte[bytes];
        for (int at = 0; at < contents.Length; at += element.Length)
        {
            element.CopyTo(contents, at);
        }
        n.Define(new OnnxTensor(n.OutputName, type, shape) { Contents = contents });
    }

    /// <summary>True when both operands are known integers and the node's result was folded.</summary>
    public static bool Binary(OnnxNode n, BinaryOperation function)
    {
        OnnxTensor x = n.Input(0), y = n.Input(1);
        if (x.Type != y.Type || Integers(x) is not long[] a || Integers(y) is not long[] b)
        {
            return false;
        }
        if (x.Rank > 1 || y.Rank > 1 || Shapes.Broadcast(x.Shape, y.Shape) is not int[] shape)
        {
            return false;
        }
        long[] result = new long[Shapes.Elements(shape)];
        for (int i = 0; i < result.Length; i++)
        {
            long p = a[a.Length == 1 ? 0 : i], q = b[b.Length == 1 ? 0 : i];
            long? value = function switch
            {
                BinaryOperation.Add => p + q,
                BinaryOperation.Sub => p - q,
                BinaryOperation.Mul => p * q,
                BinaryOperation.Div when q is not (0 or -1) => p / q,
                BinaryOperation.Max => Math.Max(p, q),
                BinaryOperation.Min => Math.Min(p, q),
                _ => null,
            };
            if (value is null)
            {
                return false;
            }
            result[i] = value.Value;
        }
        n.DefineConstant(x.Type, shape, Contents(result, x.Type));
        return true;
    }

    private static int Bound(long index, int rank) => (int)Math.Clamp(index < 0 ? index + rank : index, 0, rank);
}
