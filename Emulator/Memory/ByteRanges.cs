using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Emulator;

/// <summary>A set of byte addresses kept as sorted, disjoint, non-adjacent ranges; grows its arrays, never allocates otherwise.</summary>
internal sealed class ByteRanges
{
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int last;

    /// <summary>Number of ranges.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in the set.</summary>
    public long TotalBytes
    {
        get
        {
            long total = 0;
            for (int i = 0; i < Count; i++)
            {
                total += ends[i] - starts[i];
            }
            return total;
        }
    }

    /// <summary>Range <paramref name="index"/> in ascending order.</summary>
    public (long Start, long End) this[int index] => (starts[index], ends[index]);

    /// <summary>True when [start, end) lies in the range added or grown last: the quick answer to a repeated <see cref="Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool LastContains(long start, long end) => last < Count && starts[last] <= start && end <= ends[last];

    /// <summary>Adds [start, end).</summary>
    public void Add(long start, long end)
    {
        if (start >= end || LastContains(start, end))
        {
            return;
        }
        int from = FirstEndingAtOrBehind(start);
        int to = from;
        while (to < Count && starts[to] <= end)
        {
            start = Math.Min(start, starts[to]);
            end = Math.Max(end, ends[to]);
            to++;
        }
        Replace(from, to, 1);
        starts[from] = start;
        ends[from] = end;
        last = from;
    }

    /// <summary>Removes [start, end).</summary>
    public void Remove(long start, long end)
    {
        if (start >= end)
        {
            return;
        }
        int from = FirstEndingAtOrBehind(start + 1);
        int to = from;
        while (to < Count && starts[to] < end)
        {
            to++;
        }
        if (from == to)
        {
            return;
        }
        long headStart = starts[from];
        long tailEnd = ends[to - 1];
        bool head = headStart < start;
        bool tail = tailEnd > end;
        Replace(from, to, (head ? 1 : 0) + (tail ? 1 : 0));
        if (head)
        {
            starts[from] = headStart;
            ends[from] = start;
        }
        if (tail)
        {
            int at = head ? from + 1 : from;
            starts[at] = end;
            ends[at] = tailEnd;
        }
        last = 0;
    }

    /// <summary>True when any byte of [start, end) is in the set.</summary>
    public bool Intersects(long start, long end)
    {
        int i = FirstEndingAtOrBehind(start + 1);
        return i < Count && starts[i] < end;
    }

    /// <summary>Empties the set.</summary>
    public void Clear()
    {
        Count = 0;
        last = 0;
    }

    /// <summary>The first range whose end is at or behind <paramref name="address"/>.</summary>
    private int FirstEndingAtOrBehind(long address)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ends[middle] < address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    /// <summary>Makes ranges [from, to) into <paramref name="slots"/> ranges whose contents the caller fills in.</summary>
    private void Replace(int from, int to, int slots)
    {
        int count = Count - (to - from) + slots;
        if (count > starts.Length)
        {
            Array.Resize(ref starts, Math.Max(count, starts.Length * 2));
            Array.Resize(ref ends, starts.Length);
        }
        Array.Copy(starts, to, starts, from + slots, Count - to);
        Array.Copy(ends, to, ends, from + slots, Count - to);
        Count = count;
    }
}
