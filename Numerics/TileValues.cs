using System;

namespace AccelEmu.Numerics;

/// <summary>Whole tiles as arrays in row-major order of their logical dimensions, whatever layout and format they have in memory.</summary>
internal static class TileValues
{
    /// <summary>Rows of the innermost dimension.</summary>
    public static long RowCount(in TileShape shape)
    {
        long rows = 1;
        for (int d = 0; d < shape.Rank - 1; d++)
        {
            rows *= shape.Dims[d];
        }
        return rows;
    }

    /// <summary>Byte offset of a row of a plain tile.</summary>
    public static long RowOffset(in TileShape shape, long row)
    {
        long offset = 0;
        for (int d = shape.Rank - 2; d >= 0; d--)
        {
            offset += row % shape.Dims[d] * shape.Strides[d];
            row /= shape.Dims[d];
        }
        return offset;
    }

    /// <summary>Raw bits of every element; absent elements of a sparse tile read as the zero point (floats: +0).</summary>
    public static ulong[] ReadRaw(Tile tile)
    {
        if (tile.Shape.Format == SparseFormat.Bitmask)
        {
            return BitmaskFormat.Decode(tile, out _);
        }
        ulong[] raw = new ulong[tile.Shape.Elements];
        if (tile.Shape.Layout == Layout.Plain)
        {
            ReadPlain(tile, raw);
        }
        else
        {
            ReadPanels(tile, raw);
        }
        return raw;
    }

    /// <summary>Writes the raw bits of every element of a dense tile, tails and column sums included.</summary>
    public static void WriteRaw(Tile tile, ReadOnlySpan<ulong> raw)
    {
        if (tile.Shape.Layout == Layout.Plain)
        {
            WritePlain(tile, raw);
        }
        else
        {
            PanelPacking.Write(tile, raw);
        }
    }

    /// <summary>Values without regard to zero points.</summary>
    public static T[] Read<T, TArithmetic>(Tile tile) where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        ulong[] raw = ReadRaw(tile);
        T[] values = new T[raw.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            values[i] = TArithmetic.FromRaw(tile.Shape.Type, raw[i]);
        }
        return values;
    }

    /// <summary>Values less their zero points.</summary>
    public static T[] ReadCentred<T, TArithmetic>(Tile tile) where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        T[] values = Read<T, TArithmetic>(tile);
        int last = (int)tile.Shape.Dims[tile.Shape.Rank - 1];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = TArithmetic.LessZeroPoint(values[i], tile.ZeroPoints.IsEmpty ? tile.Shape.ZeroPoint : tile.ZeroPoints[i % last]);
        }
        return values;
    }

    /// <summary>Writes values, integers wrapping and floats rounded to the tile's type.</summary>
    public static void Write<T, TArithmetic>(Tile tile, ReadOnlySpan<T> values) where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        ulong[] raw = new ulong[values.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = TArithmetic.ToRaw(tile.Shape.Type, values[i]);
        }
        WriteRaw(tile, raw);
    }

    private static long StepBits(in TileShape shape) =>
        shape.Type.IsSubByte() ? shape.Type.Bits() : shape.Strides[shape.Rank - 1] * 8;

    private static void ReadPlain(Tile tile, Span<ulong> raw)
    {
        TileShape shape = tile.Shape;
        int length = (int)shape.Dims[shape.Rank - 1];
        long step = StepBits(shape);
        for (int at = 0, row = 0; at < raw.Length; at += length, row++)
        {
            long bit = RowOffset(shape, row) * 8;
            for (int i = 0; i < length; i++, bit += step)
            {
                raw[at + i] = Elements.ReadRaw(tile.Data, shape.Type, bit);
            }
        }
    }

    private static void WritePlain(Tile tile, ReadOnlySpan<ulong> raw)
    {
        TileShape shape = tile.Shape;
        int length = (int)shape.Dims[shape.Rank - 1];
        long step = StepBits(shape);
        for (int at = 0, row = 0; at < raw.Length; at += length, row++)
        {
            long offset = RowOffset(shape, row);
            if (shape.Type.IsSubByte())
            {
                tile.Data.Slice((int)offset, (int)shape.Type.BytesOf(length)).Clear();
            }
            long bit = offset * 8;
            for (int i = 0; i < length; i++, bit += step)
            {
                Elements.WriteRaw(tile.Data, shape.Type, bit, raw[at + i]);
            }
        }
    }

    private static void ReadPanels(Tile tile, Span<ulong> raw)
    {
        TileShape shape = tile.Shape;
        long columns = shape.Dims[shape.Rank - 1];
        long depth = PanelLayout.Depth(shape);
        int at = 0;
        for (long block = 0; block < PanelLayout.Blocks(shape); block++)
        {
            for (long flat = 0; flat < depth; flat++)
            {
                long k = PanelLayout.DepthIndex(shape, flat);
                for (long n = 0; n < columns; n++)
                {
                    raw[at++] = Elements.ReadRaw(tile.Data, shape.Type, (block * shape.Strides[1] * 8) + PanelLayout.ElementBit(shape, k, n));
                }
            }
        }
    }
}
