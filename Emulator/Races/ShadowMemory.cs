using System;
using System.Collections.Generic;

namespace AccelEmu.Emulator;

/// <summary>Last writer and readers since of every byte of one memory, as segments in pages of 64 KiB.</summary>
/// <param name="memory">The memory shadowed.</param>
internal sealed class ShadowMemory(MachineMemory memory)
{
    private const int PageBits = 16;
    private readonly Dictionary<long, ShadowPage> pages = [];

    /// <summary>The memory shadowed.</summary>
    public MachineMemory Memory { get; } = memory;

    /// <summary>Segments held.</summary>
    public int Segments
    {
        get
        {
            int count = 0;
            foreach (ShadowPage page in pages.Values)
            {
                count += page.Count;
            }
            return count;
        }
    }

    /// <summary>Checks an access to [start, end) against the past and records it.</summary>
    public void Access(RaceCheck check, long start, long end, bool write, AccessStamp stamp)
    {
        while (start < end)
        {
            long number = start >> PageBits;
            long first = number << PageBits;
            long stop = Math.Min(end, first + (1L << PageBits));
            if (!pages.TryGetValue(number, out ShadowPage? page))
            {
                pages.Add(number, page = new ShadowPage(first));
            }
            page.Access(check, this, (int)(start - first), (int)(stop - first), write, stamp);
            start = stop;
        }
    }

    /// <summary>Drops what is ordered before everything that can still happen.</summary>
    public void Forget(RaceCheck check)
    {
        List<long> empty = [];
        foreach ((long number, ShadowPage page) in pages)
        {
            page.Forget(check);
            if (page.Count == 0)
            {
                empty.Add(number);
            }
        }
        foreach (long number in empty)
        {
            pages.Remove(number);
        }
    }
}

/// <summary>Segments of one page, ascending and disjoint; bytes in no segment were never accessed.</summary>
/// <param name="origin">Address of the page.</param>
internal sealed class ShadowPage(long origin)
{
    private Segment[] segments = new Segment[4];

    /// <summary>Segments held.</summary>
    public int Count { get; private set; }

    /// <summary>Checks and records [start, end), relative to the page.</summary>
    public void Access(RaceCheck check, ShadowMemory shadow, int start, int end, bool write, AccessStamp stamp)
    {
        int first = Find(start);
        int at = first;
        for (int position = start; position < end; at++)
        {
            if (at == Count || segments[at].Start >= end || segments[at].Start > position)
            {
                int stop = at == Count ? end : Math.Min(end, segments[at].Start);
                Insert(at, new Segment(position, stop, AccessStamp.None, null));
            }
            else if (segments[at].Start < position)
            {
                Split(at, position);
                at++;
            }
            if (segments[at].End > end)
            {
                Split(at, end);
            }
            ref Segment segment = ref segments[at];
            check.Compare(shadow.Memory, origin, segment, write, stamp);
            segment = write
                ? segment with { Writer = stamp, Readers = null }
                : segment with { Readers = ReaderList.With(segment.Readers, stamp) };
            position = segment.End;
        }
        Join(Math.Max(first - 1, 0), Math.Min(at + 1, Count));
    }

    /// <summary>Drops segments whose every access is known to all.</summary>
    public void Forget(RaceCheck check)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            Segment segment = segments[i];
            bool needed = !check.IsKnownToAll(segment.Writer);
            for (ReaderList? reader = segment.Readers; reader is not null && !needed; reader = reader.Next)
            {
                needed = !check.IsKnownToAll(reader.Stamp);
            }
            if (needed)
            {
                segments[kept++] = segment;
            }
        }
        Array.Clear(segments, kept, Count - kept);
        Count = kept;
    }

    /// <summary>The first segment that ends behind <paramref name="position"/>.</summary>
    private int Find(int position)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (segments[middle].End <= position)
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

    private void Insert(int at, Segment segment)
    {
        if (Count == segments.Length)
        {
            Array.Resize(ref segments, Count * 2);
        }
        Array.Copy(segments, at, segments, at + 1, Count - at);
        segments[at] = segment;
        Count++;
    }

    private void Split(int at, int position)
    {
        Insert(at + 1, segments[at] with { Start = position });
        segments[at] = segments[at] with { End = position };
    }

    /// <summary>Merges equal neighbours in [from, to).</summary>
    private void Join(int from, int to)
    {
        if (to - from < 2)
        {
            return;
        }
        int last = from;
        for (int i = from + 1; i < to; i++)
        {
            if (segments[last].Continues(segments[i]))
            {
                segments[last] = segments[last] with { End = segments[i].End };
            }
            else
            {
                segments[++last] = segments[i];
            }
        }
        int removed = to - last - 1;
        Array.Copy(segments, to, segments, last + 1, Count - to);
        Array.Clear(segments, Count - removed, removed);
        Count -= removed;
    }
}

/// <summary>Bytes [Start, End) of a page with one history.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">Byte behind the last.</param>
/// <param name="Writer">Last write.</param>
/// <param name="Readers">Reads since.</param>
internal readonly record struct Segment(int Start, int End, AccessStamp Writer, ReaderList? Readers)
{
    /// <summary>True when <paramref name="next"/> follows without a gap and has the same history.</summary>
    public bool Continues(in Segment next) => End == next.Start && Writer == next.Writer && Equals(Readers, next.Readers);
}
