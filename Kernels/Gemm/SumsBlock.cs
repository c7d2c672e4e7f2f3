using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Blocks of sums on their way from and to accumulator memory.</summary>
internal static unsafe class SumsBlock
{
    /// <summary>Kept fp32 sums, or zeros when <paramref name="memory"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(int* sums, byte* memory, in RowMap map, long firstRow, int rows, int column, int columns)
    {
        new Span<int>(sums, rows * GemmTiles.BlockColumns).Clear();
        for (int r = 0; memory != null && r < rows; r++)
        {
            new Span<int>(memory + map.Offset(firstRow + r) + (column * sizeof(int)), columns).CopyTo(new Span<int>(sums + (r * GemmTiles.BlockColumns), columns));
        }
    }

    /// <summary>Stores a block: fp32 with canonical NaN; integers plus corrections (may be null), added to what is there when accumulating.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(int* sums, bool isFloat, bool accumulate, int* corrections, byte* memory, in RowMap map, long firstRow, int rows, int column, int columns)
    {
        for (int r = 0; r < rows; r++, sums += GemmTiles.BlockColumns)
        {
            int* to = (int*)(memory + map.Offset(firstRow + r)) + column;
            int i = 0;
            for (; i + Lanes256.Count <= columns; i += Lanes256.Count)
            {
                System.Runtime.Intrinsics.Vector256<int> value = Lanes256.Load(sums + i);
                if (isFloat)
                {
                    Lanes256.Store(to + i, Lanes256.CanonicalF(value));
                    continue;
                }
                value = corrections == null ? value : Lanes256.Add(value, Lanes256.Load(corrections + column + i));
                Lanes256.Store(to + i, accumulate ? Lanes256.Add(value, Lanes256.Load(to + i)) : value);
            }
            for (; i < columns; i++)
            {
                int value = sums[i] + (corrections == null ? 0 : corrections[column + i]);
                to[i] = isFloat ? (float.IsNaN(((float*)sums)[i]) ? 0x7FC00000 : sums[i]) : accumulate ? to[i] + value : value;
            }
        }
    }
}
