using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AccelEmu.Scheduling;

/// <summary>
/// What a dynamic model costs over many inputs: outcomes with probabilities, from measured runs or from a declared distribution of run-time sizes. Schedulers compare
/// these, never single runs.
/// </summary>
public sealed class CostDistribution
{
    private readonly ImmutableArray<(double Cycles, double Probability)> outcomes;

    private CostDistribution(IEnumerable<(double Cycles, double Probability)> source) =>
        outcomes = [.. source.GroupBy(o => o.Cycles).Select(g => (g.Key, g.Sum(o => o.Probability))).OrderBy(o => o.Key)];

    /// <summary>Distinct outcomes by increasing cost.</summary>
    public ImmutableArray<(double Cycles, double Probability)> Outcomes => outcomes;

    /// <summary>Equal weight for every measured run.</summary>
    /// <param name="cycles">Cycles of each run; at least one.</param>
    /// <exception cref="ArgumentException">No run, or a cost that is negative or not finite.</exception>
    public static CostDistribution FromRuns(IReadOnlyCollection<double> cycles) =>
        Weighted([.. cycles.Select(c => (c, 1.0 / cycles.Count))]);

    /// <summary>Outcomes with given probabilities, which must sum to 1 within 1e-9.</summary>
    /// <exception cref="ArgumentException">No outcome, a cost or probability that is negative or not finite, or a sum that is not 1.</exception>
    public static CostDistribution Weighted(IReadOnlyCollection<(double Cycles, double Probability)> outcomes)
    {
        if (outcomes.Count == 0)
        {
            throw new ArgumentException("a distribution needs at least one outcome", nameof(outcomes));
        }
        foreach ((double cycles, double probability) in outcomes)
        {
            if (!(cycles >= 0 && double.IsFinite(cycles) && probability >= 0 && double.IsFinite(probability)))
            {
                throw new ArgumentException($"outcome ({cycles}, {probability}): cost and probability must be finite and not negative", nameof(outcomes));
            }
        }
        double sum = outcomes.Sum(o => o.Probability);
        return Math.Abs(sum - 1) <= 1e-9
            ? new CostDistribution(outcomes)
            : throw new ArgumentException($"probabilities sum to {sum}, legal is 1", nameof(outcomes));
    }

    /// <summary>Expected cycles.</summary>
    public double Mean => outcomes.Sum(o => o.Cycles * o.Probability);

    /// <summary>Smallest cost that at least the share <paramref name="share"/> of inputs stays within.</summary>
    /// <param name="share">In (0, 1], such as 0.99.</param>
    public double Quantile(double share)
    {
        if (!(share > 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "legal are (0, 1]");
        }
        double reached = 0;
        foreach ((double cycles, double probability) in outcomes)
        {
            reached += probability;
            if (reached >= share - 1e-12)
            {
                return cycles;
            }
        }
        return outcomes[^1].Cycles;
    }
}
