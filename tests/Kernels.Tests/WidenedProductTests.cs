using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Products of types without an engine of their own, over the sweep of extents; a case that is left to the reference fails.</summary>
public sealed class WidenedProductTests
{
    private static readonly MatrixCase.Types[] Combinations =
    [
        new(DType.BF16, DType.BF16, DType.F32, Layout.Plain),
        new(DType.BF16, DType.BF16, DType.F32, Layout.Panel),
        new(DType.F16, DType.F16, DType.F32, Layout.Panel),
        new(DType.F16, DType.BF16, DType.F32, Layout.Plain),
        new(DType.F32, DType.BF16, DType.F32, Layout.Panel),
        new(DType.F16, DType.F32, DType.F32, Layout.Panel),
        new(DType.F8E4M3, DType.F8E5M2, DType.F32, Layout.Panel),
        new(DType.I16, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.I16, DType.U8, DType.I32, Layout.Plain),
        new(DType.U8, DType.I16, DType.I32, Layout.Panel),
        new(DType.I16, DType.I8, DType.I64, Layout.PanelSums),
        new(DType.I16, DType.U8, DType.I64, Layout.Plain),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Rows => Combinations.Select((c, i) => new TheoryDataRow<int, string>(i, $"{c.Left.Name()} {c.Right.Name()} {c.Sums.Name()} {c.Layout}"));

    [Theory]
    [MemberData(nameof(Rows))]
    public void MatMul_EveryExtent_EqualsReference(int index, string types)
    {
        Assert.NotEmpty(types);
        Random random = new(300 + index);
        using MatrixCase run = new();
        foreach ((int m, int n, int k) in Sweep.Extents(index))
        {
            run.MatMul(random, Combinations[index], m, n, k, null);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Conv_RandomWindows_EqualsReference(int index, string types)
    {
        Assert.NotEmpty(types);
        Random random = new(400 + index);
        using MatrixCase run = new();
        for (int i = 0; i < 60; i++)
        {
            ConvGeometry g = ConvGeometry.Unit with { StrideH = random.Next(1, 3), StrideW = random.Next(1, 3), PadTop = random.Next(2), PadLeft = random.Next(2), PadRight = random.Next(2), DilationW = random.Next(1, 3) };
            run.Conv(random, Combinations[index], MatrixCase.Strided(random, Combinations[index].Left, random.Next(1, 3), random.Next(3, 8), random.Next(5, 8), random.Next(1, 40)), g, random.Next(1, 4), random.Next(1, 3), random.Next(1, 70), null);
        }
    }

    [Fact]
    public void MatMul_LongSumsOfExtremes_DoNotOverflow()
    {
        // 3000 terms of 2^15 · 2^7 pass int32 many times over.
        TileShape a = TileShape.Dense(DType.I16, 3, 3000), b = TileShape.Dense(DType.I8, 3000, 5), c = TileShape.Dense(DType.I64, 3, 5);
        byte[] x = new byte[a.SpanBytes()], w = new byte[b.SpanBytes()], expected = new byte[c.SpanBytes()];
        for (int i = 1; i < x.Length; i += 2)
        {
            x[i] = 0x80;
        }
        Array.Fill(w, (byte)0x80);
        Reference.MatMul(new Tile(expected, c), new Tile(x, a), new Tile(w, b), accumulate: false);
        Assert.Equal(3000L << 22, BitConverter.ToInt64(expected));
        foreach (KernelTier tier in MatrixCase.Tiers(large: true))
        {
            byte[] actual = new byte[expected.Length];
            MatrixKernels.MatMul(new KernelOptions(tier, 1), new Tile(actual, c), new Tile(x, a), new Tile(w, b), accumulate: false);
            Assert.Equal(expected, actual);
        }
    }
}
