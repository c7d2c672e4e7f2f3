using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Numerics;

/// <summary>
/// Rows of a plain matrix to panels and back, sixteen columns at a time, for element types of 8, 16 and 32 bits. What a move between the layouts does element by
/// element, at the speed of memory; callers have checked their tiles.
/// </summary>
public static class PanelRows
{
    private const int LaneBytes = 64;

    /// <summary>Byte offset of each row of a plain matrix in the order its panels have K: one block of a matrix, or a convolution weight.</summary>
    /// <param name="shape">A plain shape of rank 2, 3 (one expert) or 4 with the strides of the matrix.</param>
    public static long[] Offsets(in TileShape shape)
    {
        long[] offsets = new long[PanelLayout.Depth(shape)];
        if (shape.Rank != 4)
        {
            for (long k = 0; k < offsets.Length; k++)
            {
                offsets[k] = k * shape.Strides[shape.Rank - 2];
            }
            return offsets;
        }
        int at = 0;
        for (long block = 0; block < shape.Dims[2]; block += PanelLayout.ChannelBlock)
        {
            long end = Math.Min(block + PanelLayout.ChannelBlock, shape.Dims[2]);
            for (long tap = 0; tap < shape.Dims[0] * shape.Dims[1]; tap++)
            {
                long first = (tap / shape.Dims[1] * shape.Strides[0]) + (tap % shape.Dims[1] * shape.Strides[1]);
                for (long c = block; c < end; c++)
                {
                    offsets[at++] = first + (c * shape.Strides[2]);
                }
            }
        }
        return offsets;
    }

    /// <summary>Writes the panels of rows whose columns are contiguous: both tails zero, column sums if asked for.</summary>
    /// <param name="panels">First panel; all of them in range.</param>
    /// <param name="panelStride">Bytes between panels.</param>
    /// <param name="type">Element type of 8, 16 or 32 bits.</param>
    /// <param name="sums">Append int32 column sums.</param>
    /// <param name="plain">Bytes from the first column of row offset 0.</param>
    /// <param name="offsets">Byte offset of the row of each k.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <exception cref="ArgumentOutOfRangeException">Something lies outside the spans.</exception>
    public static void Pack(Span<byte> panels, long panelStride, DType type, bool sums, ReadOnlySpan<byte> plain, ReadOnlySpan<long> offsets, int columns)
    {
        int element = type.Bits() / 8;
        int group = 4 / element;
        int panelBytes = checked((int)PanelLayout.PanelBytes(type, offsets.Length, sums));
        Span<byte> rows = stackalloc byte[4 * LaneBytes];
        for (int first = 0; first < columns; first += PanelLayout.Columns)
        {
            int bytes = Math.Min(PanelLayout.Columns, columns - first) * element;
            Span<byte> panel = panels.Slice(checked((int)(first / PanelLayout.Columns * panelStride)), panelBytes);
            Span<int> totals = sums ? MemoryMarshal.Cast<byte, int>(panel[^LaneBytes..]) : [];
            totals.Clear();
            // Rows past the end stay zero, as do columns past the end.
            rows.Clear();
            for (int k = 0, lane = 0; k < offsets.Length; k += group, lane += LaneBytes)
            {
                for (int i = 0; i < group; i++)
                {
                    Span<byte> row = rows.Slice(i * LaneBytes, bytes);
                    if (k + i < offsets.Length)
                    {
                        Copy(plain.Slice((int)offsets[k + i] + (first * element), bytes), row);
                    }
                    else
                    {
                        row.Clear();
                    }
                }
                Interleave(rows, panel.Slice(lane, LaneBytes), element);
                if (sums)
                {
                    AddColumns(panel.Slice(lane, LaneBytes), totals, type);
                }
            }
        }
    }

