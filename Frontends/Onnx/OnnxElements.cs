using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>ONNX element types and the contents of tensor messages.</summary>
internal static class OnnxElements
{
    private static readonly (int Code, string Name, DType? Type)[] s_types =
    [
        (1, "FLOAT", DType.F32), (2, "UINT8", DType.U8), (3, "INT8", DType.I8), (4, "UINT16", DType.U16), (5, "INT16", DType.I16),
        (6, "INT32", DType.I32), (7, "INT64", DType.I64), (8, "STRING", null), (9, "BOOL", DType.U8), (10, "FLOAT16", DType.F16),
        (11, "DOUBLE", DType.F64), (12, "UINT32", DType.U32), (13, "UINT64", null), (14, "COMPLEX64", null), (15, "COMPLEX128", null),
        (16, "BFLOAT16", DType.BF16),
    ];

    /// <summary>Names of the element types that are read.</summary>
    public static string Legal => string.Join(", ", s_types.Where(t => t.Type is not null).Select(t => t.Name));

    /// <summary>True for the code of BOOL, which is a u8 here.</summary>
    public static bool IsBool(int code) => code == 9;

    /// <summary>Our type of an ONNX code.</summary>
    public static DType Type(int code, string place)
    {
        foreach ((int known, string name, DType? type) in s_types)
        {
            if (known == code)
            {
                return type ?? throw new CompileException("onnx.type", place, $"element type is {code} {name}; legal: {Legal}; cast it before export");
            }
        }
        throw new CompileException("onnx.type", place, $"element type is {code}; legal: {Legal}; cast it before export");
    }

    /// <summary>The ONNX code of our type.</summary>
    public static int Code(DType type)
    {
        foreach ((int code, _, DType? known) in s_types)
        {
            if (known == type)
            {
                return code;
            }
        }
        throw new CompileException("onnx.type", "ONNX", $"{type.Name()} has no ONNX element type; legal: {Legal}");
    }

    /// <summary>Shape of a tensor message.</summary>
    public static int[] Shape(TensorMessage tensor, string place)
    {
        if (tensor.Dimensions.Count > Shapes.MaxRank || tensor.Dimensions.Any(d => d is < 0 or > int.MaxValue) || Shapes.Elements([.. tensor.Dimensions.Select(d => (int)d)]) < 0)
        {
            string dimensions = string.Join(", ", tensor.Dimensions.Take(Shapes.MaxRank + 1));
            throw new CompileException("onnx.shape", place, $"shape is [{dimensions}]; legal: at most {Shapes.MaxRank} extents of 0 or more, 2^40 elements");
        }
        return [.. tensor.Dimensions.Select(d => (int)d)];
    }

    /// <summary>Dense little-endian contents of a tensor message.</summary>
    public static byte[] Contents(TensorMessage tensor, string place)
    {
        if (tensor.Location != 0)
        {
            throw new CompileException("onnx.external", place, "its contents are in another file; legal: inside the model; save the model without external data");
        }
        DType type = Type(tensor.ElementType, place);
        long elements = Shapes.Elements(Shape(tensor, place));
        long have = !tensor.Raw.IsEmpty ? tensor.Raw.Length * 8L / type.Bits() : Listed(tensor, type);
        if (have != elements || (!tensor.Raw.IsEmpty && tensor.Raw.Length != type.BytesOf(elements)))
        {
            throw new CompileException("onnx.malformed", place, $"has {have} elements of {type.Name()}, its shape has {elements}; the file is damaged, export it again");
        }
        if (!tensor.Raw.IsEmpty || elements == 0)
        {
            return tensor.Raw.ToByteArray();
        }
        byte[] bytes = new byte[type.BytesOf(elements)];
        Fill(tensor, type, bytes);
        return bytes;
    }

    private static int Listed(TensorMessage tensor, DType type) => type switch
    {
        DType.F32 => tensor.Reals.Count,
        DType.F64 => tensor.Doubles.Count,
        DType.I64 => tensor.Longs.Count,
        DType.U32 => tensor.UnsignedLongs.Count,
        _ => tensor.Integers.Count,
    };

    private static void Fill(TensorMessage tensor, DType type, Span<byte> bytes)
    {
        switch (type)
        {
            case DType.F32:
                Each(tensor.Reals, bytes, 4, static (to, v) => BinaryPrimitives.WriteSingleLittleEndian(to, v));
                break;
            case DType.F64:
                Each(tensor.Doubles, bytes, 8, static (to, v) => BinaryPrimitives.WriteDoubleLittleEndian(to, v));
                break;
            case DType.I64:
                Each(tensor.Longs, bytes, 8, static (to, v) => BinaryPrimitives.WriteInt64LittleEndian(to, v));
                break;
            case DType.U32:
                Each(tensor.UnsignedLongs, bytes, 4, static (to, v) => BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)v));
                break;
            case DType.I32:
                Each(tensor.Integers, bytes, 4, static (to, v) => BinaryPrimitives.WriteInt32LittleEndian(to, v));
                break;
            case DType.I16 or DType.U16 or DType.F16 or DType.BF16:
                Each(tensor.Integers, bytes, 2, static (to, v) => BinaryPrimitives.WriteInt16LittleEndian(to, (short)v));
                break;
            default:
                Each(tensor.Integers, bytes, 1, static (to, v) => to[0] = (byte)v);
                break;
        }
    }

    private delegate void Store<in T>(Span<byte> to, T value);

    private static void Each<T>(IList<T> values, Span<byte> bytes, int size, Store<T> store)
    {
        for (int i = 0; i < values.Count; i++)
        {
            store(bytes.Slice(i * size, size), values[i]);
        }
    }
}
