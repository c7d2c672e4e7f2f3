using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>A block of rows of an fp32 product by emitted kernels: all its tiles against up to four panels in one call, drained in registers where the drain allows.</summary>
internal unsafe struct EmittedFloats
{
    private readonly BlockGemm product;
    private readonly FloatRows rows;
    private readonly bool drainsTiles;
    private readonly long firstRow;
    private readonly int height;
    private readonly FloatRun* runs;
    private readonly byte** scratchRows;
    private readonly byte** targetRows;
    private readonly byte** residuals;
    private readonly int* scratch;

    /// <summary>Prepares a block; <paramref name="rows"/> are located.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public EmittedFloats(in BlockGemm product, in FloatRows rows, bool drainsTiles, long firstRow, int height)
    {
        this.product = product;
        this.rows = rows;
        this.drainsTiles = drainsTiles;
        this.firstRow = firstRow;
        this.height = height;
        runs = (FloatRun*)Scratch.Get(ScratchUse.Groups, rows.Runs * sizeof(FloatRun));
        FloatRun* run = runs;
        for (int block = 0; block < rows.Blocks; block++)
        {
            nint offset = block * rows.BlockTerms * sizeof(float);
            nint end = offset + ((block == rows.Blocks - 1 ? rows.LastTerms : rows.BlockTerms) * sizeof(float));
            for (int tap = 0; tap < rows.Taps; tap++, run++)
            {
                *run = new FloatRun { Tap = tap * rows.TapStep * sizeof(byte*), Offset = offset, End = end };
            }
        }
        scratch = (int*)Scratch.Get(ScratchUse.Sums, height * GemmTiles.BlockColumns * sizeof(int));
        scratchRows = (byte**)Scratch.Get(ScratchUse.Offsets, height * sizeof(byte*));
        for (int r = 0; r < height; r++)
        {
            scratchRows[r] = (byte*)(scratch + (r * GemmTiles.BlockColumns));
        }
        targetRows = (byte**)Scratch.Get(ScratchUse.OutputTable, height * sizeof(byte*));
        residuals = null;
        if (!product.HasDrain)
        {
            WindowTable.Addresses(targetRows, product.Sums, product.SumsMap, firstRow, height);
        }
        else if (drainsTiles)
        {
            WindowTable.Addresses(targetRows, product.Drain.Output, product.Drain.OutputMap, firstRow, height);
            if (product.Drain.ResidualMode != ResidualMode.None)
            {
                residuals = (byte**)Scratch.Get(ScratchUse.ResidualTable, height * sizeof(byte*));
                WindowTable.Addresses(residuals, product.Drain.Residual, product.Drain.ResidualMap, firstRow, height);
            }
        }
    }

    /// <summary>Computes up to 64 columns.</summary>
    /// <param name="column">First column.</param>
    /// <param name="isFirstGroup">The block's rows may be far from the processor.</param>
    /// <param name="isLastGroup">No panels follow.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Columns(int column, bool isFirstGroup, bool isLastGroup)
    {
        int columns = Math.Min(GemmTiles.BlockColumns, product.Columns - column);
        int panelCount = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        bool whole = columns % PanelLayout.Columns == 0;
        // Whole panels without a drain go straight to memory.
        bool direct = !product.HasDrain && whole;
        bool drains = drainsTiles && whole;
        byte* panels = product.Panels + (column / PanelLayout.Columns * product.PanelBytes);
        if (!direct && product.Accumulate)
        {
            SumsBlock.Load(scratch, product.Sums, product.SumsMap, firstRow, height, column, columns);
        }
        FloatCall call = new()
        {
            PanelBytes = product.PanelBytes,
            SumsColumn = direct ? column * sizeof(float) : 0,
            NotANumber = 0x7FC00000,
        };
        if (drains)
        {
            call.Bias = (float*)(product.Drain.Bias + column);
            call.Scales = (float*)(product.Drain.Multipliers + column);
            call.FirstLow = product.Drain.LowF;
            call.FirstHigh = product.Drain.HighF;
            call.SecondLow = product.Drain.Addition.ClampMinF32;
            call.SecondHigh = product.Drain.Addition.ClampMaxF32;
        }
        for (int first = 0, end; first < rows.Runs; first = end)
        {
            end = Math.Min(first + rows.RunsInPass, rows.Runs);
            bool endsColumns = end == rows.Runs;
            call.Runs = runs + first;
            call.RunsEnd = runs + end;
            call.Panels = panels + (rows.TermsBefore(first) * PanelLayout.Columns * sizeof(float));
            call.Kept = product.Accumulate || first > 0 ? 1 : 0;
            call.Next = endsColumns ? panels + (panelCount * product.PanelBytes) : panels + (rows.TermsBefore(end) * PanelLayout.Columns * sizeof(float));
            nint following = endsColumns ? rows.TermsBefore(Math.Min(rows.RunsInPass, rows.Runs)) : rows.TermsBefore(Math.Min(end + rows.RunsInPass, rows.Runs)) - rows.TermsBefore(end);
            call.NextEnd = endsColumns && isLastGroup ? call.Next : call.Next + (following * PanelLayout.Columns * sizeof(float));
            FloatKind kind = new(FloatTiles.MostRows, panelCount, drains && endsColumns, product.Drain.HasScale, residuals != null);
            Rows(ref call, kind.Drains ? kind : new FloatKind(FloatTiles.MostRows, panelCount, false, false, false), column, direct, isFirstGroup);
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

    private readonly void Rows(ref FloatCall call, FloatKind kind, int column, bool direct, bool isFirstGroup)
    {
        int whole = height / FloatTiles.MostRows, few = height % FloatTiles.MostRows;
        call.Table = rows.Table;
        call.Sums = direct ? targetRows : scratchRows;
        call.Outputs = kind.Drains ? targetRows : call.Sums;
        call.OutputColumn = kind.Drains ? column * sizeof(float) : call.SumsColumn;
        call.Residuals = residuals;
        if (whole > 0)
        {
            call.Tiles = whole;
            call.TilesAhead = isFirstGroup ? ((int)rows.TapStep / FloatTiles.MostRows) - 1 : 0;
            Run(ref call, kind);
            call.Next = call.NextEnd;
        }
        if (few > 0)
        {
            call.Tiles = 1;
            call.TilesAhead = 0;
            Run(ref call, kind with { Rows = few });
        }
    }

    private static void Run(ref FloatCall call, in FloatKind kind)
    {
        fixed (FloatCall* operands = &call)
        {
            FloatKernels.Get(kind)(operands);
        }
    }
}
