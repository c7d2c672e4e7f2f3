using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// A product of bytes or int16 by emitted kernels. A piece is some rows × some groups of 64 columns; a group's panels stay in cache while all rows of the piece pass.
/// </summary>
internal unsafe struct EmittedGemm : IPieces
{
    // Rows whose sums or undecided rows are handled between calls.
    private const int TilesInCall = 8;
    private const int RowsInCall = TilesInCall * TileKind.MaxRows;
    private const int MostRows = 256 * TileKind.MaxRows;
    // Shorter tiles end before lines have come.
    private const int LeastGroupsToFetch = 2 * TileKind.MaxRows;
    private const long FreshBytesInPiece = 192 * 1024;

    public BlockGemm Product;
    public WindowTable Windows;
    public TileOperands Operands;
    /// <summary>True when sums are drained in registers.</summary>
    public bool IsCertified;
    public CertifiedDrain Certified;

    private int columnPieces;
    private long rowsInPiece;

    /// <summary>Cuts the product into even pieces, enough for <paramref name="threads"/>; returns their number.</summary>
    public int Cut(int threads)
    {
        long rows = Product.Rows;
        int groups = ColumnGroups;
        long most = Math.Clamp(FreshBytesInPiece / Math.Max(Windows.FreshBytes, 1) / RowsInCall * RowsInCall, RowsInCall, MostRows);
        long rowPieces = (rows + most - 1) / most;
        columnPieces = 1;
        if (threads > 1)
        {
            bool heavyWeights = Product.Source.Depth * Product.Columns > rows * Windows.FreshBytes;
            if (heavyWeights && groups >= 2 * threads)
            {
                columnPieces = Math.Min(groups, 4 * threads);
            }
            else
            {
                rowPieces = Math.Max(rowPieces, Math.Min(4 * threads, (rows + (2 * TileKind.MaxRows) - 1) / (2 * TileKind.MaxRows)));
                columnPieces = rowPieces < 2 * threads ? Math.Min(groups, 2 * threads) : 1;
            }
        }
        long tiles = (rows + TileKind.MaxRows - 1) / TileKind.MaxRows;
        rowsInPiece = (tiles + rowPieces - 1) / rowPieces * TileKind.MaxRows;
        return checked((int)((rows + rowsInPiece - 1) / rowsInPiece * columnPieces));
    }

    private readonly int ColumnGroups => (Product.Columns + GemmTiles.BlockColumns - 1) / GemmTiles.BlockColumns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(int index)
    {
        long firstRow = index / columnPieces * rowsInPiece;
        int rows = (int)Math.Min(rowsInPiece, Product.Rows - firstRow);
        int from = ColumnGroups * (index % columnPieces) / columnPieces;
        int to = ColumnGroups * ((index % columnPieces) + 1) / columnPieces;
        long tableBytes = rows * (long)sizeof(byte*);
        byte** addresses = (byte**)Scratch.Get(ScratchUse.RowTable, tableBytes);
        byte* filled = null;
        nint filledRow = Product.Source.PaddedRowBytes;
        if (Windows.Fills)
        {
            filled = Scratch.Get(ScratchUse.Rows, rows * filledRow);
            Product.Source.Fill(filled, filledRow, firstRow, rows);
        }
        Windows.Addresses(addresses, firstRow, rows, filled, filledRow);
        if (Windows.ReadsOn && firstRow + rows == Product.Rows)
        {
            addresses[rows - 1] = CopyRow(addresses[rows - 1], (nint)Product.Source.Depth * Product.Source.ElementBytes);
        }
        TileCall call = Describe(firstRow, rows, out TileKind kind, out byte** outputs, out byte** residuals);
        int* rowSums = kind.TakesRowSums ? SumRows(addresses, rows) : null;
        // As even as can be: 49 rows are four tiles of six and five of five, not eight of six and a slow one of one.
        int tiles = (rows + TileKind.MaxRows - 1) / TileKind.MaxRows;
        int tallest = (rows + tiles - 1) / tiles;
        int tall = rows - (tiles * (tallest - 1));
        int most = ToBlock || IsCertified ? TilesInCall : tiles;
        for (int group = from; group < to; group++)
        {
            int column = group * GemmTiles.BlockColumns;
            int columns = Math.Min(GemmTiles.BlockColumns, Product.Columns - column);
            SetColumns(ref call, ref kind, column, columns);
            for (int tile = 0, done = 0; tile < tiles;)
            {
                int height = tile < tall ? tallest : tallest - 1;
                int count = Math.Min((tile < tall ? tall : tiles) - tile, most);
                call.Tiles = count;
                call.FetchGroup = call.LastGroup - (Windows.GroupCount > LeastGroupsToFetch && !ToBlock ? height : 0);
                call.Rows = addresses + done;
                call.Outputs = outputs + (ToBlock ? 0 : done);
                call.Residuals = residuals + done;
                call.RowSums = rowSums + done;
                Run(ref call, kind with { Rows = height });
                if (IsCertified)
                {
                    Decide(ref call, outputs, firstRow, column, columns);
                }
                else if (ToBlock)
                {
                    BlockGemm.DrainBlock(Product.Width, Product.Drain, (int*)outputs[0], GemmTiles.BlockColumns, firstRow + done, count * height, column, columns);
                }
                tile += count;
                done += count * height;
            }
        }
    }

