using System.Collections.Generic;

namespace AccelEmu.Emulator;

/// <summary>What a semaphore's producer knew at each signal nobody has waited for yet.</summary>
/// <param name="before">Signals sent before the history begins.</param>
internal sealed class SignalHistory(long before)
{
    /// <summary>Signals kept. A signal not kept is taken for the latest kept one before it: that can report too much, never too little.</summary>
    public const int MaxKept = 4096;

    private readonly Queue<(long Number, long[] Clock)> kept = new();
    private readonly Stack<long[]> spare = new();
    private long[]? floor;
    private long total = before;

    /// <summary>Appends a copy of the producer's clock.</summary>
    public void Add(long[] clock)
    {
        total++;
        if (kept.Count == MaxKept)
        {
            return;
        }
        long[] copy = spare.TryPop(out long[]? reused) ? reused : new long[clock.Length];
        clock.CopyTo(copy, 0);
        kept.Enqueue((total, copy));
    }

    /// <summary>What the producer is known to have known at signal <paramref name="number"/>, counted from 1; null = nothing.</summary>
    public long[]? At(long number)
    {
        long[]? best = floor;
        foreach ((long at, long[] clock) in kept)
        {
            if (at > number)
            {
                break;
            }
            best = clock;
        }
        return best;
    }

    /// <summary>Forgets all signals before <paramref name="number"/>, the latest of which stands in for those that were not kept.</summary>
    public void DropThrough(long number)
    {
        while (kept.Count > 0 && kept.Peek().Number <= number)
        {
            if (floor is not null)
            {
                spare.Push(floor);
            }
            floor = kept.Dequeue().Clock;
        }
    }
}
