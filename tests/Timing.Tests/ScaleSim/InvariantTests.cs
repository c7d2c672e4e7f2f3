using System;
using System.Linq;
using AccelEmu.Isa;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>Invariants of sparse mappings and of repaired numbers over random layers.</summary>
public sealed class InvariantTests
{
    private const int Cases = 300;

    [Fact]
    public void OneOfOne_IsDense()
    {
        Random random = new(11);
        for (int i = 0; i < Cases; i++)
        {
            (ScaleSimConfig config, ScaleSimLayer layer) = Draw(random, Dataflow.WeightStationary);
            ScaleSimLayerReport dense = ScaleSimModel.Run(config, [layer], ScaleSimCompat.V3).Layers[0];
            ScaleSimLayerReport sparse = ScaleSimModel.Run(config with { Sparsity = new ScaleSimSparsity(ScaleSimFormat.EllpackBlock, false, 2, 0) }, [layer], ScaleSimCompat.V3).Layers[0];
            Assert.Equal(new ScaleSimSparseReport(layer.K * layer.N, layer.K * layer.N, 0, 0), sparse.Sparse);
            Assert.Equal(dense, sparse with { Sparse = null });
        }
    }

    /// <summary>Half of each block is stored, and twice the depth goes through the array at a time.</summary>
    [Fact]
    public void RowWise_TakesHalfTheFolds()
    {
        Random random = new(12);
        for (int i = 0; i < Cases; i++)
        {
            (ScaleSimConfig config, ScaleSimLayer layer) = Draw(random, Dataflow.WeightStationary);
            config = config with { Rows = 8, Sparsity = new ScaleSimSparsity(ScaleSimFormat.Csr, true, 4, (uint)i) };
            ScaleSimLayerReport report = ScaleSimModel.Run(config, [layer], ScaleSimCompat.V3).Layers[0];
            long packed = (layer.K + 7) / 8 * 4;
            long folds = (packed + 7) / 8 * ((layer.N + config.Columns - 1) / config.Columns);
            Assert.Equal((folds * (14 + layer.M + config.Columns)) - 1, report.TotalCycles - report.StallCycles);
            Assert.Equal(packed * layer.N, report.Filter.Words);
            Assert.Equal((double)folds * (layer.M + 7) * 32, report.Ifmap.Words);
            Assert.InRange(report.Sparse!.Metadata - layer.K - 1, layer.N, layer.K * layer.N);
            Assert.True(report.MappingEfficiency <= 100);
        }
    }

    [Fact]
    public void Fixed_ChangesWhatItSaysAndNothingElse()
    {
        Random random = new(13);
        for (int i = 0; i < Cases; i++)
        {
            (ScaleSimConfig config, ScaleSimLayer layer) = Draw(random, (Dataflow)random.Next(3));
            ScaleSimLayerReport two = ScaleSimModel.Run(config, [layer], ScaleSimCompat.V2).Layers[0];
            ScaleSimLayerReport repaired = ScaleSimModel.Run(config, [layer], ScaleSimCompat.Fixed).Layers[0];
            Assert.Equal((two.TotalCycles + 1, two.StallCycles, two.MappingEfficiency), (repaired.TotalCycles, repaired.StallCycles, repaired.MappingEfficiency));
            Assert.Equal((two.IfmapDram, two.FilterDram), (repaired.IfmapDram, repaired.FilterDram));
            Assert.InRange(repaired.OfmapDram.Words, layer.M * layer.N, two.OfmapDram.Words);
            Assert.InRange(repaired.ComputeUtilization, two.ComputeUtilization * (1 - 1e-12), 100);
            Assert.InRange(repaired.OverallUtilization, repaired.StallCycles == 0 ? repaired.ComputeUtilization * (1 - 1e-12) : 0, 100);
        }
    }

    [Fact]
    public void ClosedForms_AreThoseOfTheReports()
    {
        Random random = new(14);
        for (int i = 0; i < Cases; i++)
        {
            (ScaleSimConfig config, ScaleSimLayer layer) = Draw(random, (Dataflow)random.Next(3));
            config = config with { UserBandwidth = false };
            ScaleSimLayerReport report = ScaleSimModel.Run(config, [layer], ScaleSimCompat.V3).Layers[0];
            ScaleSimEstimate estimate = ScaleSimClosedForms.Estimate(config.Dataflow, config.Rows, config.Columns, layer);
            Assert.Equal(report.TotalCycles - report.StallCycles, estimate.TotalCycles);
            Assert.Equal((report.Ifmap.Words, report.Filter.Words, report.Ofmap.Words), ((double)estimate.IfmapReads, estimate.FilterReads, estimate.OfmapWrites));
            Assert.Equal(report.MappingEfficiency, estimate.MappingEfficiency, 9);
            Assert.Equal(report.ComputeUtilization, estimate.ComputeUtilization, 9);
        }
    }

    private static (ScaleSimConfig, ScaleSimLayer) Draw(Random random, Dataflow dataflow)
    {
        int height = random.Next(3, 12), width = random.Next(3, 12);
        ScaleSimConfig config = new()
        {
            Rows = random.Next(1, 16), Columns = random.Next(1, 16), Dataflow = dataflow, UserBandwidth = random.Next(2) == 0, Bandwidth = random.Next(1, 20),
            IfmapKilobytes = 1, FilterKilobytes = 1, OfmapKilobytes = 1,
        };
        return (config, new ScaleSimLayer("conv", height, width, random.Next(1, 4), random.Next(1, 4), random.Next(1, 9), random.Next(1, 20), random.Next(1, 3), random.Next(1, 3)));
    }
}
