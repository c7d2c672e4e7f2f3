using System;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>
/// The bytes of a tile: runs of <see cref="Run"/> bytes repeated by up to five loops, innermost (smallest stride) first. Broadcast
/// dimensions add nothing; dimensions that touch are part of the run, so runs are as long as they can be.
/// </summary>
internal struct Footprint
{
    /// <summary>Address of the first byte.</summary>
    public long Address;
    /// <summary>Bytes of one run; 0 = no bytes at all.</summary>
    public long Run;
    /// <summary>Loops around the run.</summary>
    public int Loops;
    /// <summary>Trips of each loop.</summary>
    public Five Counts;
    /// <summary>Bytes between trips of each loop.</summary>
    public Five Strides;
    /// <summary>True when several elements share a byte, through a broadcast or strides that do not nest: such a tile can be read only.</summary>
    public bool SharesBytes;

    /// <summary>Bytes from the first to the last.</summary>
    public readonly long Span
    {
        get
        {
            long span = Run;
            for (int i = 0; i < Loops; i++)
            {
                span += (Counts[i] - 1) * Strides[i];
            }
            return span;
        }
    }

    /// <summary>Number of runs.</summary>
    public readonly long Rows
    {
        get
        {
            long rows = Run == 0 ? 0 : 1;
            for (int i = 0; i < Loops; i++)
            {
                rows *= Counts[i];
            }
            return rows;
        }
    }

    /// <summary>Address of run <paramref name="row"/> in loop order.</summary>
    public readonly long RowAddress(long row)
    {
        long address = Address;
        for (int i = 0; i < Loops; i++)
        {
            (row, long at) = Math.DivRem(row, Counts[i]);
            address += at * Strides[i];
        }
        return address;
    }

    /// <summary>A contiguous range.</summary>
    public static Footprint Range(long address, long bytes) => new() { Address = address, Run = bytes };

    /// <summary>The footprint of a dense tile at <paramref name="address"/>.</summary>
    /// <param name="shape">Checked shape.</param>
    /// <param name="address">First byte.</param>
    /// <param name="groups">Panel layouts: separate panel blocks, <c>Strides[1]</c> apart (convolution groups or experts).</param>
    /// <param name="depth">Panel layouts: K of one block.</param>
    public static Footprint Of(in TileShape shape, long address, long groups, long depth)
    {
        Footprint footprint = new() { Address = address };
        if (shape.Elements == 0)
        {
            return footprint;
        }
        if (shape.Layout != Layout.Plain)
        {
            long columns = shape.Dims[shape.Rank - 1] / (shape.Rank == 3 ? 1 : groups);
            footprint.Run = PanelLayout.PanelBytes(shape.Type, depth, shape.Layout == Layout.PanelSums);
            footprint.Add((columns + PanelLayout.Columns - 1) / PanelLayout.Columns, shape.Strides[0]);
            footprint.Add(groups, shape.Strides[1]);
            return footprint;
        }
        int last = shape.Rank - 1;
        bool packed = shape.Type.IsSubByte();
        footprint.Run = packed ? shape.Type.BytesOf(shape.Dims[last]) : shape.Type.Bits() / 8;
        Span<int> order = stackalloc int[5];
        int dimensions = 0;
        for (int d = packed ? last - 1 : last; d >= 0; d--)
        {
            int at = dimensions++;
            for (; at > 0 && shape.Strides[order[at - 1]] > shape.Strides[d]; at--)
            {
                order[at] = order[at - 1];
            }
            order[at] = d;
        }
        for (int i = 0; i < dimensions; i++)
        {
            footprint.Add(shape.Dims[order[i]], shape.Strides[order[i]]);
        }
        return footprint;
    }

    /// <summary>True when a byte belongs to both; the caller knows that both are in one memory.</summary>
    public static bool Intersect(in Footprint a, in Footprint b)
    {
        if (a.Run == 0 || b.Run == 0 || a.Address >= b.Address + b.Span || b.Address >= a.Address + a.Span)
        {
            return false;
        }
        bool swap = a.Rows > b.Rows;
        ref readonly Footprint few = ref swap ? ref b : ref a;
        ref readonly Footprint many = ref swap ? ref a : ref b;
        long rows = few.Rows;
        for (long row = 0; row < rows; row++)
        {
            long start = few.RowAddress(row) - many.Address;
            if (many.Covers(start, start + few.Run, many.Loops, many.Span))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>True when both are the same runs at the same addresses.</summary>
    public static bool Same(in Footprint a, in Footprint b)
    {
        bool same = a.Address == b.Address && a.Run == b.Run && a.Loops == b.Loops;
        for (int i = 0; same && i < a.Loops; i++)
        {
            same = a.Counts[i] == b.Counts[i] && a.Strides[i] == b.Strides[i];
        }
        return same;
    }

    private void Add(long count, long stride)
    {
        if (count <= 1)
        {
            return;
        }
        SharesBytes |= stride < (Loops == 0 ? Run : Span);
        if (stride == 0)
        {
            return;
        }
        if (Loops == 0 && stride <= Run)
        {
            Run += (count - 1) * stride;
            return;
        }
        Counts[Loops] = count;
        Strides[Loops] = stride;
        Loops++;
    }

    /// <summary>True when [start, end), relative to the tile, meets a run of the inner <paramref name="loops"/> loops, which span <paramref name="span"/> bytes.</summary>
    private readonly bool Covers(long start, long end, int loops, long span)
    {
        if (end <= 0 || start >= span)
        {
            return false;
        }
        if (loops == 0)
        {
            return true;
        }
        long stride = Strides[loops - 1];
        long inner = span - ((Counts[loops - 1] - 1) * stride);
        long first = Math.Max(0, start - inner < 0 ? 0 : ((start - inner) / stride) + 1);
        long last = Math.Min(Counts[loops - 1] - 1, (end - 1) / stride);
        for (long i = first; i <= last; i++)
        {
            if (Covers(start - (i * stride), end - (i * stride), loops - 1, inner))
            {
                return true;
            }
        }
        return false;
    }
}
