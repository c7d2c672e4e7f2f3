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
/// Integer tiles of six rows or one by int16 pair products (vpmaddwd). Rows hold pairs: for bytes, k = 0 and 2, then 1 and 3 of every four, which
/// is how the panel's lanes split into even and odd bytes without a shuffle. Sums are overwritten.
/// </summary>
internal static unsafe class PairTile<TRow, TLane>
    where TRow : struct, IRow<TRow>
    where TLane : struct, IPanelLane
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six(int* a, nint rowPairs, byte* panels, nint panelBytes, int* sums, nint sumsRow, nint steps)
    {
        TRow c0 = TRow.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        int* d = a + (3 * rowPairs);
        for (nint k = 0; k < steps; k++)
        {
            TRow b = TRow.LoadPanels(panels, panelBytes);
            TRow p = TLane.IsBytes ? TRow.EvenBytes(b, TLane.Signed) : b;
            c0 = TRow.MultiplyPairs(c0, a[0], p);
            c1 = TRow.MultiplyPairs(c1, a[rowPairs], p);
            c2 = TRow.MultiplyPairs(c2, a[2 * rowPairs], p);
            c3 = TRow.MultiplyPairs(c3, d[0], p);
            c4 = TRow.MultiplyPairs(c4, d[rowPairs], p);
            c5 = TRow.MultiplyPairs(c5, d[2 * rowPairs], p);
            a++;
            d++;
            panels += 64;
            if (TLane.IsBytes)
            {
                // Loaded again, not kept: four more live vectors would not fit the registers beside 24 sums.
                p = TRow.OddBytes(TRow.LoadPanels(panels - 64, panelBytes), TLane.Signed);
                c0 = TRow.MultiplyPairs(c0, a[0], p);
                c1 = TRow.MultiplyPairs(c1, a[rowPairs], p);
                c2 = TRow.MultiplyPairs(c2, a[2 * rowPairs], p);
                c3 = TRow.MultiplyPairs(c3, d[0], p);
                c4 = TRow.MultiplyPairs(c4, d[rowPairs], p);
                c5 = TRow.MultiplyPairs(c5, d[2 * rowPairs], p);
                a++;
                d++;
            }
        }
        TRow.Store(sums, c0);
        TRow.Store(sums + sumsRow, c1);
        TRow.Store(sums + (2 * sumsRow), c2);
        TRow.Store(sums + (3 * sumsRow), c3);
        TRow.Store(sums + (4 * sumsRow), c4);
        TRow.Store(sums + (5 * sumsRow), c5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(int* a, byte* panels, nint panelBytes, int* sums, nint steps)
    {
        TRow even = TRow.Zero, odd = TRow.Zero;
        for (nint k = 0; k < steps; k++)
        {
            TRow b = TRow.LoadPanels(panels, panelBytes);
            even = TRow.MultiplyPairs(even, *a++, TLane.IsBytes ? TRow.EvenBytes(b, TLane.Signed) : b);
            if (TLane.IsBytes)
            {
                odd = TRow.MultiplyPairs(odd, *a++, TRow.OddBytes(b, TLane.Signed));
            }
            panels += 64;
        }
        TRow.Store(sums, TLane.IsBytes ? TRow.Add(even, odd) : even);
    }
}
