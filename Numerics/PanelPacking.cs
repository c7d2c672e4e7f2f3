using System;
using System.Runtime.InteropServices;

namespace AccelEmu.Numerics;

/// <summary>Packs constant matrices into the <see cref="Layout.Panel"/> layouts and back; what a move does at run time.</summary>
public static class PanelPacking
{
    /// <summary>
    /// Panels of a dense row-major matrix [K, N], expert stack [E, K, N] or convolution weight [KH, KW, C/groups, O].
    /// </summary>
    /// <param name="type">Element type, at most 32 bits.</param>
    /// <param name="plain">The matrix; rows of sub-byte types are byte-aligned.</param>
    /// <param name="sums">Append int32 column sums to each panel (integer types).</param>
    /// <param name="groups">Groups of a convolution: each gets a block of panels of its own, over O/groups columns, back to back.</param>
    /// <param name="dims">Logical extents.</param>
    /// <returns>Bytes whose geometry is <see cref="Shape"/>.</returns>
    /// <exception cref="NumericsException">The matrix does not fit its extents, or the type has no panels.</exception>
    public static byte[] Pack(DType type, ReadOnlySpan<byte> plain, bool sums, int groups, params ReadOnlySpan<long> dims)
    {
        TileShape source = TileShape.Dense(type, dims);
        TileShape shape = Shape(type, sums, groups, dims);
        byte[] panels = new byte[shape.SpanBytes(groups)];
        // A tile's bytes may be written; these are only read.
        Tile from = new(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(plain), plain.Length), source);
        Check.Read(from, "source");
        Check.Require(groups == 1 || source.Rank == 4, $"groups: {groups} for rank {source.Rank}; only convolution weights, rank 4, have groups");
        if (!type.IsSubByte())
        {
            PackRows(panels, shape, plain, source, groups);
            return panels;
        }
        ulong[] raw = TileValues.ReadRaw(from);
        for (int g = 0; g < groups; g++)
        {
            Tile block = Group(new Tile(panels, shape), groups, g);
            Write(block, groups == 1 ? raw : Columns(raw, (int)dims[^1], groups, g));
        }
        return panels;
    }

    /// <summary>The geometry of packed panels; for groups &gt; 1, stride 1 is the distance between the groups' blocks.</summary>
    /// <exception cref="NumericsException">The columns do not divide among the groups.</exception>
    public static TileShape Shape(DType type, bool sums, int groups, params ReadOnlySpan<long> dims)
    {
        TileShape shape = TileShape.Panels(type, sums, dims);
        Check.Require(groups >= 1 && dims[^1] % groups == 0, $"groups: {groups}; must divide the {dims[^1]} columns");
        if (groups > 1)
        {
            shape.Strides[1] = ((dims[^1] / groups) + PanelLayout.Columns - 1) / PanelLayout.Columns * shape.Strides[0];
        }
        return shape;
    }

    /// <summary>The dense row-major matrix of ungrouped panels.</summary>
    /// <exception cref="NumericsException">The bytes do not hold the shape.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> panels, in TileShape shape)
    {
        Tile from = new(panels.ToArray(), shape);
        Check.Read(from, "panels");
        TileShape plain = TileShape.Dense(shape.Type, ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]);
        byte[] matrix = new byte[plain.SpanBytes()];
        TileValues.WriteRaw(new Tile(matrix, plain), TileValues.ReadRaw(from));
        return matrix;
    }

    /// <summary>The weights of one group of a convolution: panels at their own block, plain ones and ungrouped ones as columns.</summary>
    internal static Tile Group(Tile weights, int groups, int group)
    {
        if (groups == 1 || weights.Shape.Layout == Layout.Plain)
        {
            return weights;
        }
        TileShape shape = weights.Shape;
        shape.Dims[3] /= groups;
        int width = (int)shape.Dims[3];
        return new Tile(weights.Data[(int)(group * shape.Strides[1])..], shape)
        {
            ZeroPoints = weights.ZeroPoints.IsEmpty ? weights.ZeroPoints : weights.ZeroPoints.Slice(group * width, width),
        };
    }

    /// <summary>The columns of one group of row-major values.</summary>
    internal static T[] Columns<T>(ReadOnlySpan<T> values, int columns, int groups, int group)
    {
        int width = columns / groups;
        T[] part = new T[values.Length / groups];
        for (int i = 0; i < part.Length; i++)
        {
            part[i] = values[(i / width * columns) + (group * width) + (i % width)];
        }
        return part;
    }

    /// <summary>Writes panels from values in row-major order of the logical dimensions; both tails are zero.</summary>
    internal static void Write(Tile tile, ReadOnlySpan<ulong> raw)
    {
        TileShape shape = tile.Shape;
        int columns = (int)shape.Dims[shape.Rank - 1];
        int depth = (int)PanelLayout.Depth(shape);
        long panelBytes = PanelLayout.PanelBytes(shape.Type, depth, shape.Layout == Layout.PanelSums);
        for (int block = 0; block < PanelLayout.Blocks(shape); block++)
        {
            Span<byte> data = tile.Data[(int)(block * shape.Strides[1])..];
            ReadOnlySpan<ulong> values = raw.Slice(block * depth * columns, depth * columns);
            for (int first = 0; first < columns; first += PanelLayout.Columns)
            {
                data.Slice((int)(first / PanelLayout.Columns * shape.Strides[0]), (int)panelBytes).Clear();
            }
            for (int flat = 0; flat < depth; flat++)
            {
                long k = PanelLayout.DepthIndex(shape, flat);
                for (int n = 0; n < columns; n++)
                {
                    Elements.WriteRaw(data, shape.Type, PanelLayout.ElementBit(shape, k, n), values[(flat * columns) + n]);
                }
            }
            if (shape.Layout == Layout.PanelSums)
            {
                WriteSums(data, shape, values, columns, panelBytes);
            }
        }
    }

    private static void PackRows(byte[] panels, in TileShape shape, ReadOnlySpan<byte> plain, in TileShape source, int groups)
    {
        long blocks = groups * PanelLayout.Blocks(shape);
        int columns = (int)(shape.Dims[shape.Rank - 1] / groups);
        // A group is a range of columns, an expert a range of rows.
        long step = groups > 1 ? columns * (shape.Type.Bits() / 8) : source.Strides[0];
        if (columns == 0 || source.Elements == 0)
        {
            return;
        }
        long[] offsets = PanelRows.Offsets(source);
        for (long block = 0; block < blocks; block++)
        {
            PanelRows.Pack(panels.AsSpan((int)(block * shape.Strides[1])), shape.Strides[0], shape.Type, shape.Layout == Layout.PanelSums, plain[(int)(block * step)..], offsets, columns);
        }
    }

    private static void WriteSums(Span<byte> data, in TileShape shape, ReadOnlySpan<ulong> values, int columns, long panelBytes)
    {
        for (int n = 0; n < columns; n++)
        {
            long sum = 0;
            for (int at = n; at < values.Length; at += columns)
            {
                sum += Elements.ToInteger(shape.Type, values[at]);
            }
            long offset = (n / PanelLayout.Columns * shape.Strides[0]) + panelBytes - 64 + (n % PanelLayout.Columns * 4);
            Elements.WriteRaw(data, DType.I32, offset * 8, (ulong)sum);
        }
    }
}
