using System;
using System.Threading;
using System.Threading.Tasks;

namespace AccelEmu.Kernels;

/// <summary>Independent pieces of one kernel call, numbered from 0.</summary>
internal interface IPieces
{
    /// <summary>Does piece <paramref name="index"/>; may run beside any other piece.</summary>
    void Do(int index);
}

/// <summary>Runs pieces on one or more threads. The pieces are the same whatever the thread count, so results are too.</summary>
internal static class Split
{
    public static void Run<TPieces>(int threads, int count, in TPieces pieces)
        where TPieces : struct, IPieces
    {
        if (threads <= 1 || count <= 1)
        {
            for (int i = 0; i < count; i++)
            {
                pieces.Do(i);
            }
            return;
        }
        RunInParallel(threads, count, pieces);
    }

    // Apart from the loop above, because the job is made where the method begins.
    private static void RunInParallel<TPieces>(int threads, int count, TPieces pieces)
        where TPieces : struct, IPieces
    {
        Job<TPieces> job = new(count, pieces);
        if (!Crew.TryRun(job, Math.Min(threads, count)))
        {
            Parallel.For(0, Math.Min(threads, count), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => job.Join());
            job.Rethrow();
        }
    }

    /// <summary>Each thread takes the next piece when it is done with one.</summary>
    private sealed class Job<TPieces>(int count, TPieces pieces) : CrewJob
        where TPieces : struct, IPieces
    {
        private int next;

        protected override void Work()
        {
            for (int i = Interlocked.Increment(ref next) - 1; i < count; i = Interlocked.Increment(ref next) - 1)
            {
                pieces.Do(i);
            }
        }
    }
}
