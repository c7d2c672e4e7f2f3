using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// Pooling of every type that has a kernel over every channel count of the sweep, with strides, dilations, padding that counts and windows wholly on padding, in
/// guarded memory; a case that is left to the reference fails.
/// </summary>
public sealed class PoolSweepTests : IDisposable
{
    private readonly GuardedMemory input = new(1 << 19);
    private readonly GuardedMemory target = new(1 << 19);

    public void Dispose()
    {
        input.Dispose();
        target.Dispose();
    }

    [Theory]
    [InlineData(DType.I8)]
    [InlineData(DType.U8)]
    [InlineData(DType.I16)]
    [InlineData(DType.U16)]
    [InlineData(DType.F32)]
    [InlineData(DType.F16)]
    [InlineData(DType.BF16)]
    [InlineData(DType.F8E4M3)]
    [InlineData(DType.F8E5M2)]
    public void Pool_EveryChannelCount_EqualsReference(DType type)
    {
        Random random = new(900 + (int)type);
        for (int channels = 1; channels <= Sweep.Last; channels++)
        {
            Case(random, type, Pooling.Max, channels, random.Next(1, 5), random.Next(1, 5));
            Case(random, type, Pooling.Average, channels, random.Next(1, 5), random.Next(1, 5));
        }
        // A whole image, and more channels than any block.
        Case(random, type, Pooling.Average, 300, 7, 7, whole: true);
    }

    [Fact]
    public void Pool_SumsBeyondTheKernel_EqualReference()
    {
        TileShape a = TileShape.Dense(DType.U16, 1, 17, 17, 5), c = TileShape.Dense(DType.U16, 1, 1, 1, 5);
        input.Take(a.SpanBytes()).Fill(0xFF);
        ConvGeometry g = ConvGeometry.Unit with { KernelH = 17, KernelW = 17 };
        foreach (KernelTier tier in MatrixCase.Tiers(large: false))
        {
            VectorKernels.Pool(new KernelOptions(tier, 1), Pooling.Average, new Tile(target.Take(c.SpanBytes()), c), new Tile(input.Current, a), g);
            Assert.True(target.Current.IndexOfAnyExcept((byte)0xFF) < 0, $"{tier}");
        }
    }

    [Fact]
    public void Pool_OverItsOwnInput_EqualsReference()
    {
        TileShape a = TileShape.Dense(DType.F32, 1, 6, 6, 33), c = TileShape.Dense(DType.F32, 1, 4, 4, 33);
        ConvGeometry g = ConvGeometry.Unit with { KernelH = 3, KernelW = 3 };
        byte[] start = new byte[a.SpanBytes()];
        Randomness.Fill(new Random(3), start, DType.F32);
        byte[] expected = [.. start];
        // Each output row lies on an input row that later rows still need.
        int shift = 6 * 33 * 4;
        Reference.Pool(Pooling.Average, new Tile(expected.AsSpan(shift, (int)c.SpanBytes()), c), new Tile(expected, a), g);
        foreach (KernelTier tier in MatrixCase.Tiers(large: false))
        {
            byte[] actual = [.. start];
            VectorKernels.Pool(new KernelOptions(tier, 1), Pooling.Average, new Tile(actual.AsSpan(shift, (int)c.SpanBytes()), c), new Tile(actual, a), g);
            Assert.True(actual.AsSpan().SequenceEqual(expected), $"{tier}");
        }
    }

    private void Case(Random random, DType type, Pooling operation, int channels, int rows, int columns, bool whole = false)
    {
        ConvGeometry g = ConvGeometry.Unit with { KernelH = rows, KernelW = columns };
        if (!whole)
        {
            g = g with
            {
                StrideH = random.Next(1, 4),
                StrideW = random.Next(1, 4),
                DilationH = random.Next(1, 3),
                DilationW = random.Next(1, 3),
                PadTop = random.Next(3),
                PadBottom = random.Next(9),
                PadLeft = random.Next(9),
                PadRight = random.Next(3),
                CountPadding = random.Next(2) == 0,
            };
        }
        TileShape a = MatrixCase.Strided(random, type, random.Next(1, 3), whole ? rows : random.Next(7, 10), whole ? columns : random.Next(7, 10), channels);
        TileShape c = MatrixCase.Strided(random, type, a.Dims[0], g.OutputRows(a.Dims[1], rows), g.OutputColumns(a.Dims[2], columns), channels);
        a.ZeroPoint = Randomness.ZeroPoint(random, type);
        c.ZeroPoint = a.ZeroPoint;
        Randomness.Fill(random, input.Take(a.SpanBytes()), type);
        byte[] start = new byte[c.SpanBytes()];
        random.NextBytes(start);
        string what = $"{operation} {type} {channels} channels kernel {rows}x{columns} stride {g.StrideH}x{g.StrideW} dilation {g.DilationH}x{g.DilationW} counts {g.CountPadding} zero {a.ZeroPoint}";
        TierComparison.Check(target, start, channels > Sweep.SoftwareLast, 1 + (channels % 2), mayFallBack: false, Call, what);

        void Call(KernelOptions o) => VectorKernels.Pool(o, operation, new Tile(target.Current, c), new Tile(input.Current, a), g);
    }
}
