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
    /// <summary>Rows of a block: four or eight tiles.</summary>
    public const int BlockRows = 48;

    private const int LeastCertifiedRows = 8;
    private const int MostRowsInPiece = 6 * BlockRows;
    private const long WideRowBytesInPiece = 2048 * 1024;

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
    /// <summary>True when blocks are drained in fp32 as far as that is proved.</summary>
    public bool IsCertified;
    public CertifiedDrain Certified;
    public byte* Sums;
    public RowMap SumsMap;
    public bool Accumulate;

    /// <summary>Cuts the product into even pieces, enough for <paramref name="threads"/>; returns their number.</summary>
    public int Cut(int threads)
    {
        // A piece widens its panels for itself: the more rows the better, while they stay in cache and there are pieces enough.
        long rows = Math.Min(WideRowBytesInPiece / (2 * Source.Depth), threads > 1 ? Rows / (4 * threads) : Rows);
        return Cut(threads, IsPairs ? (int)Math.Clamp(rows, BlockRows, MostRowsInPiece) : BlockRows);
    }

    /// <summary>Cuts into pieces of at most about <paramref name="most"/> rows.</summary>
    public int Cut(int threads, int most)
    {
        long blocks = Math.Max((Rows + most - 1) / most, 1);
        RowsInBlock = ((((Rows + blocks - 1) / blocks) + 11) / 12) * 12;
        blocks = (Rows + RowsInBlock - 1) / RowsInBlock;
        int groups = (Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;
        ColumnParts = threads > 1 && blocks < 4 * threads ? (int)Math.Min(groups, ((4 * threads) + blocks - 1) / Math.Max(blocks, 1)) : 1;
        return (int)(blocks * ColumnParts);
    }

    /// <summary>Resolves the drain in fp32 where there are rows enough to be worth its parameters.</summary>
    public void Certify(RequantMode mode)
    {
        IsCertified = false;
        if (HasDrain && Rows >= LeastCertifiedRows)
        {
            DrainPlan plan = Drain;
            plan.Lut = null;
            IsCertified = CertifiedDrain.TryCreate(plan, mode, Columns, Scratch.Get(ScratchUse.CertifiedParameters, CertifiedDrain.ParameterBytes(Columns)), out Certified);
        }
    }

    // Tiles may store where the sums belong: nothing is added to them later.
    private readonly bool IsPlain => !HasDrain && Corrections == null && ColumnZeroPoints == null && SumsMap.IsLinear && SumsMap.Step % sizeof(int) == 0;

    private readonly bool IsPairs => Engine is GemmEngine.SignedBytePairs or GemmEngine.UnsignedBytePairs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(int index)
    {
        long firstRow = index / ColumnParts * RowsInBlock;
        int rows = (int)Math.Min(RowsInBlock, Rows - firstRow);
        int groups = (Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;
        int part = index % ColumnParts;
        int from = groups * part / ColumnParts;
        int to = groups * (part + 1) / ColumnParts;

        nint laneBytes = Engine == GemmEngine.VexVnni || IsPairs ? 4 : Engine == GemmEngine.ShortPairs ? 2 : 1;
        nint steps = ((nint)Source.Depth + laneBytes - 1) / laneBytes;
        bool widens = IsPairs && rows >= WordPanels.LeastRows;
        nint passes = widens ? (steps + WordPanels.MostSteps - 1) / WordPanels.MostSteps : 1;
        nint stepsInPass = (steps + passes - 1) / passes;
        // With one pass each block of rows is drained before the next, with more all rows wait for the last.
        int blocks = (rows + BlockRows - 1) / BlockRows;
        int rowsInBlock = (((rows + blocks - 1) / blocks) + 11) / 12 * 12;
        int* scratch = (int*)Scratch.Get(ScratchUse.Sums, ((passes == 1 ? BlockRows : rows) + 6) * GemmTiles.BlockColumns * sizeof(int));
        byte* a = Prepare(firstRow, rows, out nint rowBytes, out int* rowSums);
        for (int group = from; group < to; group++)
        {
            int column = group * GemmTiles.BlockColumns;
            int columns = Math.Min(GemmTiles.BlockColumns, Columns - column);
            int count = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
            bool direct = IsPlain && (widens || !Accumulate) && columns % PanelLayout.Columns == 0;
            nint sumsRow = direct ? SumsMap.Step / sizeof(int) : GemmTiles.BlockColumns;
            for (nint step = 0; step < steps; step += stepsInPass)
            {
                nint some = Math.Min(stepsInPass, steps - step);
                byte* panels = Panels + (column / PanelLayout.Columns * PanelBytes) + (step * 64);
                byte* words = widens ? WordPanels.Widen(Width, panels, PanelBytes, count, some, Engine == GemmEngine.SignedBytePairs) : null;
                for (int r = 0; r < rows; r += rowsInBlock)
                {
                    int height = Math.Min(rowsInBlock, rows - r);
                    int* sums = direct ? (int*)(Sums + SumsMap.Offset(firstRow + r)) + column : scratch + (passes == 1 ? 0 : r * GemmTiles.BlockColumns);
                    if (widens)
                    {
                        GemmTiles.RunWords(Width, a + (r * rowBytes) + (step * 8), rowBytes, height, words, count, sums, sumsRow, some, kept: step > 0 || (direct && Accumulate));
                    }
                    else
                    {
                        GemmTiles.Run(Engine, Width, a + (r * rowBytes), rowBytes, height, panels, PanelBytes, count, sums, sumsRow, steps);
                    }
                    if (step + some == steps && !direct)
                    {
                        Finish(sums, rowSums == null ? null : rowSums + r, firstRow + r, height, column, columns);
                    }
                }
            }
        }
    }

    private readonly void Finish(int* sums, int* rowSums, long firstRow, int rows, int column, int columns)
    {
        if (rowSums != null)
        {
            SubtractRowSums(sums, rowSums, rows, column, columns);
        }
        if (!HasDrain)
        {
            SumsBlock.Store(sums, isFloat: false, Accumulate, Corrections, Sums, SumsMap, firstRow, rows, column, columns);
        }
        else if (IsCertified)
        {
            DrainBlock(Width, Drain, Certified, sums, firstRow, rows, column, columns);
        }
        else
        {
            DrainBlock(Width, Drain, sums, GemmTiles.BlockColumns, firstRow, rows, column, columns);
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

    public static void DrainBlock(KernelTier width, in DrainPlan plan, in CertifiedDrain certified, int* sums, long firstRow, int rows, int column, int columns)
    {
        switch (width)
        {
            case KernelTier.Vector512:
                CertifiedRows<Lanes512, Vector512<int>>.Run(plan, certified, sums, GemmTiles.BlockColumns, firstRow, rows, column, columns);
                break;
            case KernelTier.Vector256:
                CertifiedRows<Lanes256, Vector256<int>>.Run(plan, certified, sums, GemmTiles.BlockColumns, firstRow, rows, column, columns);
                break;
            default:
                CertifiedRows<Lanes128, Vector128<int>>.Run(plan, certified, sums, GemmTiles.BlockColumns, firstRow, rows, column, columns);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly byte* Prepare(long firstRow, int rows, out nint rowBytes, out int* rowSums)
    {
        bool bytes = Engine != GemmEngine.ShortPairs;
        byte* a;
        if (IsPairs ? Source.Map.IsLinear && !Source.IsConv : Source.InPlace(bytes ? 1 : 4))
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
        if (!IsPairs)
        {
            return a;
        }
        nint wideBytes = ((2 * (nint)Source.Depth) + 127) & ~(nint)63;
        byte* wide = Scratch.Get(ScratchUse.WideRows, rows * wideBytes);
        Widen.Rows(a, rowBytes, wide, wideBytes, rows, (nint)Source.Depth, RowsSigned);
        rowBytes = wideBytes;
        return wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void SubtractRowSums(int* sums, int* rowSums, int rows, int column, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            int* row = sums + (r * GemmTiles.BlockColumns);
            int i = 0;
            for (; i + Lanes256.Count <= columns; i += Lanes256.Count)
            {
                Lanes256.Store(row + i, Lanes256.Subtract(Lanes256.Load(row + i), Lanes256.Multiply(Lanes256.Splat(rowSums[r]), Lanes256.Load(ColumnZeroPoints + column + i))));
            }
            for (; i < columns; i++)
            {
                row[i] -= rowSums[r] * ColumnZeroPoints[column + i];
            }
        }
    }
}
