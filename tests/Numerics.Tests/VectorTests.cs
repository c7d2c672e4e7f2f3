using System;
using System.Linq;
using Xunit;

namespace AccelEmu.Numerics.Tests;

public sealed class VectorTests
{
    private const float NaN = float.NaN;

    [Fact]
    public void TopK_TiesKeepIndexOrder_NaNIsLargest()
    {
        Tile source = Tiles.Floats(DType.F32, [1, NaN, 3, -0f, 3, 0f, NaN, -2], 1, 8);
        Assert.Equal([1, 6, 2, 4, 0, 3, 5, 7], TopKIndices(source, 8, smallest: false));
        Assert.Equal([7, 3, 5, 0, 2, 4, 1, 6], TopKIndices(source, 8, smallest: true));
        Assert.Equal([2, 0], TopKIndices(Tiles.Integers(DType.U8, [200, 7, 255, 200], 1, 4), 2, smallest: false));
        Assert.Contains("values: k: 5; legal: 0..4", Tiles.Message(() => TopKIndices(Tiles.Empty(DType.U8, 1, 4), 5, smallest: false)), StringComparison.Ordinal);
    }

    private static long[] TopKIndices(Tile source, int k, bool smallest)
    {
        Tile values = Tiles.Empty(source.Shape.Type, 1, k);
        Tile indices = Tiles.Empty(DType.I32, 1, k);
        Reference.TopK(values, indices, source, smallest);
        int width = source.Shape.Type.Bits() / 8;
        long[] positions = Tiles.ToIntegers(indices);
        for (int i = 0; i < k; i++)
        {
            Assert.Equal(source.Data.Slice((int)positions[i] * width, width).ToArray(), values.Data.Slice(i * width, width).ToArray());
        }
        return positions;
    }

    [Fact]
    public void Reduce_FloatSumUsesSixteenPartials()
    {
        // Elements 0 and 16 meet in partial 0 first: 1e8 − 1e8 + …; sequentially the ones would be lost.
        float[] values = new float[17];
        Array.Fill(values, 1f);
        (values[0], values[16]) = (1e8f, -1e8f);
        Assert.Equal(15f, Reduced(Reduction.Sum, Tiles.Floats(DType.F32, values, 1, 17)));
        Assert.Equal(NaN, Reduced(Reduction.Max, Tiles.Floats(DType.F32, [1, NaN, 2], 1, 3)));
        Assert.Equal(6f, Reduced(Reduction.Product, Tiles.Floats(DType.F32, [1, 3, 2], 1, 3)));
        Assert.Equal(14f, Reduced(Reduction.SumSquares, Tiles.Floats(DType.F32, [1, 3, 2], 1, 3)));
        Assert.False(float.IsNegative(Reduced(Reduction.Max, Tiles.Floats(DType.F32, [-0f, 0f, -0f], 1, 3))));
        Assert.True(float.IsNegative(Reduced(Reduction.Min, Tiles.Floats(DType.F32, [0f, -0f], 1, 2))));
    }

    private static float Reduced(Reduction operation, Tile source)
    {
        Tile destination = Tiles.Empty(DType.F32, 1, 1);
        Reference.Reduce(operation, destination, source, axes: 1, accumulate: false);
        return Tiles.ToFloats(destination)[0];
    }

    [Fact]
    public void Reduce_IntegersWrapAndIndexLowest()
    {
        Tile source = Tiles.Integers(DType.I8, [100, 100, -3, 7, 7, -3], 2, 3);
        Tile narrow = Tiles.Integers(DType.I8, [1, 2], 2, 1);
        Reference.Reduce(Reduction.Sum, narrow, source, axes: 1, accumulate: true);
        Assert.Equal([198 - 256, 13], Tiles.ToIntegers(narrow));
        Tile index = Tiles.Empty(DType.I32, 2, 1);
        Reference.Reduce(Reduction.ArgMax, index, source, axes: 1, accumulate: false);
        Assert.Equal([0, 0], Tiles.ToIntegers(index));
        Tile both = Tiles.Empty(DType.I64, 1, 1);
        Reference.Reduce(Reduction.ArgMin, both, source, axes: 2, accumulate: false);
        Assert.Equal([2], Tiles.ToIntegers(both));
    }

