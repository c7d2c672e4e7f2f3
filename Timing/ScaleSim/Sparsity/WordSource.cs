using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>An operand word by word, for sparse mappings whose words have no closed order.</summary>
internal abstract class WordSource
{
    private const long MaxWords = 1 << 27;

    /// <summary>Lines of the layer.</summary>
    public required long Lines { get; init; }

    /// <summary>Words of the prefetch matrix with its empty places.</summary>
    public required long MatrixWords { get; init; }

    /// <summary>Largest word id + 1.</summary>
    public required int WordIds { get; init; }

    /// <summary>Most words asked for on a line.</summary>
    public required int LineWidth { get; init; }

    /// <summary>Number of word ids of a sparse operand, if it is not too large to go through word by word.</summary>
    /// <exception cref="ScaleSimException">It is.</exception>
    public static int Ids(string layer, long words) => words <= MaxWords
        ? (int)words
        : throw new ScaleSimException("scalesim.size", layer, $"a sparse operand has {words} words; legal: at most {MaxWords}; cut the layer");

    /// <summary>The prefetch stream without empty places.</summary>
    public abstract IEnumerable<int> Stream();

    /// <summary>Words asked for on a line, in order; returns how many.</summary>
    public abstract int Requests(long line, Span<int> words);

    /// <summary>First and last line with a request.</summary>
    public (long First, long Last) Span()
    {
        int[] words = new int[LineWidth];
        long first = 0;
        while (Requests(first, words) == 0)
        {
            first++;
        }
        long last = Lines - 1;
        while (Requests(last, words) == 0)
        {
            last--;
        }
        return (first, last);
    }
}
