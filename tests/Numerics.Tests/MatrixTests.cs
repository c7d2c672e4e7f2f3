using System;
using System.Linq;
using Xunit;

namespace AccelEmu.Numerics.Tests;

public sealed class MatrixTests
{
    [Fact]
    public void MatMul_WrapsAtInt32_AndKeepsInt64()
    {
        long[] a = [.. Enumerable.Repeat(32767L, 4)];
        long[] b = [.. Enumerable.Repeat(32767L, 4)];
        Tile narrow = Tiles.Empty(DType.I32, 1, 1);
        Tile wide = Tiles.Empty(DType.I64, 1, 1);
        Reference.MatMul(narrow, Tiles.Integers(DType.I16, a, 1, 4), Tiles.Integers(DType.I16, b, 4, 1), accumulate: false);
        Reference.MatMul(wide, Tiles.Integers(DType.I16, a, 1, 4), Tiles.Integers(DType.I16, b, 4, 1), accumulate: false);
        Assert.Equal(unchecked((int)(4L * 32767 * 32767)), Tiles.ToIntegers(narrow)[0]);
        Assert.Equal(4L * 32767 * 32767, Tiles.ToIntegers(wide)[0]);
    }

    [Fact]
    public void MatMul_AccumulateContinues_ZeroPointsAreSubtracted()
    {
        Tile sums = Tiles.Integers(DType.I32, [1000, 2000], 1, 2);
        Tile a = Tiles.WithZeroPoint(Tiles.Integers(DType.U8, [130, 120, 255], 1, 3), 128);
        Tile b = Tiles.Integers(DType.I8, [1, -2, 3, 4, -5, 6], 3, 2);
        Reference.MatMul(sums, a, b, accumulate: true);
        Assert.Equal([1000 + 2 - 24 - 635, 2000 - 4 - 32 + 762], Tiles.ToIntegers(sums));
        Tile perColumn = new(b.Data, b.Shape) { ZeroPoints = new[] { 1, -1 } };
        Reference.MatMul(sums, a, perColumn, accumulate: false);
        Assert.Equal([0 - 16 - 762, -2 - 40 + 889], Tiles.ToIntegers(sums));
    }

    [Fact]
    public void MatMul_FloatOrderIsIncreasingK_Fused()
    {
        // 1e8 + 1 loses the 1 in binary32; −1e8 afterwards leaves 0. Another order would leave 1.
        Tile sums = Tiles.Empty(DType.F32, 1, 1);
        Tile ones = Tiles.Floats(DType.F32, [1, 1, 1], 3, 1);
        Reference.MatMul(sums, Tiles.Floats(DType.F32, [1e8f, 1, -1e8f], 1, 3), ones, accumulate: false);
        Assert.Equal(0f, Tiles.ToFloats(sums)[0]);
        Reference.MatMul(sums, Tiles.Floats(DType.F32, [1e8f, -1e8f, 1], 1, 3), ones, accumulate: false);
        Assert.Equal(1f, Tiles.ToFloats(sums)[0]);
        // (1 + 2^-12)² − (1 + 2^-11) is 2^-24 only when the product is not rounded.
        float x = 1 + MathF.ScaleB(1, -12);
        Reference.MatMul(sums, Tiles.Floats(DType.F32, [-1 - MathF.ScaleB(1, -11), x], 1, 2), Tiles.Floats(DType.F32, [1, x], 2, 1), accumulate: false);
        Assert.Equal(MathF.ScaleB(1, -24), Tiles.ToFloats(sums)[0]);
    }

