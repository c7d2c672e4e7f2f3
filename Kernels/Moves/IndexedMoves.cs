using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Gather and scatter of contiguous rows: one copy a row, the table is not touched elsewhere.</summary>
internal static unsafe class IndexedMoves
{
    /// <summary>destination[i] = table[index[i]]; false with nothing written when the reference must decide or report.</summary>
    public static bool TryGather(in KernelOptions options, Tile destination, Tile table, Tile index, IndexPolicy policy)
    {
        if (!Fits(options, table, destination, index, policy) || destination.Data.Overlaps(table.Data) || destination.Data.Overlaps(index.Data) || !RowMoves.IsWritable(destination.Shape))
        {
            return false;
        }
        nint rowBytes = RowBytes(table.Shape);
        fixed (byte* to = destination.Data, from = table.Data, list = index.Data)
        {
            for (long i = 0; i < index.Shape.Dims[0]; i++)
            {
                byte* row = to + (i * (nint)destination.Shape.Strides[0]);
                long chosen = Row(list, index.Shape, i, table.Shape.Dims[0], policy);
                if (chosen < 0)
                {
                    new Span<byte>(row, (int)rowBytes).Clear();
                }
                else
                {
                    Buffer.MemoryCopy(from + (chosen * (nint)table.Shape.Strides[0]), row, rowBytes, rowBytes);
                }
            }
        }
        return true;
    }

    /// <summary>table[index[i]] = source[i] in list order; false with nothing written when the reference must decide or report.</summary>
    public static bool TryScatter(in KernelOptions options, Tile table, Tile source, Tile index, IndexPolicy policy)
    {
        if (!Fits(options, table, source, index, policy) || table.Data.Overlaps(source.Data) || table.Data.Overlaps(index.Data) || !RowMoves.IsWritable(table.Shape))
        {
            return false;
        }
        nint rowBytes = RowBytes(table.Shape);
        fixed (byte* to = table.Data, from = source.Data, list = index.Data)
        {
            for (long i = 0; i < index.Shape.Dims[0]; i++)
            {
                long chosen = Row(list, index.Shape, i, table.Shape.Dims[0], policy);
                if (chosen >= 0)
                {
                    Buffer.MemoryCopy(from + (i * (nint)source.Shape.Strides[0]), to + (chosen * (nint)table.Shape.Strides[0]), rowBytes, rowBytes);
                }
            }
        }
        return true;
    }

    private static bool Fits(in KernelOptions options, Tile table, Tile list, Tile index, IndexPolicy policy)
    {
        TileShape rows = table.Shape;
        TileShape entries = list.Shape;
        if (options.Tier == KernelTier.Reference || policy > IndexPolicy.Zero || rows.Type != entries.Type || rows.Rank != entries.Rank || rows.Rank < 2
            || index.Shape.Rank != 1 || index.Shape.Type is not (DType.I32 or DType.I64) || !DrainPlan.IsRowMajor(index.Shape) || !index.ZeroPoints.IsEmpty
            || !AreDenseRows(rows) || !AreDenseRows(entries) || entries.Dims[0] != index.Shape.Dims[0] || rows.Elements == 0 || entries.Elements == 0
            || !table.ZeroPoints.IsEmpty || !list.ZeroPoints.IsEmpty || RowBytes(rows) > int.MaxValue
            || rows.SpanBytes() > table.Data.Length || entries.SpanBytes() > list.Data.Length || index.Shape.SpanBytes() > index.Data.Length)
        {
            return false;
        }
        for (int d = 1; d < rows.Rank; d++)
        {
            if (rows.Dims[d] != entries.Dims[d])
            {
                return false;
            }
        }
        fixed (byte* data = index.Data)
        {
            for (long i = 0; policy == IndexPolicy.Trap && i < index.Shape.Dims[0]; i++)
            {
                long entry = Entry(data, index.Shape, i);
                if (entry < 0 || entry >= rows.Dims[0])
                {
                    return false;
                }
            }
        }
        return true;
    }

    private static long Entry(byte* list, in TileShape shape, long i) => shape.Type == DType.I32 ? ((int*)list)[i] : ((long*)list)[i];

    private static long Row(byte* list, in TileShape shape, long i, long rows, IndexPolicy policy)
    {
        long entry = Entry(list, shape, i);
        return entry >= 0 && entry < rows ? entry : policy == IndexPolicy.Zero ? -1 : Math.Clamp(entry, 0, rows - 1);
    }

    private static nint RowBytes(in TileShape shape)
    {
        nint bytes = shape.Type.Bits() / 8;
        for (int d = 1; d < shape.Rank; d++)
        {
            bytes *= (nint)shape.Dims[d];
        }
        return bytes;
    }

    // Everything below dimension 0 without gaps.
    private static bool AreDenseRows(in TileShape shape)
    {
        if (!DrainPlan.IsRowMajor(shape))
        {
            return false;
        }
        long stride = shape.Type.Bits() / 8;
        for (int d = shape.Rank - 1; d >= 1; d--)
        {
            if (shape.Dims[d] != 1 && shape.Strides[d] != stride)
            {
                return false;
            }
            stride *= shape.Dims[d];
        }
        return true;
    }
}
