using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;

namespace AccelEmu.Timing.Tests;

/// <summary>The oracle's array: what every line asks for, and the order of prefetching, as matrices of words; −1 is nothing.</summary>
internal sealed class NaiveArray
{
    public List<int[]> InputLines { get; } = [];
    public List<int[]> FilterLines { get; } = [];
    public List<int> WritesPerLine { get; } = [];
    public List<int> InputPrefetch { get; }
    public List<int> FilterPrefetch { get; }
    public long InputReads { get; private set; }
    public long FilterReads { get; private set; }

    public NaiveArray(ScaleSimConfig config, ScaleSimLayer layer)
    {
        int m = (int)layer.M, n = layer.Filters, r = config.Rows, c = config.Columns;
        int[] kept = [.. Enumerable.Range(0, (int)layer.K).Where(k => k % layer.BlockM < layer.KeptN)];
        int depth = kept.Length;
        int[][] input = [.. Enumerable.Range(0, m).Select(i => kept.Select(k => Word(layer, i, k)).ToArray())];
        int[][] filter = [.. kept.Select(k => Enumerable.Range(0, n).Select(j => (j * (int)layer.K) + k).ToArray())];
        (int spaceRows, int spaceColumns, int time) = config.Dataflow switch
        {
            Dataflow.OutputStationary => (m, n, depth),
            Dataflow.WeightStationary => (depth, n, m),
            _ => (depth, m, n),
        };
        // A fold's part of an operand, as its lines in time by lanes, before any skew.
        int[][] Part(int[][] matrix, bool transpose, int rowStart, int rows, int columnStart, int columns, int width) =>
            [.. Enumerable.Range(0, transpose ? columns : rows).Select(i => Enumerable.Range(0, width).Select(j =>
                j >= (transpose ? rows : columns) ? -1 : transpose ? matrix[rowStart + j][columnStart + i] : matrix[rowStart + i][columnStart + j]).ToArray())];
        int[][] inputStack = [], filterStack = [];
        for (int s = 0; s < spaceRows; s += r)
        {
            int rows = Math.Min(r, spaceRows - s);
            inputStack = config.Dataflow switch
            {
                Dataflow.OutputStationary => [.. inputStack, .. Part(input, true, s, rows, 0, depth, r)],
                Dataflow.WeightStationary => [.. inputStack, .. Part(input, false, 0, m, s, rows, r)],
                _ => inputStack,
            };
            filterStack = config.Dataflow == Dataflow.InputStationary ? [.. filterStack, .. Part(filter, true, s, rows, 0, n, r)] : filterStack;
        }
        for (int s = 0; s < spaceColumns; s += c)
        {
            int columns = Math.Min(c, spaceColumns - s);
            inputStack = config.Dataflow == Dataflow.InputStationary ? [.. inputStack, .. Part(input, true, s, columns, 0, depth, c)] : inputStack;
            filterStack = config.Dataflow == Dataflow.InputStationary ? filterStack : [.. filterStack, .. Part(filter, false, 0, depth, s, columns, c)];
        }
        InputPrefetch = config.Dataflow == Dataflow.InputStationary ? [.. inputStack.SelectMany(x => x)] : Diagonals(inputStack);
        FilterPrefetch = config.Dataflow == Dataflow.WeightStationary ? [.. filterStack.SelectMany(x => x)] : Diagonals(filterStack);
        for (int fc = 0; fc < spaceColumns; fc += c)
        {
            for (int fr = 0; fr < spaceRows; fr += r)
            {
                int rows = Math.Min(r, spaceRows - fr), columns = Math.Min(c, spaceColumns - fc);
                if (config.Dataflow == Dataflow.OutputStationary)
                {
                    Add(InputLines, Skew([.. Part(input, true, fr, rows, 0, depth, r), .. Gap(c - 1, r)]));
                    Add(FilterLines, Skew([.. Part(filter, false, 0, depth, fc, columns, c), .. Gap(r - 1, c)]));
                    Writes([.. Gap(time - 1 + r - rows, c), .. Ones(rows, columns, c)]);
                    (InputReads, FilterReads) = (InputReads + (rows * depth), FilterReads + (columns * depth));
                }
                else
                {
                    bool ws = config.Dataflow == Dataflow.WeightStationary;
                    int[][] loaded = ws ? Part(filter, false, fr, rows, fc, columns, c) : Part(input, true, fc, columns, fr, rows, c);
                    int[][] flows = ws ? Part(input, false, 0, m, fr, rows, r) : Part(filter, true, fr, rows, 0, n, r);
                    Add(ws ? FilterLines : InputLines, [.. Gap(r - rows, c), .. loaded.Reverse(), .. Gap(r + c + time - 2, c)]);
                    Add(ws ? InputLines : FilterLines, Skew([.. Gap(r, r), .. flows, .. Gap(c - 1, r)]));
                    Writes([.. Gap((2 * r) - 1, c), .. Ones(time, columns, c)]);
                    InputReads += ws ? m * rows : columns * rows;
                    FilterReads += ws ? rows * columns : n * rows;
                }
            }
        }
    }

    private static int Word(ScaleSimLayer layer, int m, int k)
    {
        (int oy, int ox) = Math.DivRem(m, (int)layer.OutputWidth);
        (int tap, int channel) = Math.DivRem(k, layer.Channels);
        int y = (oy * layer.StrideHeight) + (tap / layer.KernelWidth);
        int x = (ox * layer.StrideWidth) + (tap % layer.KernelWidth);
        return y < layer.InputHeight && x < layer.InputWidth ? (((y * layer.InputWidth) + x) * layer.Channels) + channel : -1;
    }

    private static int[][] Gap(int lines, int width) => [.. Enumerable.Range(0, lines).Select(_ => Enumerable.Repeat(-1, width).ToArray())];

    private static int[][] Ones(int lines, int used, int width) => [.. Enumerable.Range(0, lines).Select(_ => Enumerable.Range(0, width).Select(j => j < used ? 1 : -1).ToArray())];

    private static void Add(List<int[]> to, int[][] lines) => to.AddRange(lines);

    private void Writes(int[][] fold) => WritesPerLine.AddRange(Skew(fold).Select(line => line.Count(w => w >= 0)));

    private static int[][] Skew(int[][] lines)
    {
        int width = lines[0].Length;
        int[][] skewed = Gap(lines.Length + width - 1, width);
        for (int i = 0; i < lines.Length; i++)
        {
            for (int j = 0; j < width; j++)
            {
                skewed[i + j][j] = lines[i][j];
            }
        }
        return skewed;
    }

    private static List<int> Diagonals(int[][] stack)
    {
        List<int> words = [];
        for (int d = 0; d < stack.Length + stack[0].Length - 1; d++)
        {
            for (int row = Math.Min(d, stack.Length - 1); row >= 0 && d - row < stack[0].Length; row--)
            {
                words.Add(stack[row][d - row]);
            }
        }
        return words;
    }
}
