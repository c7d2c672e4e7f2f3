using AccelEmu.Isa;
using Xunit;

namespace AccelEmu.Timing.Tests;

public class SystolicFoldsTests
{
    [Theory]
    // T + R + C − 2 = 5 + 3 + 4 − 2 = 10; ⌈7/3⌉ · ⌈9/4⌉ = 9 folds.
    [InlineData(Dataflow.OutputStationary, 7, 9, 5, 9, 10)]
    // 2R + T + C − 2 = 6 + 7 + 4 − 2 = 15; K over rows ⌈5/3⌉ = 2, N over columns ⌈9/4⌉ = 3.
    [InlineData(Dataflow.WeightStationary, 7, 9, 5, 6, 15)]
    // 6 + 9 + 4 − 2 = 17; ⌈5/3⌉ · ⌈7/4⌉ = 4.
    [InlineData(Dataflow.InputStationary, 7, 9, 5, 4, 17)]
    public void Folds_AreScaleSims(Dataflow dataflow, long m, long n, long k, long folds, long perFold)
    {
        SystolicFolds product = new(dataflow, 3, 4, m, n, k);
        Assert.Equal(folds, product.Folds);
        Assert.Equal(perFold, product.CyclesPerFold);
        Assert.Equal(folds * perFold, product.Cycles);
        Assert.Equal(perFold, product.FillPerFold + product.Time + product.DrainPerFold);
        Assert.Equal(m * n * k, product.Macs);
    }

    [Theory]
    [InlineData(Dataflow.OutputStationary)]
    [InlineData(Dataflow.WeightStationary)]
    [InlineData(Dataflow.InputStationary)]
    public void EmptyProducts_CostNothing(Dataflow dataflow)
    {
        foreach ((long m, long n, long k) in new[] { (0L, 3L, 4L), (3L, 0L, 4L), (3L, 4L, 0L) })
        {
            SystolicFolds product = new(dataflow, 8, 8, m, n, k);
            Assert.Equal(0, product.Cycles);
            Assert.Equal(0, product.InputReads + product.WeightReads + product.SumWrites + product.SumReads);
        }
    }
}
