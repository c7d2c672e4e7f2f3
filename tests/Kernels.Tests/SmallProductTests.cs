using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Small products give the bits of the reference, and hand over to the general path exactly where they should.</summary>
public sealed class SmallProductTests
{
    private static readonly KernelOptions Emitted = new(KernelTier.Emitted, 1);

    private static readonly MatrixCase.Types[] Types =
    [
        new(DType.U8, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.I8, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.I8, DType.I8, DType.I32, Layout.Panel),
        new(DType.I8, DType.I8, DType.I32, Layout.Plain),
        new(DType.U8, DType.U8, DType.I32, Layout.Panel),
        new(DType.U8, DType.U8, DType.I32, Layout.Plain),
        new(DType.I8, DType.U8, DType.I32, Layout.PanelSums),
        new(DType.U8, DType.I8, DType.I32, Layout.Plain),
    ];

    [Theory]
    [InlineData(null)]
    [InlineData(DType.I8)]
    [InlineData(DType.U8)]
    public void EveryShape_EqualsReference(DType? output)
    {
        Random random = new(64);
        using MatrixCase run = new();
        foreach (MatrixCase.Types types in Types)
        {
            for (int i = 0; i < 60; i++)
            {
                run.MatMul(random, types, 1 + (i % 64), 8 * random.Next(1, 9), 4 * random.Next(1, 20), output);
            }
            run.MatMul(random, types, 64, 64, SmallProduct.MostDepth, output);
            run.MatMul(random, types, 64, 64, SmallProduct.MostDepth + 4, output);
            run.MatMul(random, types, 65, 64, 16, output);
            run.MatMul(random, types, 16, 72, 16, output);
            run.MatMul(random, types, 16, 12, 16, output);
            run.MatMul(random, types, 16, 16, 18, output);
        }
    }

    [Theory]
    [InlineData(1, 8, 4, true)]
    [InlineData(16, 16, 16, true)]
    [InlineData(64, 64, 128, true)]
    [InlineData(65, 64, 64, false)]
    [InlineData(64, 72, 64, false)]
    [InlineData(64, 64, 132, false)]
    [InlineData(16, 12, 16, false)]
    [InlineData(16, 16, 18, false)]
    public void Sizes_DecideWhoTakesIt(int rows, int columns, int depth, bool small)
    {
        Assert.SkipUnless(VnniKernels.IsAvailable, "no emitted kernels here");
        (TileShape sums, TileShape left, TileShape right) = Shapes(rows, columns, depth);
        Assert.Equal(small, SmallProduct.TryPrepare(Emitted, sums, left, right, false, out _));
        sums.Type = DType.I8;
        sums.Strides[1] = 1;
        Assert.Equal(small, SmallProduct.TryPrepareDrain(Emitted, sums, DType.I32, left, right, out _));
    }

    [Fact]
    public void AnythingElse_IsForTheGeneralPath()
    {
        Assert.SkipUnless(VnniKernels.IsAvailable, "no emitted kernels here");
        (TileShape sums, TileShape left, TileShape right) = Shapes(16, 16, 16);
        Assert.True(SmallProduct.TryPrepare(Emitted, sums, left, right, true, out _));
        foreach (KernelTier tier in (KernelTier[])[KernelTier.Reference, KernelTier.Vector128, KernelTier.Vector256, KernelTier.Vector512])
        {
            Assert.False(SmallProduct.TryPrepare(new KernelOptions(tier, 1), sums, left, right, true, out _));
        }
        Refused(sums with { Type = DType.I64 }, left, right);
        Refused(sums with { Rank = 1 }, left, right);
        Refused(sums, left with { Type = DType.I16 }, right);
        Refused(sums, left with { Rank = 3 }, right);
        Refused(sums, left with { Layout = Layout.Panel }, right);
        Refused(sums, left with { Format = SparseFormat.Bitmask }, right);
        Refused(sums, left, right with { Type = DType.I4 });
        Refused(sums, left, right with { Format = SparseFormat.Bitmask });
        Refused(sums, left, right with { ZeroPoint = 1 });
        Refused(sums, left with { Strides = Five.Of(32, 2) }, right);
        Refused(sums with { Strides = Five.Of(128, 8) }, left, right);
        Refused(sums, left, TileShape.Dense(DType.I8, 16, 16) with { Strides = Five.Of(1, 16) });
        Refused(sums, left with { Dims = Five.Of(15, 16) }, right);
        Refused(sums, left with { Dims = Five.Of(16, 12) }, right);
        Refused(sums with { Dims = Five.Of(16, 8) }, left, right);
        Refused(sums with { Dims = Five.Of(0, 16) }, left with { Dims = Five.Of(0, 16) }, right);

        static void Refused(TileShape sums, TileShape left, TileShape right) => Assert.False(SmallProduct.TryPrepare(Emitted, sums, left, right, true, out _));
    }

