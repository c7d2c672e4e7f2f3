using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Covers up to six rows × up to 64 columns with register tiles of fp32, in scratch or right where the sums belong.</summary>
internal static unsafe class FloatTiles
{
    /// <summary>Rows of a tile.</summary>
    public const int MostRows = 6;

    /// <summary>Computes the tile; rows of <paramref name="sums"/> hold whole panels.</summary>
    /// <param name="width">Widest vectors to use.</param>
    /// <param name="pass">Rows, terms and panels.</param>
    /// <param name="row">First row's entry in the pass's table.</param>
    /// <param name="rows">Rows, at most six.</param>
    /// <param name="panelCount">Panels, at most four.</param>
    /// <param name="sums">First sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(KernelTier width, in FloatPass pass, int row, int rows, int panelCount, int* sums)
    {
        byte* panels = pass.Panels;
        if (width == KernelTier.Vector512)
        {
            if (panelCount == 4)
            {
                Rows<FourPanels<Lanes512, Vector512<int>>>(pass, row, rows, panels, sums);
                return;
            }
            for (int p = 0; p < panelCount; p++)
            {
                Rows<OnePart<Lanes512, Vector512<int>>>(pass, row, rows, panels + (p * pass.PanelBytes), sums + (16 * p));
            }
        }
        else if (width == KernelTier.Vector256)
        {
            for (int p = 0; p < panelCount; p++)
            {
                Rows<TwoParts<Lanes256, Vector256<int>>>(pass, row, rows, panels + (p * pass.PanelBytes), sums + (16 * p));
            }
        }
        else
        {
            for (int p = 0; p < 2 * panelCount; p++)
            {
                Rows<TwoParts<Lanes128, Vector128<int>>>(pass, row, rows, panels + ((p / 2) * pass.PanelBytes) + ((p % 2) * 32), sums + (8 * p));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TRow>(in FloatPass pass, int row, int rows, byte* panels, int* sums)
        where TRow : struct, IRow<TRow>
    {
        if (rows == MostRows)
        {
            FloatTile<TRow>.Six(pass, row, panels, sums);
            return;
        }
        for (int r = 0; r < rows; r++)
        {
            FloatTile<TRow>.One(pass, row + r, panels, sums + (r * pass.SumsRow));
        }
    }
}
