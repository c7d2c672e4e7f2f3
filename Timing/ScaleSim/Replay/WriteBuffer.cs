using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>The output buffer: drained by halves, in lines of the interface's width, while the other half fills. Works from event to event; the words written by a line are a closed form.</summary>
internal sealed class WriteBuffer
{
    private readonly WriteOperand writes;
    private readonly long size;
    private readonly long drainWords;
    private readonly long width;
    private readonly Queue<(long Line, long Words)> partialLines = new();
    private long written;
    private long free;
    private long linesClosed;
    private long wordsClosed;
    private long linesDrained;
    private long drainEnd;
    private long predictedAt = -1;
    private long fillLine;
    private long startLine;
    private long firstStart = long.MaxValue;
    private long lastEnd = long.MinValue;
    private long latestEnd = long.MinValue;

    public WriteBuffer(WriteOperand writes, long size, long width)
    {
        (this.writes, this.size, this.width) = (writes, size, width);
        drainWords = size - ((size + 1) / 2);
        free = size;
    }

    /// <summary>Next line on which a drain starts or the array waits; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextLine { get; private set; }

    /// <summary>Words counted as written to DRAM: half-filled lines in the middle of a drain count as whole.</summary>
    public long DrainedWords { get; private set; }

    /// <summary>Words written.</summary>
    public long Words => writes.Words;

    /// <summary>First cycle of the first drain.</summary>
    public long FirstStart => firstStart;

    /// <summary>Last cycle of the last drain (v2), or of the one that ends last (v3).</summary>
    public long Stop(bool latest) => latest ? latestEnd : lastEnd;

    /// <summary>
    /// Finds <see cref="NextLine"/> from line <paramref name="from"/> on, line i being served at cycle i + <paramref name="stalls"/>. Beyond <paramref name="horizon"/> it may be
    /// too low: whoever goes there first asks again.
    /// </summary>
    public void Predict(long from, long stalls, long horizon)
    {
        if (predictedAt != written)
        {
            predictedAt = written;
            fillLine = LineOf(written + Math.Max(free, 1) - 1);
            startLine = LineOf(written + Math.Max(free - (size - drainWords) + 1, 1) - 1);
        }
        if (fillLine != long.MaxValue && fillLine + stalls < drainEnd)
        {
            NextLine = fillLine;
            return;
        }
        long earliest = Math.Max(from, drainEnd - stalls);
        NextLine = startLine >= earliest ? startLine
            : earliest > horizon ? earliest
            : LineOf(Math.Max(written, writes.WordsBefore(earliest)));
    }

    /// <summary>Line of a word; <see cref="long.MaxValue"/> behind the last.</summary>
    private long LineOf(long word) => word < writes.Words ? writes.LineOf(word) : long.MaxValue;

    /// <summary>Writes the words of <see cref="NextLine"/> one by one; returns the cycles it waits.</summary>
    public long Service(long cycle)
    {
        Write(writes.WordsBefore(NextLine) - written);
        long current = cycle;
        for (long words = writes.WordsBefore(NextLine + 1) - written; words > 0; words--)
        {
            Write(1);
            if (current < drainEnd)
            {
                current = free <= 0 ? drainEnd : current;
            }
            else if (free < size - drainWords)
            {
                CloseLine();
                Drain(current);
            }
        }
        return current - cycle;
    }

    /// <summary>Writes what is left and drains everything from <paramref name="cycle"/> on.</summary>
    public void Finish(long cycle)
    {
        Write(writes.Words - written);
        CloseLine();
        while (linesDrained < linesClosed)
        {
            Drain(cycle);
            cycle = drainEnd + 1;
        }
    }

    private void Write(long words)
    {
        written += words;
        free -= words;
    }

    /// <summary>Starts a new line: a drain takes whole lines only.</summary>
    private void CloseLine()
    {
        (long whole, long rest) = Math.DivRem(written - wordsClosed, width);
        linesClosed += whole;
        wordsClosed = written;
        if (rest > 0)
        {
            partialLines.Enqueue((linesClosed, rest));
            linesClosed++;
        }
    }

    private void Drain(long start)
    {
        long end = Math.Min(linesClosed, linesDrained + ((drainWords + width - 1) / width));
        long lines = end - linesDrained;
        long words = lines * width;
        while (partialLines.TryPeek(out (long Line, long Words) partial) && partial.Line < end)
        {
            partialLines.Dequeue();
            words -= partial.Line == end - 1 ? width - partial.Words : 0;
        }
        DrainedWords += words;
        free += words;
        linesDrained = end;
        drainEnd = start + lines - 1;
        firstStart = Math.Min(firstStart, start);
        lastEnd = drainEnd;
        latestEnd = Math.Max(latestEnd, drainEnd);
    }
}
