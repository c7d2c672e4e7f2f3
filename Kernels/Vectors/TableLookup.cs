using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Look-up by raw byte in a table that stays in the first-level cache.</summary>
internal static unsafe class TableLookup
{
    /// <summary>Runs for 8-bit sources and elements of 8, 16 or 32 bits in contiguous rows; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile destination, Tile source, Tile table)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        TileShape entries = table.Shape;
        if (options.Tier == KernelTier.Reference || from.Type.Bits() != 8 || to.Type.Bits() is not (8 or 16 or 32) || entries.Type != to.Type || entries.Rank != 1 || entries.Dims[0] != 256 || !DrainPlan.IsRowMajor(entries)
            || !DrainTile.SameDims(to, from) || to.Elements == 0 || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(from) || !RowMoves.IsWritable(to)
            || !source.ZeroPoints.IsEmpty || !destination.ZeroPoints.IsEmpty || !table.ZeroPoints.IsEmpty
            || to.SpanBytes() > destination.Data.Length || from.SpanBytes() > source.Data.Length || entries.SpanBytes() > table.Data.Length
            || LaneRows.IsShifted(destination, source) || System.MemoryExtensions.Overlaps(destination.Data, table.Data) || !RowMap.TryCreate(to, out RowMap toMap) || !RowMap.TryCreate(from, out RowMap fromMap))
        {
            return false;
        }
        int columns = checked((int)to.Dims[to.Rank - 1]);
        fixed (byte* target = destination.Data, origin = source.Data, values = table.Data)
        {
            for (long row = 0; row < toMap.Rows; row++)
            {
                byte* x = origin + fromMap.Offset(row);
                byte* y = target + toMap.Offset(row);
                switch (to.Type.Bits())
                {
                    case 8 when Avx512Vbmi.IsSupported && options.Tier >= KernelTier.Vector512:
                        Permute(y, x, values, columns);
                        break;
                    case 8:
                        ByteTable.Apply(options.Tier, y, x, values, columns);
                        break;
                    case 16:
                        Row((ushort*)y, x, (ushort*)values, columns);
                        break;
                    default:
                        Row((uint*)y, x, (uint*)values, columns);
                        break;
                }
            }
        }
        return true;
    }

    // The table lies in four registers: two permutations of two and a choice by the top bit serve 64 bytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Permute(byte* to, byte* from, byte* table, int columns)
    {
        Vector512<byte> t0 = Vector512.Load(table), t1 = Vector512.Load(table + 64), t2 = Vector512.Load(table + 128), t3 = Vector512.Load(table + 192);
        int i = 0;
        for (; i + 64 <= columns; i += 64)
        {
            Vector512<byte> at = Vector512.Load(from + i);
            Vector512<byte> low = Avx512Vbmi.PermuteVar64x8x2(t0, at, t1), high = Avx512Vbmi.PermuteVar64x8x2(t2, at, t3);
            Vector512.ConditionalSelect(Vector512.LessThan(at.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low).Store(to + i);
        }
        Row(to + i, from + i, table, columns - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T>(T* to, byte* from, T* table, int columns)
        where T : unmanaged
    {
        for (int i = 0; i < columns; i++)
        {
            to[i] = table[from[i]];
        }
    }
}
