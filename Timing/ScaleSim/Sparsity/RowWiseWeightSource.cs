using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>The weights of the row-wise mapping: packed rows whose empty slots are neither fetched nor asked for.</summary>
/// <param name="weights">The packed weights.</param>
/// <param name="columns">N.</param>
/// <param name="rows">R.</param>
/// <param name="arrayColumns">C.</param>
/// <param name="folds">Row folds of K′.</param>
/// <param name="foldLines">L.</param>
internal sealed class RowWiseWeightSource(SparseWeights weights, long columns, long rows, long arrayColumns, long folds, long foldLines) : WordSource
{
    public override IEnumerable<int> Stream()
    {
        for (long first = 0; first < columns; first += arrayColumns)
        {
            for (long row = 0; row < weights.PackedDepth; row++)
            {
                for (long n = first; n < Math.Min(columns, first + arrayColumns); n++)
                {
                    if (Word(row, n) is >= 0 and int id)
                    {
                        yield return id;
                    }
                }
            }
        }
    }

    /// <summary>Words of a fold that hold something.</summary>
    public long HeldWords(long columnFold, long rowFold)
    {
        long held = 0;
        for (long row = rowFold * rows; row < Math.Min(weights.PackedDepth, (rowFold + 1) * rows); row++)
        {
            for (long n = columnFold * arrayColumns; n < Math.Min(columns, (columnFold + 1) * arrayColumns); n++)
            {
                held += weights.DepthOf(row, n) >= 0 ? 1 : 0;
            }
        }
        return held;
    }

    public override int Requests(long line, Span<int> words)
    {
        (long fold, long inFold) = Math.DivRem(line, foldLines);
        (long columnFold, long rowFold) = Math.DivRem(fold, folds);
        long row = (rowFold * rows) + rows - 1 - inFold;
        int count = 0;
        if (inFold < rows && row < weights.PackedDepth)
        {
            for (long n = columnFold * arrayColumns; n < Math.Min(columns, (columnFold + 1) * arrayColumns); n++)
            {
                if (Word(row, n) is >= 0 and int id)
                {
                    words[count++] = id;
                }
            }
        }
        return count;
    }

    private int Word(long row, long n) => weights.DepthOf(row, n) >= 0 ? (int)((row * columns) + n) : -1;
}
