using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>
/// fp32 tiles of six rows or one. Each lane is one column and takes one fused multiply-add a term in increasing K, starting from zero or
/// from the sums kept in memory: the scalar order, whatever the width. NaN is stored canonical.
/// </summary>
internal static unsafe class FloatTile<TRow>
    where TRow : struct, IRow<TRow>
{
    // Panels come from the second-level cache; the processor's own prefetching stops at every page.
    private const int Ahead = 12 * 64;

    /// <summary>Six rows, starting at entry <paramref name="row"/> of the pass's table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six(in FloatPass pass, int row, byte* panels, int* sums)
    {
        nint sumsRow = pass.SumsRow, panelBytes = pass.PanelBytes;
        TRow c0 = TRow.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        if (pass.Kept)
        {
            c0 = TRow.Load(sums);
            c1 = TRow.Load(sums + sumsRow);
            c2 = TRow.Load(sums + (2 * sumsRow));
            c3 = TRow.Load(sums + (3 * sumsRow));
            c4 = TRow.Load(sums + (4 * sumsRow));
            c5 = TRow.Load(sums + (5 * sumsRow));
        }
        int taps = pass.Rows.Taps;
        int block = pass.FirstRun / taps, tap = pass.FirstRun % taps;
        // This tile's share of each run of the next pass.
        nint nextFrom = 0, nextTo = 0;
        if (pass.Next != null)
        {
            nint next = (nint)(pass.Next - pass.Panels), all = pass.Rows.BlockTerms;
            int tile = row / FloatTiles.MostRows;
            nextFrom = next + (64 * (all * tile / pass.Tiles));
            nextTo = next + (64 * (all * (tile + 1) / pass.Tiles));
        }
        for (int run = pass.FirstRun; run < pass.EndRun; run++)
        {
            byte** at = pass.Rows.Table + (tap * pass.Rows.TapStep) + row;
            nint terms = block == pass.Rows.Blocks - 1 ? pass.Rows.LastTerms : pass.Rows.BlockTerms;
            nint offset = block * pass.Rows.BlockTerms * sizeof(float);
            for (nint i = nextFrom; i < nextTo; i += 64)
            {
                TRow.PrefetchFar(panels + i, panelBytes);
            }
            float* a0 = (float*)(at[0] + offset);
            float* a1 = (float*)(at[1] + offset);
            float* a2 = (float*)(at[2] + offset);
            float* a3 = (float*)(at[3] + offset);
            float* a4 = (float*)(at[4] + offset);
            float* a5 = (float*)(at[5] + offset);
            for (nint k = 0; k < terms; k++)
            {
                TRow.Prefetch(panels + Ahead, panelBytes);
                TRow b = TRow.LoadPanels(panels, panelBytes);
                c0 = TRow.FusedMultiplyAdd(c0, a0[k], b);
                c1 = TRow.FusedMultiplyAdd(c1, a1[k], b);
                c2 = TRow.FusedMultiplyAdd(c2, a2[k], b);
                c3 = TRow.FusedMultiplyAdd(c3, a3[k], b);
                c4 = TRow.FusedMultiplyAdd(c4, a4[k], b);
                c5 = TRow.FusedMultiplyAdd(c5, a5[k], b);
                panels += 64;
            }
            if (++tap == taps)
            {
                tap = 0;
                block++;
            }
        }
        TRow.Store(sums, TRow.Canonical(c0));
        TRow.Store(sums + sumsRow, TRow.Canonical(c1));
        TRow.Store(sums + (2 * sumsRow), TRow.Canonical(c2));
        TRow.Store(sums + (3 * sumsRow), TRow.Canonical(c3));
        TRow.Store(sums + (4 * sumsRow), TRow.Canonical(c4));
        TRow.Store(sums + (5 * sumsRow), TRow.Canonical(c5));
    }

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(in FloatPass pass, int row, byte* panels, int* sums)
    {
        nint panelBytes = pass.PanelBytes;
        TRow c = pass.Kept ? TRow.Load(sums) : TRow.Zero;
        int taps = pass.Rows.Taps;
        int block = pass.FirstRun / taps, tap = pass.FirstRun % taps;
        for (int run = pass.FirstRun; run < pass.EndRun; run++)
        {
            float* a = (float*)(pass.Rows.Table[(tap * pass.Rows.TapStep) + row] + (block * pass.Rows.BlockTerms * sizeof(float)));
            nint terms = block == pass.Rows.Blocks - 1 ? pass.Rows.LastTerms : pass.Rows.BlockTerms;
            for (nint k = 0; k < terms; k++)
            {
                TRow.Prefetch(panels + Ahead, panelBytes);
                c = TRow.FusedMultiplyAdd(c, a[k], TRow.LoadPanels(panels, panelBytes));
                panels += 64;
            }
            if (++tap == taps)
            {
                tap = 0;
                block++;
            }
        }
        TRow.Store(sums, TRow.Canonical(c));
    }
}
