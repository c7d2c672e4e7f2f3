using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// fp32 products whose sums take several passes, whose windows are read in place and whose rows are drained as they are completed: extents beyond the sweeps', in
/// guarded memory, against the reference.
/// </summary>
public sealed class FloatProductTests : IDisposable
{
    private readonly MatrixCase run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(Layout.Panel)]
    [InlineData(Layout.Plain)]
    public void MatMul_SumsOfSeveralPasses_EqualReference(Layout layout)
    {
        Random random = new(41);
        foreach (int k in (int[])[63, 64, 65, 128, 1023, 1024, 1025, 1087, 2048, 2049])
        {
            foreach ((int m, int n) in ((int, int)[])[(1, 64), (7, 80), (13, 33), (98, 16)])
            {
                run.MatMul(random, Floats(layout), m, n, k, null);
                run.MatMul(random, Floats(layout), m, n, k, DType.F32);
            }
        }
    }

    [Fact]
    public void MatMulDrain_WholePanels_EqualsReference()
    {
        Random random = new(42);
        // Bounds, scales, residuals and hard values come up by chance: enough turns for all of them together.
        for (int turn = 0; turn < 200; turn++)
        {
            run.MatMul(random, Floats(Layout.Panel), random.Next(1, 30), 16 * random.Next(1, 10), random.Next(1, 40), DType.F32);
        }
    }

    [Fact]
    public void Conv_WindowsInPlace_EqualReference()
    {
        // Less than a block of channels, whole blocks, blocks and a rest; up to two passes.
        Random random = new(43);
        foreach (int channels in (int[])[1, 3, 4, 15, 16, 17, 31, 32, 48, 115, 128, 144])
        {
            for (int turn = 0; turn < 8; turn++)
            {
                int kernelRows = random.Next(1, 4), kernelColumns = random.Next(1, 5), groups = turn == 7 ? 2 : 1;
                ConvGeometry g = ConvGeometry.Unit with
                {
                    StrideH = random.Next(1, 3),
                    StrideW = random.Next(1, 3),
                    DilationH = random.Next(1, 3),
                    DilationW = random.Next(1, 3),
                    PadTop = random.Next(3),
                    PadBottom = random.Next(3),
                    PadLeft = random.Next(3),
                    PadRight = random.Next(3),
                    Groups = groups,
                };
                TileShape input = MatrixCase.Strided(random, DType.F32, random.Next(1, 3), random.Next(5, 9), random.Next(5, 9), channels * groups);
                run.Conv(random, Floats(Layout.Panel), input, g, kernelRows, kernelColumns, groups * (turn % 2 == 0 ? 16 * random.Next(1, 6) : random.Next(1, 70)), turn % 4 < 2 ? DType.F32 : null);
            }
        }
    }

    private static MatrixCase.Types Floats(Layout layout) => new(DType.F32, DType.F32, DType.F32, layout);
}
