using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>How a block product is computed.</summary>
internal enum GemmEngine
{
    /// <summary>Emitted vpdpbusd: uint8 rows, int8 panels, or int8 rows, uint8 panels.</summary>
    Vnni,
    /// <summary>Emitted vpdpwssd: int16 rows and panels.</summary>
    VnniWords,
    /// <summary>VEX vpdpbusd of 256 bits, where kernels are not emitted: uint8 rows, int8 panels.</summary>
    VexVnni,
    /// <summary>int16 pair products: widened byte rows, int8 panels.</summary>
    SignedBytePairs,
    /// <summary>int16 pair products: widened byte rows, uint8 panels.</summary>
    UnsignedBytePairs,
    /// <summary>int16 pair products: int16 rows and panels.</summary>
    ShortPairs,
    /// <summary>fp32.</summary>
    Float,
}

/// <summary>Covers a block of rows × up to 64 columns with register tiles of integers; <see cref="FloatTiles"/> does so with fp32.</summary>
internal static unsafe class GemmTiles
{
    /// <summary>Columns of one block: four panels.</summary>
    public const int BlockColumns = 64;

    /// <summary>Products of panels as they are; sums are overwritten.</summary>
    public static void Run(GemmEngine engine, KernelTier width, byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int panelCount, int* sums, nint sumsRow, nint steps)
    {
        if (engine == GemmEngine.VexVnni)
        {
            VexTile.Run(a, rowBytes, rows, panels, panelBytes, panelCount, sums, sumsRow, steps);
            return;
        }
        PairPass pass = new() { Rows = a, RowBytes = rowBytes, Panels = panels, PanelBytes = panelBytes, StepBytes = 64, Steps = steps, Sums = sums, SumsRow = sumsRow };
        switch (engine)
        {
            case GemmEngine.SignedBytePairs:
                Cover<SignedBytes>(width, pass, rows, panelCount);
                break;
            case GemmEngine.UnsignedBytePairs:
                Cover<UnsignedBytes>(width, pass, rows, panelCount);
                break;
            default:
                Cover<Shorts>(width, pass, rows, panelCount);
                break;
        }
    }

    /// <summary>Products of <see cref="WordPanels"/> of <paramref name="steps"/> steps of four bytes, added to the sums when <paramref name="kept"/>.</summary>
    public static void RunWords(KernelTier width, byte* a, nint rowBytes, int rows, byte* panels, int panelCount, int* sums, nint sumsRow, nint steps, bool kept)
    {
        for (int p = 0; p < panelCount; p++)
        {
            PairPass pass = new()
            {
                Rows = a,
                RowBytes = rowBytes,
                Panels = panels + WordPanels.Offset(width, p, steps),
                StepBytes = WordPanels.StepBytes(width, p, panelCount),
                Steps = 2 * steps,
                Sums = sums + (p * PanelLayout.Columns),
                SumsRow = sumsRow,
                Kept = kept,
            };
            if (pass.StepBytes == 64)
            {
                Panel<Shorts>(width, pass, rows);
                continue;
            }
            TallRows<Lanes512, Vector512<int>, Shorts>(pass, rows);
            p++;
        }
    }

    private static void Cover<TLane>(KernelTier width, in PairPass pass, int rows, int panelCount)
        where TLane : struct, IPanelLane
    {
        if (width == KernelTier.Vector512 && panelCount == 4)
        {
            Rows<FourPanels<Lanes512, Vector512<int>>, TLane>(pass, 0, rows);
            return;
        }
        for (int p = 0; p < panelCount; p++)
        {
            Panel<TLane>(width, At(pass, p * pass.PanelBytes, p * PanelLayout.Columns), rows);
        }
    }

    private static void Panel<TLane>(KernelTier width, in PairPass pass, int rows)
        where TLane : struct, IPanelLane
    {
        if (width == KernelTier.Vector512)
        {
            Rows<OnePart<Lanes512, Vector512<int>>, TLane>(pass, 0, rows);
        }
        else if (width == KernelTier.Vector256)
        {
            TallRows<Lanes256, Vector256<int>, TLane>(pass, rows);
        }
        else
        {
            TallRows<Lanes128, Vector128<int>, TLane>(pass, rows);
            TallRows<Lanes128, Vector128<int>, TLane>(At(pass, 32, 8), rows);
        }
    }

    private static PairPass At(in PairPass pass, nint bytes, int columns)
    {
        PairPass at = pass;
        at.Panels += bytes;
        at.Sums += columns;
        return at;
    }

    /// <summary>One row against up to four panels by an emitted kernel; stores 16 sums a panel.</summary>
    public static void EmittedRow(TileOperands operands, byte* row, byte* panels, nint panelBytes, int panelCount, int* sums, nint steps)
    {
        int* zeros = stackalloc int[BlockColumns];
        new Span<int>(zeros, BlockColumns).Clear();
        TileCall call = new() { Rows = &row, Outputs = (byte**)&sums, Panels = panels, PanelBytes = panelBytes, Bias = zeros, Tiles = 1 };
        call.SetDepth(zeros, 0, 1, steps, 0);
        TileKernels.Get(new TileKind(1, panelCount, 1, FlipsRows: false, TileEnding.Sums, operands))(&call);
    }

    private static void TallRows<L, V, TLane>(in PairPass pass, int rows)
        where L : struct, ILanes<V>
        where V : struct
        where TLane : struct, IPanelLane
    {
        int r = 0;
        if (TallTile<L, V>.IsFitting && !TLane.IsBytes)
        {
            // One to three rows left over are slow: they share two or three tiles with the twelve before.
            for (; rows - r is TallTile<L, V>.Rows or > TallTile<L, V>.Rows + 3; r += TallTile<L, V>.Rows)
            {
                TallTile<L, V>.Run(pass, r);
            }
        }
        Rows<TwoParts<L, V>, TLane>(pass, r, rows);
    }

    // As even as can be: 49 rows are four tiles of six and five of five, not eight of six and a slow one of one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TRow, TLane>(in PairPass pass, int from, int rows)
        where TRow : struct, IRow<TRow>
        where TLane : struct, IPanelLane
    {
        int tiles = (rows - from + 5) / 6;
        for (int r = from; tiles > 0; tiles--)
        {
            int height = (rows - r + tiles - 1) / tiles;
            Height<TRow, TLane>(pass, r, height);
            r += height;
        }
    }

    private static void Height<TRow, TLane>(in PairPass pass, int row, int height)
        where TRow : struct, IRow<TRow>
        where TLane : struct, IPanelLane
    {
        switch (height)
        {
            case 6:
                PairTile<TRow, TLane>.Run<SixRows>(pass, row);
                break;
            case 5:
                PairTile<TRow, TLane>.Run<FiveRows>(pass, row);
                break;
            case 4:
                PairTile<TRow, TLane>.Run<FourRows>(pass, row);
                break;
            case 3:
                PairTile<TRow, TLane>.Run<ThreeRows>(pass, row);
                break;
            case 2:
                PairTile<TRow, TLane>.Run<TwoRows>(pass, row);
                break;
            default:
                PairTile<TRow, TLane>.Run<OneRow>(pass, row);
                break;
        }
    }
}
