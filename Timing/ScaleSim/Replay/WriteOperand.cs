using System;

namespace AccelEmu.Timing;

/// <summary>When the array writes its sums: each fold a skewed block of rows × columns.</summary>
internal sealed class WriteOperand
{
    /// <summary>Lines of a fold before the first sum could leave a full array: T − 1 (OS), 2R − 1 (WS, IS).</summary>
    public required long Lead { get; init; }
    /// <summary>Rows of sums of all row folds (OS), or of each row fold (WS, IS).</summary>
    public required long Rows { get; init; }
    /// <summary>True: row folds share the rows (OS). False: each writes all of them.</summary>
    public required bool RowsAreFolded { get; init; }
    /// <summary>R.</summary>
    public required long ArrayRows { get; init; }
    /// <summary>C.</summary>
    public required long ArrayColumns { get; init; }
    /// <summary>Columns of sums.</summary>
    public required long Columns { get; init; }
    /// <summary>FR.</summary>
    public required long RowFolds { get; init; }
    /// <summary>FC.</summary>
    public required long ColumnFolds { get; init; }
    /// <summary>L.</summary>
    public required long FoldLines { get; init; }

    /// <summary>Words written in all.</summary>
    public long Words => RowsInAll * Columns;

    /// <summary>First line with a write.</summary>
    public long FirstLine => LeadOf(0);

    /// <summary>Last line with a write.</summary>
    public long LastLine
    {
        get
        {
            long rowFold = RowFolds - 1;
            return (((RowFolds * ColumnFolds) - 1) * FoldLines) + LeadOf(rowFold) + RowsOf(rowFold) + ColumnsOf(ColumnFolds - 1) - 2;
        }
    }

    private long RowsInAll => RowsAreFolded ? Rows : Rows * RowFolds;

    /// <summary>Words written on lines below <paramref name="line"/>.</summary>
    public long WordsBefore(long line)
    {
        (long fold, long inFold) = Math.DivRem(line, FoldLines);
        (long columnFold, long rowFold) = Math.DivRem(fold, RowFolds);
        if (columnFold >= ColumnFolds)
        {
            return Words;
        }
        long columns = ColumnsOf(columnFold);
        return (RowsInAll * ArrayColumns * columnFold)
            + ((RowsAreFolded ? rowFold * ArrayRows : rowFold * Rows) * columns)
            + Trapezoid.Before(RowsOf(rowFold), columns, inFold - LeadOf(rowFold));
    }

    /// <summary>Line of word number <paramref name="word"/> (from 0).</summary>
    public long LineOf(long word)
    {
        long whole = RowsInAll * ArrayColumns;
        long columnFold = Math.Min(ColumnFolds - 1, word / whole);
        long columns = ColumnsOf(columnFold);
        long inColumn = word - (columnFold * whole);
        long foldWords = (RowsAreFolded ? ArrayRows : Rows) * columns;
        long rowFold = Math.Min(RowFolds - 1, inColumn / foldWords);
        return (((columnFold * RowFolds) + rowFold) * FoldLines) + LeadOf(rowFold)
            + Trapezoid.DiagonalOf(RowsOf(rowFold), columns, inColumn - (rowFold * foldWords));
    }

    private long RowsOf(long rowFold) => RowsAreFolded ? Math.Min(ArrayRows, Rows - (rowFold * ArrayRows)) : Rows;

    private long ColumnsOf(long columnFold) => Math.Min(ArrayColumns, Columns - (columnFold * ArrayColumns));

    /// <summary>Sums leave from the last row of the array: a fold that uses fewer starts later.</summary>
    private long LeadOf(long rowFold) => RowsAreFolded ? Lead + ArrayRows - RowsOf(rowFold) : Lead;
}
