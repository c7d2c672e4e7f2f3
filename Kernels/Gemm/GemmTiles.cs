using System;
using System.Runtime.CompilerServices;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(GemmEngine engine, KernelTier width, byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int panelCount, int* sums, nint steps)
    {
        if (engine == GemmEngine.VexVnni)
        {
            VexTile.Run(a, rowBytes, rows, panels, panelBytes, panelCount, sums, steps);
        }
        else if (width == KernelTier.Vector512)
        {
            int done = panelCount == 4 ? 4 : 0;
            if (done == 4)
            {
                Rows<FourPanels<Lanes512, System.Runtime.Intrinsics.Vector512<int>>>(engine, a, rowBytes, rows, panels, panelBytes, sums, steps);
            }
            for (int p = done; p < panelCount; p++)
            {
                Rows<OnePart<Lanes512, System.Runtime.Intrinsics.Vector512<int>>>(engine, a, rowBytes, rows, panels + (p * panelBytes), panelBytes, sums + (16 * p), steps);
            }
        }
        else if (width == KernelTier.Vector256)
        {
            for (int p = 0; p < panelCount; p++)
            {
                Rows<TwoParts<Lanes256, System.Runtime.Intrinsics.Vector256<int>>>(engine, a, rowBytes, rows, panels + (p * panelBytes), panelBytes, sums + (16 * p), steps);
            }
        }
        else
        {
            for (int p = 0; p < 2 * panelCount; p++)
            {
                byte* half = panels + ((p / 2) * panelBytes) + ((p % 2) * 32);
                Rows<TwoParts<Lanes128, System.Runtime.Intrinsics.Vector128<int>>>(engine, a, rowBytes, rows, half, panelBytes, sums + (8 * p), steps);
            }
        }
    }

    /// <summary>One row against up to four panels by an emitted kernel; stores 16 sums a panel.</summary>
    public static void EmittedRow(TileOperands operands, byte* row, byte* panels, nint panelBytes, int panelCount, int* sums, nint steps)
    {
        int* zeros = stackalloc int[BlockColumns];
        new Span<int>(zeros, BlockColumns).Clear();
        TileCall call = new() { Rows = &row, Outputs = (byte**)&sums, Groups = zeros, GroupsEnd = zeros, LastGroup = zeros - 1, TailQuads = steps, Panels = panels, PanelBytes = panelBytes, Bias = zeros, Tiles = 1 };
        TileKernels.Get(new TileKind(1, panelCount, 1, FlipsRows: false, TileEnding.Sums, operands))(&call);
    }

    private static void Rows<TRow>(GemmEngine engine, byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int* sums, nint steps)
        where TRow : struct, IRow<TRow>
    {
        switch (engine)
        {
            case GemmEngine.SignedBytePairs:
                Pairs<TRow, SignedBytes>(a, rowBytes, rows, panels, panelBytes, sums, steps);
                break;
            case GemmEngine.UnsignedBytePairs:
                Pairs<TRow, UnsignedBytes>(a, rowBytes, rows, panels, panelBytes, sums, steps);
                break;
            default:
                Pairs<TRow, Shorts>(a, rowBytes, rows, panels, panelBytes, sums, steps);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs<TRow, TLane>(byte* a, nint rowBytes, int rows, byte* panels, nint panelBytes, int* sums, nint steps)
        where TRow : struct, IRow<TRow>
        where TLane : struct, IPanelLane
    {
        int r = 0;
        for (; r + 6 <= rows; r += 6)
        {
            PairTile<TRow, TLane>.Six((int*)(a + (r * rowBytes)), rowBytes / 4, panels, panelBytes, sums + (r * BlockColumns), BlockColumns, steps);
        }
        for (; r < rows; r++)
        {
            PairTile<TRow, TLane>.One((int*)(a + (r * rowBytes)), panels, panelBytes, sums + (r * BlockColumns), steps);
        }
    }
}