    /// <summary>Writes the rows that panels hold; the inverse of <see cref="Pack"/>.</summary>
    /// <param name="plain">Bytes from the first column of row offset 0.</param>
    /// <param name="offsets">Byte offset of the row of each k.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="panels">First panel; all of them in range.</param>
    /// <param name="panelStride">Bytes between panels.</param>
    /// <param name="type">Element type of 8, 16 or 32 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">Something lies outside the spans.</exception>
    public static void Unpack(Span<byte> plain, ReadOnlySpan<long> offsets, int columns, ReadOnlySpan<byte> panels, long panelStride, DType type)
    {
        int element = type.Bits() / 8;
        int group = 4 / element;
        int panelBytes = checked((int)PanelLayout.PanelBytes(type, offsets.Length, sums: false));
        for (int first = 0; first < columns; first += PanelLayout.Columns)
        {
            int width = Math.Min(PanelLayout.Columns, columns - first);
            ReadOnlySpan<byte> panel = panels.Slice(checked((int)(first / PanelLayout.Columns * panelStride)), panelBytes);
            for (int k = 0; k < offsets.Length; k++)
            {
                ReadOnlySpan<byte> lanes = panel.Slice(k / group * LaneBytes, LaneBytes);
                Span<byte> row = plain.Slice((int)offsets[k] + (first * element), width * element);
                int shift = k % group * element;
                switch (element)
                {
                    case 1:
                        for (int n = 0; n < row.Length; n++)
                        {
                            row[n] = lanes[(n * 4) + shift];
                        }
                        break;
                    case 2:
                        Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(row);
                        for (int n = 0; n < shorts.Length; n++)
                        {
                            shorts[n] = MemoryMarshal.Read<ushort>(lanes[((n * 4) + shift)..]);
                        }
                        break;
                    default:
                        lanes[..row.Length].CopyTo(row);
                        break;
                }
            }
        }
    }

    // Whole rows of a panel are by far the most frequent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length == 16)
        {
            Vector128.Create(from).CopyTo(to);
        }
        else
        {
            from.CopyTo(to);
        }
    }

    // Row i of the group becomes element i of every lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ReadOnlySpan<byte> rows, Span<byte> lanes, int element)
    {
        switch (element)
        {
            case 1:
                Vector128<byte> r0 = Vector128.Create(rows), r1 = Vector128.Create(rows[LaneBytes..]), r2 = Vector128.Create(rows[(2 * LaneBytes)..]), r3 = Vector128.Create(rows[(3 * LaneBytes)..]);
                Pairs(Vector128.WidenLower(r0) | (Vector128.WidenLower(r1) << 8), Vector128.WidenLower(r2) | (Vector128.WidenLower(r3) << 8), lanes);
                Pairs(Vector128.WidenUpper(r0) | (Vector128.WidenUpper(r1) << 8), Vector128.WidenUpper(r2) | (Vector128.WidenUpper(r3) << 8), lanes[32..]);
                break;
            case 2:
                Pairs(Vector128.Create(rows).AsUInt16(), Vector128.Create(rows[LaneBytes..]).AsUInt16(), lanes);
                Pairs(Vector128.Create(rows[16..]).AsUInt16(), Vector128.Create(rows[(LaneBytes + 16)..]).AsUInt16(), lanes[32..]);
                break;
            default:
                rows[..LaneBytes].CopyTo(lanes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(Vector128<ushort> low, Vector128<ushort> high, Span<byte> lanes)
    {
        (Vector128.WidenLower(low) | (Vector128.WidenLower(high) << 16)).AsByte().CopyTo(lanes);
        (Vector128.WidenUpper(low) | (Vector128.WidenUpper(high) << 16)).AsByte().CopyTo(lanes[16..]);
    }

    // Adds the elements of each lane to its column's sum, wrapping.
    private static void AddColumns(ReadOnlySpan<byte> lanes, Span<int> totals, DType type)
    {
        for (int n = 0; n < PanelLayout.Columns; n += 4)
        {
            Vector128<int> lane = Vector128.Create(lanes[(n * 4)..]).AsInt32();
            Vector128<int> sum = type switch
            {
                DType.I8 => ((lane << 24) >> 24) + ((lane << 16) >> 24) + ((lane << 8) >> 24) + (lane >> 24),
                DType.U8 => (lane & Vector128.Create(255)) + ((lane >>> 8) & Vector128.Create(255)) + ((lane >>> 16) & Vector128.Create(255)) + (lane >>> 24),
                DType.I16 => ((lane << 16) >> 16) + (lane >> 16),
                DType.U16 => (lane & Vector128.Create(0xFFFF)) + (lane >>> 16),
                _ => lane,
            };
            (Vector128.Create<int>(totals[n..]) + sum).CopyTo(totals[n..]);
        }
    }
}
