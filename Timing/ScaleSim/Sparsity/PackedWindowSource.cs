using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>The input of weight-stationary folds over the depths that N:M sparsity keeps, row by row of the array.</summary>
/// <param name="window">Windows of the whole depth.</param>
/// <param name="packedDepth">K′.</param>
/// <param name="kept">N.</param>
/// <param name="block">M.</param>
/// <param name="rows">R.</param>
/// <param name="folds">Row folds of K′.</param>
/// <param name="foldLines">L.</param>
internal sealed class PackedWindowSource(ConvWindow window, long packedDepth, int kept, int block, long rows, long folds, long foldLines) : WordSource
{
    /// <summary>Word at output pixel m and packed depth; −1 for a null tap.</summary>
    private int Word(long m, long packed) => WordIdOf(window, m, (packed / kept * block) + (packed % kept));

    /// <summary>Id of an input word; −1 for a null tap.</summary>
    public static int WordIdOf(ConvWindow window, long m, long k)
    {
        (long y, long x, long channel) = window.Pixel(m, k);
        return y >= window.Layer.InputHeight || x >= window.Layer.InputWidth ? -1 : (int)((((y * window.Layer.InputWidth) + x) * window.Channels) + channel);
    }

    public override IEnumerable<int> Stream() => Diagonals(window.Layer.M, packedDepth, rows, folds, Word);

    /// <summary>A stack of row folds along its diagonals, lanes ascending.</summary>
    public static IEnumerable<int> Diagonals(long m, long depth, long rows, long folds, Func<long, long, int> word)
    {
        for (long diagonal = 0; diagonal < (folds * m) + rows - 1; diagonal++)
        {
            for (long lane = Math.Max(0, diagonal - (folds * m) + 1); lane <= Math.Min(diagonal, rows - 1); lane++)
            {
                (long fold, long pixel) = Math.DivRem(diagonal - lane, m);
                long k = (fold * rows) + lane;
                int id = k < depth ? word(pixel, k) : -1;
                if (id >= 0)
                {
                    yield return id;
                }
            }
        }
    }

    public override int Requests(long line, Span<int> words)
    {
        (long fold, long inFold) = Math.DivRem(line, foldLines);
        long rowFold = fold % folds;
        int count = 0;
        for (long lane = 0; lane < Math.Min(rows, packedDepth - (rowFold * rows)); lane++)
        {
            long m = inFold - rows - lane;
            if (m >= 0 && m < window.Layer.M && Word(m, (rowFold * rows) + lane) is >= 0 and int id)
            {
                words[count++] = id;
            }
        }
        return count;
    }
}
