using System;

namespace AccelEmu.Timing;

/// <summary>First and last line on which an operand asks for a word.</summary>
internal static class RequestSpan
{
    public static (long First, long Last) Of(ReadOperand operand) => (First(operand), Last(operand));

    private static long First(ReadOperand operand)
    {
        if (operand.Skewed)
        {
            // The first tap of the first window is never null.
            return operand.Prefix;
        }
        for (long fold = 0; ; fold++)
        {
            (long first, long count) = operand.LoadedRows(fold);
            for (long row = first + count - 1; row >= first; row--)
            {
                if (HasWord(operand, operand.BlockOf(fold), row))
                {
                    return (fold * operand.FoldLines) + operand.ArrayRows - 1 - (row - first);
                }
            }
        }
    }

    private static long Last(ReadOperand operand)
    {
        for (long fold = operand.Folds - 1; ; fold--)
        {
            long line = operand.Skewed ? LastSkewed(operand, operand.BlockOf(fold)) : LastLoaded(operand, fold);
            if (line >= 0)
            {
                return (fold * operand.FoldLines) + line;
            }
        }
    }

    private static long LastSkewed(ReadOperand operand, long block)
    {
        long lanes = operand.LanesOf(block);
        if (operand.Window is not { HasNulls: true } window)
        {
            return operand.Prefix + operand.Stream + lanes - 2;
        }
        long best = -1;
        long start = block * operand.Width;
        long lastDepth = operand.LanesAreDepth ? start + lanes - 1 : window.Depth - 1;
        for (long k = lastDepth; k >= (operand.LanesAreDepth ? start : 0); k = (k / window.Channels * window.Channels) - 1)
        {
            long m = operand.LanesAreDepth ? window.LastValid(k / window.Channels, 0, operand.Stream - 1) : window.LastValid(k / window.Channels, start, start + lanes - 1);
            best = m < 0 ? best : Math.Max(best, operand.Prefix + m + k - start);
        }
        return best;
    }

    private static long LastLoaded(ReadOperand operand, long fold)
    {
        (long first, long count) = operand.LoadedRows(fold);
        for (long row = first; row < first + count; row++)
        {
            if (HasWord(operand, operand.BlockOf(fold), row))
            {
                return operand.ArrayRows - 1 - (row - first);
            }
        }
        return -1;
    }

    /// <summary>True when a row of a stationary block has a word that is no null tap.</summary>
    private static bool HasWord(ReadOperand operand, long block, long row)
    {
        long start = block * operand.Width;
        return operand.Window is not { HasNulls: true } window || window.LastValid(row / window.Channels, start, start + operand.LanesOf(block) - 1) >= 0;
    }
}