    [Fact]
    public void ShortData_IsLeftToTheReference()
    {
        (TileShape sums, TileShape left, TileShape right) = Shapes(16, 16, 16);
        byte[] a = new byte[256], b = new byte[right.SpanBytes()], c = new byte[1024];
        Assert.ThrowsAny<Exception>(() => MatrixKernels.MatMul(Emitted, new Tile(c, sums), new Tile(a.AsSpan(1), left), new Tile(b, right), false));
        Assert.ThrowsAny<Exception>(() => MatrixKernels.MatMul(Emitted, new Tile(c, sums), new Tile(a, left), new Tile(b.AsSpan(1), right), false));
        Assert.ThrowsAny<Exception>(() => MatrixKernels.MatMul(Emitted, new Tile(c.AsSpan(1), sums), new Tile(a, left), new Tile(b, right), false));
    }

    [Theory]
    [InlineData(RequantMode.FixedSingle, false)]
    [InlineData(RequantMode.FixedSingle, true)]
    [InlineData(RequantMode.FixedDouble, false)]
    [InlineData(RequantMode.FixedDouble, true)]
    [InlineData(RequantMode.Float32, false)]
    [InlineData(RequantMode.Float32, true)]
    public void Drains_InRegistersAndOfUndecidedRows_EqualTheReference(RequantMode mode, bool ties)
    {
        Random random = new(7);
        for (int i = 0; i < 200; i++)
        {
            int m = random.Next(1, 65), n = 8 * random.Next(1, 9), k = 4 * random.Next(1, 17);
            (TileShape sums, TileShape left, TileShape right) = Shapes(m, n, k);
            left.ZeroPoint = random.Next(-3, 4);
            TileShape output = TileShape.Dense(random.Next(2) == 0 ? DType.I8 : DType.U8, m, n);
            byte[] a = new byte[m * k], b = new byte[k * n], expected = new byte[m * n], actual = new byte[m * n];
            random.NextBytes(a);
            random.NextBytes(b);
            byte[] weights = PanelPacking.Pack(DType.I8, b, true, 1, [k, n]);
            int[] bias = new int[random.Next(3) switch { 0 => 0, 1 => 1, _ => n }], multipliers = new int[random.Next(2) == 0 ? 1 : n], shifts = new int[multipliers.Length];
            float[] scales = new float[multipliers.Length];
            for (int c = 0; c < multipliers.Length; c++)
            {
                // Powers of two make every other sum a tie, which fp32 leaves undecided.
                multipliers[c] = ties ? 1 << 30 : random.Next(1 << 30, int.MaxValue);
                shifts[c] = ties ? -random.Next(0, 12) : -random.Next(0, 32);
                scales[c] = ties ? 1f / (1 << random.Next(1, 12)) : random.NextSingle() / 64;
            }
            for (int c = 0; c < bias.Length; c++)
            {
                bias[c] = random.Next(-5000, 5000);
            }
            DrainArguments drain = new()
            {
                Mode = mode,
                Multipliers = mode == RequantMode.Float32 ? [] : multipliers,
                Shifts = mode == RequantMode.Float32 ? [] : shifts,
                Scales = mode == RequantMode.Float32 ? scales : [],
                Bias32 = bias,
                OutputZeroPoint = random.Next(-20, 20),
                ClampMin = random.Next(2) == 0 ? int.MinValue : 3,
                ClampMax = random.Next(2) == 0 ? int.MaxValue : 90,
            };
            byte[] kept = new byte[sums.SpanBytes()];
            Reference.MatMul(new Tile(kept, sums), new Tile(a, left), new Tile(weights, right), false);
            Reference.Drain(new Tile(expected, output), new Tile(kept, sums), drain);
            if (VnniKernels.IsAvailable)
            {
                Assert.True(SmallProduct.TryRun(Emitted, new Tile(actual, output), DType.I32, new Tile(a, left), new Tile(weights, right) { ZeroPoints = new int[i % 2 * n] }, drain), $"case {i} is not small");
            }
            else
            {
                MatrixKernels.MatMulDrain(KernelOptions.Default, new Tile(actual, output), new Tile([], sums), new Tile(a, left), new Tile(weights, right), drain);
            }
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"case {i}: {m} {n} {k} differs at {expected.AsSpan().CommonPrefixLength(actual)}");
        }
    }

    [Fact]
    public void OtherDrains_AreForTheGeneralPath()
    {
        int[] one = [1 << 30], right = [-3], two = [-3, -3];
        DrainArguments good = new() { Mode = RequantMode.FixedSingle, Multipliers = one, Shifts = right, ClampMin = -128, ClampMax = 127 };
        Assert.Equal(VnniKernels.IsAvailable, Takes(good));
        Assert.False(Takes(good with { Mode = RequantMode.None }));
        Assert.False(Takes(good with { Mode = RequantMode.MulAddShift }));
        Assert.False(Takes(good with { ResidualMode = ResidualMode.Plain }));
        Assert.False(Takes(good with { Lut = new byte[256] }));
        Assert.False(Takes(good with { Shifts = [] }));
        Assert.False(Takes(good with { Multipliers = [] }));
        Assert.False(Takes(good with { Shifts = two }));
        Assert.False(Takes(good with { Shifts = [1] }));
        Assert.False(Takes(good with { Shifts = [-32] }));
        Assert.False(Takes(good with { Shifts = [int.MinValue] }));
        Assert.False(Takes(good with { Multipliers = [-1] }));
        Assert.False(Takes(good with { Bias64 = [1] }));
        Assert.False(Takes(good with { OutputZeroPoint = 256 }));
        Assert.False(Takes(good with { OutputZeroPoint = int.MinValue }));
        Assert.False(Takes(good with { ClampMin = 5, ClampMax = 4 }));
        Assert.False(Takes(good with { Mode = RequantMode.Float32, Scales = [] }));
        Assert.False(Takes(good with { Mode = RequantMode.Float32, Scales = [float.NaN] }));
        Assert.False(Takes(good with { Mode = RequantMode.Float32, Scales = [3e38f] }));

        static bool Takes(DrainArguments drain)
        {
            (_, TileShape left, TileShape weights) = Shapes(16, 16, 16);
            byte[] output = new byte[256];
            bool taken = SmallProduct.TryRun(Emitted, new Tile(output, TileShape.Dense(DType.I8, 16, 16)), DType.I32, new Tile(new byte[256], left), new Tile(new byte[weights.SpanBytes()], weights), drain);
            Assert.True(taken || output.AsSpan().IndexOfAnyExcept((byte)0) < 0, "refused after writing");
            return taken;
        }
    }

    [Fact]
    public void ZeroPointsOfColumns_AreForTheGeneralPath()
    {
        (TileShape sums, TileShape left, TileShape right) = Shapes(16, 16, 16);
        byte[] a = new byte[256], b = new byte[right.SpanBytes()], c = new byte[1024];
        int[] last = new int[16];
        last[^1] = 1;
        Assert.Equal(VnniKernels.IsAvailable, SmallProduct.TryRun(Emitted, new Tile(c, sums), new Tile(a, left), new Tile(b, right) { ZeroPoints = new int[16] }, false));
        Assert.False(SmallProduct.TryRun(Emitted, new Tile(c, sums), new Tile(a, left), new Tile(b, right) { ZeroPoints = last }, false));
        Assert.False(SmallProduct.TryRun(Emitted, new Tile(c, sums), new Tile(a, left), new Tile(b, right) { ZeroPoints = new int[15] }, false));
        Assert.False(SmallProduct.TryRun(Emitted, new Tile(c, sums), new Tile(a, left) { ZeroPoints = new int[16] }, new Tile(b, right), false));
    }

    [Fact]
    public void SecondCall_AllocatesNothing()
    {
        (TileShape sums, TileShape left, TileShape right) = Shapes(16, 16, 16);
        byte[] a = new byte[256], b = new byte[right.SpanBytes()], c = new byte[1024];
        MatrixKernels.MatMul(Emitted, new Tile(c, sums), new Tile(a, left), new Tile(b, right), false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MatrixKernels.MatMul(Emitted, new Tile(c, sums), new Tile(a, left), new Tile(b, right), false);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (TileShape Sums, TileShape Left, TileShape Right) Shapes(int rows, int columns, int depth) =>
        (TileShape.Dense(DType.I32, rows, columns), TileShape.Dense(DType.I8, rows, depth), TileShape.Panels(DType.I8, true, depth, columns));
}
