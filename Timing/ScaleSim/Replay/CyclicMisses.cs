using System;

namespace AccelEmu.Timing;

/// <summary>Misses of an operand whose words each have one place: blocks read in the same order a number of times, through a set that is emptied whenever it is full.</summary>
internal static class CyclicMisses
{
    /// <summary>Counts misses, and finds the line of the access that fills the set for the last time (−1: it never fills).</summary>
    public static CalcReads Replay(ReadOperand operand, long capacity)
    {
        long words = operand.Stream * operand.Lanes;
        if (words < capacity)
        {
            return new CalcReads(words, -1);
        }
        // Blocks shared by column folds are read one after the other, all of them again for each column fold.
        bool split = operand.Skewed && operand.BlockPerColumnFold;
        long units = split ? operand.Blocks : 1;
        long repeats = !operand.Skewed ? 1 : split ? operand.RowFolds : operand.ColumnFolds;
        Scan scan = new(capacity);
        for (long unit = 0; unit < units; unit++)
        {
            scan.Read(split ? operand.Stream * operand.LanesOf(unit) : words, repeats);
        }
        return new CalcReads(scan.Misses, LineOf(operand, scan.LastFlush));
    }

    private struct Scan(long capacity)
    {
        private long position;
        private long held;

        public long Misses { get; private set; }

        public long LastFlush { get; private set; } = -1;

        /// <summary>Reads a block of new words a number of times.</summary>
        public void Read(long size, long repeats)
        {
            long start = position;
            long end = start + (size * repeats);
            while (position < end)
            {
                long missEnd = position < start + size ? start + size : Math.Min(end, LastFlush + size + 1);
                if (missEnd <= position)
                {
                    position = end;
                    return;
                }
                long run = Math.Min(missEnd - position, capacity - held);
                (position, held, Misses) = (position + run, held + run, Misses + run);
                if (held == capacity)
                {
                    (LastFlush, held) = (position - 1, 0);
                }
            }
        }
    }

    /// <summary>Line of an access, by its number.</summary>
    private static long LineOf(ReadOperand operand, long access)
    {
        long whole = operand.Stream * operand.Width;
        if (!operand.Skewed)
        {
            long columnFold = Math.Min(operand.Blocks - 1, access / whole);
            long lanes = operand.LanesOf(columnFold);
            long inBlock = access - (columnFold * whole);
            long rowFold = inBlock / (operand.ArrayRows * lanes);
            long fold = (columnFold * operand.RowFolds) + rowFold;
            long row = (inBlock - (rowFold * operand.ArrayRows * lanes)) / lanes;
            return (fold * operand.FoldLines) + operand.ArrayRows - operand.LoadedRows(fold).Count + row;
        }
        if (operand.BlockPerColumnFold)
        {
            long unit = whole * operand.RowFolds;
            long columnFold = Math.Min(operand.Blocks - 1, access / unit);
            long size = operand.Stream * operand.LanesOf(columnFold);
            (long rowFold, long rank) = Math.DivRem(access - (columnFold * unit), size);
            return Line(operand, (columnFold * operand.RowFolds) + rowFold, columnFold, rank);
        }
        (long pass, long inPass) = Math.DivRem(access, operand.Stream * operand.Lanes);
        long block = Math.Min(operand.Blocks - 1, inPass / whole);
        return Line(operand, (pass * operand.RowFolds) + block, block, inPass - (block * whole));
    }

    private static long Line(ReadOperand operand, long fold, long block, long rank) =>
        (fold * operand.FoldLines) + operand.Prefix + Trapezoid.DiagonalOf(operand.Stream, operand.LanesOf(block), rank);
}

/// <summary>DRAM reads of an operand whose interface is as wide as need be.</summary>
/// <param name="Words">Words fetched.</param>
/// <param name="LastFlushLine">Line on which the set was full for the last time; −1: never.</param>
internal readonly record struct CalcReads(long Words, long LastFlushLine);