    [Fact]
    public void Conv_FloatOrderIsBlockOfSixteenThenTapThenChannel()
    {
        // 17 channels, 1×2 kernel. In K order: block 0 (tap 0 channels 0–15, tap 1 channels 0–15), then block 1 (tap 0 channel 16, tap 1 channel 16).
        Tile x = Tiles.Empty(DType.F32, 1, 1, 2, 17);
        Tile w = Tiles.Floats(DType.F32, [.. Enumerable.Repeat(1f, 34)], 1, 2, 17, 1);
        SetFloat(x, 16, 1e8f);        // tap 0, channel 16: third in K order among the three
        SetFloat(x, 0, 1f);           // tap 0, channel 0: first
        SetFloat(x, 17, -1e8f);       // tap 1, channel 0: second
        Tile sums = Tiles.Empty(DType.F32, 1, 1, 1, 1);
        Reference.Conv(sums, x, w, ConvGeometry.Unit, accumulate: false);
        Assert.Equal(0f, Tiles.ToFloats(sums)[0]);
        SetFloat(x, 16, -1e8f);
        SetFloat(x, 17, 0f);
        SetFloat(x, 18, 1e8f);        // tap 1, channel 1: before tap 0, channel 16
        SetFloat(x, 33, 1f);          // tap 1, channel 16: last, so it survives
        Reference.Conv(sums, x, w, ConvGeometry.Unit, accumulate: false);
        Assert.Equal(1f, Tiles.ToFloats(sums)[0]);
    }

    [Fact]
    public void Conv_PaddedTapsAreMultipliedAsZero()
    {
        Tile x = Tiles.Floats(DType.F32, [2f], 1, 1, 1, 1);
        ConvGeometry geometry = ConvGeometry.Unit with { PadLeft = 1 };
        Tile sums = Tiles.Empty(DType.F32, 1, 1, 1, 1);
        Reference.Conv(sums, x, Tiles.Floats(DType.F32, [5f, 3f], 1, 2, 1, 1), geometry, accumulate: false);
        Assert.Equal(6f, Tiles.ToFloats(sums)[0]);
        Reference.Conv(sums, x, Tiles.Floats(DType.F32, [float.PositiveInfinity, 3f], 1, 2, 1, 1), geometry, accumulate: false);
        Assert.Equal(SmallFloat.CanonicalNaN32, (uint)Elements.ReadRaw(sums.Data, DType.F32, 0));
    }

