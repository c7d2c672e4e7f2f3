using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>A tile as the code generator handles it: part of a buffer with type and geometry; becomes a descriptor when an instruction uses it.</summary>
internal sealed record View
{
    /// <summary>Where.</summary>
    public required Buffer Buffer { get; init; }
    /// <summary>First byte within the buffer.</summary>
    public long Offset { get; init; }
    /// <summary>Element type.</summary>
    public required DType Type { get; init; }
    /// <summary>Memory order.</summary>
    public Layout Layout { get; init; }
    /// <summary>Storage format.</summary>
    public SparseFormat Format { get; init; }
    /// <summary>Extents.</summary>
    public required long[] Dims { get; init; }
    /// <summary>Byte strides.</summary>
    public required long[] Strides { get; init; }
    /// <summary>Scalar zero point.</summary>
    public int ZeroPoint { get; init; }
    /// <summary>Byte address in the same space of one int32 zero point for each index of the last dimension; −1 = none.</summary>
    public long ZeroPointArray { get; init; } = -1;
    /// <summary>Byte address in the same space of fp32 scales; −1 = none.</summary>
    public long Scales { get; init; } = -1;
    /// <summary>Number of scales.</summary>
    public long ScaleCount { get; init; }
    /// <summary>Byte address in the same space of mask bytes; −1 = none.</summary>
    public long Metadata { get; init; } = -1;
    /// <summary>Bytes of the mask area.</summary>
    public long MetadataBytes { get; init; }
    /// <summary>Run-time extent of dimension 0; <see cref="Dims"/> holds its maximum.</summary>
    public RunTimeExtent? Rows { get; init; }

    /// <summary>Absolute first byte.</summary>
    public long Address => Buffer.Base + Offset;

    /// <summary>Elements at most.</summary>
    public long Elements
    {
        get
        {
            long n = 1;
            foreach (long d in Dims)
            {
                n *= d;
            }
            return n;
        }
    }

    /// <summary>Bytes when stored densely.</summary>
    public long DenseBytes => BytesOf(Type, Dims);

    /// <summary>Bytes of a dense tensor of any rank.</summary>
    public static long BytesOf(DType type, ReadOnlySpan<long> dims)
    {
        long bytes = type.BytesOf(dims[^1]);
        foreach (long d in dims[..^1])
        {
            bytes *= d;
        }
        return bytes;
    }

    /// <summary>A dense row-major view.</summary>
    public static View Dense(Buffer buffer, long offset, DType type, params ReadOnlySpan<long> dims)
    {
        long[] strides = new long[dims.Length];
        strides[^1] = type.IsSubByte() ? 0 : type.Bits() / 8;
        for (int d = dims.Length - 2; d >= 0; d--)
        {
            strides[d] = BytesOf(type, dims[(d + 1)..]);
        }
        return new View { Buffer = buffer, Offset = offset, Type = type, Dims = dims.ToArray(), Strides = strides };
    }

    /// <summary>Part [start, start + count) of one dimension.</summary>
    public View Slice(int dimension, long start, long count)
    {
        if (start == 0 && count == Dims[dimension])
        {
            return this;
        }
        long[] dims = [.. Dims];
        dims[dimension] = count;
        long skip = Type.IsSubByte() && dimension == Dims.Length - 1 ? Type.BytesOf(start) : start * Strides[dimension];
        return this with
        {
            Dims = dims,
            Offset = Offset + skip,
            ZeroPointArray = ZeroPointArray >= 0 && dimension == Dims.Length - 1 ? ZeroPointArray + (4 * start) : ZeroPointArray,
            Scales = Scales >= 0 && ScaleCount > 1 && dimension == Dims.Length - 1 ? Scales + (4 * start) : Scales,
            ScaleCount = ScaleCount > 1 && dimension == Dims.Length - 1 ? count : ScaleCount,
            Rows = dimension == 0 ? null : Rows,
        };
    }

    /// <summary>The same elements in the same order with fewer dimensions: extents of 1 dropped, neighbours walked as one by this and <paramref name="other"/> merged.</summary>
    public (View This, View Other) Squeeze(View other)
    {
        List<long> dims = [], strides = [], others = [];
        for (int d = Rows is null ? 0 : 1; d < Dims.Length; d++)
        {
            if (Dims[d] == 1)
            {
                continue;
            }
            if (dims.Count > 0 && strides[^1] == Strides[d] * Dims[d] && others[^1] == other.Strides[d] * Dims[d])
            {
                (dims[^1], strides[^1], others[^1]) = (dims[^1] * Dims[d], Strides[d], other.Strides[d]);
            }
            else
            {
                dims.Add(Dims[d]);
                strides.Add(Strides[d]);
                others.Add(other.Strides[d]);
            }
        }
        if (Rows is not null || dims.Count == 0)
        {
            dims.Insert(0, Dims[0]);
            strides.Insert(0, Strides[0]);
            others.Insert(0, other.Strides[0]);
        }
        return (this with { Dims = [.. dims], Strides = [.. strides] }, other with { Dims = [.. dims], Strides = [.. others] });
    }

    /// <summary>The same bytes with other extents; the view must be dense.</summary>
    public View Reshape(params ReadOnlySpan<long> dims)
    {
        View dense = Dense(Buffer, Offset, Type, dims);
        return this with { Dims = dense.Dims, Strides = dense.Strides };
    }

    /// <summary>Bytes from the first to behind the last byte touched.</summary>
    public long SpanBytes => Format != SparseFormat.Dense ? Buffer.Bytes - Offset : Shape.SpanBytes();

    /// <summary>Geometry as numerics know it.</summary>
    public TileShape Shape => new()
    {
        Type = Type,
        Layout = Layout,
        Format = Format,
        Rank = Dims.Length,
        Dims = Five.Of(Dims),
        Strides = Five.Of(Strides),
        ZeroPoint = ZeroPoint,
    };

    /// <summary>The descriptor of this tile.</summary>
    public Descriptor ToDescriptor()
    {
        Descriptor d = new() { Kind = DescriptorKind.Tile };
        d[DescriptorField.TileSpace] = (long)Buffer.Space;
        d[DescriptorField.TileCore] = -1;
        d[DescriptorField.TileBase] = Buffer.Base;
        d[DescriptorField.TileExtent] = Buffer.Bytes;
        d[DescriptorField.TileOffset] = Offset;
        d[DescriptorField.TileDType] = (long)Type;
        d[DescriptorField.TileLayout] = (long)Layout;
        d[DescriptorField.TileFormat] = (long)Format;
        d[DescriptorField.TileRank] = Dims.Length;
        for (int i = 0; i < Dims.Length; i++)
        {
            d[(DescriptorField)((int)DescriptorField.TileDim0 + i)] = Dims[i];
            d[(DescriptorField)((int)DescriptorField.TileStride0 + i)] = Strides[i];
        }
        d[DescriptorField.TileZeroPoint] = ZeroPoint;
        d[DescriptorField.TileZeroPointArray] = ZeroPointArray;
        d[DescriptorField.TileMetadata] = Metadata;
        d[DescriptorField.TileMetadataExtent] = MetadataBytes;
        d[DescriptorField.TileScales] = Scales;
        d[DescriptorField.TileQuantBlock] = ScaleCount > 1 ? 1 : 0;
        return d;
    }
}
