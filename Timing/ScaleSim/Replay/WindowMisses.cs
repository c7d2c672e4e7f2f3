using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>
/// Misses of an input under overlapping windows, through a set that is emptied whenever it is full: run by run instead of word by word. A word misses when the set was
/// emptied since the last run that asked for it; the words of a run follow each other line by line, so a run's misses are its first so many words.
/// </summary>
internal sealed class WindowMisses
{
    private const long Never = long.MinValue / 2;
    private const long MaxPlaces = 1 << 27;

    private readonly ReadOperand operand;
    private readonly ConvWindow window;
    private readonly long capacity;
    private readonly WindowRuns runs;
    private readonly long[] lastRequest;
    private readonly int pixels;
    private readonly int[] firstPixel;
    private readonly int[] rowsLeft;
    private readonly int[] columnsLeft;
    private readonly long[] slopeChange;
    private readonly long step;
    private readonly List<Asked> asked = [];
    private readonly List<long> missing = [];
    private int pruneAt = 1024;
    private long foldStart;
    private long slope;
    private long held;
    private long lastFlush = -1;
    private long words;
    private long lastFlushLine = -1;

    private WindowMisses(ReadOperand operand, ConvWindow window, long capacity, string layer)
    {
        (this.operand, this.window, this.capacity) = (operand, window, capacity);
        bool streamsDepth = operand.Skewed && !operand.LanesAreDepth;
        runs = WindowRuns.Cut(window, streamsDepth ? window.Depth : operand.ArrayRows);
        pixels = window.Layer.InputHeight * window.Layer.InputWidth;
        long m = window.Layer.M;
        if ((long)pixels * runs.Classes > MaxPlaces || m > MaxPlaces)
        {
            throw new ScaleSimException("scalesim.size", layer, $"its input does not fit its buffer and has {(long)pixels * runs.Classes} places to replay; legal: at most {MaxPlaces}; give it a larger IfmapSramSzkB, or cut the layer");
        }
        lastRequest = new long[pixels * runs.Classes];
        Array.Fill(lastRequest, Never);
        (firstPixel, rowsLeft, columnsLeft) = Origins(window, (int)m);
        slopeChange = new long[operand.FoldLines + 1];
        step = operand.LanesAreDepth ? operand.Width + 1 : operand.Width;
    }

    /// <summary>Counts misses, and finds the line of the access that fills the set for the last time.</summary>
    public static CalcReads Replay(ReadOperand operand, ConvWindow window, long capacity, string layer) =>
        window.DistinctWords < capacity ? new CalcReads(window.DistinctWords, -1) : new WindowMisses(operand, window, capacity, layer).Run();

    private static (int[] Pixel, int[] Rows, int[] Columns) Origins(ConvWindow window, int m)
    {
        ScaleSimLayer layer = window.Layer;
        int[] pixel = new int[m], rows = new int[m], columns = new int[m];
        int index = 0;
        for (int oy = 0; oy < window.OutputHeight; oy++)
        {
            for (int ox = 0; ox < window.OutputWidth; ox++, index++)
            {
                pixel[index] = unchecked((oy * layer.StrideHeight * layer.InputWidth) + (ox * layer.StrideWidth));
                (rows[index], columns[index]) = (layer.InputHeight - (oy * layer.StrideHeight), layer.InputWidth - (ox * layer.StrideWidth));
            }
        }
        return (pixel, rows, columns);
    }

    private CalcReads Run()
    {
        for (long fold = 0; fold < operand.Folds; fold++)
        {
            foldStart = fold * operand.FoldLines;
            asked.Clear();
            Array.Clear(slopeChange);
            slope = 0;
            long block = operand.BlockOf(fold);
            if (!operand.Skewed)
            {
                Load(fold, block);
            }
            else if (operand.LanesAreDepth)
            {
                FlowPixels(runs.PerFold[block]);
            }
            else
            {
                FlowDepth(block);
            }
        }
        return new CalcReads(words + held, lastFlushLine);
    }

    /// <summary>Weight-stationary: a lane is a depth, and pixels flow past it.</summary>
    private void FlowPixels(Run[] fold)
    {
        int m = firstPixel.Length;
        int prefix = (int)operand.Prefix;
        int lines = prefix + m + (int)operand.Width;
        for (int line = prefix; line < lines && line < operand.FoldLines; line++)
        {
            slope += slopeChange[line];
            foreach (ref readonly Run run in fold.AsSpan())
            {
                int output = line - prefix - run.Start;
                if (output >= 0 && output < m)
                {
                    Ask(line, run.Start, output, run);
                }
            }
            Count(line);
        }
    }

