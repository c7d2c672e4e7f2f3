using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace AccelEmu.Measurement.Tests;

/// <summary>How runs are taken and what becomes of their times; no time is judged.</summary>
public class PairedRunTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 5, 1, 3 }, 3)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    public void Median_IsTheMiddle(double[] values, double expected) => Assert.Equal(expected, PairedRuns.Median(values));

    [Fact]
    public void EveryRound_SamplesEveryCall_AndDoesTheRoundsWork()
    {
        int rounds = 0, first = 0, second = 0;
        double[][] samples = PairedRuns.Measure([() => first++, () => second++], budget: 0, () => rounds++, fewest: 7);
        Assert.Equal(7, rounds);
        Assert.All(samples, s => Assert.Equal(7, s.Length));
        Assert.All(samples, s => Assert.All(s, t => Assert.True(t > 0)));
        Assert.True(first > 7 && second > 7);
    }

    [Theory]
    [InlineData(2, "aabbbbaaaabbbbaa")]
    [InlineData(12, "abbaabba")]
    public void WhoComesFirst_Changes_AndShortBatchesFindWarmCaches(int milliseconds, string expected)
    {
        List<char> order = [];
        bool counting = false;
        // Slow enough for one call a batch, and the slower ones to need none before.
        Action Call(char name) => () =>
        {
            if (counting)
            {
                order.Add(name);
            }
            System.Threading.Thread.Sleep(milliseconds);
        };
        PairedRuns.Measure([Call('a'), Call('b')], budget: 0, () => counting = true, fewest: 4);
        Assert.Equal(expected, new string([.. order]));
    }

    [Fact]
    public void GeometricMean_IsOfEachFigureThatAllRowsHave()
    {
        BenchRow row = new() { Family = "f", Kernel = "k", Shape = "s", Tier = "t", Seconds = 1, Gmacs = 4, PeakGmacs = 8, RatioToPeak = 0.5, RatioToBaseline = 2, HadCores = true };
        BenchRow mean = BenchRow.GeometricMean("both", [row, row with { Seconds = 4, Gmacs = 1, RatioToPeak = 0.125, RatioToBaseline = null, HadCores = false }]);
        Assert.Equal("both", mean.Shape);
        Assert.Equal(2, mean.Seconds, 1e-12);
        Assert.Equal(2, mean.Gmacs, 1e-12);
        Assert.Equal(0.25, mean.RatioToPeak!.Value, 1e-12);
        Assert.Null(mean.RatioToBaseline);
        Assert.False(mean.HadCores);
    }

    [Theory]
    [InlineData(1.0, 1.0, 1, true)]
    [InlineData(0.6, 2.0, 2, false)]
    public void HadCores_IsWhatOthersLeave(double own, double busyBeyondTheRest, int threads, bool expected)
    {
        // Others take all but the rest.
        double busy = own + Environment.ProcessorCount - threads + (expected ? 0 : busyBeyondTheRest - own);
        Assert.Equal(expected, ProcessorUse.HadCores(own, busy, threads));
    }

    [Fact]
    public void Document_IsReadAsItWasWritten()
    {
        BenchRow row = new() { Family = "gemm", Kernel = "gemm u8×s8", Shape = "1×2×3", Tier = "emitted", Gmacs = 1.5, Baseline = "naive", RatioToBaseline = 3 };
        BenchDocument document = new()
        {
            Schema = BenchDocument.CurrentSchema,
            ToolVersion = "1",
            Date = "2026-01-02",
            Cpu = "a processor",
            CpuFeatures = ["avx2"],
            Processors = 2,
            Tiers = ["reference"],
            Runtime = null,
            Families = ["gemm"],
            Seconds = 1,
            OwnCores = 1,
            BusyCores = null,
            Rows = [row],
        };
        string json = document.Write();
        Assert.Contains("\"ratio_to_baseline\": 3", json, StringComparison.Ordinal);
        Assert.Contains("u8×s8", json, StringComparison.Ordinal);
        Assert.Equal(row, Assert.Single(BenchDocument.Read(json).Rows));
        Assert.Equal(json, BenchDocument.Read(json).Write());
    }

    [Fact]
    public void Families_AreThoseDocumented() =>
        Assert.Equal(["gemm", "conv", "vector", "sparse", "model", "dispatch", "timing", "catalog"], BenchFamilies.All.Keys.ToArray());
}
