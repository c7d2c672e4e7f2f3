using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Products without emission: the tiles of widened panels on their own, and whole products that take several passes of the depth.</summary>
public sealed unsafe class WordPanelTests
{
    private static readonly KernelTier[] Tiers = [KernelTier.Vector128, KernelTier.Vector256, KernelTier.Vector512];

    [Fact]
    public void RunWords_EveryTile_EqualsScalarSums()
    {
        Random random = new(43);
        byte* a = (byte*)NativeMemory.AlignedAlloc(1 << 12, 64), panels = (byte*)NativeMemory.AlignedAlloc(1 << 13, 64);
        short* wide = (short*)NativeMemory.AlignedAlloc(1 << 13, 64);
        int* sums = (int*)NativeMemory.AlignedAlloc(1 << 13, 64);
        int[] before = new int[1 << 11];
        foreach (KernelTier tier in Tiers)
        {
            for (int rows = 1; rows <= 29; rows++)
            {
                for (int steps = 1; steps <= 13; steps++)
                {
                    int count = random.Next(1, 5), depth = 4 * steps;
                    bool signedRows = random.Next(2) == 0, signedPanels = random.Next(2) == 0, kept = random.Next(2) == 0;
                    random.NextBytes(new Span<byte>(a, 1 << 12));
                    random.NextBytes(new Span<byte>(panels, 1 << 13));
                    if (steps % 4 == 0)
                    {
                        new Span<byte>(a, 1 << 12).Fill(signedRows ? (byte)0x80 : (byte)255);
                        new Span<byte>(panels, 1 << 13).Fill(signedPanels ? (byte)0x80 : (byte)255);
                    }
                    random.NextBytes(MemoryMarshal.AsBytes(before.AsSpan()));
                    before.AsSpan().CopyTo(new Span<int>(sums, before.Length));
                    Widen.Rows(a, depth, (byte*)wide, 2 * depth, rows, depth, signedRows);
                    byte* words = WordPanels.Widen(tier, panels, 64 * steps, count, steps, signedPanels);
                    GemmTiles.RunWords(tier, (byte*)wide, 2 * depth, rows, words, count, sums, GemmTiles.BlockColumns, steps, kept);
                    for (int i = 0; i < rows * 16 * count; i++)
                    {
                        int r = i / (16 * count), n = i % (16 * count), at = (r * GemmTiles.BlockColumns) + n, expected = kept ? before[at] : 0;
                        for (int k = 0; k < depth; k++)
                        {
                            byte left = a[(r * depth) + k], right = panels[(n / 16 * 64 * steps) + (k / 4 * 64) + (n % 16 * 4) + (k % 4)];
                            expected += (signedRows ? (sbyte)left : left) * (signedPanels ? (sbyte)right : right);
                        }
                        Assert.True(expected == sums[at], $"{tier}, {rows} rows, {count} panels, {steps} steps, kept {kept}: row {r}, column {n}: {sums[at]}, not {expected}");
                    }
                }
            }
        }
        NativeMemory.AlignedFree(a);
        NativeMemory.AlignedFree(panels);
        NativeMemory.AlignedFree(wide);
        NativeMemory.AlignedFree(sums);
    }

    [Theory]
    [InlineData(11, 70, 600)]
    [InlineData(12, 33, 577)]
    [InlineData(49, 130, 1301)]
    [InlineData(101, 64, 1152)]
    [InlineData(300, 48, 1700)]
    [InlineData(590, 20, 580)]
    [InlineData(29, 80, 2600)]
    public void Products_OfSeveralPasses_EqualReference(int m, int n, int k)
    {
        Random random = new(m);
        foreach ((DType left, DType right) in ((DType, DType)[])[(DType.U8, DType.I8), (DType.I8, DType.I8), (DType.U8, DType.U8), (DType.I16, DType.I16)])
        {
            byte[] a = new byte[m * k * left.Bits() / 8], b = new byte[k * n * right.Bits() / 8], start = new byte[m * n * sizeof(int)];
            random.NextBytes(a);
            random.NextBytes(b);
            random.NextBytes(start);
            Tile Left() => new(a, TileShape.Dense(left, m, k) with { ZeroPoint = left == DType.U8 ? 3 : 0 });
            Tile Right() => new(b, TileShape.Dense(right, k, n) with { ZeroPoint = right == DType.U8 ? 117 : 0 });
            int[] bias = [.. Enumerable.Range(0, n).Select(_ => random.Next(-100_000, 100_000))], multipliers = [.. bias.Select(_ => random.Next(1 << 30, int.MaxValue))], shifts = [.. bias.Select(_ => -random.Next(8, 14))];
            byte[] lut = new byte[256];
            random.NextBytes(lut);
            byte[] expected = [.. start], drained = new byte[m * n];
            Sums(KernelTier.Reference, 1, expected);
            Drained(KernelTier.Reference, 1, drained);
            foreach (KernelTier tier in Tiers)
            {
                for (int threads = 1; threads <= 2; threads++)
                {
                    byte[] actual = [.. start], output = new byte[m * n];
                    Sums(tier, threads, actual);
                    Drained(tier, threads, output);
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{tier}, {threads} threads, {left} by {right}: sums differ");
                    Assert.True(drained.AsSpan().SequenceEqual(output), $"{tier}, {threads} threads, {left} by {right}: outputs differ");
                }
            }

            void Sums(KernelTier tier, int threads, byte[] to) => MatrixKernels.MatMul(new KernelOptions(tier, threads), new Tile(to, TileShape.Dense(DType.I32, m, n)), Left(), Right(), accumulate: true);

            void Drained(KernelTier tier, int threads, byte[] to) => MatrixKernels.MatMulDrain(
                new KernelOptions(tier, threads),
                new Tile(to, TileShape.Dense(DType.U8, m, n)),
                new Tile([], TileShape.Dense(DType.I32, m, n)),
                Left(),
                Right(),
                new DrainArguments { Mode = RequantMode.FixedSingle, Bias32 = bias, Multipliers = multipliers, Shifts = shifts, OutputZeroPoint = 100, ClampMin = 7, ClampMax = 250, Lut = lut });
        }
    }
}
