using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// A matrix product cut into blocks of about 48 rows and 64 columns. Each block's sums live in a 12 KiB scratch that stays in the first-level cache
/// and are drained or stored from there.
/// </summary>
/// <remarks>
/// Zero points never enter the inner loop: Σ(a−za)(b−zb) = Σab − za·Σb − zb·Σa + K·za·zb. The terms without a row are folded into the bias
/// (<see cref="Corrections"/>); the term in Σa is subtracted per row, only when zb is not zero.
/// </remarks>
internal unsafe struct BlockGemm : IPieces
{
    /// <summary>Rows of a block: eight six-row tiles.</summary>
    public const int BlockRows = 48;

    public GemmEngine Engine;
    public KernelTier Width;
    public RowSource Source;
    public bool RowsSigned;
    public byte* Panels;
    public nint PanelBytes;
    public long Rows;
    public int Columns;
    public int ColumnParts;
    public long RowsInBlock;

    /// <summary>Zero points of the columns; null when all are zero.</summary>
    public int* ColumnZeroPoints;
    /// <summary>Added to every stored sum of a column; null when all are zero or already in the drain's bias.</summary>
    public int* Corrections;

    public bool HasDrain;
    public DrainPlan Drain;
    public byte* Sums;
    public RowMap SumsMap;
    public bool Accumulate;

    /// <summary>Cuts the product into even pieces, enough for <paramref name="threads"/>; returns their number.</summary>
    public int Cut(int threads) => Cut(threads, BlockRows);

    /// <summary>Cuts into pieces of at most about <paramref name="most"/> rows.</summary>
    public int Cut(int threads, int most)
    {
        long blocks = Math.Max((Rows + most - 1) / most, 1);
        RowsInBlock = ((((Rows + blocks - 1) / blocks) + 5) / 6) * 6;
        blocks = (Rows + RowsInBlock - 1) / RowsInBlock;
        int groups = (Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;
        ColumnParts = threads > 1 && blocks < 4 * threads ? (int)Math.Min(groups, ((4 * threads) + blocks - 1) / Math.Max(blocks, 1)) : 1;
        return (int)(blocks * ColumnParts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(int index)
    {
        long firstRow = index / ColumnParts * RowsInBlock;
        int rows = (int)Math.Min(RowsInBlock, Rows - firstRow);
        int groups = (Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;
        int part = index % ColumnParts;
        int from = groups * part / ColumnParts;
        int to = groups * (part + 1) / ColumnParts;

        byte* a = Prepare(firstRow, rows, out nint rowBytes, out int* rowSums);
        int* sums = (int*)Scratch.Get(ScratchUse.Sums, (Math.Max(rows, BlockRows) + 6) * GemmTiles.BlockColumns * sizeof(int));
        nint laneBytes = Engine is GemmEngine.VexVnni or GemmEngine.SignedBytePairs or GemmEngine.UnsignedBytePairs ? 4 : Engine == GemmEngine.ShortPairs ? 2 : 1;
        nint steps = ((nint)Source.Depth + laneBytes - 1) / laneBytes;
        for (int group = from; group < to; group++)
        {
            int column = group * GemmTiles.BlockColumns;
            int columns = Math.Min(GemmTiles.BlockColumns, Columns - column);
            byte* panels = Panels + (column / PanelLayout.Columns * PanelBytes);
            int count = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
            GemmTiles.Run(Engine, Width, a, rowBytes, rows, panels, PanelBytes, count, sums, steps);
            if (rowSums != null)
            {
                SubtractRowSums(sums, rowSums, rows, column, columns);
            }
            if (!HasDrain)
            {
                SumsBlock.Store(sums, isFloat: false, Accumulate, Corrections, Sums, SumsMap, firstRow, rows, column, columns);
            }
            else
            {
                DrainBlock(Width, Drain, sums, GemmTiles.BlockColumns, firstRow, rows, column, columns);
            }
        }
    }

    public static void DrainBlock(KernelTier width, in DrainPlan plan, int* sums, nint sumsRow, long firstRow, int rows, int column, int columns)
    {
        switch (width)
        {
            case KernelTier.Vector512:
                DrainRows<Lanes512, Vector512<int>>.Run(plan, sums, sumsRow, firstRow, rows, column, columns);
                break;
            case KernelTier.Vector256:
                DrainRows<Lanes256, Vector256<int>>.Run(plan, sums, sumsRow, firstRow, rows, column, columns);
                break;
            default:
                DrainRows<Lanes128, Vector128<int>>.Run(plan, sums, sumsRow, firstRow, rows, column, columns);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly byte* Prepare(long firstRow, int rows, out nint rowBytes, out int* rowSums)
    {
        bool bytes = Engine != GemmEngine.ShortPairs;
        byte* a;
        if (Source.InPlace(bytes ? 1 : 4))
        {
            a = Source.Base + (nint)(firstRow * Source.Map.Step);
            rowBytes = Source.Map.Step;
        }
        else
        {
            rowBytes = Source.PaddedRowBytes;
            a = Scratch.Get(ScratchUse.Rows, rows * rowBytes);
            Source.Fill(a, rowBytes, firstRow, rows);
        }
        rowSums = null;
        if (ColumnZeroPoints != null)
        {
            rowSums = (int*)Scratch.Get(ScratchUse.RowSums, rows * sizeof(int));
            for (int r = 0; r < rows; r++)
            {
                byte* row = a + (r * rowBytes);
                rowSums[r] = bytes ? Widen.SumBytes(row, (nint)Source.Depth, RowsSigned) : Widen.SumShorts((short*)row, (nint)Source.Depth);
            }
        }
        if (Engine is not (GemmEngine.SignedBytePairs or GemmEngine.UnsignedBytePairs))
        {
            return a;
        }
        nint wideBytes = ((2 * (nint)Source.Depth) + 127) & ~(nint)63;
        byte* wide = Scratch.Get(ScratchUse.WideRows, rows * wideBytes);
        for (int r = 0; r < rows; r++)
        {
            Widen.Row(a + (r * rowBytes), (short*)(wide + (r * wideBytes)), (nint)Source.Depth, RowsSigned);
        }
        rowBytes = wideBytes;
        return wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void SubtractRowSums(int* sums, int* rowSums, int rows, int column, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            int* row = sums + (r * GemmTiles.BlockColumns);
            for (int i = 0; i < columns; i++)
            {
                row[i] -= rowSums[r] * ColumnZeroPoints[column + i];
            }
        }
    }
}
