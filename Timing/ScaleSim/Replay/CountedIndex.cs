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

    /// <summary>Each run of a tap's channels adds one word to as many diagonals; two running sums turn ends into counts.</summary>
    private void CountDiagonals()
    {
        WindowRuns runs = WindowRuns.Cut(window, operand.LanesAreDepth ? operand.Width : window.Depth);
        long[] ends = before;
        for (long block = 0; block < operand.Blocks; block++)
        {
            foreach (Run run in runs.PerFold[operand.LanesAreDepth ? block : 0])
            {
                CountRun(ends, block, run);
            }
        }
        long slope = 0;
        long sum = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            slope += ends[i];
            (ends[i], sum) = (sum, sum + slope);
        }
    }

    private void CountRun(long[] ends, long block, Run run)
    {
        ScaleSimLayer layer = window.Layer;
        long start = block * operand.Stream;
        long first = operand.LanesAreDepth ? 0 : block * operand.Width;
        long last = operand.LanesAreDepth ? operand.Stream : first + operand.LanesOf(block);
        for (long m = first; m < last; m++)
        {
            (long oy, long ox) = Math.DivRem(m, window.OutputWidth);
            if ((oy * layer.StrideHeight) + run.KernelRow < layer.InputHeight && (ox * layer.StrideWidth) + run.KernelColumn < layer.InputWidth)
            {
                long diagonal = start + m - first + run.Start;
                ends[diagonal]++;
                ends[Math.Min(diagonal + run.Length, ends.Length - 1)]--;
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