    [Fact]
    public void Softmax_SumsToOneInItsOwnOrder_AndPropagatesNaN()
    {
        Tile destination = Tiles.Empty(DType.F32, 2, 3);
        Reference.Softmax(destination, Tiles.Floats(DType.F32, [1, 2, 3, 0, NaN, 1], 2, 3), 1f);
        float[] actual = Tiles.ToFloats(destination);
        float e2 = Transcendental.Exp(-2), e1 = Transcendental.Exp(-1);
        float sum = e2 + 1f + e1;                       // partials 0 and 2 combine before partial 1 joins
        Assert.Equal([e2 / sum, e1 / sum, 1f / sum], actual[..3]);
        Assert.All(actual[3..], v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void Scan_IsSequential_InclusiveAndExclusive()
    {
        Tile source = Tiles.Integers(DType.I8, [100, 100, -1, 5, 6, 7], 2, 3);
        Tile destination = Tiles.Empty(DType.I16, 2, 3);
        Reference.Scan(destination, source, exclusive: false);
        Assert.Equal([100, 200, 199, 5, 11, 18], Tiles.ToIntegers(destination));
        Reference.Scan(destination, source, exclusive: true);
        Assert.Equal([0, 100, 200, 0, 5, 11], Tiles.ToIntegers(destination));
        Tile floats = Tiles.Empty(DType.F32, 3);
        Reference.Scan(floats, Tiles.Floats(DType.F32, [1e8f, 1f, -1e8f], 3), exclusive: false);
        Assert.Equal([1e8f, 1e8f, 0f], Tiles.ToFloats(floats));
    }

    [Fact]
    public void HistogramAndCompact_FaultBeforeWriting()
    {
        Tile counts = Tiles.Empty(DType.I32, 4);
        Reference.Histogram(counts, Tiles.Integers(DType.U8, [0, 3, 3, 1, 3], 5));
        Assert.Equal([1, 1, 0, 3], Tiles.ToIntegers(counts));
        byte[] untouched = [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7];
        TileShape shape = TileShape.Dense(DType.I32, 4);
        Assert.Equal("source: element 1 is 4; legal: 0..3", Tiles.Message(() => Reference.Histogram(new Tile(untouched, shape), Tiles.Integers(DType.U8, [0, 4], 2))));
        Assert.Equal(2, Reference.Compact(new Tile(untouched, shape), Tiles.Integers(DType.U8, [0, 9, 0, 1], 4)));
        Assert.Equal([1, 3, 0x07070707, 0x07070707], Tiles.ToIntegers(new Tile(untouched, shape)));
        Assert.Equal(
            "destination: room for 4 indices; the mask sets 5",
            Tiles.Message(() => Reference.Compact(new Tile(untouched, shape), Tiles.Integers(DType.U8, [1, 1, 1, 1, 1], 5))));
        Assert.Equal(7, untouched[15]);
    }

    [Fact]
    public void GatherScatter_FollowTheirPolicy()
    {
        Tile table = Tiles.Integers(DType.I4, [1, 2, 3, 4, 5, 6], 3, 2);
        Tile index = Tiles.Integers(DType.I32, [2, -1, 5, 0], 4);
        Tile gathered = Tiles.Empty(DType.I4, 4, 2);
        Reference.Gather(gathered, table, index, IndexPolicy.Zero);
        Assert.Equal([5, 6, 0, 0, 0, 0, 1, 2], Tiles.ToIntegers(gathered));
        Reference.Gather(gathered, table, index, IndexPolicy.Clamp);
        Assert.Equal([5, 6, 1, 2, 5, 6, 1, 2], Tiles.ToIntegers(gathered));
        Assert.Equal("index: number 0 is 3; legal: 0..2 of source", Tiles.Message(() => Reference.Gather(
            Tiles.Empty(DType.I8, 1, 2), Tiles.Empty(DType.I8, 3, 2), Tiles.Integers(DType.I64, [3], 1), IndexPolicy.Trap)));
        Tile sums = Tiles.Integers(DType.I8, [10, 20, 30], 3);
        Reference.ScatterAdd(sums, Tiles.Integers(DType.I8, [1, 2, 4, 100], 4), Tiles.Integers(DType.I32, [1, 1, 9, 2], 4), IndexPolicy.Zero);
        Assert.Equal([10, 23, -126], Tiles.ToIntegers(sums));
        Reference.Scatter(sums, Tiles.Integers(DType.I8, [1, 2], 2), Tiles.Integers(DType.I32, [0, 0], 2), IndexPolicy.Trap);
        Assert.Equal([2, 23, -126], Tiles.ToIntegers(sums));
    }

    [Fact]
    public void Sample_BilinearByHand_OutsideIsZero()
    {
        Tile image = Tiles.Floats(DType.F32, [1, 2, 3, 4], 1, 2, 2, 1);
        Tile points = Tiles.Floats(DType.F32, [0.5f, 0.5f, 0, 1, -0.5f, 0, 1.5f, 1.5f, NaN, 0, 2.5f, 0.5f], 1, 6, 2);
        Tile sampled = Tiles.Empty(DType.F32, 1, 6, 1);
        Reference.Sample(sampled, image, points, SampleMode.Bilinear);
        Assert.Equal([2.5f, 2f, 0.5f, 1f, 0f, 0f], Tiles.ToFloats(sampled));
        Reference.Sample(sampled, image, points, SampleMode.Nearest);
        Assert.Equal([1f, 2f, 1f, 0f, 0f, 0f], Tiles.ToFloats(sampled));
    }

    [Fact]
    public void Pool_PaddingNeverWins_AndMayCount()
    {
        ConvGeometry geometry = ConvGeometry.Unit with { KernelH = 2, KernelW = 2, PadTop = 1, PadLeft = 1, StrideH = 2, StrideW = 2 };
        Tile source = Tiles.WithZeroPoint(Tiles.Integers(DType.I8, [-10, -20, -30, -41], 1, 2, 2, 1), -2);
        Assert.Equal([-10], Pooled(Pooling.Max, source, geometry));
        Assert.Equal([-10], Pooled(Pooling.Average, source, geometry));
        Assert.Equal([-4], Pooled(Pooling.Average, source, geometry with { CountPadding = true }));
        Assert.Equal([-25], Pooled(Pooling.Average, source, geometry with { PadTop = 0, PadLeft = 0 }));
    }

    private static long[] Pooled(Pooling operation, Tile source, ConvGeometry geometry)
    {
        Tile destination = Tiles.Empty(DType.I8, 1, 1, 1, 1);
        Reference.Pool(operation, destination, source, geometry);
        return Tiles.ToIntegers(destination);
    }

    [Theory]
    [InlineData(false, new long[] { 10, 10, 12, 127, -128, 10 })]
    [InlineData(true, new long[] { 11, 9, 12, 127, -128, 10 })]
    public void Quantize_RoundsSaturatesAndMapsNaNToZeroPoint(bool halfAway, long[] expected)
    {
        Tile destination = Tiles.WithZeroPoint(Tiles.Empty(DType.I8, 6), 10);
        Reference.Quantize(destination, Tiles.Floats(DType.F32, [0.25f, -0.25f, 1f, 1e30f, -1e30f, NaN], 6), [0.5f], halfAway);
        Assert.Equal(expected, Tiles.ToIntegers(destination));
        Tile real = Tiles.Empty(DType.F32, 6);
        Reference.Dequantize(real, destination, [0.5f]);
        Assert.Equal(expected.Select(v => (v - 10) * 0.5f), Tiles.ToFloats(real));
    }

    [Fact]
    public void Dequantize_ScalesServeBlocksOfTheLastDimension()
    {
        Tile real = Tiles.Empty(DType.F32, 2, 4);
        Tile source = Tiles.Integers(DType.I8, [1, 2, 3, 4, 5, 6, 7, 8], 2, 4);
        Reference.Dequantize(real, source, [10f, 100f]);
        Assert.Equal([10f, 20f, 300f, 400f, 50f, 60f, 700f, 800f], Tiles.ToFloats(real));
        Assert.Contains("scales: 3; legal: 1, the 4", Tiles.Message(() => Reference.Dequantize(Tiles.Empty(DType.F32, 2, 4), Tiles.Empty(DType.I8, 2, 4), [1f, 2f, 3f])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BinaryOperation.Div, -7, 2, -3)]
    [InlineData(BinaryOperation.Div, 7, 0, 0)]
    [InlineData(BinaryOperation.Div, int.MinValue, -1, int.MinValue)]
    [InlineData(BinaryOperation.AddSat, int.MaxValue, 1, int.MaxValue)]
    [InlineData(BinaryOperation.SubSat, int.MinValue, 1, int.MinValue)]
    [InlineData(BinaryOperation.Add, int.MaxValue, 1, int.MinValue)]
    [InlineData(BinaryOperation.Shl, 1, 33, 2)]
    [InlineData(BinaryOperation.Shr, -8, 1, -4)]
    [InlineData(BinaryOperation.MulHighSat, int.MinValue, int.MinValue, int.MaxValue)]
    [InlineData(BinaryOperation.ShrRound, -3, 1, -2)]
    public void Binary_Integers(BinaryOperation operation, int a, int b, int expected)
    {
        Tile destination = Tiles.Empty(DType.I32, 1);
        Reference.Binary(operation, destination, Tiles.Integers(DType.I32, [a], 1), Tiles.Integers(DType.I32, [b], 1));
        Assert.Equal([expected], Tiles.ToIntegers(destination));
    }

    [Fact]
    public void EveryUnary_HasAValueForFloats_AndRefusesWhatIsUndefined()
    {
        foreach (UnaryOperation operation in Enum.GetValues<UnaryOperation>().Where(o => o != UnaryOperation.Not))
        {
            Tile destination = Tiles.Empty(DType.F32, 1);
            Reference.Unary(operation, destination, Tiles.Floats(DType.F32, [0.75f], 1));
            Assert.True(float.IsFinite(Tiles.ToFloats(destination)[0]), operation.ToString());
        }
        Assert.Contains("Exp is not defined", Tiles.Message(() => Reference.Unary(UnaryOperation.Exp, Tiles.Empty(DType.I8, 1), Tiles.Empty(DType.I8, 1))), StringComparison.Ordinal);
        Tile negated = Tiles.Empty(DType.I8, 2);
        Reference.Unary(UnaryOperation.Neg, negated, Tiles.Integers(DType.I8, [-128, 5], 2));
        Assert.Equal([-128, -5], Tiles.ToIntegers(negated));
    }

    [Fact]
    public void RandomFill_IsPhiloxLaneByLane()
    {
        Tile words = Tiles.Empty(DType.U32, 5);
        Reference.RandomFill(words, 0, 0);
        Assert.Equal([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8], Tiles.ToIntegers(words)[..4]);
        Tile next = Tiles.Empty(DType.U32, 1);
        Reference.RandomFill(next, 1, 0);
        Assert.Equal(Tiles.ToIntegers(next)[0], Tiles.ToIntegers(words)[4]);
        Tile floats = Tiles.Empty(DType.F32, 1);
        Reference.RandomFill(floats, 0, 0);
        Assert.Equal(0x6627e8 / 16777216f, Tiles.ToFloats(floats)[0]);
    }

    [Fact]
    public void SelectLookupCompare_ByHand()
    {
        Tile mask = Tiles.Empty(DType.U8, 3);
        Reference.Compare(Comparison.Ne, mask, Tiles.Floats(DType.F32, [1, NaN, 2], 3), Tiles.Floats(DType.F32, [1, NaN, 3], 3));
        Assert.Equal([0, 1, 1], Tiles.ToIntegers(mask));
        Tile chosen = Tiles.Empty(DType.I16, 3);
        Reference.Select(chosen, mask, Tiles.Integers(DType.I16, [1, 2, 3], 3), Tiles.Integers(DType.I16, [-1, -2, -3], 3));
        Assert.Equal([-1, 2, 3], Tiles.ToIntegers(chosen));
        Tile looked = Tiles.Empty(DType.I16, 2);
        Reference.Lookup(looked, Tiles.Integers(DType.I8, [-1, 2], 2), Tiles.Integers(DType.I16, [.. Enumerable.Range(0, 256).Select(i => (long)(i * 100))], 256));
        Assert.Equal([25500, 200], Tiles.ToIntegers(looked));
    }
}
