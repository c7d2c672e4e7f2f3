using System;
using System.Linq;
using AccelEmu.Isa;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>Small layers worked out by hand from the formulas of docs/timing-model.md.</summary>
public sealed class GoldenTests
{
    /// <summary>M = 5, N = 6, K = 3 on 4 × 4.</summary>
    private static readonly ScaleSimLayer Product = ScaleSimLayer.Gemm("product", 5, 6, 3);

    private static ScaleSimConfig Array(Dataflow dataflow, bool user = false, int bandwidth = 10) => new()
    {
        Rows = 4, Columns = 4, Dataflow = dataflow, UserBandwidth = user, Bandwidth = bandwidth, IfmapKilobytes = 1, FilterKilobytes = 1, OfmapKilobytes = 1,
    };

    private static ScaleSimLayerReport Run(ScaleSimConfig config, ScaleSimLayer layer, ScaleSimCompat compat = ScaleSimCompat.V3) => ScaleSimModel.Run(config, [layer], compat).Layers[0];

    /// <summary>
    /// OS: 2 × 2 folds of L = 3 + 4 + 4 − 2 = 9; cells used 4·4, 1·4, 4·2, 1·2 of 16, each 3 cycles of 9.
    /// WS: 1 × 2 folds of L = 8 + 5 + 4 − 2 = 15; cells used 3·4, 3·2, each 5 cycles of 15 + 3.
    /// IS: 1 × 2 folds of L = 8 + 6 + 4 − 2 = 16; cells used 3·4, 3·1, each 6 cycles of 16 + 3.
    /// </summary>
    [Theory]
    [InlineData(Dataflow.OutputStationary, 35, 30, 36, 62, 46.875, 15.625)]
    [InlineData(Dataflow.WeightStationary, 29, 30, 18, 30, 56.25, 15.625)]
    [InlineData(Dataflow.InputStationary, 31, 15, 36, 30, 46.875, 14.802631578947368)]
    public void Product_HasItsFolds(Dataflow dataflow, long cycles, long inputs, long weights, long outputs, double mapping, double compute)
    {
        ScaleSimLayerReport report = Run(Array(dataflow), Product);
        Assert.Equal((cycles, 0L), (report.TotalCycles, report.StallCycles));
        Assert.Equal((inputs, weights, outputs), ((long)report.Ifmap.Words, (long)report.Filter.Words, (long)report.Ofmap.Words));
        Assert.Equal(mapping, report.MappingEfficiency, 12);
        Assert.Equal(compute, report.ComputeUtilization, 12);
        Assert.Equal(100.0 * 90 / (cycles * 16), report.OverallUtilization, 12);
        ScaleSimEstimate estimate = ScaleSimClosedForms.Estimate(dataflow, 4, 4, Product);
        Assert.Equal((cycles, inputs, weights, outputs), (estimate.TotalCycles, estimate.IfmapReads, estimate.FilterReads, estimate.OfmapWrites));
        Assert.Equal(mapping, estimate.MappingEfficiency, 12);
        Assert.Equal(compute, estimate.ComputeUtilization, 12);
    }

    /// <summary>OS: input words arrive 1 … 27 + 3 + 1 − 1, sums leave at T − 1 + R − r0 = 2 … 27 + 3 + 4 + 2 − 3.</summary>
    [Fact]
    public void Product_AsksWhenTheFormulasSay()
    {
        ScaleSimLayerReport report = Run(Array(Dataflow.OutputStationary), Product);
        Assert.Equal((1L, 30L), (report.Ifmap.Start, report.Ifmap.Stop));
        Assert.Equal((1L, 31L), (report.Filter.Start, report.Filter.Stop));
        Assert.Equal((2L, 33L), (report.Ofmap.Start, report.Ofmap.Stop));
        // p = 10 words: 15 words are 2 hundredths, 20 words at 10 a cycle; 18 likewise. 30 sums at 4 words a cycle from the last cycle on.
        Assert.Equal(new ScaleSimDramReport(-2, -1, 15, 7.5), report.IfmapDram);
        Assert.Equal(new ScaleSimDramReport(-2, -1, 18, 9), report.FilterDram);
        Assert.Equal(new ScaleSimDramReport(35, 42, 30, 3.75), report.OfmapDram);
        Assert.Equal(44, report.TotalCyclesWithPrefetch);
    }

    /// <summary>USER, 10 words a cycle: the input's matrix is 2 blocks of 3 × 4 = 24 words, 3 cycles; the weights' the same.</summary>
    [Fact]
    public void Product_IsPrefetchedWithItsEmptyPlaces()
    {
        ScaleSimLayerReport report = Run(Array(Dataflow.OutputStationary, user: true), Product);
        Assert.Equal(new ScaleSimDramReport(-3, -1, 30, 10), report.IfmapDram);
        Assert.Equal(new ScaleSimDramReport(-3, -1, 30, 10), report.FilterDram);
        Assert.Equal(new ScaleSimDramReport(35, 37, 30, 10), report.OfmapDram);
    }

