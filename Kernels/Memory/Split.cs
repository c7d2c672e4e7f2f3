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

    // Apart from the loop above, because the closure is made where the method begins. Each thread takes the next piece when it is done with one: ranges, which Parallel.For
    // deals out, grow, and the last of them is waited for.
    private static void RunInParallel<TPieces>(int threads, int count, TPieces pieces)
        where TPieces : struct, IPieces
    {
        int next = 0;
        Parallel.For(0, Math.Min(threads, count), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (int i = Interlocked.Increment(ref next) - 1; i < count; i = Interlocked.Increment(ref next) - 1)
            {
                pieces.Do(i);
            }
        });
    }
}
