using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace AccelEmu.Kernels;

/// <summary>Work for a team: numbered pieces that any member takes in turn.</summary>
internal abstract class TeamWork(int count, int members)
{
    private int next;
    private int done;
    private Exception? failure;

    /// <summary>Threads that take part, the caller included.</summary>
    public int Members { get; } = members;

    /// <summary>True when every piece is done.</summary>
    public bool IsDone => Volatile.Read(ref done) == count;

    /// <summary>Does pieces until none is left to begin.</summary>
    public void Take()
    {
        for (int index = Interlocked.Increment(ref next) - 1; index < count; index = Interlocked.Increment(ref next) - 1)
        {
            try
            {
                Do(index);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, e, null);
            }
            Interlocked.Increment(ref done);
        }
    }

    /// <summary>Throws what a piece threw.</summary>
    public void ThrowIfFailed()
    {
        if (failure is { } e)
        {
            ExceptionDispatchInfo.Throw(e);
        }
    }

    /// <summary>Does one piece.</summary>
    protected abstract void Do(int index);
}

/// <summary>
/// Threads that stay awake for a moment after work, because a network's kernels follow each other within microseconds: a hand-off costs a fraction of one
/// microsecond instead of several. Then they sleep.
/// </summary>
internal static class Team
{
    private const double AwakeSeconds = 60e-6;
    private static readonly SemaphoreSlim Bell = new(0);
    private static readonly int Others = Environment.ProcessorCount - 1;
    private static TeamWork? work;
    private static int sleeping;
    private static int busy;
    private static int started;

    /// <summary>Does the work with the team; false, with nothing done, when it works for another thread or has nobody.</summary>
    public static bool TryDo(TeamWork mine)
    {
        if (Others < 1 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            return false;
        }
        while (started < Math.Min(Others, mine.Members - 1))
        {
            int number = ++started;
            new Thread(() => Serve(number)) { IsBackground = true, Name = "AccelEmu kernels" }.Start();
        }
        Volatile.Write(ref work, mine);
        // Pairs with the fence of the sleeper's increment: either it sees the work or this sees the sleeper.
        Interlocked.MemoryBarrier();
        int asleep = Volatile.Read(ref sleeping);
        if (asleep > 0)
        {
            Bell.Release(asleep);
        }
        mine.Take();
        SpinWait wait = default;
        while (!mine.IsDone)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
        Volatile.Write(ref work, null);
        Volatile.Write(ref busy, 0);
        mine.ThrowIfFailed();
        return true;
    }

    private static void Serve(int number)
    {
        TeamWork? last = null;
        while (true)
        {
            TeamWork? mine = Next(last);
            if (mine is not null && !ReferenceEquals(mine, last))
            {
                last = mine;
                if (number < mine.Members)
                {
                    mine.Take();
                }
            }
        }
    }

    // Other work than the last, awake for a moment, then asleep; null after a false alarm.
    private static TeamWork? Next(TeamWork? last)
    {
        long until = Stopwatch.GetTimestamp() + (long)(AwakeSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until)
        {
            TeamWork? now = Volatile.Read(ref work);
            if (now is not null && !ReferenceEquals(now, last))
            {
                return now;
            }
            Thread.SpinWait(4);
        }
        Interlocked.Increment(ref sleeping);
        TeamWork? late = Volatile.Read(ref work);
        if (late is null || ReferenceEquals(late, last))
        {
            Bell.Wait();
            late = Volatile.Read(ref work);
        }
        Interlocked.Decrement(ref sleeping);
        return late;
    }
}
