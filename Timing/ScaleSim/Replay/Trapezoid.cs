using System;

namespace AccelEmu.Timing;

/// <summary>Counts on a skewed block: word (s, l) of a block of rows × lanes lies on diagonal s + l; words of a diagonal are taken by ascending lane.</summary>
internal static class Trapezoid
{
    /// <summary>Words of a block on diagonals below <paramref name="diagonal"/>.</summary>
    public static long Before(long rows, long lanes, long diagonal) =>
        Triangle(diagonal) - Triangle(diagonal - rows) - Triangle(diagonal - lanes) + Triangle(diagonal - rows - lanes);

    /// <summary>Diagonal of word number <paramref name="rank"/> (from 0) of a block.</summary>
    public static long DiagonalOf(long rows, long lanes, long rank)
    {
        long low = 0;
        long high = rows + lanes - 2;
        while (low < high)
        {
            long middle = (low + high) >> 1;
            (low, high) = Before(rows, lanes, middle + 1) > rank ? (low, middle) : (middle + 1, high);
        }
        return low;
    }

    private static long Triangle(long n) => n <= 0 ? 0 : n * (n + 1) / 2;
}
