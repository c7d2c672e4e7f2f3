using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Covers a block of rows × up to 64 columns with register tiles of fp32, in scratch or right where the sums belong.</summary>
internal static unsafe class FloatTiles
{
    /// <summary>Computes the block; rows of <paramref name="sums"/> are <paramref name="sumsRow"/> floats apart and hold whole panels.</summary>
    /// <param name="width">Widest vectors to use.</param>
    /// <param name="a">First row.</param>
    /// <param name="rowBytes">Bytes between rows.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="panels">First panel.</param>
    /// <param name="panelBytes">Bytes between panels.</param>
    /// <param name="panelCount">Panels, at most four.</param>
    /// <param name="sums">First sum.</param>
    /// <param name="sumsRow">Floats between rows of sums.</param>
    /// <param name="steps">Terms of a sum.</param>
    /// <param name="kept">Continue from the sums in memory instead of zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(KernelTier width, byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int panelCount, int* sums, nint sumsRow, nint steps, bool kept)
    {
        if (width == KernelTier.Vector512)
        {
            int done = panelCount == 4 ? 4 : 0;
            if (done == 4)
            {
                Rows<FourPanels<Lanes512, Vector512<int>>>(a, rowBytes, rows, panels, panelBytes, sums, sumsRow, steps, kept);
            }
            for (int p = done; p < panelCount; p++)
            {
                Rows<OnePart<Lanes512, Vector512<int>>>(a, rowBytes, rows, panels + (p * panelBytes), panelBytes, sums + (16 * p), sumsRow, steps, kept);
            }
        }
        else if (width == KernelTier.Vector256)
        {
            for (int p = 0; p < panelCount; p++)
            {
                Rows<TwoParts<Lanes256, Vector256<int>>>(a, rowBytes, rows, panels + (p * panelBytes), panelBytes, sums + (16 * p), sumsRow, steps, kept);
            }
        }
        else
        {
            for (int p = 0; p < 2 * panelCount; p++)
            {
                byte* half = panels + ((p / 2) * panelBytes) + ((p % 2) * 32);
                Rows<TwoParts<Lanes128, Vector128<int>>>(a, rowBytes, rows, half, panelBytes, sums + (8 * p), sumsRow, steps, kept);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TRow>(byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int* sums, nint sumsRow, nint steps, bool kept)
        where TRow : struct, IRow<TRow>
    {
        int r = 0;
        for (; r + 6 <= rows; r += 6)
        {
            FloatTile<TRow>.Six((float*)(a + (r * rowBytes)), rowBytes / 4, panels, panelBytes, sums + (r * sumsRow), sumsRow, steps, kept);
        }
        for (; r < rows; r++)
        {
            FloatTile<TRow>.One((float*)(a + (r * rowBytes)), panels, panelBytes, sums + (r * sumsRow), steps, kept);
        }
    }
}
