using System;
using System.Numerics;

namespace AccelEmu.Numerics;

/// <summary>
/// The <see cref="SparseFormat.Bitmask"/> format: one mask bit an element in the metadata area (low bit first, each row of the
/// innermost dimension padded to a whole byte), the present elements back to back in row-major order in the data area.
/// </summary>
/// <remarks>An element is absent when its bits are those of zero: an integer equal to its zero point, a float equal to +0 (−0 is kept).</remarks>
public static class BitmaskFormat
{
    /// <summary>Bytes of the mask of a tile.</summary>
    public static long MetadataBytes(in TileShape shape)
    {
        return shape.Elements == 0 ? 0 : TileValues.RowCount(shape) * RowBytes(shape);
    }

    /// <summary>Bytes of <paramref name="stored"/> present elements.</summary>
    public static long ValueBytes(DType type, long stored) => type.BytesOf(stored);

    /// <summary>Bytes of the values of a tile without a single zero.</summary>
    public static long MaximumValueBytes(in TileShape shape) => shape.Type.BytesOf(shape.Elements);

    /// <summary>Present elements of a mask.</summary>
    public static long Stored(ReadOnlySpan<byte> mask)
    {
        long stored = 0;
        foreach (byte bits in mask)
        {
            stored += BitOperations.PopCount(bits);
        }
        return stored;
    }

    /// <summary>Throws <see cref="NumericsException"/> unless mask and values of a tile that is read are sound.</summary>
    internal static void Validate(Tile tile, string name)
    {
        TileShape shape = tile.Shape;
        long maskBytes = MetadataBytes(shape);
        Check.Require(tile.Metadata.Length >= maskBytes, $"{name}: {tile.Metadata.Length} mask bytes; its shape takes {maskBytes}");
        if (maskBytes == 0)
        {
            return;
        }
        ReadOnlySpan<byte> mask = tile.Metadata[..(int)maskBytes];
        int used = (int)(shape.Dims[shape.Rank - 1] % 8);
        int rowBytes = RowBytes(shape);
        for (int at = rowBytes - 1; used != 0 && at < mask.Length; at += rowBytes)
        {
            Check.Require(mask[at] >> used == 0, $"{name}: mask byte {at} is 0x{mask[at]:X2}; the padding above bit {used - 1} must be zero");
        }
        long stored = Stored(mask);
        long bytes = ValueBytes(shape.Type, stored);
        Check.Require(tile.Data.Length >= bytes, $"{name}: the mask announces {stored} values, {bytes} bytes; {tile.Data.Length} are stored");
    }

    /// <summary>All elements, and which of them are present. The tile has been validated.</summary>
    internal static ulong[] Decode(Tile tile, out bool[] present)
    {
        TileShape shape = tile.Shape;
        int length = (int)shape.Dims[shape.Rank - 1];
        ulong[] raw = new ulong[shape.Elements];
        present = new bool[raw.Length];
        long bit = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            int column = i % length;
            present[i] = (tile.Metadata[(i / length * RowBytes(shape)) + (column / 8)] >> (column % 8) & 1) != 0;
            raw[i] = AbsentRaw(tile, column);
            if (present[i])
            {
                raw[i] = Elements.ReadRaw(tile.Data, shape.Type, bit);
                bit += shape.Type.Bits();
            }
        }
        return raw;
    }

    /// <summary>Stores the elements that are not zero; returns how many. Throws before writing when an area is too small.</summary>
    internal static long Encode(Tile tile, ReadOnlySpan<ulong> raw, string name)
    {
        TileShape shape = tile.Shape;
        int length = (int)shape.Dims[shape.Rank - 1];
        long stored = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            stored += raw[i] == AbsentRaw(tile, i % length) ? 0 : 1;
        }
        int maskBytes = (int)MetadataBytes(shape);
        int valueBytes = (int)ValueBytes(shape.Type, stored);
        Check.Require(tile.Metadata.Length >= maskBytes, $"{name}: {tile.Metadata.Length} mask bytes; its shape takes {maskBytes}");
        Check.Require(tile.Data.Length >= valueBytes, $"{name}: {stored} values take {valueBytes} bytes; {tile.Data.Length} are there");
        tile.Metadata[..maskBytes].Clear();
        tile.Data[..valueBytes].Clear();
        long bit = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            int column = i % length;
            if (raw[i] != AbsentRaw(tile, column))
            {
                tile.Metadata[(i / length * RowBytes(shape)) + (column / 8)] |= (byte)(1 << (column % 8));
                Elements.WriteRaw(tile.Data, shape.Type, bit, raw[i]);
                bit += shape.Type.Bits();
            }
        }
        return stored;
    }

    private static int RowBytes(in TileShape shape) => (int)((shape.Dims[shape.Rank - 1] + 7) / 8);

    private static ulong AbsentRaw(in Tile tile, int column) => tile.Shape.Type.IsFloat()
        ? 0
        : Elements.FromInteger(tile.Shape.Type, tile.ZeroPoints.IsEmpty ? tile.Shape.ZeroPoint : tile.ZeroPoints[column]);
}
