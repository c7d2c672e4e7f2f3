using System;

namespace AccelEmu.Timing;

/// <summary>
/// An operand as the array asks for it. It is cut into blocks of stream rows × lanes. A skewed operand flows through the array: word (s, l) of a block is asked for s + l lines
/// after the block's start. A stationary one is loaded before a fold, R rows at a time, the last row first.
/// The prefetch stream has the blocks one below the other: along diagonals when skewed, row by row when stationary.
/// </summary>
internal sealed class ReadOperand
{
    /// <summary>True: flows through the array. False: stays in it.</summary>
    public required bool Skewed { get; init; }
    /// <summary>Blocks, by row folds or by column folds.</summary>
    public required long Blocks { get; init; }
    /// <summary>True: a column fold has its own block, and its row folds share it. False: a row fold has its own block, and column folds share it.</summary>
    public required bool BlockPerColumnFold { get; init; }
    /// <summary>Rows of a block.</summary>
    public required long Stream { get; init; }
    /// <summary>Lanes of all blocks.</summary>
    public required long Lanes { get; init; }
    /// <summary>Lanes of a whole block: array rows or columns. Prefetching counts all of them.</summary>
    public required long Width { get; init; }
    /// <summary>Array rows R, for stationary operands: rows loaded in a fold.</summary>
    public required long ArrayRows { get; init; }
    /// <summary>Lines of a fold before the first word of a skewed operand.</summary>
    public required long Prefix { get; init; }
    /// <summary>FR.</summary>
    public required long RowFolds { get; init; }
    /// <summary>FC.</summary>
    public required long ColumnFolds { get; init; }
    /// <summary>L.</summary>
    public required long FoldLines { get; init; }
    /// <summary>True: lanes are the depth k and rows the output pixel m. False: the other way round. For windows only.</summary>
    public bool LanesAreDepth { get; init; }
    /// <summary>Windows of an input in which a word is null or asked for by several windows; null = each (row, lane) is a word of its own.</summary>
    public ConvWindow? Window { get; init; }

    public long Folds => RowFolds * ColumnFolds;

    /// <summary>Words of the prefetch matrix with its empty lanes.</summary>
    public long MatrixWords => Blocks * Stream * Width;

    /// <summary>Words that are asked for in one pass over all blocks.</summary>
    public long RealWords => Window?.ValidWords ?? Stream * Lanes;

    /// <summary>Different words.</summary>
    public long DistinctWords => Window?.DistinctWords ?? Stream * Lanes;

    /// <summary>Used lanes of a block.</summary>
    public long LanesOf(long block) => Math.Min(Width, Lanes - (block * Width));

    /// <summary>Block of a fold.</summary>
    public long BlockOf(long fold) => BlockPerColumnFold ? fold / RowFolds : fold % RowFolds;

    /// <summary>Rows of a stationary operand loaded in a fold: first and number.</summary>
    public (long First, long Count) LoadedRows(long fold)
    {
        long first = fold % RowFolds * ArrayRows;
        return (first, Math.Min(ArrayRows, Stream - first));
    }

    /// <summary>Output pixel and depth of word (s, l) of a block.</summary>
    public (long M, long K) Coordinates(long block, long s, long l) => LanesAreDepth ? (s, (block * Width) + l) : ((block * Width) + l, s);

    /// <summary>True when word (s, l) of a block is a null tap.</summary>
    public bool IsNull(long block, long s, long l)
    {
        if (Window is null)
        {
            return false;
        }
        (long m, long k) = Coordinates(block, s, l);
        return Window.IsNull(m, k);
    }

    /// <summary>Position of word (s, l) in the prefetch stream: comparable, not contiguous.</summary>
    public long Key(long block, long s, long l) => (((block * Stream) + s + (Skewed ? l : 0)) * Width) + l;

    /// <summary>Position in the prefetch stream of output pixel m and depth k.</summary>
    public long KeyOf(int m, int k)
    {
        uint lane = (uint)(LanesAreDepth ? k : m);
        uint block = lane / (uint)Width;
        return Key(block, LanesAreDepth ? m : k, lane - (block * (uint)Width));
    }
}
