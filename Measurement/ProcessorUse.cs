using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace AccelEmu.Measurement;

/// <summary>How much processor time this process and everyone got since a moment: tells whether a measurement really had its cores.</summary>
internal sealed class ProcessorUse
{
    private const double Enough = 0.95;

    private readonly long start = Stopwatch.GetTimestamp();
    private readonly TimeSpan own = Environment.CpuUsage.TotalTime;
    private readonly (long Busy, long All) ticks = Ticks();

    /// <summary>Processors' worth of time this process got since this object was made.</summary>
    public double OwnCores => (Environment.CpuUsage.TotalTime - own).TotalSeconds / Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-9);

    /// <summary>Processors' worth of time that was used by anyone, null where the system does not say or too little passed.</summary>
    public double? BusyCores
    {
        get
        {
            (long busy, long all) = Ticks();
            return all > ticks.All ? (busy - ticks.Busy) * (double)Environment.ProcessorCount / (all - ticks.All) : null;
        }
    }

    /// <summary>
    /// Whether <paramref name="threads"/> threads had their processors: others left that many to us, give or take 5 %. Where the system does not tell of others, whether we
    /// used as many.
    /// </summary>
    public static bool HadCores(double own, double? busy, int threads) => busy is { } all
        ? all - own <= Environment.ProcessorCount - (Enough * threads)
        : own >= Enough * threads;

    private static (long Busy, long All) Ticks()
    {
        if (!File.Exists("/proc/stat"))
        {
            return (0, 0);
        }
        long[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(long.Parse)];
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }
}
