using System;

namespace AccelEmu.Numerics;

/// <summary>Geometry of the <see cref="Layout.Panel"/> operand layout.</summary>
/// <remarks>
/// <code>
///            one 32-bit lane = g consecutive K of one column
///           ┌───┐
/// k = 0..g  │c0 │c1 │c2 │ …  │c15│   64 bytes
/// k = g..2g │c0 │c1 │c2 │ …  │c15│   64 bytes
///   …                                 ceil(K/g) of them
/// sums      │s0 │s1 │s2 │ …  │s15│   64 bytes, PanelSums only
/// </code>
/// A convolution's K runs over channel blocks of sixteen, then kernel row, kernel column, channel in block: the same
/// order in which floats accumulate. A grouped convolution has a block of panels for each group, over its own columns only;
/// stride 1 is the distance between the blocks.
/// </remarks>
public static class PanelLayout
{
    /// <summary>Columns side by side in one panel.</summary>
    public const int Columns = 16;

    /// <summary>Channels in one block of a convolution's K order.</summary>
    public const int ChannelBlock = 16;

    /// <summary>Consecutive K values in one 32-bit lane: 32 / bits; 1 for 32-bit types.</summary>
    public static int Group(DType type) => type.Bits() <= 32
        ? 32 / type.Bits()
        : throw new ArgumentOutOfRangeException(nameof(type), type, "panel layout holds types of at most 32 bits");

    /// <summary>
    /// Length of K: all but the last dimension, and of a rank-3 tile [E, K, N] (one block of panels for each expert) only the middle one.
    /// </summary>
    public static long Depth(in TileShape shape)
    {
        long depth = 1;
        for (int d = shape.Rank == 3 ? 1 : 0; d < shape.Rank - 1; d++)
        {
            depth *= shape.Dims[d];
        }
        return depth;
    }

    /// <summary>Independent blocks of panels: the experts of a rank-3 tile, otherwise one. Stride 1 is the distance between them.</summary>
    public static long Blocks(in TileShape shape) => shape.Rank == 3 ? shape.Dims[0] : 1;

    /// <summary>Position in K of the row-major index over all but the last dimension: a permutation for convolution weights (rank 4).</summary>
    public static long DepthIndex(in TileShape shape, long index)
    {
        if (shape.Rank != 4)
        {
            return index;
        }
        long channel = index % shape.Dims[2];
        long tap = index / shape.Dims[2];
        return ConvDepthIndex(shape.Dims[0], shape.Dims[1], shape.Dims[2], tap / shape.Dims[1], tap % shape.Dims[1], channel);
    }

    /// <summary>Bytes of one panel of sixteen columns, sums included.</summary>
    public static long PanelBytes(DType type, long depth, bool sums)
    {
        int g = Group(type);
        return (((depth + g - 1) / g) * 64) + (sums ? 64 : 0);
    }

    /// <summary>Position in K of tap (<paramref name="row"/>, <paramref name="column"/>, <paramref name="channel"/>) of a convolution weight [KH, KW, C, N].</summary>
    public static long ConvDepthIndex(long kernelRows, long kernelColumns, long channels, long row, long column, long channel)
    {
        long block = channel / ChannelBlock;
        long blockChannels = Math.Min(ChannelBlock, channels - (block * ChannelBlock));
        return (block * ChannelBlock * kernelRows * kernelColumns) + (((row * kernelColumns) + column) * blockChannels) + (channel % ChannelBlock);
    }

    /// <summary>Byte offset of the lane that holds (<paramref name="k"/>, <paramref name="n"/>), for a type of at least 8 bits the element itself.</summary>
    public static long ElementBit(in TileShape shape, long k, long n)
    {
        int g = Group(shape.Type);
        return ((((n / Columns) * shape.Strides[0]) + ((k / g) * 64) + ((n % Columns) * 4)) * 8) + ((k % g) * shape.Type.Bits());
    }
}