    /// <summary>3 × 3 windows 2 apart over 6 × 5: rows 0..2, 2..4, 4..6 and columns 0..2, 2..4: 8 · 6 taps are real, 36 + … of 9 · 6 = 54.</summary>
    [Fact]
    public void PartialWindows_HaveNullTaps()
    {
        ScaleSimLayer layer = new("conv", 6, 5, 3, 3, 1, 2, 2, 2);
        Assert.Equal((3L, 2L, 9L), (layer.OutputHeight, layer.OutputWidth, layer.K));
        ScaleSimLayerReport report = Run(Array(Dataflow.WeightStationary), layer);
        Assert.Equal(54, report.Ifmap.Words);
        Assert.Equal(30, report.IfmapDram.Words);
    }

    /// <summary>
    /// What is repaired: cycles are a count, utilisation divides by the fold's cycles, no sums are counted that nobody writes.
    /// </summary>
    [Theory]
    [InlineData(Dataflow.OutputStationary, 36, 30, 15.625)]
    [InlineData(Dataflow.WeightStationary, 30, 30, 18.75)]
    [InlineData(Dataflow.InputStationary, 32, 30, 17.578125)]
    public void Fixed_CountsCyclesAndWords(Dataflow dataflow, long cycles, long outputs, double compute)
    {
        ScaleSimLayerReport report = Run(Array(dataflow), Product, ScaleSimCompat.Fixed);
        Assert.Equal((cycles, outputs), (report.TotalCycles, (long)report.Ofmap.Words));
        Assert.Equal(compute, report.ComputeUtilization, 12);
        Assert.NotEmpty(ScaleSimQuirks.All);
    }

    [Fact]
    public void Fixed_StallsAsV2WhereV3StallsTwice()
    {
        ScaleSimLayer layer = ScaleSimLayer.Gemm("large", 40, 40, 100);
        ScaleSimConfig config = Array(Dataflow.WeightStationary, user: true, bandwidth: 1);
        long once = Run(config, layer, ScaleSimCompat.V2).StallCycles;
        Assert.True(once > 0);
        Assert.Equal(once, Run(config, layer, ScaleSimCompat.Fixed).StallCycles);
        Assert.True(Run(config, layer).StallCycles > once);
    }

    /// <summary>L · ⌈⌈5 / 2⌉ / 4⌉ · ⌈⌈6 / 2⌉ / 4⌉ = 9; alone 36.</summary>
    [Fact]
    public void ScaleOut_DividesFolds()
    {
        Assert.Equal(36, ScaleSimClosedForms.ScaleOutCycles(Dataflow.OutputStationary, 4, 4, 1, 1, Product));
        Assert.Equal(9, ScaleSimClosedForms.ScaleOutCycles(Dataflow.OutputStationary, 4, 4, 2, 2, Product));
        Assert.Equal(18, ScaleSimClosedForms.ScaleOutCycles(Dataflow.OutputStationary, 4, 4, 2, 1, Product));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScaleSimClosedForms.ScaleOutCycles(Dataflow.OutputStationary, 4, 4, 0, 1, Product));
    }

    /// <summary>First outputs of MT19937 with seed 5489 are 3499211612, 581869302, 3890346734, 3586334585.</summary>
    [Fact]
    public void LegacyRandom_IsMersenneTwister()
    {
        LegacyRandom random = new(5489);
        Assert.Equal([3499211612, 581869302, 3890346734, 3586334585], Enumerable.Range(0, 4).Select(_ => random.UpTo(uint.MaxValue)));
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(-37, "-37.0")]
    [InlineData(0.1358695652173913, "0.1358695652173913")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001234, "1.234e-05")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(100.0, "100.0")]
    public void Numbers_AreWrittenAsPythonDoes(double value, string text) => Assert.Equal(text, PythonNumber.Float(value));

    [Theory]
    [InlineData(ScaleSimCompat.V2, Dataflow.WeightStationary, 4, "v2")]
    [InlineData(ScaleSimCompat.V3, Dataflow.OutputStationary, 4, "ws")]
    [InlineData(ScaleSimCompat.V3, Dataflow.WeightStationary, 3, "divisor")]
    public void SparsityWhereItIsUndefined_IsRefused(ScaleSimCompat compat, Dataflow dataflow, int block, string says)
    {
        ScaleSimConfig config = Array(dataflow) with { Sparsity = new ScaleSimSparsity(ScaleSimFormat.Csr, true, block, 1) };
        ScaleSimException error = Assert.Throws<ScaleSimException>(() => Run(config, Product, compat));
        Assert.Equal("scalesim.unsupported", error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
