using System;
using System.Linq;

namespace AccelEmu.TestKit;

/// <summary>What a call allocates.</summary>
public static class Allocations
{
    private const int Repeats = 5;

    /// <summary>
    /// The least bytes that one of several calls of <paramref name="body"/> allocated on this thread. A collection that another
    /// test starts closes this thread's allocation buffer and charges its rest to whatever runs then, so one call alone says too much.
    /// </summary>
    public static long Least(Action body)
    {
        body();
        return Enumerable.Range(0, Repeats).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            body();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
