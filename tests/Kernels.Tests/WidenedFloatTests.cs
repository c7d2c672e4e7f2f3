using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Products of 16-bit floats: every code on either side, sums of denormals, and the widening itself.</summary>
public sealed class WidenedFloatTests
{
    [Theory]
    [InlineData(DType.BF16, true)]
    [InlineData(DType.BF16, false)]
    [InlineData(DType.F16, true)]
    [InlineData(DType.F16, false)]
    public void MatMul_EveryCode_EqualsReference(DType type, bool onTheLeft)
    {
        // 256 × 256 codes as one operand; the other takes each alone, then sums of two.
        ushort[] codes = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        ushort[] other = new ushort[1 << 16];
        for (int i = 0; i < 256; i++)
        {
            other[(i * 256) + i] = (ushort)SmallFloat.Encode(type, 1f);
            other[(i * 256) + ((i * 7) % 256)] = (ushort)SmallFloat.Encode(type, 3e-5f);
        }
        Compare(type, onTheLeft ? codes : other, onTheLeft ? other : codes, 256, 256, 256);
    }

    [Theory]
    [InlineData(DType.BF16)]
    [InlineData(DType.F16)]
    public void MatMul_DenormalFactorsAndSums_EqualReference(DType type)
    {
        Random random = new(71);
        ushort[] Small(int count) => [.. Enumerable.Range(0, count).Select(_ => (ushort)SmallFloat.Encode(type, (random.NextSingle() - 0.5f) * (type == DType.BF16 ? random.Next(2) == 0 ? 1e-20f : 1e-38f : 1e-6f)))];
        foreach ((int m, int n, int k) in ((int, int, int)[])[(13, 64, 33), (7, 70, 1025), (100, 17, 1)])
        {
            ushort[] left = Small(m * k), right = Small(k * n);
            float[] sums = Compare(type, left, right, m, n, k);
            Assert.True(type != DType.BF16 || sums.Any(s => s != 0 && Math.Abs(s) < 1.17549435e-38f));
        }
    }

    private static float[] Compare(DType type, ushort[] left, ushort[] right, int m, int n, int k)
    {
        TileShape a = TileShape.Dense(type, m, k), c = TileShape.Dense(DType.F32, m, n), plain = TileShape.Dense(type, k, n), panel = TileShape.Panels(type, false, k, n);
        byte[] x = [.. MemoryMarshal.AsBytes<ushort>(left)], w = [.. MemoryMarshal.AsBytes<ushort>(right)], panels = PanelPacking.Pack(type, w, sums: false, 1, [k, n]), expected = new byte[c.SpanBytes()];
        Reference.MatMul(new Tile(expected, c), new Tile(x, a), new Tile(w, plain), accumulate: false);
        foreach (KernelTier tier in MatrixCase.Tiers(large: true))
        {
            foreach (int threads in (int[])[1, 2])
            {
                byte[] fromPlain = new byte[expected.Length], fromPanels = new byte[expected.Length];
                MatrixKernels.MatMul(new KernelOptions(tier, threads), new Tile(fromPlain, c), new Tile(x, a), new Tile(w, plain), accumulate: false);
                MatrixKernels.MatMul(new KernelOptions(tier, threads), new Tile(fromPanels, c), new Tile(x, a), new Tile(panels, panel), accumulate: false);
                Assert.True(expected.AsSpan().SequenceEqual(fromPlain), $"{tier} {type} plain, {threads} threads");
                Assert.True(expected.AsSpan().SequenceEqual(fromPanels), $"{tier} {type} panels, {threads} threads");
            }
        }
        return MemoryMarshal.Cast<byte, float>(expected).ToArray();
    }
}
