using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Bitmask tiles to dense rows, eight elements a mask byte.</summary>
internal static unsafe class BitmaskRows
{
    /// <summary>Decodes 8- and 32-bit elements into contiguous rows; false with nothing written when the reference must decide or report.</summary>
    public static bool TryDecode(in KernelOptions options, Tile destination, Tile source)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        if (options.Tier == KernelTier.Reference || from.Format != SparseFormat.Bitmask || from.Layout != Layout.Plain || from.Type != to.Type || from.Type.Bits() is not (8 or 32) || to.Elements is 0 or > int.MaxValue || !DrainPlan.IsRowMajor(to)
            || !RowMoves.IsWritable(to) || !DrainTile.SameDims(to, from) || to.SpanBytes() > destination.Data.Length || !destination.ZeroPoints.IsEmpty || !source.ZeroPoints.IsEmpty
            || source.Data.Overlaps(destination.Data) || source.Metadata.Overlaps(destination.Data) || !IsSound(source) || !RowMap.TryCreate(to, out RowMap map))
        {
            return false;
        }
        int columns = (int)to.Dims[to.Rank - 1];
        int maskBytes = (columns + 7) / 8;
        ReadOnlySpan<byte> values = source.Data;
        uint absent = from.Type.IsFloat() ? 0 : (uint)from.ZeroPoint;
        fixed (byte* target = destination.Data)
        {
            for (long row = 0; row < map.Rows; row++)
            {
                ReadOnlySpan<byte> mask = source.Metadata.Slice((int)(row * maskBytes), maskBytes);
                byte* at = target + map.Offset(row);
                int used = from.Type.Bits() == 8
                    ? Bytes(new Span<byte>(at, columns), mask, values, (byte)absent)
                    : Words(new Span<uint>(at, columns), mask, MemoryMarshal.Cast<byte, uint>(values), absent) * sizeof(uint);
                values = values[used..];
            }
        }
        return true;
    }

    // Masks and values as the reference demands them: all there, nothing in the padding.
    private static bool IsSound(Tile source)
    {
        long maskBytes = BitmaskFormat.MetadataBytes(source.Shape);
        if (source.Metadata.Length < maskBytes)
        {
            return false;
        }
        ReadOnlySpan<byte> mask = source.Metadata[..(int)maskBytes];
        int columns = (int)source.Shape.Dims[source.Shape.Rank - 1];
        int rowBytes = (columns + 7) / 8;
        for (int at = rowBytes - 1; columns % 8 != 0 && at < mask.Length; at += rowBytes)
        {
            if (mask[at] >> (columns % 8) != 0)
            {
                return false;
            }
        }
        long stored = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(mask);
        foreach (ulong word in words)
        {
            stored += BitOperations.PopCount(word);
        }
        return source.Data.Length >= BitmaskFormat.ValueBytes(source.Shape.Type, stored + BitmaskFormat.Stored(mask[(words.Length * 8)..]));
    }

    // Eight values are deposited into the bytes whose mask bit is set.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Bytes(Span<byte> to, ReadOnlySpan<byte> mask, ReadOnlySpan<byte> values, byte absent)
    {
        int next = 0;
        int i = 0;
        ulong filler = absent * 0x0101010101010101ul;
        for (; Bmi2.X64.IsSupported && i + 8 <= to.Length && next + 8 <= values.Length; i += 8)
        {
            uint bits = mask[i / 8];
            ulong lanes = Bmi2.X64.ParallelBitDeposit(bits, 0x0101010101010101) * 0xFF;
            ulong packed = MemoryMarshal.Read<ulong>(values[next..]);
            MemoryMarshal.Write(to[i..], Bmi2.X64.ParallelBitDeposit(packed, lanes) | (filler & ~lanes));
            next += BitOperations.PopCount(bits);
        }
        for (; i < to.Length; i++)
        {
            to[i] = (mask[i / 8] >> (i % 8) & 1) != 0 ? values[next++] : absent;
        }
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Words(Span<uint> to, ReadOnlySpan<byte> mask, ReadOnlySpan<uint> values, uint absent)
    {
        int next = 0;
        int i = 0;
        // While eight values remain every read is of a value, wanted or not, and nothing branches.
        for (; i + 8 <= to.Length && next + 8 <= values.Length; i += 8)
        {
            uint bits = mask[i / 8];
            for (int j = 0; j < 8; j++, bits >>= 1)
            {
                uint wanted = 0u - (bits & 1);
                to[i + j] = (values[next] & wanted) | (absent & ~wanted);
                next += (int)(bits & 1);
            }
        }
        for (; i < to.Length; i++)
        {
            to[i] = (mask[i / 8] >> (i % 8) & 1) != 0 ? values[next++] : absent;
        }
        return next;
    }
}