    private static byte* CopyRow(byte* row, nint bytes)
    {
        byte* to = Scratch.Get(ScratchUse.Rows, bytes + sizeof(int));
        Buffer.MemoryCopy(row, to, bytes, bytes);
        *(int*)(to + bytes) = 0;
        return to;
    }

    // Sums that another drain takes up wait in a block that stays in cache.
    private readonly bool ToBlock => Product.HasDrain && !IsCertified;

    private readonly TileCall Describe(long firstRow, int rows, out TileKind kind, out byte** outputs, out byte** residuals)
    {
        int* zeros = (int*)Scratch.Get(ScratchUse.Zeros, GemmTiles.BlockColumns * sizeof(int));
        new Span<int>(zeros, GemmTiles.BlockColumns).Clear();
        TileCall call = new()
        {
            PanelBytes = Product.PanelBytes,
            Bias = zeros,
            Flip = unchecked((int)0x80808080),
        };
        call.SetDepth(Windows.Groups, Windows.GroupCount, Windows.Quads, Windows.TailQuads, Windows.TailOffset);
        kind = new TileKind(TileKind.MaxRows, TileKind.MaxPanels, Windows.Quads, Windows.FlipsRows, Product.Accumulate ? TileEnding.SumsAdded : TileEnding.Sums, Operands, TakesRowSums: Product.ColumnZeroPoints != null);
        outputs = (byte**)Scratch.Get(ScratchUse.OutputTable, Math.Max(rows, RowsInCall) * sizeof(byte*));
        residuals = null;
        if (ToBlock)
        {
            kind = kind with { Ending = TileEnding.Sums };
            byte* sums = Scratch.Get(ScratchUse.Sums, RowsInCall * GemmTiles.BlockColumns * sizeof(int));
            for (int r = 0; r < RowsInCall; r++)
            {
                outputs[r] = sums + (r * GemmTiles.BlockColumns * sizeof(int));
            }
            return call;
        }
        if (!IsCertified)
        {
            WindowTable.Addresses(outputs, Product.Sums, Product.SumsMap, firstRow, rows);
            return call;
        }
        WindowTable.Addresses(outputs, Product.Drain.Output, Product.Drain.OutputMap, firstRow, rows);
        if (Product.Drain.ResidualMode != ResidualMode.None)
        {
            residuals = (byte**)Scratch.Get(ScratchUse.ResidualTable, rows * sizeof(byte*));
            WindowTable.Addresses(residuals, Product.Drain.Residual, Product.Drain.ResidualMap, firstRow, rows);
        }
        Certified.Describe(ref call);
        call.Records = Scratch.Get(ScratchUse.Records, RowsInCall * TileCall.RecordBytes);
        kind = kind with { Ending = Certified.Ending, SignedOutput = Product.Drain.OutputType == DType.I8, TwoOffsets = Certified.TwoOffsets };
        return call;
    }

    private readonly void SetColumns(ref TileCall call, ref TileKind kind, int column, int columns)
    {
        call.Panels = Product.Panels + (column / PanelLayout.Columns * Product.PanelBytes);
        call.ZeroPoints = Product.ColumnZeroPoints + column;
        int panels = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        kind = kind with { Panels = panels };
        if (IsCertified)
        {
            kind = kind with { Masked = columns < GemmTiles.BlockColumns };
            call.OutputColumn = column;
            call.Mask = ulong.MaxValue >> (GemmTiles.BlockColumns - columns);
            call.Bias = Product.Drain.Bias + column;
            call.Scales = Certified.Scales + column;
            call.Offsets = Certified.Offsets + column;
            call.Negatives = Certified.Negatives + column;
        }
        else if (!ToBlock)
        {
            kind = kind with { Masked = columns % PanelLayout.Columns != 0 };
            call.OutputColumn = column * sizeof(int);
            call.Mask = (ulong)ushort.MaxValue >> ((panels * PanelLayout.Columns) - columns);
            call.Bias = Product.Corrections == null ? call.Bias : Product.Corrections + column;
        }
    }

    private static void Run(ref TileCall call, in TileKind kind)
    {
        fixed (TileCall* operands = &call)
        {
            TileKernels.Get(kind)(operands);
        }
    }

    // Rows that fp32 could not decide: their sums, less the bias that the integer path adds again.
    private readonly void Decide(ref TileCall call, byte** outputs, long firstRow, int column, int columns)
    {
        byte* start = Scratch.Get(ScratchUse.Records, RowsInCall * TileCall.RecordBytes);
        for (byte* record = start; record < call.Records; record += TileCall.RecordBytes)
        {
            int* sums = (int*)record;
            for (int i = 0; i < columns; i++)
            {
                sums[i] -= Product.Drain.Bias[column + i];
            }
            long row = firstRow + (*(byte***)(record + TileCall.RecordRow) - outputs);
            BlockGemm.DrainBlock(Product.Width, Product.Drain, sums, GemmTiles.BlockColumns, row, 1, column, columns);
        }
        call.Records = start;
    }

    private readonly int* SumRows(byte** addresses, int rows)
    {
        int* sums = (int*)Scratch.Get(ScratchUse.RowSums, rows * sizeof(int));
        if (Operands == TileOperands.Words)
        {
            RowSums.OfWords(addresses, rows, (int)Product.Source.Depth, sums);
        }
        else
        {
            RowSums.OfBytes(addresses, rows, Windows, (int)Product.Source.Depth, Operands == TileOperands.UnsignedPanels, sums);
        }
        return sums;
    }
}
