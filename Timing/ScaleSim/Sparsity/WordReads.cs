using System;
using System.Linq;

namespace AccelEmu.Timing;

/// <summary>Prefetched reads word by word: a word is held when the last line that fetched it is still in the window.</summary>
internal sealed class WordReads : IReadReplay
{
    private readonly WordSource source;
    private readonly PrefetchWindow window;
    private readonly int[] stream;
    private readonly long[] fetched;
    private readonly int[] requests;
    private long line = -1;
    private int count;
    private int position;

    public WordReads(WordSource source, long size, long bandwidth, StallRule rule)
    {
        this.source = source;
        stream = [.. source.Stream()];
        window = new PrefetchWindow(size, bandwidth, source.MatrixWords, stream.Length, rule);
        fetched = new long[source.WordIds];
        Array.Fill(fetched, -1);
        requests = new int[source.LineWidth];
        if (window.Prefetch == 0)
        {
            line = long.MaxValue;
            return;
        }
        for (long i = 0; i < window.Active; i++)
        {
            Fetch(i);
        }
        FindMiss();
    }

    public long NextLine => line;

    public long Words => window.Words;

    public long Start => window.Start;

    public long Stop => window.Stop;

    public long Service(long cycle)
    {
        long wait = PrefetchWindow.HitLatency;
        for (long serving = line; serving == line;)
        {
            do
            {
                wait = window.Slide(cycle, wait);
                long end = (window.Slides * window.Prefetch) + window.Active;
                for (long i = end - window.Prefetch; i < end; i++)
                {
                    Fetch(i);
                }
            }
            while (!IsHeld(requests[position]));
            FindMiss();
        }
        return wait;
    }

    private void Fetch(long number)
    {
        long start = number % window.Lines * window.LineWords;
        long end = Math.Min(stream.Length, start + window.LineWords);
        for (long i = start; i < end; i++)
        {
            fetched[stream[i]] = number;
        }
    }

    private bool IsHeld(int word) => fetched[word] >= window.Slides * window.Prefetch;

    private void FindMiss()
    {
        for (; ; position++)
        {
            while (position >= count)
            {
                if (++line >= source.Lines)
                {
                    line = long.MaxValue;
                    return;
                }
                (position, count) = (0, source.Requests(line, requests));
            }
            if (!IsHeld(requests[position]))
            {
                return;
            }
        }
    }
}
