using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// An fp32 product cut into blocks of rows and 64 columns. Long sums take several passes over K, each a resumption where the last one stopped, so that the order of
/// terms is that of one; six rows are drained as soon as they are complete.
/// </summary>
internal unsafe struct FloatProduct : IPieces
{
    private const int MostRows = 96;

    private BlockGemm product;
    private FloatRows rows;
    private bool drainsTiles;
    private bool emitted;

    /// <summary>Prepares <paramref name="product"/>, whose rows are of <paramref name="type"/>.</summary>
    public static FloatProduct Create(in BlockGemm product, DType type, bool emitted) =>
        new() { product = product, rows = FloatRows.Create(product.Source, type, product.Width), drainsTiles = product.HasDrain && FloatDrainRows.Fits(product.Drain), emitted = emitted };

    /// <summary>Cuts the product into even pieces, enough for <paramref name="threads"/>; returns their number.</summary>
    /// <remarks>Of the grids of blocks and column parts, the one whose slowest thread has least to do; a piece costs about a tile by itself.</remarks>
    public int Cut(int threads)
    {
        int tiles = checked((int)((product.Rows + FloatTiles.MostRows - 1) / FloatTiles.MostRows));
        int groups = (product.Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;
        int fewest = (tiles + (MostRows / FloatTiles.MostRows) - 1) / (MostRows / FloatTiles.MostRows);
        long least = long.MaxValue;
        int best = fewest;
        product.ColumnParts = 1;
        for (int parts = 1; threads > 1 && parts <= Math.Min(groups, 4 * threads); parts++)
        {
            for (int blocks = fewest; blocks <= Math.Min(tiles, fewest + (2 * threads)); blocks++)
            {
                long pieces = ((blocks * (long)parts) + threads - 1) / threads;
                long time = pieces * ((((tiles + blocks - 1) / blocks) * (long)((groups + parts - 1) / parts)) + 1);
                if (time < least)
                {
                    (least, best, product.ColumnParts) = (time, blocks, parts);
                }
            }
        }
        int tilesInBlock = (tiles + best - 1) / best;
        product.RowsInBlock = tilesInBlock * FloatTiles.MostRows;
        return (tiles + tilesInBlock - 1) / tilesInBlock * product.ColumnParts;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(int index)
    {
        long firstRow = index / product.ColumnParts * product.RowsInBlock;
        int height = (int)Math.Min(product.RowsInBlock, product.Rows - firstRow);
        int groups = (product.Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;
        int part = index % product.ColumnParts;
        int end = groups * (part + 1) / product.ColumnParts;
        FloatPass pass = new() { Rows = rows, Tiles = height / FloatTiles.MostRows };
        pass.Rows.Locate(product.Source, firstRow, height);
        if (emitted)
        {
            EmittedFloats block = new(product, pass.Rows, drainsTiles, firstRow, height);
            for (int from = groups * part / product.ColumnParts, group = from; group < end; group++)
            {
                block.Columns(group * GemmTiles.BlockColumns, group == from, group == end - 1);
            }
            return;
        }
        int* scratch = (int*)Scratch.Get(ScratchUse.Sums, (height + FloatTiles.MostRows) * GemmTiles.BlockColumns * sizeof(int));
        for (int group = groups * part / product.ColumnParts; group < end; group++)
        {
            Columns(ref pass, firstRow, height, group * GemmTiles.BlockColumns, scratch, group == end - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Columns(ref FloatPass pass, long firstRow, int height, int column, int* scratch, bool isLastGroup)
    {
        int columns = Math.Min(GemmTiles.BlockColumns, product.Columns - column);
        int panelCount = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        bool whole = columns % PanelLayout.Columns == 0;
        // Whole panels without a drain go straight to memory.
        bool direct = !product.HasDrain && whole && product.SumsMap.IsLinear;
        bool drains = drainsTiles && whole;
        int* sums = direct ? (int*)(product.Sums + product.SumsMap.Offset(firstRow)) + column : scratch;
        pass.SumsRow = direct ? product.SumsMap.Step / sizeof(int) : GemmTiles.BlockColumns;
        pass.PanelBytes = product.PanelBytes;
        byte* panels = product.Panels + (column / PanelLayout.Columns * product.PanelBytes);
        if (!direct && product.Accumulate)
        {
            SumsBlock.Load(scratch, product.Sums, product.SumsMap, firstRow, height, column, columns);
        }
        int runs = rows.Runs;
        for (int run = 0; run < runs; run = pass.EndRun)
        {
            pass.FirstRun = run;
            pass.EndRun = Math.Min(run + rows.RunsInPass, runs);
            pass.Panels = panels + (rows.TermsBefore(run) * PanelLayout.Columns * sizeof(float));
            pass.Kept = product.Accumulate || run > 0;
            bool endsColumns = pass.EndRun == runs;
            pass.Next = pass.Tiles < 2 || (endsColumns && isLastGroup) ? null
                : endsColumns ? panels + (panelCount * product.PanelBytes) : panels + (rows.TermsBefore(pass.EndRun) * PanelLayout.Columns * sizeof(float));
            bool isLast = drains && pass.EndRun == runs;
            for (int r = 0; r < height; r += FloatTiles.MostRows)
            {
                int few = Math.Min(FloatTiles.MostRows, height - r);
                int* tile = sums + (r * pass.SumsRow);
                if (isLast)
                {
                    FloatDrainRows.Prefetch(product.Drain, firstRow + r, few, column, columns);
                }
                FloatTiles.Run(product.Width, pass, r, few, panelCount, tile);
                if (isLast)
                {
                    FloatDrainRows.Run(product.Width, product.Drain, tile, pass.SumsRow, firstRow + r, few, column, columns);
                }
            }
        }
        if (product.HasDrain && !drains)
        {
            BlockGemm.DrainBlock(product.Width, product.Drain, scratch, GemmTiles.BlockColumns, firstRow, height, column, columns);
        }
        else if (!product.HasDrain && !direct)
        {
            SumsBlock.Store(scratch, isFloat: true, product.Accumulate, null, product.Sums, product.SumsMap, firstRow, height, column, columns);
        }
    }
}
