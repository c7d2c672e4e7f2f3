using System;

namespace AccelEmu.Timing;

/// <summary>Keys of the words of a prefetch stream by their number, null words not counted.</summary>
internal abstract class StreamIndex
{
    /// <summary>Key of word number <paramref name="word"/>; <see cref="long.MaxValue"/> behind the last.</summary>
    public abstract long KeyAt(long word);

    public static StreamIndex Of(ReadOperand operand, string layer) =>
        operand.Window is { HasNulls: true } ? new CountedIndex(operand, layer) : operand.Skewed ? new DiagonalIndex(operand) : new RowIndex(operand);

    /// <summary>Rows of blocks one below the other, all words real.</summary>
    private sealed class RowIndex(ReadOperand operand) : StreamIndex
    {
        public override long KeyAt(long word)
        {
            if (word >= operand.Stream * operand.Lanes)
            {
                return long.MaxValue;
            }
            long whole = operand.Stream * operand.Width;
            long block = Math.Min(operand.Blocks - 1, word / whole);
            (long row, long lane) = Math.DivRem(word - (block * whole), operand.LanesOf(block));
            return operand.Key(block, row, lane);
        }
    }

    /// <summary>Diagonals across blocks one below the other, all words real.</summary>
    private sealed class DiagonalIndex : StreamIndex
    {
        private readonly long width;
        private readonly long wholeRows;
        private readonly long lastRows;
        private readonly long lastLanes;

        public DiagonalIndex(ReadOperand operand)
        {
            width = operand.Width;
            wholeRows = (operand.Blocks - 1) * operand.Stream;
            lastRows = operand.Stream;
            lastLanes = operand.LanesOf(operand.Blocks - 1);
        }

        public override long KeyAt(long word)
        {
            if (word >= (wholeRows * width) + (lastRows * lastLanes))
            {
                return long.MaxValue;
            }
            long low = 0;
            long high = wholeRows + lastRows + width;
            while (low < high)
            {
                long middle = (low + high) >> 1;
                (low, high) = Before(middle + 1) > word ? (low, middle) : (middle + 1, high);
            }
            long rank = word - Before(low);
            // Lanes of the last block come first on a diagonal, as their rows are further down.
            long firstLane = Math.Max(0, low - wholeRows - lastRows + 1);
            long inLast = Math.Max(0, Math.Min(low - wholeRows, lastLanes - 1) - firstLane + 1);
            long lane = rank < inLast ? firstLane + rank : Math.Max(0, low - wholeRows + 1) + rank - inLast;
            return (low * width) + lane;
        }

        private long Before(long diagonal) =>
            Trapezoid.Before(wholeRows, width, diagonal) + Trapezoid.Before(lastRows, lastLanes, diagonal - wholeRows);
    }
}
