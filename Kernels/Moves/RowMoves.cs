using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Moves that are copies of contiguous runs, and fills of them.</summary>
internal static unsafe class RowMoves
{
    // Enough to pay for a second thread (an empty parallel loop costs 2.5 µs, about 64 KiB of copy).
    private const long PieceBytes = 256 * 1024;

    /// <summary>Copies when both tiles are plain with contiguous rows, or the same panels; false with nothing written otherwise.</summary>
    public static bool TryMove(in KernelOptions options, Tile destination, Tile source)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        if (options.Tier == KernelTier.Reference || to.Type != from.Type || to.Type.IsSubByte() || !DrainTile.SameDims(to, from) || to.Elements == 0
            || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(from) || !IsWritable(to) || !source.ZeroPoints.IsEmpty || !destination.ZeroPoints.IsEmpty
            || to.SpanBytes() > destination.Data.Length || from.SpanBytes() > source.Data.Length || source.Data.Overlaps(destination.Data)
            || !RowMap.TryCreate(to, out RowMap toMap) || !RowMap.TryCreate(from, out RowMap fromMap))
        {
            return false;
        }
        long rowBytes = to.Dims[to.Rank - 1] * (to.Type.Bits() / 8);
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            if ((toMap.Rows == 1 || (toMap.IsLinear && toMap.Step == rowBytes)) && (fromMap.Rows == 1 || (fromMap.IsLinear && fromMap.Step == rowBytes)))
            {
                long bytes = rowBytes * toMap.Rows;
                Split.Run(options.Threads, (int)((bytes + PieceBytes - 1) / PieceBytes), new Runs { To = target, From = origin, Bytes = bytes });
                return true;
            }
            Rows rows = new() { To = target, From = origin, ToMap = toMap, FromMap = fromMap, RowBytes = rowBytes, RowsInPiece = Math.Max(1, PieceBytes / rowBytes) };
            Split.Run(options.Threads, (int)((toMap.Rows + rows.RowsInPiece - 1) / rows.RowsInPiece), rows);
        }
        return true;
    }

    /// <summary>Fills when the tile is plain with contiguous rows; false with nothing written otherwise.</summary>
    public static bool TryFill(in KernelOptions options, Tile destination, ulong raw)
    {
        TileShape to = destination.Shape;
        if (options.Tier == KernelTier.Reference || !DrainPlan.IsRowMajor(to) || !IsWritable(to) || to.Elements == 0 || !destination.ZeroPoints.IsEmpty
            || to.SpanBytes() > destination.Data.Length || !RowMap.TryCreate(to, out RowMap map))
        {
            return false;
        }
        int length = checked((int)to.Dims[to.Rank - 1]);
        long rows = map.Rows;
        if (map.IsLinear && map.Step == length * (to.Type.Bits() / 8) && to.Elements <= int.MaxValue)
        {
            (length, rows) = ((int)to.Elements, 1);
        }
        fixed (byte* target = destination.Data)
        {
            for (long row = 0; row < rows; row++)
            {
                byte* at = target + map.Offset(row);
                switch (to.Type.Bits())
                {
                    case 8:
                        new Span<byte>(at, length).Fill((byte)raw);
                        break;
                    case 16:
                        new Span<ushort>(at, length).Fill((ushort)raw);
                        break;
                    case 32:
                        new Span<uint>(at, length).Fill((uint)raw);
                        break;
                    default:
                        new Span<ulong>(at, length).Fill(raw);
                        break;
                }
            }
        }
        return true;
    }

    /// <summary>True when no two elements of a written tile share memory through a zero stride.</summary>
    public static bool IsWritable(in TileShape shape)
    {
        for (int d = 0; d < shape.Rank; d++)
        {
            if (shape.Strides[d] <= 0)
            {
                return false;
            }
        }
        return true;
    }

    private struct Runs : IPieces
    {
        public byte* To;
        public byte* From;
        public long Bytes;

        public readonly void Do(int index)
        {
            long start = index * PieceBytes;
            long length = Math.Min(PieceBytes, Bytes - start);
            Buffer.MemoryCopy(From + start, To + start, length, length);
        }
    }

    private struct Rows : IPieces
    {
        public byte* To;
        public byte* From;
        public RowMap ToMap;
        public RowMap FromMap;
        public long RowBytes;
        public long RowsInPiece;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Do(int index)
        {
            long end = Math.Min((index + 1) * RowsInPiece, ToMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                Buffer.MemoryCopy(From + FromMap.Offset(row), To + ToMap.Offset(row), RowBytes, RowBytes);
            }
        }
    }
}
