using System;

namespace AccelEmu.Timing;

/// <summary>A stream with null taps: real words are counted for each diagonal or row, and looked up in one.</summary>
internal sealed class CountedIndex : StreamIndex
{
    private const long MaxLines = 1 << 27;

    private readonly ReadOperand operand;
    private readonly ConvWindow window;
    private readonly long[] before;

    public CountedIndex(ReadOperand operand, string layer)
    {
        this.operand = operand;
        window = operand.Window!;
        long lines = (operand.Blocks * operand.Stream) + (operand.Skewed ? operand.Width : 0);
        if (lines > MaxLines)
        {
            throw new ScaleSimException("scalesim.size", layer, $"its input does not fit its buffer and has {lines} prefetch lines to replay; legal: at most {MaxLines}; give it a larger IfmapSramSzkB, or cut the layer");
        }
        before = new long[lines + 1];
        if (operand.Skewed)
        {
            CountDiagonals();
        }
        else
        {
            CountRows();
        }
    }

    public override long KeyAt(long word)
    {
        if (word >= before[^1])
        {
            return long.MaxValue;
        }
        int low = 0;
        int high = before.Length - 2;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            (low, high) = before[middle + 1] > word ? (low, middle) : (middle + 1, high);
        }
        long rank = word - before[low];
        for (long lane = 0; ; lane++)
        {
            if (IsReal(low, lane) && rank-- == 0)
            {
                return ((long)low * operand.Width) + lane;
            }
        }
    }

    private bool IsReal(long line, long lane)
    {
        long row = operand.Skewed ? line - lane : line;
        if (row < 0 || row >= operand.Blocks * operand.Stream)
        {
            return false;
        }
        (long block, long s) = Math.DivRem(row, operand.Stream);
        return lane < operand.LanesOf(block) && !operand.IsNull(block, s, lane);
    }

    /// <summary>
    /// A run of channels adds a word to as many diagonals, and runs of neighbouring output pixels begin on neighbouring diagonals: a row of windows changes the slope of
    /// the words a diagonal in four places. Running sums turn slopes into words, and words into words before.
    /// </summary>
    private void CountDiagonals()
    {
        WindowRuns runs = WindowRuns.Cut(window, operand.LanesAreDepth ? operand.Width : window.Depth);
        long[] slopes = new long[before.Length + 1];
        for (long block = 0; block < operand.Blocks; block++)
        {
            foreach (Run run in runs.PerFold[operand.LanesAreDepth ? block : 0])
            {
                CountRun(slopes, block, run);
            }
        }
        long slope = 0;
        long words = 0;
        for (int i = 0; i < before.Length - 1; i++)
        {
            slope += slopes[i];
            words += slope;
            before[i + 1] = before[i] + words;
        }
    }

    private void CountRun(long[] slopes, long block, Run run)
    {
        ScaleSimLayer layer = window.Layer;
        long start = (block * operand.Stream) + run.Start;
        long first = operand.LanesAreDepth ? 0 : block * operand.Width;
        long last = operand.LanesAreDepth ? operand.Stream : first + operand.LanesOf(block);
        long rows = Math.Min(window.OutputHeight, ((layer.InputHeight - 1 - run.KernelRow) / layer.StrideHeight) + 1);
        long columns = Math.Min(window.OutputWidth, ((layer.InputWidth - 1 - run.KernelColumn) / layer.StrideWidth) + 1);
        for (long oy = first / window.OutputWidth; oy < rows; oy++)
        {
            long from = Math.Max(first, oy * window.OutputWidth);
            long to = Math.Min(last, (oy * window.OutputWidth) + columns);
            if (from < to)
            {
                (long begin, long end) = (start + from - first, start + to - first);
                slopes[begin]++;
                slopes[end]--;
                slopes[begin + run.Length]--;
                slopes[end + run.Length]++;
            }
            if (to >= last)
            {
                return;
            }
        }
    }

    private void CountRows()
    {
        for (long block = 0; block < operand.Blocks; block++)
        {
            for (long tap = 0; tap < window.Depth / window.Channels; tap++)
            {
                long real = 0;
                for (long lane = 0; lane < operand.LanesOf(block); lane++)
                {
                    real += operand.IsNull(block, tap * window.Channels, lane) ? 0 : 1;
                }
                long row = (block * operand.Stream) + (tap * window.Channels);
                for (long i = row; i < row + window.Channels; i++)
                {
                    before[i + 1] = before[i] + real;
                }
            }
        }
    }
}
