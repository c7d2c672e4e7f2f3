using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>The input of the row-wise mapping: each array row asks for the whole block it may pick from; the block's rows ask one line after the other.</summary>
/// <param name="window">Windows of the whole depth.</param>
/// <param name="weights">The packed weights.</param>
/// <param name="rows">R; a fold covers 2R depths.</param>
/// <param name="folds">Row folds of K′.</param>
/// <param name="foldLines">L.</param>
internal sealed class RowWiseInputSource(ConvWindow window, SparseWeights weights, long rows, long folds, long foldLines) : WordSource
{
    public override IEnumerable<int> Stream() => PackedWindowSource.Diagonals(
        window.Layer.M, window.Depth, rows, (window.Depth + rows - 1) / rows, (m, k) => PackedWindowSource.WordIdOf(window, m, k));

    public override int Requests(long line, Span<int> words)
    {
        (long fold, long inFold) = Math.DivRem(line, foldLines);
        long first = fold % folds * 2 * rows;
        int count = 0;
        for (long row = 0; row < rows; row++)
        {
            long m = inFold - rows - row;
            if (m < 0 || m >= window.Layer.M)
            {
                continue;
            }
            long start = first + (row / weights.BlockRows * weights.Block);
            for (long k = start; k < Math.Min(start + weights.Block, window.Depth); k++)
            {
                if (PackedWindowSource.WordIdOf(window, m, k) is >= 0 and int id)
                {
                    words[count++] = id;
                }
            }
        }
        return count;
    }
}
