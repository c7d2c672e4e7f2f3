using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Numerics;

/// <summary>The order of elements in memory. The ISA fixes both operand layouts whatever the array.</summary>
public enum Layout : byte
{
    /// <summary>Row-major by byte strides, innermost dimension last.</summary>
    Plain = 0,
    /// <summary>
    /// [N/16][K/g][16][g] with g = 32 / bits: sixteen columns side by side, g consecutive K values of a column in one
    /// 32-bit lane. Both tails are zero. Stride 0 is the distance in bytes between panels of sixteen columns.
    /// </summary>
    Panel = 1,
    /// <summary>
    /// <see cref="Panel"/> of an integer type, each panel followed by sixteen int32 column sums (raw sums over all K of
    /// the tile, without zero point). Cut along N freely, never along K.
    /// </summary>
    PanelSums = 2,
}

/// <summary>How the values of a tile are stored.</summary>
public enum SparseFormat : byte
{
    /// <summary>Every element is stored.</summary>
    Dense = 0,
    /// <summary>
    /// Elements other than zero (integers: other than the zero point; floats: other than +0) in row-major order of the logical matrix,
    /// back to back; one mask bit an element, low bit first, each row of the innermost dimension padded to a whole byte, in the
    /// metadata area. See <see cref="BitmaskFormat"/>.
    /// </summary>
    Bitmask = 1,
}

/// <summary>Five extents or strides, one for each possible dimension of a tile, outermost first.</summary>
[InlineArray(5)]
public struct Five
{
    private long first;

    /// <summary>Builds from up to five values; the rest is zero.</summary>
    public static Five Of(params ReadOnlySpan<long> values)
    {
        Five five = default;
        values.CopyTo(five);
        return five;
    }
}

/// <summary>Type, layout and geometry of a tile; no data. Strides are in bytes; a stride of 0 broadcasts.</summary>
public struct TileShape
{
    /// <summary>Element type.</summary>
    public DType Type;
    /// <summary>Memory order.</summary>
    public Layout Layout;
    /// <summary>Storage format.</summary>
    public SparseFormat Format;
    /// <summary>Number of dimensions, 1..5.</summary>
    public int Rank;
    /// <summary>Extents in elements, outermost first; entries from <see cref="Rank"/> on are ignored.</summary>
    public Five Dims;
    /// <summary>
    /// Byte distance between neighbours of each dimension, never negative. For a sub-byte type the innermost dimension is
    /// packed and its stride is 0.
    /// </summary>
    public Five Strides;
    /// <summary>Subtracted from every raw integer before arithmetic; a padded tap contributes zero.</summary>
    public int ZeroPoint;

    /// <summary>Number of logical elements.</summary>
    public readonly long Elements
    {
        get
        {
            long n = 1;
            for (int d = 0; d < Rank; d++)
            {
                n *= Dims[d];
            }
            return n;
        }
    }

    /// <summary>A dense row-major plain shape.</summary>
    public static TileShape Dense(DType type, params ReadOnlySpan<long> dims)
    {
        TileShape shape = new() { Type = type, Rank = dims.Length, Dims = Five.Of(dims) };
        long stride = type.IsSubByte() ? 0 : type.Bits() / 8;
        for (int d = dims.Length - 1; d >= 0; d--)
        {
            shape.Strides[d] = stride;
            stride = d == dims.Length - 1 ? type.BytesOf(dims[d]) : stride * dims[d];
        }
        return shape;
    }

    /// <summary>
    /// A packed panel shape of logical extents <paramref name="dims"/> ([K, N], [E, K, N] or [KH, KW, C, N]); stride 0 is the
    /// distance between panels, stride 1 that between experts.
    /// </summary>
    public static TileShape Panels(DType type, bool sums, params ReadOnlySpan<long> dims)
    {
        TileShape shape = new()
        {
            Type = type,
            Layout = sums ? Layout.PanelSums : Layout.Panel,
            Rank = dims.Length,
            Dims = Five.Of(dims),
        };
        shape.Strides[0] = PanelLayout.PanelBytes(type, PanelLayout.Depth(shape), sums);
        if (dims.Length == 3)
        {
            shape.Strides[1] = shape.PanelCount(1) * shape.Strides[0];
        }
        return shape;
    }

    /// <summary>
    /// Bytes from the first element's byte to the end of the last element's byte, in any layout; dense storage. Panel weights of
    /// a grouped convolution need <paramref name="groups"/>, which their dimensions do not tell.
    /// </summary>
    public readonly long SpanBytes(int groups = 1)
    {
        if (Elements == 0)
        {
            return 0;
        }
        if (Layout != Layout.Plain)
        {
            long blocks = groups * PanelLayout.Blocks(this);
            return ((blocks - 1) * Strides[1]) + ((PanelCount(groups) - 1) * Strides[0]) + PanelLayout.PanelBytes(Type, PanelLayout.Depth(this), Layout == Layout.PanelSums);
        }
        long last = Type.IsSubByte() ? Type.BytesOf(Dims[Rank - 1]) : ((Dims[Rank - 1] - 1) * Strides[Rank - 1]) + (Type.Bits() / 8);
        for (int d = 0; d < Rank - 1; d++)
        {
            last += (Dims[d] - 1) * Strides[d];
        }
        return last;
    }

    private readonly long PanelCount(int groups) => ((Dims[Rank - 1] / groups) + PanelLayout.Columns - 1) / PanelLayout.Columns;
}

/// <summary>A tensor tile in memory: bounded bytes and their shape. Element (0, …, 0) starts at <c>Data[0]</c>.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly ref struct Tile(Span<byte> data, scoped in TileShape shape)
{
    /// <summary>The bytes; at least <see cref="TileShape.SpanBytes"/> long, except for sparse formats (packed values).</summary>
    public readonly Span<byte> Data = data;

    /// <summary>Type and geometry.</summary>
    public readonly TileShape Shape = shape;

    /// <summary>Mask or index bytes of a sparse format; empty otherwise.</summary>
    public Span<byte> Metadata { get; init; }

    /// <summary>Zero points of an integer tile for each index of the last dimension; empty when the scalar one applies.</summary>
    public ReadOnlySpan<int> ZeroPoints { get; init; }
}
