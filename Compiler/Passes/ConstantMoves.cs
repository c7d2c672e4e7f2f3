using System;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Rearranges constants in memory; elements of whole bytes only.</summary>
internal static class ConstantMoves
{
    /// <summary>A constant whose axis i is old axis <paramref name="permutation"/>[i].</summary>
    public static Value Transpose(Value source, ImmutableArray<int> permutation, string name)
    {
        Dimension[] shape = ValueFacts.Permute(source.Shape, permutation);
        Value result = new(name, source.Type, shape) { Quantization = ValueFacts.MoveAxis(source.Quantization, permutation.IndexOf) };
        long[] oldStrides = Strides(source.Shape);
        long[] strides = [.. permutation.Select(axis => oldStrides[axis])];
        result.Constant = Copy(source, new byte[source.Constant!.Length], shape, strides, 0, Strides(shape), 0);
        return result;
    }

    /// <summary>A constant with constant borders; <paramref name="fill"/> is one element.</summary>
    public static byte[] Pad(Value source, PadOperation pad, Dimension[] shape, ReadOnlySpan<byte> fill)
    {
        byte[] destination = new byte[shape.Elements() * fill.Length];
        for (int at = 0; at < destination.Length; at += fill.Length)
        {
            fill.CopyTo(destination.AsSpan(at));
        }
        long[] strides = Strides(shape);
        long first = strides.Select((stride, axis) => stride * pad.Before[axis]).Sum();
        return Copy(source, destination, source.Shape, Strides(source.Shape), 0, strides, first);
    }

    /// <summary>Row-major distances in elements.</summary>
    public static long[] Strides(Dimension[] shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis].Size;
        }
        return strides;
    }

    private static byte[] Copy(Value source, byte[] destination, Dimension[] extents, long[] fromStrides, long from, long[] toStrides, long to)
    {
        int bytes = source.Type.Bits() / 8;
        long[] index = new long[extents.Length];
        for (long left = extents.Elements(); left > 0; left--)
        {
            source.Constant.AsSpan((int)from * bytes, bytes).CopyTo(destination.AsSpan((int)to * bytes));
            for (int axis = extents.Length - 1; axis >= 0; axis--)
            {
                (from, to) = (from + fromStrides[axis], to + toStrides[axis]);
                if (++index[axis] < extents[axis].Size)
                {
                    break;
                }
                (from, to) = (from - (fromStrides[axis] * index[axis]), to - (toStrides[axis] * index[axis]));
                index[axis] = 0;
            }
        }
        return destination;
    }
}
