using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>What a panel's 32-bit lane holds.</summary>
internal interface IPanelLane
{
    /// <summary>True for four bytes, false for two int16.</summary>
    static abstract bool IsBytes { get; }
    /// <summary>Sign of the bytes.</summary>
    static abstract bool Signed { get; }
}

/// <summary>Four int8.</summary>
internal readonly struct SignedBytes : IPanelLane
{
    public static bool IsBytes => true;
    public static bool Signed => true;
}

/// <summary>Four uint8.</summary>
internal readonly struct UnsignedBytes : IPanelLane
{
    public static bool IsBytes => true;
    public static bool Signed => false;
}

/// <summary>Two int16.</summary>
internal readonly struct Shorts : IPanelLane
{
    public static bool IsBytes => false;
    public static bool Signed => true;
}

/// <summary>
/// Integer tiles of one to six rows by int16 pair products (vpmaddwd). Rows hold pairs: for bytes, k = 0 and 2, then 1 and 3 of every four, which
/// is how the panel's lanes split into even and odd bytes without a shuffle.
/// </summary>
internal static unsafe class PairTile<TRow, TLane>
    where TRow : struct, IRow<TRow>
    where TLane : struct, IPanelLane
{
    /// <summary>As many rows as <typeparamref name="THeight"/> says, from <paramref name="row"/> of the pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<THeight>(in PairPass pass, int row)
        where THeight : struct, ITileHeight
    {
        nint rowPairs = pass.RowBytes / sizeof(int), panelBytes = pass.PanelBytes, stepBytes = pass.StepBytes, steps = pass.Steps;
        int* a = (int*)(pass.Rows + (row * pass.RowBytes)), d = a + (3 * rowPairs);
        nint sumsRow = pass.SumsRow;
        int* sums = pass.Sums + (row * sumsRow);
        byte* panels = pass.Panels;
        TRow c0 = TRow.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        if (pass.Kept)
        {
            c0 = TRow.Load(sums);
            c1 = THeight.Rows > 1 ? TRow.Load(sums + sumsRow) : c1;
            c2 = THeight.Rows > 2 ? TRow.Load(sums + (2 * sumsRow)) : c2;
            c3 = THeight.Rows > 3 ? TRow.Load(sums + (3 * sumsRow)) : c3;
            c4 = THeight.Rows > 4 ? TRow.Load(sums + (4 * sumsRow)) : c4;
            c5 = THeight.Rows > 5 ? TRow.Load(sums + (5 * sumsRow)) : c5;
        }
        for (nint k = 0; k < steps; k++)
        {
            TRow b = TRow.LoadPanels(panels, panelBytes);
            TRow p = TLane.IsBytes ? TRow.EvenBytes(b, TLane.Signed) : b;
            c0 = TRow.MultiplyPairs(c0, a[0], p);
            c1 = THeight.Rows > 1 ? TRow.MultiplyPairs(c1, a[rowPairs], p) : c1;
            c2 = THeight.Rows > 2 ? TRow.MultiplyPairs(c2, a[2 * rowPairs], p) : c2;
            c3 = THeight.Rows > 3 ? TRow.MultiplyPairs(c3, d[0], p) : c3;
            c4 = THeight.Rows > 4 ? TRow.MultiplyPairs(c4, d[rowPairs], p) : c4;
            c5 = THeight.Rows > 5 ? TRow.MultiplyPairs(c5, d[2 * rowPairs], p) : c5;
            if (TLane.IsBytes)
            {
                // Loaded again, not kept: four more live vectors would not fit the registers beside 24 sums.
                p = TRow.OddBytes(TRow.LoadPanels(panels, panelBytes), TLane.Signed);
                c0 = TRow.MultiplyPairs(c0, a[1], p);
                c1 = THeight.Rows > 1 ? TRow.MultiplyPairs(c1, a[rowPairs + 1], p) : c1;
                c2 = THeight.Rows > 2 ? TRow.MultiplyPairs(c2, a[(2 * rowPairs) + 1], p) : c2;
                c3 = THeight.Rows > 3 ? TRow.MultiplyPairs(c3, d[1], p) : c3;
                c4 = THeight.Rows > 4 ? TRow.MultiplyPairs(c4, d[rowPairs + 1], p) : c4;
                c5 = THeight.Rows > 5 ? TRow.MultiplyPairs(c5, d[(2 * rowPairs) + 1], p) : c5;
            }
            a += TLane.IsBytes ? 2 : 1;
            d += TLane.IsBytes ? 2 : 1;
            panels += stepBytes;
        }
        TRow.Store(sums, c0);
        if (THeight.Rows > 1)
        {
            TRow.Store(sums + sumsRow, c1);
        }
        if (THeight.Rows > 2)
        {
            TRow.Store(sums + (2 * sumsRow), c2);
        }
        if (THeight.Rows > 3)
        {
            TRow.Store(sums + (3 * sumsRow), c3);
        }
        if (THeight.Rows > 4)
        {
            TRow.Store(sums + (4 * sumsRow), c4);
        }
        if (THeight.Rows > 5)
        {
            TRow.Store(sums + (5 * sumsRow), c5);
        }
    }
}
