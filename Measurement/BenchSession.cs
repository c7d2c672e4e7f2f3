using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>One run of benches: what to measure with, and what was learnt on the way.</summary>
internal sealed class BenchSession
{
    /// <summary>The native runtime to compare with, or null for naive loops.</summary>
    public INativeRuntime? Runtime { get; init; }

    /// <summary>Finds a machine by name.</summary>
    public required Func<string, MachineConfig> Machines { get; init; }

    /// <summary>Measure every tier on every shape instead of only the fastest on most.</summary>
    public bool AllTiers { get; init; }

    /// <summary>A few shapes, briefly: for a first look and for tests.</summary>
    public bool Brief { get; init; }

    /// <summary>Told what is being measured.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>The peaks seen in this run.</summary>
    public Peaks Peaks { get; } = new();

    /// <summary>The tier that kernels use by default.</summary>
    public KernelTier Fastest { get; } = KernelTiers.Default;

    /// <summary>A tier's name in rows.</summary>
    public static string Name(KernelTier tier) => tier.ToString().ToLowerInvariant();

    /// <summary>The tiers to measure, fastest first: every vector tier that runs on hardware for <paramref name="everyTier"/>, else the fastest alone.</summary>
    public IEnumerable<KernelTier> Tiers(bool everyTier) => everyTier || AllTiers
        ? KernelTiers.Accelerated.Where(t => t != KernelTier.Reference && t <= Fastest).Reverse()
        : [Fastest];

    /// <summary>Times contenders in turn and makes a row of each.</summary>
    /// <param name="family">Family of the rows.</param>
    /// <param name="shape">Shape of the rows.</param>
    /// <param name="work">Multiply-accumulates, elements or instructions of a call; 0 when nothing is counted.</param>
    /// <param name="contenders">What to time; the first that is a baseline is what ratios are taken against.</param>
    /// <param name="seconds">About how long to measure.</param>
    /// <param name="fewestRounds">Rounds to take however long they last.</param>
    /// <param name="eachRound">Done once a round, outside of the times.</param>
    public IReadOnlyList<BenchRow> Compare(string family, string shape, double work, IReadOnlyList<Contender> contenders, double seconds = 0.3, int fewestRounds = 5, Action? eachRound = null)
    {
        Progress($"{family}: {contenders[0].Kernel}, {shape}");
        Peak[] peaks = [.. contenders.Select(c => c.Peak).OfType<Peak>().Distinct()];
        ProcessorUse use = new();
        double[][] samples = PairedRuns.Measure([.. contenders.Select(c => c.Run)], Brief ? seconds / 10 : seconds, BetweenRounds, fewestRounds);
        double own = use.OwnCores;
        double? busy = use.BusyCores;
        int baseline = contenders.ToList().FindIndex(c => c.IsBaseline);
        List<BenchRow> rows = [];
        for (int i = 0; i < contenders.Count; i++)
        {
            Contender c = contenders[i];
            double median = PairedRuns.Median(samples[i]);
            double count = c.Work ?? work;
            bool compared = baseline >= 0 && !c.IsBaseline;
            rows.Add(new BenchRow
            {
                Family = family,
                Kernel = c.Kernel,
                Shape = shape,
                Tier = c.Tier,
                Threads = c.Threads,
                Seconds = median,
                Gmacs = count / median / 1e9,
                Peak = c.Peak,
                Baseline = compared ? contenders[baseline].Tier : null,
                RatioToBaseline = compared ? Ratio(samples[i], samples[baseline], work == 0 ? 1 : count / (contenders[baseline].Work ?? work)) : null,
                OwnCores = own,
                BusyCores = busy,
                HadCores = ProcessorUse.HadCores(own, busy, c.Threads),
            });
        }
        return rows;

        void BetweenRounds()
        {
            Array.ForEach(peaks, p => p.Sample());
            eachRound?.Invoke();
        }
    }

    // Of speeds, not of times: a baseline may do a part of the work.
    private static double Ratio(double[] ours, double[] theirs, double share) => PairedRuns.Median(ours.Zip(theirs, (a, b) => b / a)) * share;
}
