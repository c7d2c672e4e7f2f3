using System;
using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Timing.Tests;

/// <summary>The oracle's buffers: sets of words, served line by line and word by word.</summary>
internal static class NaiveMemory
{
    internal interface IReads
    {
        /// <summary>Serves a line; returns when.</summary>
        long Serve(long cycle, int[] words);

        (long Start, long Stop, long Words) Finish();
    }

    /// <summary>Prefetched lines of a hundredth of the buffer.</summary>
    internal sealed class User : IReads
    {
        private readonly bool twice;
        private readonly long bandwidth, slideCycles, first;
        private readonly List<HashSet<int>> lines = [];
        private readonly int active, prefetch;
        private int start;
        private long last = -1, words;

        public User(List<int> stream, int size, int bandwidth, bool twice)
        {
            (this.bandwidth, this.twice) = (bandwidth, twice);
            int line = (int)Math.Ceiling(size / 100.0), half = (int)Math.Ceiling(size / 2.0);
            lines.AddRange(stream.Where(w => w >= 0).Chunk(line).Select(chunk => new HashSet<int>(chunk)));
            if (stream.Count(w => w >= 0) % line == 0)
            {
                lines.Add([]);
            }
            active = Math.Min(lines.Count, (int)Math.Ceiling(half / (double)line));
            prefetch = Math.Min(lines.Count - active, (int)Math.Ceiling((size - half) / (double)line));
            slideCycles = (long)Math.Ceiling((size - half) / (double)bandwidth);
            first = Math.Min((long)Math.Ceiling(half / (double)bandwidth), (long)Math.Ceiling(stream.Count / (double)bandwidth));
            words = first * bandwidth;
        }

        public long Serve(long cycle, int[] requests)
        {
            long offset = 1;
            foreach (int word in requests.Where(w => w >= 0))
            {
                while (!Enumerable.Range(start, active).Any(i => lines[i % lines.Count].Contains(word)))
                {
                    start = (start + prefetch) % lines.Count;
                    words += slideCycles * bandwidth;
                    last += slideCycles + 1;
                    long late = last - (cycle + offset);
                    offset += twice ? late : 0;
                    offset += late > 0 ? late : 0;
                }
            }
            return cycle + offset;
        }

        public (long, long, long) Finish() => (-first, last, words);
    }

    /// <summary>Never waits; remembers words until its half is full.</summary>
    internal sealed class Calc(int size) : IReads
    {
        private readonly HashSet<int> set = [];
        private readonly int hundredth = size / 100;
        private long first = long.MinValue, flush = -1, words;

        public long Serve(long cycle, int[] requests)
        {
            foreach (int word in requests.Where(w => w >= 0))
            {
                first = first == long.MinValue ? cycle : first;
                if (set.Add(word) && ++words > 0 && set.Count == 50 * hundredth)
                {
                    set.Clear();
                    flush = cycle;
                }
            }
            return cycle + 1;
        }

        public (long, long, long) Finish() => flush < 0
            ? (-(long)Math.Ceiling(Math.Ceiling(words / (double)hundredth) * hundredth / 10), -1, words)
            : (first - (50 * hundredth / 10), flush + 1, words);
    }

    /// <summary>Drained by halves in lines.</summary>
    internal sealed class Writes(int size, int bandwidth)
    {
        private readonly int drain = size - (int)Math.Ceiling(size / 2.0);
        private readonly List<int> lines = [];
        private readonly List<long> cycles = [];
        private int open, drained;
        private long free = size, drainEnd, words;

        public long Serve(long cycle, int count)
        {
            long current = cycle;
            for (; count > 0; count--)
            {
                free--;
                if (++open == bandwidth)
                {
                    Close();
                }
                if (current < drainEnd)
                {
                    current = free > 0 ? current : drainEnd;
                }
                else if (free < size - drain)
                {
                    Close();
                    Drain(current);
                }
            }
            return current;
        }

        public (long Start, long Stop, long Words) Finish(long cycle, bool latest)
        {
            for (Close(); drained < lines.Count; cycle = drainEnd + 1)
            {
                Drain(cycle);
            }
            return (latest ? cycles.Min() : cycles[0], latest ? cycles.Max() : cycles[^1], words);
        }

        private void Close()
        {
            if (open > 0)
            {
                lines.Add(open);
                open = 0;
            }
        }

        private void Drain(long start)
        {
            int end = Math.Min(lines.Count, drained + (int)Math.Ceiling(drain / (double)bandwidth));
            int moved = ((end - drained - 1) * bandwidth) + lines[end - 1];
            (words, free) = (words + moved, free + moved);
            for (; drained < end; drained++)
            {
                cycles.Add(start++);
            }
            drainEnd = start - 1;
        }
    }
}
