using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Numerics;

/// <summary>Checks that run before an operation writes anything. Messages name the operand, its value and what is legal.</summary>
internal static class Check
{
    /// <summary>A tile that is read: sound geometry, its bytes present, the unused bits of sub-byte rows zero.</summary>
    public static void Read(Tile tile, string name)
    {
        Geometry(tile, name);
        if (tile.Shape.Format == SparseFormat.Bitmask)
        {
            BitmaskFormat.Validate(tile, name);
            return;
        }
        if (tile.Shape.Type.IsSubByte() && tile.Shape.Layout == Layout.Plain)
        {
            SubByteTails(tile, name);
        }
    }

    /// <summary>A dense plain tile that is read.</summary>
    public static void ReadPlain(Tile tile, string name)
    {
        Plain(tile, name);
        Read(tile, name);
    }

    /// <summary>A dense plain tile that is written: as read, and no broadcast.</summary>
    public static void WritePlain(Tile tile, string name)
    {
        Plain(tile, name);
        Write(tile, name);
    }

    /// <summary>A tile that is written, in any layout.</summary>
    public static void Write(Tile tile, string name)
    {
        Geometry(tile, name);
        TileShape shape = tile.Shape;
        if (shape.Layout != Layout.Plain || shape.Format != SparseFormat.Dense)
        {
            return;
        }
        int strided = shape.Type.IsSubByte() ? shape.Rank - 1 : shape.Rank;
        for (int d = 0; d < strided; d++)
        {
            Require(shape.Dims[d] <= 1 || shape.Strides[d] > 0, $"{name}: stride {d} is 0; a written tile does not broadcast, strides must be positive");
        }
    }

    public static void Type(Tile tile, string name, bool legal, string types) =>
        Require(legal, $"{name}: dtype {tile.Shape.Type.Name()} is not legal here; legal: {types}");

    public static void Type(Tile tile, string name, bool legal, [InterpolatedStringHandlerArgument(nameof(legal))] ref CheckMessage types)
    {
        if (!legal)
        {
            Type(tile, name, legal, types.Take());
        }
    }

    public static void Rank(Tile tile, string name, int rank) =>
        Require(tile.Shape.Rank == rank, $"{name}: rank {tile.Shape.Rank}; legal: {rank}");

    public static void Dim(Tile tile, string name, int dimension, long expected, string meaning) =>
        Require(tile.Shape.Dims[dimension] == expected, $"{name}: dimension {dimension} is {tile.Shape.Dims[dimension]}; must be {expected}, {meaning}");

    public static void Dim(Tile tile, string name, int dimension, long expected, [InterpolatedStringHandlerArgument(nameof(tile), nameof(dimension), nameof(expected))] ref CheckMessage meaning)
    {
        if (tile.Shape.Dims[dimension] != expected)
        {
            Dim(tile, name, dimension, expected, meaning.Take());
        }
    }

    public static void SameDims(Tile tile, string name, Tile other, string otherName)
    {
        Require(tile.Shape.Rank == other.Shape.Rank, $"{name}: rank {tile.Shape.Rank}; must be that of {otherName}, {other.Shape.Rank}");
        for (int d = 0; d < tile.Shape.Rank; d++)
        {
            Dim(tile, name, d, other.Shape.Dims[d], $"that of {otherName}");
        }
    }

    public static void Range(string name, long value, long min, long max) =>
        Require(value >= min && value <= max, $"{name}: {value}; legal: {min}..{max}");

    public static void Range(long value, long min, long max, [InterpolatedStringHandlerArgument(nameof(value), nameof(min), nameof(max))] ref CheckMessage name)
    {
        if (value < min || value > max)
        {
            Range(name.Take(), value, min, max);
        }
    }

    public static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref CheckMessage message)
    {
        if (!condition)
        {
            throw new NumericsException(message.Take());
        }
    }

    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new NumericsException(message);
        }
    }

    private static void Plain(Tile tile, string name)
    {
        Require(tile.Shape.Layout == Layout.Plain, $"{name}: layout {tile.Shape.Layout}; legal: Plain (move it to a plain tile first)");
        Require(tile.Shape.Format == SparseFormat.Dense, $"{name}: format {tile.Shape.Format}; legal: Dense (decode it by a move first)");
    }

    private static void Geometry(Tile tile, string name)
    {
        TileShape shape = tile.Shape;
        Require(Enum.IsDefined(shape.Type), $"{name}: dtype {(int)shape.Type}; legal: 0..16");
        Require(Enum.IsDefined(shape.Layout), $"{name}: layout {(int)shape.Layout}; legal: 0..2");
        Require(Enum.IsDefined(shape.Format), $"{name}: format {(int)shape.Format}; legal: 0..1");
        Range(shape.Rank, 1, 5, $"{name}: rank");
        long elements = 1;
        for (int d = 0; d < shape.Rank; d++)
        {
            Range(shape.Dims[d], 0, int.MaxValue, $"{name}: dimension {d}");
            Range(shape.Strides[d], 0, long.MaxValue >> 33, $"{name}: stride {d}");
            elements = checked(elements * Math.Max(shape.Dims[d], 1));
            Range(elements, 0, Array.MaxLength, $"{name}: elements");
        }
        if (shape.Layout != Layout.Plain)
        {
            Require(shape.Rank is 2 or 3 or 4, $"{name}: rank {shape.Rank} in a panel layout; legal: 2 [K, N], 3 [E, K, N], 4 [KH, KW, C, N]");
            Require(shape.Format == SparseFormat.Dense, $"{name}: a panel is always dense; format {shape.Format}");
            Require(shape.Type.Bits() <= 32, $"{name}: dtype {shape.Type.Name()} in a panel layout; legal: at most 32 bits");
            Require(shape.Layout == Layout.Panel || shape.Type.IsInteger(), $"{name}: column sums need an integer type, not {shape.Type.Name()}");
            long panel = PanelLayout.PanelBytes(shape.Type, PanelLayout.Depth(shape), shape.Layout == Layout.PanelSums);
            Require(shape.Strides[0] >= panel || shape.Dims[shape.Rank - 1] <= PanelLayout.Columns, $"{name}: stride 0 is {shape.Strides[0]}; a panel takes {panel} bytes");
        }
        Require(tile.ZeroPoints.IsEmpty || tile.ZeroPoints.Length == shape.Dims[shape.Rank - 1], $"{name}: {tile.ZeroPoints.Length} zero points; legal: none, or one for each of the {shape.Dims[shape.Rank - 1]} of the last dimension");
        if (shape.Format == SparseFormat.Dense)
        {
            Require(tile.Data.Length >= shape.SpanBytes(), $"{name}: {tile.Data.Length} bytes; its shape spans {shape.SpanBytes()}");
        }
    }

    private static void SubByteTails(Tile tile, string name)
    {
        TileShape shape = tile.Shape;
        long length = shape.Dims[shape.Rank - 1];
        int used = (int)(length * shape.Type.Bits() % 8);
        if (used == 0 || shape.Elements == 0)
        {
            return;
        }
        long lastByte = shape.Type.BytesOf(length) - 1;
        for (long row = 0; row < TileValues.RowCount(shape); row++)
        {
            byte last = tile.Data[(int)(TileValues.RowOffset(shape, row) + lastByte)];
            Require(last >> used == 0, $"{name}: row {row} ends in byte 0x{last:X2}; the bits above the last {shape.Type.Name()} element must be zero");
        }
    }
}
