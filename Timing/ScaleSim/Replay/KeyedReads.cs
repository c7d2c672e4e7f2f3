using System;

namespace AccelEmu.Timing;

/// <summary>
/// Prefetched reads of a dense operand. A word's place in the stream is its key, a window an interval of keys; the requests of a fold go through the keys in order, so the next
/// miss is found by jumping to the window's end. A word that several windows of a convolution ask for has several keys.
/// </summary>
internal sealed class KeyedReads : IReadReplay
{
    private readonly ReadOperand operand;
    private readonly ConvWindow? shared;
    private readonly PrefetchWindow window;
    private readonly StreamIndex? index;
    private long firstKey;
    private long endKey;
    private bool wraps;
    private long fold;
    private long block;
    private long major;
    private long lane;

    public KeyedReads(ReadOperand operand, PrefetchWindow window, string layer)
    {
        (this.operand, this.window) = (operand, window);
        shared = operand.Window is { IsDisjoint: false } several ? several : null;
        NextLine = long.MaxValue;
        if (window.Prefetch == 0)
        {
            return;
        }
        index = StreamIndex.Of(operand, layer);
        Place();
        Enter(0);
        FindMiss();
    }

    public long NextLine { get; private set; }

    public long Words => window.Words;

    public long Start => window.Start;

    public long Stop => window.Stop;

    public long Service(long cycle)
    {
        long wait = PrefetchWindow.HitLatency;
        for (long line = NextLine; line == NextLine;)
        {
            do
            {
                wait = window.Slide(cycle, wait);
                Place();
            }
            while (!IsHeld(KeyHere()));
            FindMiss();
        }
        return wait;
    }

    private void Place()
    {
        firstKey = window.First == 0 ? 0 : index!.KeyAt(window.First * window.LineWords);
        endKey = window.End == 0 ? 0 : index!.KeyAt(window.End * window.LineWords);
        wraps = window.First >= window.End;
    }

    private bool Contains(long key) => wraps ? key >= firstKey || key < endKey : key >= firstKey && key < endKey;

    /// <summary>Goes to the first request of a fold; false behind the last fold. Rows of a stationary operand come last first.</summary>
    private bool Enter(long next)
    {
        fold = next;
        if (fold >= operand.Folds)
        {
            return false;
        }
        block = operand.BlockOf(fold);
        lane = 0;
        (long first, long count) = operand.Skewed ? (0, 1) : operand.LoadedRows(fold);
        major = first + count - 1;
        return true;
    }

    /// <summary>Row or diagonal · width + lane; the window's keys compare with it.</summary>
    private long KeyHere() => (((block * operand.Stream) + major) * operand.Width) + lane;

    /// <summary>Goes to the first request from here on that is not held.</summary>
    private void FindMiss()
    {
        bool more = fold < operand.Folds;
        while (more)
        {
            long key = KeyHere();
            if (Contains(key))
            {
                // Keys grow along a row or diagonal: the next one outside is the window's end, unless the window goes on to the end of the stream.
                long outside = wraps && key >= firstKey ? long.MaxValue : endKey;
                more = operand.Skewed ? JumpDiagonal(outside) : JumpRow(outside);
            }
            else if (operand.Window is not null && IsNothingOrHeldElsewhere())
            {
                lane++;
                more = operand.Skewed ? SettleDiagonal() : SettleRow();
            }
            else
            {
                NextLine = (fold * operand.FoldLines) + (operand.Skewed ? operand.Prefix + major : operand.ArrayRows - 1 - (major - operand.LoadedRows(fold).First));
                return;
            }
        }
        NextLine = long.MaxValue;
    }

    private bool JumpDiagonal(long key)
    {
        if (key == long.MaxValue)
        {
            return Enter(fold + 1);
        }
        (long diagonal, long to) = Math.DivRem(key, operand.Width);
        (major, lane) = (diagonal - (block * operand.Stream), to);
        return SettleDiagonal();
    }

    /// <summary>Makes (diagonal, lane) a request of the fold, the next one if there is none.</summary>
    private bool SettleDiagonal()
    {
        long lanes = operand.LanesOf(block);
        if (lane > Math.Min(major, lanes - 1))
        {
            major++;
            lane = 0;
        }
        lane = Math.Max(lane, major - operand.Stream + 1);
        return major <= operand.Stream + lanes - 2 || Enter(fold + 1);
    }

    private bool JumpRow(long key)
    {
        (long row, long to) = Math.DivRem(key, operand.Width);
        lane = row == (block * operand.Stream) + major ? to : operand.Width;
        return SettleRow();
    }

    private bool SettleRow()
    {
        if (lane >= operand.LanesOf(block))
        {
            lane = 0;
            major--;
        }
        return major >= operand.LoadedRows(fold).First || Enter(fold + 1);
    }

    private long Row => operand.Skewed ? major - lane : major;

    private bool IsHeld(long key) => Contains(key) || (shared is not null && IsNothingOrHeldElsewhere());

    /// <summary>True when the word here is a null tap, or the window holds it by the key of another output pixel.</summary>
    private bool IsNothingOrHeldElsewhere()
    {
        ConvWindow taps = operand.Window!;
        ScaleSimLayer layer = taps.Layer;
        (long output, long depth) = operand.Coordinates(block, Row, lane);
        // Extents fit in 32 bits, whose divisions are several times faster.
        (int m, int k) = ((int)output, (int)depth);
        int oy = (int)((uint)m / (uint)taps.OutputWidth);
        int ox = m - (oy * taps.OutputWidth);
        int tap = (int)((uint)k / (uint)layer.Channels);
        int i = (int)((uint)tap / (uint)layer.KernelWidth);
        int j = tap - (i * layer.KernelWidth);
        return (oy * layer.StrideHeight) + i >= layer.InputHeight || (ox * layer.StrideWidth) + j >= layer.InputWidth
            || (shared is not null && IsHeldElsewhere(layer, oy + (i / layer.StrideHeight), i % layer.StrideHeight, ox + (j / layer.StrideWidth), j % layer.StrideWidth, k - (tap * layer.Channels)));
    }

    /// <summary>Goes through the windows over a pixel, from the last that begins at or before it.</summary>
    private bool IsHeldElsewhere(ScaleSimLayer layer, int lastRow, int firstI, int lastColumn, int firstJ, int channel)
    {
        ConvWindow taps = shared!;
        for (int oy = lastRow, i = firstI; oy >= 0 && i < layer.KernelHeight; oy--, i += layer.StrideHeight)
        {
            if (oy >= taps.OutputHeight)
            {
                continue;
            }
            for (int ox = lastColumn, j = firstJ; ox >= 0 && j < layer.KernelWidth; ox--, j += layer.StrideWidth)
            {
                if (ox < taps.OutputWidth && Contains(operand.KeyOf((oy * taps.OutputWidth) + ox, (((i * layer.KernelWidth) + j) * layer.Channels) + channel)))
                {
                    return true;
                }
            }
        }
        return false;
    }
}