    /// <summary>Output-stationary: a lane is an output pixel, and depth flows past it.</summary>
    private void FlowDepth(long block)
    {
        Run[] taps = runs.PerFold[0];
        int lanes = (int)operand.LanesOf(block);
        int first = (int)(block * operand.Width);
        int channels = window.Channels;
        int lines = (int)operand.Stream + lanes - 1;
        for (int line = 0; line < lines; line++)
        {
            slope += slopeChange[line];
            for (int tap = Math.Min(taps.Length - 1, line / channels); tap >= 0; tap--)
            {
                int lane = line - (tap * channels);
                if (lane >= lanes)
                {
                    break;
                }
                Ask(line, lane, first + lane, taps[tap]);
            }
            Count(line);
        }
    }

    /// <summary>Input-stationary: a lane is an output pixel, and the fold's depth is loaded, the last word first.</summary>
    private void Load(long fold, long block)
    {
        Run[] parts = runs.PerFold[fold % operand.RowFolds];
        int lanes = (int)operand.LanesOf(block);
        int first = (int)(block * operand.Width);
        int rows = (int)operand.LoadedRows(fold).Count;
        int next = parts.Length - 1;
        for (int row = rows - 1; row >= 0; row--)
        {
            int line = (int)operand.ArrayRows - 1 - row;
            slope += slopeChange[line];
            if (next >= 0 && row == parts[next].Start + parts[next].Length - 1)
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    Ask(line, lane, first + lane, parts[next]);
                }
                next--;
            }
            Count(line);
        }
    }

    private void Ask(int line, int lane, int output, in Run run)
    {
        if (run.KernelRow >= rowsLeft[output] || run.KernelColumn >= columnsLeft[output])
        {
            return;
        }
        unchecked
        {
            int place = (run.Class * pixels) + firstPixel[output] + (run.KernelRow * window.Layer.InputWidth) + run.KernelColumn;
            Asked one = new(((foldStart + line) * operand.Width) + lane, lastRequest[place], line, run.Length);
            lastRequest[place] = one.Position;
            asked.Add(one);
            int misses = Misses(one);
            if (misses > 0)
            {
                slope++;
                slopeChange[line + misses]--;
            }
        }
    }

    /// <summary>Words of a run, from its first, that were not asked for since the set was emptied.</summary>
    private int Misses(in Asked one)
    {
        long age = lastFlush - one.Previous;
        return age < 0 ? 0 : age >= one.Length * step ? one.Length : (int)Math.Min(one.Length, (age / step) + 1);
    }

    private void Count(int line)
    {
        while (held + slope >= capacity)
        {
            Flush(line);
        }
        held += slope;
        if (asked.Count > pruneAt)
        {
            asked.RemoveAll(a => a.Line + a.Length <= line);
            pruneAt = Math.Max(1024, asked.Count * 2);
        }
    }

    /// <summary>Empties the set behind the word on this line that fills it, and looks at all runs under way again.</summary>
    private void Flush(int line)
    {
        missing.Clear();
        foreach (Asked one in asked)
        {
            int index = line - one.Line;
            long position = one.Position + (index * step);
            if (index < one.Length && index < Misses(one) && position > lastFlush)
            {
                missing.Add(position);
            }
        }
        missing.Sort();
        lastFlush = missing[(int)(capacity - held - 1)];
        lastFlushLine = foldStart + line;
        words += capacity;
        (held, slope) = (0, 0);
        Array.Clear(slopeChange, line + 1, slopeChange.Length - line - 1);
        foreach (Asked one in asked)
        {
            int start = lastFlush < one.Position ? 0 : (int)Math.Min(one.Length, ((lastFlush - one.Position) / step) + 1);
            int end = Misses(one);
            if (start >= end)
            {
                continue;
            }
            if (one.Line + start == line)
            {
                slope++;
            }
            else
            {
                slopeChange[one.Line + start]++;
            }
            slopeChange[one.Line + end]--;
        }
    }

    /// <summary>A run under way.</summary>
    /// <param name="Position">Line · width + lane of its first word.</param>
    /// <param name="Previous">The same of the last run that asked for these words.</param>
    /// <param name="Line">Line of its first word, in its fold.</param>
    /// <param name="Length">Words, a line each.</param>
    private readonly record struct Asked(long Position, long Previous, int Line, int Length);
}
