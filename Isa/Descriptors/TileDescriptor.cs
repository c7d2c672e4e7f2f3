using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>
/// A tile descriptor with every field checked: memory, buffer, shape and auxiliary arrays. The tile starts at <see cref="Address"/>; accesses
/// outside [<see cref="Base"/>, <see cref="Base"/> + <see cref="Extent"/>) trap.
/// </summary>
public struct TileDescriptor
{
    /// <summary>Largest dimension, stride, address and number of elements: 2^40, the reach of DRAM addresses.</summary>
    public const long Limit = 1L << 40;

    /// <summary>Memory space.</summary>
    public Space Space;
    /// <summary>Core whose memory it is; −1 = the executing core.</summary>
    public int Core;
    /// <summary>First byte of the buffer.</summary>
    public long Base;
    /// <summary>Bytes of the buffer.</summary>
    public long Extent;
    /// <summary>First byte of the tile within the buffer.</summary>
    public long Offset;
    /// <summary>Type, layout, format, extents, strides in bytes and scalar zero point.</summary>
    public TileShape Shape;
    /// <summary>Byte offset in the same space of int32 zero points along the last dimension; −1 = none.</summary>
    public long ZeroPointArray;
    /// <summary>Address in the same space of mask bytes; −1 = none.</summary>
    public long Metadata;
    /// <summary>Bytes of the metadata area.</summary>
    public long MetadataExtent;
    /// <summary>Address in the same space of fp32 scales along the last dimension; −1 = none.</summary>
    public long Scales;
    /// <summary>Elements of the last dimension that share a scale; 0 = all.</summary>
    public long QuantBlock;

    /// <summary>First byte of the tile in its space.</summary>
    public readonly long Address => Base + Offset;

    /// <summary>Fp32 scales the tile has: one for each block of the last dimension; 0 without scales.</summary>
    public readonly long ScaleCount => Scales < 0 ? 0
        : QuantBlock == 0 ? 1 : (Shape.Dims[Shape.Rank - 1] + QuantBlock - 1) / QuantBlock;

    /// <summary>
    /// Reads and checks a tile descriptor. A dense tile must lie in its buffer. Left to the executing unit: the stored bytes of a sparse tile, the
    /// bytes of a panel tile with groups (stride 1 not 0), and whether the buffer lies in the memory.
    /// </summary>
    /// <returns>False with <paramref name="fault"/> when a field is outside its range.</returns>
    public static bool TryRead(in Descriptor descriptor, out TileDescriptor tile, out DescriptorFault fault)
    {
        tile = default;
        DescriptorReader reader = new(in descriptor);
        if (reader.Kind(DescriptorKind.Tile))
        {
            tile.Space = (Space)reader.Get(DescriptorField.TileSpace, 0, 2);
            tile.Core = (int)reader.Get(DescriptorField.TileCore, -1, int.MaxValue);
            tile.Base = reader.Get(DescriptorField.TileBase, 0, Limit);
            tile.Extent = reader.Get(DescriptorField.TileExtent, 0, Limit);
            tile.Offset = reader.Get(DescriptorField.TileOffset, 0, Limit);
            tile.Shape.Type = (DType)reader.Get(DescriptorField.TileDType, 0, (long)DType.U2);
            tile.Shape.Layout = (Layout)reader.Get(DescriptorField.TileLayout, 0, (long)Layout.PanelSums);
            tile.Shape.Format = (SparseFormat)reader.Get(DescriptorField.TileFormat, 0, (long)SparseFormat.Bitmask);
            tile.Shape.Rank = (int)reader.Get(DescriptorField.TileRank, 1, 5);
            tile.Shape.ZeroPoint = (int)reader.Get(DescriptorField.TileZeroPoint, int.MinValue, int.MaxValue);
            tile.ZeroPointArray = reader.Get(DescriptorField.TileZeroPointArray, -1, Limit);
            tile.Metadata = reader.Get(DescriptorField.TileMetadata, -1, Limit);
            tile.MetadataExtent = reader.Get(DescriptorField.TileMetadataExtent, 0, Limit);
            tile.Scales = reader.Get(DescriptorField.TileScales, -1, Limit);
            tile.QuantBlock = reader.Get(DescriptorField.TileQuantBlock, 0, Limit);
            if (!reader.Failed)
            {
                TileGeometry.Read(ref reader, in descriptor, ref tile);
            }
        }
        fault = reader.Fault;
        return !reader.Failed;
    }

    /// <summary>A descriptor of a tile without auxiliary arrays; its declared maxima are its dimensions when <paramref name="declareMaxima"/>.</summary>
    /// <param name="space">Memory space.</param>
    /// <param name="start">First byte of the buffer.</param>
    /// <param name="extent">Bytes of the buffer.</param>
    /// <param name="offset">First byte of the tile in the buffer.</param>
    /// <param name="shape">Type, layout, format, extents, strides and zero point.</param>
    /// <param name="core">Core whose memory it is; −1 = the executing core.</param>
    /// <param name="declareMaxima">Whether run-time dimensions may not exceed these.</param>
    public static Descriptor Create(Space space, long start, long extent, long offset, in TileShape shape, int core = -1, bool declareMaxima = false)
    {
        Descriptor descriptor = new() { Kind = DescriptorKind.Tile };
        descriptor[DescriptorField.TileSpace] = (long)space;
        descriptor[DescriptorField.TileCore] = core;
        descriptor[DescriptorField.TileBase] = start;
        descriptor[DescriptorField.TileExtent] = extent;
        descriptor[DescriptorField.TileOffset] = offset;
        descriptor[DescriptorField.TileZeroPointArray] = -1;
        descriptor[DescriptorField.TileMetadata] = -1;
        descriptor[DescriptorField.TileScales] = -1;
        SetShape(ref descriptor, shape);
        for (int d = 0; declareMaxima && d < shape.Rank; d++)
        {
            descriptor[DescriptorField.TileMax0.Plus(d)] = shape.Dims[d];
        }
        return descriptor;
    }

    /// <summary>Replaces type, layout, format, zero point, rank, dimensions and strides; entries from the rank on become 0.</summary>
    public static void SetShape(ref Descriptor descriptor, in TileShape shape)
    {
        descriptor[DescriptorField.TileDType] = (long)shape.Type;
        descriptor[DescriptorField.TileLayout] = (long)shape.Layout;
        descriptor[DescriptorField.TileFormat] = (long)shape.Format;
        descriptor[DescriptorField.TileZeroPoint] = shape.ZeroPoint;
        descriptor[DescriptorField.TileRank] = shape.Rank;
        for (int d = 0; d < 5; d++)
        {
            descriptor[DescriptorField.TileDim0.Plus(d)] = d < shape.Rank ? shape.Dims[d] : 0;
            descriptor[DescriptorField.TileStride0.Plus(d)] = d < shape.Rank ? shape.Strides[d] : 0;
        }
    }
}
