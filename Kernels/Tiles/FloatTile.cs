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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six(float* a, nint rowFloats, byte* panels, nint panelBytes, int* sums, nint sumsRow, nint steps, bool kept)
    {
        TRow c0 = TRow.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        if (kept)
        {
            c0 = TRow.Load(sums);
            c1 = TRow.Load(sums + sumsRow);
            c2 = TRow.Load(sums + (2 * sumsRow));
            c3 = TRow.Load(sums + (3 * sumsRow));
            c4 = TRow.Load(sums + (4 * sumsRow));
            c5 = TRow.Load(sums + (5 * sumsRow));
        }
        float* d = a + (3 * rowFloats);
        for (nint k = 0; k < steps; k++)
        {
            TRow.Prefetch(panels + Ahead, panelBytes);
            TRow b = TRow.LoadPanels(panels, panelBytes);
            c0 = TRow.FusedMultiplyAdd(c0, a[0], b);
            c1 = TRow.FusedMultiplyAdd(c1, a[rowFloats], b);
            c2 = TRow.FusedMultiplyAdd(c2, a[2 * rowFloats], b);
            c3 = TRow.FusedMultiplyAdd(c3, d[0], b);
            c4 = TRow.FusedMultiplyAdd(c4, d[rowFloats], b);
            c5 = TRow.FusedMultiplyAdd(c5, d[2 * rowFloats], b);
            a++;
            d++;
            panels += 64;
        }
        TRow.Store(sums, TRow.Canonical(c0));
        TRow.Store(sums + sumsRow, TRow.Canonical(c1));
        TRow.Store(sums + (2 * sumsRow), TRow.Canonical(c2));
        TRow.Store(sums + (3 * sumsRow), TRow.Canonical(c3));
        TRow.Store(sums + (4 * sumsRow), TRow.Canonical(c4));
        TRow.Store(sums + (5 * sumsRow), TRow.Canonical(c5));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(float* a, byte* panels, nint panelBytes, int* sums, nint steps, bool kept)
    {
        TRow c = kept ? TRow.Load(sums) : TRow.Zero;
        for (nint k = 0; k < steps; k++)
        {
            c = TRow.FusedMultiplyAdd(c, a[k], TRow.LoadPanels(panels, panelBytes));
            panels += 64;
        }
        TRow.Store(sums, TRow.Canonical(c));
    }
}
