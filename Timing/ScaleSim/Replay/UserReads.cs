using System;

namespace AccelEmu.Timing;

/// <summary>Reads through an interface of stated width: what a line costs in cycles.</summary>
internal interface IReadReplay
{
    /// <summary>Next line that misses; <see cref="long.MaxValue"/> when there is none.</summary>
    long NextLine { get; }

    /// <summary>Serves <see cref="NextLine"/> at a cycle; returns the cycles it takes, hit latency included.</summary>
    long Service(long cycle);

    /// <summary>Words fetched.</summary>
    long Words { get; }

    /// <summary>Cycle of the first fetch.</summary>
    long Start { get; }

    /// <summary>Cycle of the last fetch.</summary>
    long Stop { get; }
}

/// <summary>How a late prefetch is charged.</summary>
internal enum StallRule
{
    /// <summary>v2: when it is late.</summary>
    Late,
    /// <summary>v3: late or early, and again when it is late.</summary>
    Twice,
}

/// <summary>
/// A window of lines over the prefetch stream. On a miss it slides, by its prefetch half and around the end, until the word is in it; each slide fetches that half.
/// </summary>
internal sealed class PrefetchWindow
{
    /// <summary>Cycles from a request to its word.</summary>
    public const long HitLatency = 1;

    private readonly StallRule rule;
    private readonly long bandwidth;
    private readonly long slideCycles;
    private readonly long fetchedFirst;
    private long last = -1;

    /// <param name="size">Words of the buffer, both halves.</param>
    /// <param name="bandwidth">Words a cycle.</param>
    /// <param name="matrixWords">Words of the prefetch matrix, nulls included.</param>
    /// <param name="realWords">The same without nulls.</param>
    /// <param name="rule">How stalls are charged.</param>
    public PrefetchWindow(long size, long bandwidth, long matrixWords, long realWords, StallRule rule)
    {
        this.bandwidth = bandwidth;
        this.rule = rule;
        long active = (size + 1) / 2;
        LineWords = (size + 99) / 100;
        Lines = (realWords / LineWords) + 1;
        Active = Math.Min(Lines, CeilDiv(active, LineWords));
        Prefetch = Math.Min(Lines - Active, CeilDiv(size - active, LineWords));
        slideCycles = CeilDiv(size - active, bandwidth);
        fetchedFirst = Math.Min(CeilDiv(active, bandwidth), CeilDiv(matrixWords, bandwidth));
    }

    /// <summary>Real words of a line.</summary>
    public long LineWords { get; }
    /// <summary>Lines of the stream; the last may be empty.</summary>
    public long Lines { get; }
    /// <summary>Lines of the window.</summary>
    public long Active { get; }
    /// <summary>Lines of a slide; 0: the window holds everything.</summary>
    public long Prefetch { get; }
    /// <summary>Slides so far.</summary>
    public long Slides { get; private set; }

    /// <summary>First line of the window.</summary>
    public long First => Slides * Prefetch % Lines;

    /// <summary>Line behind the window.</summary>
    public long End => (First + Active) % Lines;

    public long Words => (fetchedFirst + (Slides * slideCycles)) * bandwidth;

    public long Start => -fetchedFirst;

    public long Stop => last;

    /// <summary>Slides once for a request at <paramref name="cycle"/> that has waited <paramref name="wait"/> so far; returns what it has waited then.</summary>
    public long Slide(long cycle, long wait)
    {
        Slides++;
        last += slideCycles + 1;
        long late = last - (cycle + wait);
        return rule == StallRule.Late ? wait + Math.Max(0, late) : wait + late + Math.Max(0, late);
    }

    private static long CeilDiv(long a, long b) => (a + b - 1) / b;
}