    [Theory]
    [InlineData(DType.I8, false)]
    [InlineData(DType.I8, true)]
    [InlineData(DType.I4, true)]
    [InlineData(DType.F32, false)]
    public void Conv_GroupedPanelsEqualPlain(DType type, bool panelSums)
    {
        Random random = new(77);
        DType sumsType = type.IsFloat() ? DType.F32 : DType.I32;
        DType inputType = type.IsFloat() ? type : DType.I8;
        foreach ((int groups, int channels, int outputs) in new[] { (1, 20, 18), (2, 10, 36), (5, 10, 10) })
        {
            Tile x = Tiles.Random(random, inputType, 1, 5, 4, channels);
            long[] dims = [3, 2, channels / groups, outputs];
            Tile w = Tiles.Random(random, type, dims);
            byte[] packed = PanelPacking.Pack(type, w.Data, panelSums, groups, dims);
            Tile panels = new(packed, PanelPacking.Shape(type, panelSums, groups, dims));
            ConvGeometry geometry = ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, StrideW = 2, Groups = groups };
            long[] outDims = [1, geometry.OutputRows(5, 3), geometry.OutputColumns(4, 2), outputs];
            Tile plain = Tiles.Empty(sumsType, outDims);
            Tile packedSums = Tiles.Empty(sumsType, outDims);
            Reference.Conv(plain, x, w, geometry, accumulate: false);
            Reference.Conv(packedSums, x, panels, geometry, accumulate: false);
            Assert.Equal(plain.Data.ToArray(), packedSums.Data.ToArray());
        }
    }

    [Fact]
    public void GroupedMatMul_EqualsSeparateProducts_PlainAndPanels()
    {
        Random random = new(5);
        Tile a = Tiles.Random(random, DType.I8, 7, 9);
        Tile b = Tiles.Random(random, DType.I8, 3, 9, 20);
        int[] offsets = [0, 2, 2, 6, 7];
        int[] experts = [2, 0, 0, 1];
        Tile sums = Tiles.Empty(DType.I32, 7, 20);
        Reference.GroupedMatMul(sums, a, b, offsets, experts, accumulate: false);
        Tile panels = new(PanelPacking.Pack(DType.I8, b.Data, sums: true, groups: 1, 3, 9, 20), TileShape.Panels(DType.I8, true, 3, 9, 20));
        Tile fromPanels = Tiles.Empty(DType.I32, 7, 20);
        Reference.GroupedMatMul(fromPanels, a, panels, offsets, experts, accumulate: false);
        Assert.Equal(sums.Data.ToArray(), fromPanels.Data.ToArray());
        for (int g = 0; g < experts.Length; g++)
        {
            int rows = offsets[g + 1] - offsets[g];
            Tile own = Tiles.Empty(DType.I32, rows, 20);
            Reference.MatMul(
                own,
                new Tile(a.Data[(offsets[g] * 9)..], TileShape.Dense(DType.I8, rows, 9)),
                new Tile(b.Data[(experts[g] * 180)..], TileShape.Dense(DType.I8, 9, 20)),
                accumulate: false);
            Assert.Equal(own.Data.ToArray(), sums.Data.Slice(offsets[g] * 80, rows * 80).ToArray());
        }
        Assert.Contains("offsets: number 2", Tiles.Message(() => Reference.GroupedMatMul(
            Tiles.Empty(DType.I32, 7, 20), Tiles.Empty(DType.I8, 7, 9), Tiles.Empty(DType.I8, 3, 9, 20), [0, 5, 4, 7], [], accumulate: false)), StringComparison.Ordinal);
        Assert.Contains("experts: number 0: 3; legal: 0..2", Tiles.Message(() => Reference.GroupedMatMul(
            Tiles.Empty(DType.I32, 7, 20), Tiles.Empty(DType.I8, 7, 9), Tiles.Empty(DType.I8, 3, 9, 20), [0, 7], [3], accumulate: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void DepthwiseConv_SharedKernelsServeEveryChannel()
    {
        Random random = new(9);
        Tile x = Tiles.Random(random, DType.I8, 1, 4, 4, 3);
        Tile shared = Tiles.Random(random, DType.I8, 2, 2, 2);
        long[] repeated = new long[24];
        long[] kernels = Tiles.ToIntegers(shared);
        for (int i = 0; i < 24; i++)
        {
            repeated[i] = kernels[(i / 6 * 2) + (i % 2)];
        }
        Tile one = Tiles.Empty(DType.I32, 1, 3, 3, 6);
        Tile other = Tiles.Empty(DType.I32, 1, 3, 3, 6);
        Reference.DepthwiseConv(one, x, shared, ConvGeometry.Unit, shared: true, accumulate: false);
        Reference.DepthwiseConv(other, x, Tiles.Integers(DType.I8, repeated, 2, 2, 6), ConvGeometry.Unit, shared: false, accumulate: false);
        Assert.Equal(one.Data.ToArray(), other.Data.ToArray());
    }

    [Fact]
    public void Errors_NameOperandValueAndLegal()
    {
        string shape = Tiles.Message(() => Reference.MatMul(Tiles.Empty(DType.I32, 2, 3), Tiles.Empty(DType.I8, 2, 4), Tiles.Empty(DType.I8, 5, 3), accumulate: false));
        Assert.Equal("b: dimension 0 is 5; must be 4, the columns of a", shape);
        string type = Tiles.Message(() => Reference.MatMul(Tiles.Empty(DType.I32, 2, 3), Tiles.Empty(DType.F32, 2, 4), Tiles.Empty(DType.I8, 4, 3), accumulate: false));
        Assert.Contains("a: dtype f32 is not legal here", type, StringComparison.Ordinal);
        string bytes = Tiles.Message(() => Reference.Fill(new Tile(new byte[5], TileShape.Dense(DType.I8, 6)), 0));
        Assert.Equal("destination: 5 bytes; its shape spans 6", bytes);
    }

    private static void SetFloat(Tile tile, int index, float value) => Elements.WriteRaw(tile.Data, DType.F32, index * 32, BitConverter.SingleToUInt32Bits(value));
}
