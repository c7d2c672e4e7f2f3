using System;
using AccelEmu.Numerics;

namespace AccelEmu.Numerics.Tests;

/// <summary>Dense tiles from and to ordinary arrays, in row-major order; packing by the public element access.</summary>
internal static class Tiles
{
    public static Tile Empty(DType type, params ReadOnlySpan<long> dims)
    {
        TileShape shape = TileShape.Dense(type, dims);
        return new Tile(new byte[shape.SpanBytes()], shape);
    }

    public static Tile Integers(DType type, ReadOnlySpan<long> values, params ReadOnlySpan<long> dims)
    {
        Tile tile = Empty(type, dims);
        for (int i = 0; i < values.Length; i++)
        {
            Elements.WriteRaw(tile.Data, type, BitOf(tile.Shape, i), (ulong)values[i]);
        }
        return tile;
    }

    public static Tile Floats(DType type, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims)
    {
        Tile tile = Empty(type, dims);
        for (int i = 0; i < values.Length; i++)
        {
            Elements.WriteRaw(tile.Data, type, BitOf(tile.Shape, i), Elements.FromSingle(type, values[i]));
        }
        return tile;
    }

    public static Tile Random(Random random, DType type, params ReadOnlySpan<long> dims)
    {
        Tile tile = Empty(type, dims);
        for (int i = 0; i < tile.Shape.Elements; i++)
        {
            ulong raw = type.IsFloat() ? Elements.FromSingle(type, (float)(random.NextDouble() - 0.5)) : Elements.FromInteger(type, random.NextInt64());
            Elements.WriteRaw(tile.Data, type, BitOf(tile.Shape, i), raw);
        }
        return tile;
    }

    public static Tile WithZeroPoint(Tile tile, int zeroPoint)
    {
        TileShape shape = tile.Shape;
        shape.ZeroPoint = zeroPoint;
        return new Tile(tile.Data, shape);
    }

    public static long[] ToIntegers(Tile tile)
    {
        long[] values = new long[tile.Shape.Elements];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Elements.ToInteger(tile.Shape.Type, Elements.ReadRaw(tile.Data, tile.Shape.Type, BitOf(tile.Shape, i)));
        }
        return values;
    }

    public static float[] ToFloats(Tile tile)
    {
        float[] values = new float[tile.Shape.Elements];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Elements.ToSingle(tile.Shape.Type, Elements.ReadRaw(tile.Data, tile.Shape.Type, BitOf(tile.Shape, i)));
        }
        return values;
    }

    /// <summary>Throws unless the action throws a <see cref="NumericsException"/>; returns its message. (Tiles cannot enter lambdas.)</summary>
    public static string Message(Action action) => Xunit.Assert.Throws<NumericsException>(action).Message;

    private static long BitOf(in TileShape shape, long index)
    {
        long last = shape.Dims[shape.Rank - 1];
        long row = index / last;
        return (row * shape.Type.BytesOf(last) * 8) + (index % last * shape.Type.Bits());
    }
}
