using System.Linq;
using AccelEmu.Kernels;
using Xunit;

namespace AccelEmu.Measurement.Tests;

/// <summary>The shapes are those of the networks, and what a row claims to have computed is what it calls.</summary>
public class WorkloadTests
{
    /// <summary>He et al. count 4.1·10⁹ products; without the classifier's 2 048 000 it is this.</summary>
    [Fact]
    public void ResNet50_Has53Convolutions_AndItsProducts()
    {
        Assert.Equal(53, Workloads.ResNet50.Sum(c => c.Count));
        Assert.Equal(4_089_184_256 - (2048 * 1000), Workloads.ResNet50.Sum(c => c.Count * c.Macs));
    }

    [Fact]
    public void MobileNetV2_Has17DepthwiseConvolutions()
    {
        Assert.Equal(17, Workloads.MobileNetV2Depthwise.Sum(c => c.Count));
        Assert.All(Workloads.MobileNetV2Depthwise, c => Assert.Equal(c.Channels, c.Outputs));
    }

    [Fact]
    public void Shapes_AreListedOnce()
    {
        GemmShape[] all = [.. Workloads.ResNet50Gemms, .. Workloads.BertGemms];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Contains(all, s => s is { M: 3136, N: 64, K: 576 });
        Assert.Contains(all, s => s is { M: 128, N: 3072, K: 768 });
    }

    /// <summary>An operation without a workload would be missing from the family <c>catalog</c> and from BenchmarkDotNet.</summary>
    [Fact]
    public void EveryKernelOfTheCatalog_HasAWorkload()
    {
        foreach (KernelEntry entry in KernelCatalog.Entries.Where(e => e.CanRun).DistinctBy(e => e.Operation))
        {
            CatalogWorkloads.Make(entry)();
            Assert.True(CatalogWorkloads.Size(entry) > 0, entry.Id);
        }
    }

    [Fact]
    public void NaiveProduct_IsTheProduct()
    {
        int[] sums = new int[4];
        NaiveLoops.MatMul([1, 2, 3, 255, 0, 1], [1, 255, 2, 3, 4, 128], sums, 2, 2, 3);
        Assert.Equal([1 + 4 + 12, -1 + 6 - 384, 255 + 4, -255 - 128], sums);
    }

    /// <summary>One channel of ones under a 3 × 3 kernel of ones: as many as there are neighbours inside.</summary>
    [Fact]
    public void NaiveConvolution_PadsWithZeros()
    {
        int[] sums = new int[3];
        NaiveLoops.ConvRow([1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1], sums, new ConvShape(1, 3, 1, 1, 3, 1));
        Assert.Equal([4, 6, 4], sums);
    }
}
