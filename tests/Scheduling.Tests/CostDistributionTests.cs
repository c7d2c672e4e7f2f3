using System;
using Xunit;

namespace AccelEmu.Scheduling.Tests;

public sealed class CostDistributionTests
{
    [Fact]
    public void FromRuns_MeanAndQuantiles_MatchHandComputation()
    {
        CostDistribution d = CostDistribution.FromRuns([100, 300, 100, 500]);
        Assert.Equal(250, d.Mean, 12);
        Assert.Equal(100, d.Quantile(0.5));
        Assert.Equal(300, d.Quantile(0.75));
        Assert.Equal(500, d.Quantile(0.99));
        Assert.Equal(3, d.Outcomes.Length);
    }

    [Fact]
    public void Weighted_TwoExits_ExpectsTheMixture()
    {
        // 94.3 % of inputs leave at the first exit.
        CostDistribution d = CostDistribution.Weighted([(1000, 0.943), (5000, 0.057)]);
        Assert.Equal((1000 * 0.943) + (5000 * 0.057), d.Mean, 9);
        Assert.Equal(1000, d.Quantile(0.9));
        Assert.Equal(5000, d.Quantile(0.95));
    }

    [Fact]
    public void IllegalInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => CostDistribution.FromRuns([]));
        Assert.Throws<ArgumentException>(() => CostDistribution.Weighted([(1, 0.5)]));
        Assert.Throws<ArgumentException>(() => CostDistribution.Weighted([(-1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CostDistribution.FromRuns([1]).Quantile(0));
    }
}
