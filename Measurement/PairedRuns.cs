using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace AccelEmu.Measurement;

/// <summary>
/// Times several calls in turn, round after round, so that other load on the machine and changes of clock meet all alike. A sample is a batch of calls long enough for
/// the clock; where so few calls are enough that the first, which meets the caches as the others left them, would count, one goes before that is not timed.
/// </summary>
internal static class PairedRuns
{
    private const double Batch = 1e-3;
    private const double Warm = 0.02;
    private const int FewCalls = 8;
    private const double LongCall = 0.01;
    private const int FewestRounds = 5;
    private const int MostRounds = 201;

    /// <summary>Seconds of a call, by call and round.</summary>
    /// <param name="calls">What to time.</param>
    /// <param name="budget">About how many seconds all may take; slow calls still get a handful of rounds.</param>
    /// <param name="eachRound">Done once a round, outside of the samples.</param>
    /// <param name="fewest">Rounds to take however long they last.</param>
    public static double[][] Measure(IReadOnlyList<Action> calls, double budget, Action? eachRound = null, int fewest = FewestRounds)
    {
        (int Count, bool Touches)[] inner = [.. calls.Select(WarmUp)];
        long start = Stopwatch.GetTimestamp();
        List<double>[] samples = [.. calls.Select(_ => new List<double>())];
        for (int round = 0; round < fewest || (round < MostRounds && Since(start) < budget); round++)
        {
            eachRound?.Invoke();
            for (int i = 0; i < calls.Count; i++)
            {
                // Who comes first changes, so that nobody always follows the same neighbour.
                int turn = (i + round) % calls.Count;
                if (inner[turn].Touches)
                {
                    calls[turn]();
                }
                samples[turn].Add(Sample(calls[turn], inner[turn].Count));
            }
        }
        return [.. samples.Select(s => s.ToArray())];
    }

    /// <summary>Seconds of a call in a batch of <paramref name="count"/>.</summary>
    public static double Sample(Action call, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            call();
        }
        return Since(start) / count;
    }

    /// <summary>The middle value, or the mean of the two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Calls until code is compiled and caches are warm; returns how many calls make a batch and whether one goes before.
    private static (int Count, bool Touches) WarmUp(Action call)
    {
        call();
        long start = Stopwatch.GetTimestamp();
        double fastest = double.MaxValue;
        do
        {
            fastest = Math.Min(fastest, Sample(call, 1));
        }
        while (Since(start) < Warm);
        int count = (int)Math.Clamp(Math.Ceiling(Batch / Math.Max(fastest, 1e-8)), 1, 1e6);
        return (count, count < FewCalls && fastest < LongCall);
    }

    private static double Since(long start) => (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;
}
