using System;

namespace AccelEmu.Timing;

/// <summary>Times in the order they were produced, consumed in the same order; grows as needed.</summary>
internal sealed class TimeQueue
{
    private long[] ring = new long[8];
    private int head;

    /// <summary>Times produced and not consumed.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a time.</summary>
    public void Add(long time)
    {
        if (Count == ring.Length)
        {
            long[] larger = new long[ring.Length * 2];
            int tail = ring.Length - head;
            Array.Copy(ring, head, larger, 0, tail);
            Array.Copy(ring, 0, larger, tail, head);
            ring = larger;
            head = 0;
        }
        ring[(head + Count) & (ring.Length - 1)] = time;
        Count++;
    }

    /// <summary>Forgets all times.</summary>
    public void Clear()
    {
        head = 0;
        Count = 0;
    }

    /// <summary>Consumes the oldest time.</summary>
    public long Take()
    {
        long time = ring[head];
        head = (head + 1) & (ring.Length - 1);
        Count--;
        return time;
    }
}
