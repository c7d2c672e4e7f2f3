using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace AccelEmu.Bench;

/// <summary>Times a kernel: best of many short runs, each long enough for the clock.</summary>
internal static class Stopwatching
{
    /// <summary>Seconds of the fastest call of <paramref name="action"/> within about <paramref name="budget"/> seconds.</summary>
    public static double Best(Action action, double budget = 0.25)
    {
        action();
        long start = Stopwatch.GetTimestamp();
        action();
        double once = Math.Max((Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency, 1e-7);
        int inner = Math.Max(1, (int)(50e-6 / once));
        int runs = Math.Max(5, (int)(budget / (once * inner)));
        double best = double.MaxValue;
        for (int r = 0; r < runs; r++)
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < inner; i++)
            {
                action();
            }
            best = Math.Min(best, (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency / inner);
        }
        return best;
    }

    /// <summary>The processor's name as the system reports it.</summary>
    public static string CpuName =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "unknown"
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
}
