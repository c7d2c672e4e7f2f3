using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void MatMulDrain_SecondCallOnOneThread_AllocatesNothing()
    {
        TileShape a = TileShape.Dense(DType.I8, 100, 72), b = TileShape.Panels(DType.I8, true, 72, 80), c = TileShape.Dense(DType.I8, 100, 80), sums = TileShape.Dense(DType.I32, 100, 80);
        a.ZeroPoint = 3;
        byte[] x = new byte[a.SpanBytes()], w = new byte[b.SpanBytes()], y = new byte[c.SpanBytes()];
        int[] multipliers = [1 << 30], shifts = [-5];
        foreach (KernelTier tier in MatrixCase.Tiers(large: true))
        {
            Run(tier);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(tier);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        void Run(KernelTier tier) => MatrixKernels.MatMulDrain(
            new KernelOptions(tier, 1),
            new Tile(y, c),
            new Tile([], sums),
            new Tile(x, a),
            new Tile(w, b),
            new DrainArguments { Mode = RequantMode.FixedSingle, Multipliers = multipliers, Shifts = shifts, ClampMin = -128, ClampMax = 127 });
    }
}
