using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace AccelEmu.Kernels;

/// <summary>Work that several threads take pieces of.</summary>
internal abstract class CrewJob
{
    private ExceptionDispatchInfo? failure;

    /// <summary>Takes pieces until none is left; every thread of the job calls this once.</summary>
    protected abstract void Work();

    internal void Join()
    {
        try
        {
            Work();
        }
        catch (Exception e)
        {
            failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    internal void Rethrow() => failure?.Throw();
}

/// <summary>
/// Threads that wait for the next kernel call: awake for a little longer than the control between two calls takes, then asleep. The thread pool's take as long to wake
/// as a small layer to compute.
/// </summary>
internal static class Crew
{
    private static readonly Lock Hiring = new();
    private static CrewMember[] members = [];
    private static int isBusy;

    /// <summary>Does <paramref name="job"/> on up to <paramref name="threads"/> threads, the caller's included.</summary>
    /// <returns>False, with nothing done, while another caller has the crew.</returns>
    public static bool TryRun(CrewJob job, int threads)
    {
        if (Interlocked.CompareExchange(ref isBusy, 1, 0) != 0)
        {
            return false;
        }
        ReadOnlySpan<CrewMember> helpers = Hire(threads - 1);
        foreach (CrewMember helper in helpers)
        {
            helper.Offer(job);
        }
        job.Join();
        foreach (CrewMember helper in helpers)
        {
            helper.Finish();
        }
        Volatile.Write(ref isBusy, 0);
        job.Rethrow();
        return true;
    }

    private static ReadOnlySpan<CrewMember> Hire(int count)
    {
        if (members.Length < count)
        {
            lock (Hiring)
            {
                CrewMember[] more = new CrewMember[count];
                members.CopyTo(more, 0);
                for (int i = members.Length; i < count; i++)
                {
                    more[i] = new CrewMember();
                }
                members = more;
            }
        }
        return members.AsSpan(0, count);
    }
}

/// <summary>One thread of the crew.</summary>
internal sealed class CrewMember
{
    private static readonly long AwakeTicks = Stopwatch.Frequency / 20_000;
    private const int SpinsBetweenLooks = 16;

    private readonly object bed = new();
    private CrewJob? offered;
    private CrewJob? current;
    private bool isAsleep;
    private long jobs;
    private long done;

    public CrewMember()
    {
        Thread thread = new(Live) { IsBackground = true, Name = "AccelEmu kernels" };
        thread.Start();
    }

    /// <summary>Leaves a job for this thread; <see cref="Finish"/> must follow.</summary>
    public void Offer(CrewJob job)
    {
        current = job;
        jobs++;
        Interlocked.Exchange(ref offered, job);
        if (Volatile.Read(ref isAsleep))
        {
            lock (bed)
            {
                Monitor.Pulse(bed);
            }
        }
    }

    /// <summary>Takes the job back when it was not begun, else waits for its end.</summary>
    public void Finish()
    {
        if (Interlocked.CompareExchange(ref offered, null, current) == current)
        {
            done = jobs;
            return;
        }
        SpinWait wait = default;
        while (Volatile.Read(ref done) != jobs)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Live()
    {
        while (true)
        {
            CrewJob job = Await();
            job.Join();
            Volatile.Write(ref done, jobs);
        }
    }

    private CrewJob Await()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Volatile.Read(ref offered) != null && Interlocked.Exchange(ref offered, null) is { } job)
            {
                return job;
            }
            if (Stopwatch.GetTimestamp() - start > AwakeTicks)
            {
                Sleep();
                start = Stopwatch.GetTimestamp();
            }
            Thread.SpinWait(SpinsBetweenLooks);
        }
    }

    // Of saying that one sleeps and looking for a job, and of offering a job and looking for sleepers, one of the two sees the other.
    private void Sleep()
    {
        lock (bed)
        {
            Volatile.Write(ref isAsleep, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref offered) == null)
            {
                Monitor.Wait(bed);
            }
            Volatile.Write(ref isAsleep, false);
        }
    }
}
