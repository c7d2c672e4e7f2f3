using System;
using System.Linq;
using Xunit;

namespace AccelEmu.Numerics.Tests;

/// <summary>Moves between layouts and formats, sub-byte tails, bitmask corruption.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData(DType.I8, true)]
    [InlineData(DType.U8, false)]
    [InlineData(DType.I4, true)]
    [InlineData(DType.U2, true)]
    [InlineData(DType.I16, true)]
    [InlineData(DType.BF16, false)]
    [InlineData(DType.F32, false)]
    public void Panels_RoundTripAtEveryTail(DType type, bool sums)
    {
        Random random = new(1);
        for (int k = 1; k <= 18; k++)
        {
            foreach (int n in new[] { 1, 7, 15, 16, 17, 31, 32, 33 })
            {
                Tile plain = Tiles.Random(random, type, k, n);
                TileShape shape = TileShape.Panels(type, sums, k, n);
                byte[] bytes = new byte[shape.SpanBytes()];
                Array.Fill(bytes, (byte)0xA5);
                Reference.Move(new Tile(bytes, shape), plain);
                Assert.Equal(PanelPacking.Pack(type, plain.Data, sums, 1, k, n), bytes);
                Assert.Equal(plain.Data.ToArray(), PanelPacking.Unpack(bytes, shape));
                Tile back = Tiles.Empty(type, k, n);
                Reference.Move(back, new Tile(bytes, shape));
                Assert.Equal(plain.Data.ToArray(), back.Data.ToArray());
                AssertTailsAndSums(bytes, plain, shape);
            }
        }
    }

    [Theory]
    [InlineData(DType.I8, true)]
    [InlineData(DType.U8, true)]
    [InlineData(DType.F8E4M3, false)]
    [InlineData(DType.I16, true)]
    [InlineData(DType.U16, true)]
    [InlineData(DType.F16, false)]
    [InlineData(DType.I32, true)]
    [InlineData(DType.F32, false)]
    public void Pack_ConvolutionsGroupsAndExperts_EqualTheMoveElementByElement(DType type, bool sums)
    {
        Random random = new(7);
        for (int i = 0; i < 60; i++)
        {
            int groups = i % 3 == 0 ? random.Next(1, 4) : 1;
            long[] dims = i % 4 == 3 && groups == 1 ? [random.Next(1, 4), random.Next(1, 40), random.Next(1, 40)] : [random.Next(1, 4), random.Next(1, 4), random.Next(1, 40), groups * random.Next(1, 40)];
            Tile plain = Tiles.Random(random, type, dims);
            TileShape shape = PanelPacking.Shape(type, sums, groups, dims);
            byte[] expected = new byte[shape.SpanBytes(groups)];
            for (int g = 0; g < groups; g++)
            {
                TileShape part = plain.Shape;
                part.Dims[part.Rank - 1] /= groups;
                TileShape panels = shape;
                panels.Dims[part.Rank - 1] /= groups;
                Reference.Move(new Tile(expected.AsSpan((int)(groups == 1 ? 0 : g * shape.Strides[1])), panels), new Tile(plain.Data[(int)(g * part.Dims[part.Rank - 1] * type.Bits() / 8)..], part));
            }
            byte[] packed = PanelPacking.Pack(type, plain.Data, sums, groups, dims);
            Assert.Equal(expected, packed);
            Assert.True(groups > 1 || PanelPacking.Unpack(packed, shape).AsSpan().SequenceEqual(plain.Data));
        }
    }

    // An independent reading of the drawing in PanelLayout: lane (k/g, n mod 16) of panel n/16.
    private static void AssertTailsAndSums(byte[] bytes, Tile plain, TileShape shape)
    {
        DType type = shape.Type;
        int g = 32 / type.Bits();
        long depth = shape.Dims[0];
        long[] values = type.IsInteger() ? Tiles.ToIntegers(plain) : new long[plain.Shape.Elements];
        long bits = 0;
        for (int n = 0; n < (shape.Dims[1] + 15) / 16 * 16; n++)
        {
            long sum = 0;
            for (int k = 0; k < (depth + g - 1) / g * g; k++)
            {
                long at = (n / 16 * shape.Strides[0]) + (k / g * 64) + (n % 16 * 4);
                uint lane = BitConverter.ToUInt32(bytes, (int)at);
                uint element = (lane >> (k % g * type.Bits())) & (uint.MaxValue >> (32 - type.Bits()));
                bool tail = k >= depth || n >= shape.Dims[1];
                Assert.True(!tail || element == 0, $"tail at k {k}, n {n}");
                bits += tail || element == 0 ? 0 : 1;
                sum += tail || !type.IsInteger() ? 0 : Elements.ToInteger(type, element);
                Assert.True(tail || !type.IsInteger() || Elements.ToInteger(type, element) == values[(k * shape.Dims[1]) + n]);
            }
            if (shape.Layout == Layout.PanelSums)
            {
                Assert.Equal(sum, BitConverter.ToInt32(bytes, (int)((n / 16 * shape.Strides[0]) + shape.Strides[0] - 64 + (n % 16 * 4))));
            }
        }
        Assert.True(depth * shape.Dims[1] < 20 || bits > 0);
    }

    [Fact]
    public void ConvPanels_DepthIndexIsAPermutationInBlockOrder()
    {
        TileShape shape = TileShape.Panels(DType.I8, false, 3, 2, 37, 5);
        long[] order = [.. Enumerable.Range(0, 3 * 2 * 37).Select(i => PanelLayout.DepthIndex(shape, i))];
        Assert.Equal(Enumerable.Range(0, order.Length).Select(i => (long)i), order.Order());
        Assert.Equal(16, order[37]);                    // tap (0, 1), channel 0 follows the first block's tap (0, 0)
        Assert.Equal(3 * 2 * 16, order[16]);            // tap (0, 0), channel 16 opens the second block
        Assert.Equal((3 * 2 * 32) + 5, order[37 + 32]); // third block has five channels; tap (0, 1)
    }

    [Fact]
    public void Move_TransposesByStrides_AndBroadcasts()
    {
        Tile source = Tiles.Integers(DType.I16, [1, 2, 3, 4, 5, 6], 2, 3);
        TileShape transposed = TileShape.Dense(DType.I16, 3, 2);
        (transposed.Strides[0], transposed.Strides[1]) = (2, 6);
        Tile destination = Tiles.Empty(DType.I16, 3, 2);
        Reference.Move(destination, new Tile(source.Data, transposed));
        Assert.Equal([1, 4, 2, 5, 3, 6], Tiles.ToIntegers(destination));
        TileShape broadcast = TileShape.Dense(DType.I16, 3, 2);
        broadcast.Strides[0] = 0;
        Reference.Move(destination, new Tile(source.Data, broadcast));
        Assert.Equal([1, 2, 1, 2, 1, 2], Tiles.ToIntegers(destination));
        Assert.Contains("does not broadcast", Tiles.Message(() => Reference.Fill(new Tile(new byte[64], Zeroed()), 1)), StringComparison.Ordinal);

        static TileShape Zeroed()
        {
            TileShape shape = TileShape.Dense(DType.I16, 3, 2);
            shape.Strides[0] = 0;
            return shape;
        }
    }

    [Theory]
    [InlineData(DType.I4, 5, 2, 0x0F)]
    [InlineData(DType.U4, 1, 0, 0x0F)]
    [InlineData(DType.I2, 7, 1, 0x3F)]
    [InlineData(DType.U2, 1, 0, 0x03)]
    public void SubByte_OddTailsAreWrittenZeroAndChecked(DType type, int length, int lastByte, int mask)
    {
        Tile tile = Tiles.Empty(type, 2, length);
        tile.Data.Fill(0xFF);
        Reference.Fill(tile, 0xFF);
        Assert.Equal(mask, tile.Data[lastByte]);
        Assert.Equal(0xFF, lastByte == 0 ? 0xFF : tile.Data[lastByte - 1]);
        byte[] dirty = tile.Data.ToArray();
        dirty[lastByte] |= 0x80;
        TileShape shape = tile.Shape;
        string message = Tiles.Message(() => Reference.Move(new Tile(new byte[dirty.Length], shape), new Tile(dirty, shape)));
        Assert.Contains("source: row 0 ends in byte", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DType.I8, 0)]
    [InlineData(DType.I8, -128)]
    [InlineData(DType.I4, 3)]
    [InlineData(DType.F32, 0)]
    [InlineData(DType.F16, 0)]
    public void Bitmask_RoundTrips_AndCountsStored(DType type, int zeroPoint)
    {
        Random random = new(2);
        foreach (int columns in new[] { 1, 7, 8, 9, 40 })
        {
            Tile dense = Tiles.Random(random, type, 3, columns);
            int zeros = 0;
            for (int i = 0; i < dense.Shape.Elements; i++)
            {
                if (random.Next(3) == 0)
                {
                    long bit = (i / columns * type.BytesOf(columns) * 8) + (i % columns * type.Bits());
                    Elements.WriteRaw(dense.Data, type, bit, type.IsFloat() ? 0 : (ulong)zeroPoint);
                }
            }
            long[] raw = type.IsFloat() ? [.. Tiles.ToFloats(dense).Select(v => v == 0 ? 0L : 1)] : Tiles.ToIntegers(dense);
            zeros = raw.Count(v => v == (type.IsFloat() ? 0 : zeroPoint));
            Tile sparse = Bitmask(type, 3, columns, zeroPoint);
            long stored = Reference.Move(sparse, dense);
            Assert.Equal((3 * columns) - zeros, stored);
            Assert.Equal(stored, BitmaskFormat.Stored(sparse.Metadata));
            Assert.Equal(3 * ((columns + 7) / 8), BitmaskFormat.MetadataBytes(sparse.Shape));
            Tile back = Tiles.Empty(type, 3, columns);
            Tile exact = new(sparse.Data[..(int)BitmaskFormat.ValueBytes(type, stored)], sparse.Shape) { Metadata = sparse.Metadata };
            Reference.Move(back, exact);
            Assert.Equal(dense.Data.ToArray(), back.Data.ToArray());
        }
    }

    [Fact]
    public void Bitmask_CorruptionIsFoundBeforeWriting()
    {
        TileShape shape = TileShape.Dense(DType.I8, 1, 5) with { Format = SparseFormat.Bitmask };
        byte[] output = [9, 9, 9, 9, 9];
        TileShape dense = TileShape.Dense(DType.I8, 1, 5);
        string padding = Tiles.Message(() => Reference.Move(new Tile(output, dense), new Tile(new byte[8], shape) { Metadata = new byte[] { 0x21 } }));
        string values = Tiles.Message(() => Reference.Move(new Tile(output, dense), new Tile(new byte[2], shape) { Metadata = new byte[] { 0x07 } }));
        string mask = Tiles.Message(() => Reference.Move(new Tile(output, dense), new Tile(new byte[2], shape)));
        string room = Tiles.Message(() => Reference.Move(new Tile(new byte[2], shape) { Metadata = new byte[1] }, new Tile(output, dense)));
        Assert.Contains("padding above bit 4 must be zero", padding, StringComparison.Ordinal);
        Assert.Contains("announces 3 values, 3 bytes; 2 are stored", values, StringComparison.Ordinal);
        Assert.Contains("0 mask bytes; its shape takes 1", mask, StringComparison.Ordinal);
        Assert.Contains("5 values take 5 bytes; 2 are there", room, StringComparison.Ordinal);
        Assert.Equal([9, 9, 9, 9, 9], output);
    }

    [Fact]
    public void SparseMatMul_IntegersEqualDense_FloatsLeaveAbsentTermsOut()
    {
        Random random = new(3);
        Tile a = Tiles.WithZeroPoint(Tiles.Random(random, DType.I8, 4, 20), 5);
        Tile b = Tiles.Integers(DType.I8, [.. Enumerable.Range(0, 20 * 6).Select(i => random.Next(2) == 0 ? 0L : random.Next(-128, 128))], 20, 6);
        Tile sparse = Bitmask(DType.I8, 20, 6, 0);
        Reference.Move(sparse, b);
        Tile dense = Tiles.Empty(DType.I32, 4, 6);
        Tile fromSparse = Tiles.Empty(DType.I32, 4, 6);
        Reference.MatMul(dense, a, b, accumulate: false);
        Reference.MatMul(fromSparse, a, sparse, accumulate: false);
        Assert.Equal(dense.Data.ToArray(), fromSparse.Data.ToArray());

        // ∞ · absent is no term; ∞ · stored 0 is NaN.
        Tile floats = Tiles.Floats(DType.F32, [0f, 2f], 2, 1);
        Tile compressed = Bitmask(DType.F32, 2, 1, 0);
        Reference.Move(compressed, floats);
        Tile row = Tiles.Floats(DType.F32, [float.PositiveInfinity, 3f], 1, 2);
        Tile sum = Tiles.Empty(DType.F32, 1, 1);
        Reference.MatMul(sum, row, compressed, accumulate: false);
        Assert.Equal(6f, Tiles.ToFloats(sum)[0]);
        Reference.MatMul(sum, row, floats, accumulate: false);
        Assert.True(float.IsNaN(Tiles.ToFloats(sum)[0]));
        Tile sparseRow = Bitmask(DType.F32, 1, 2, 0);
        Reference.Move(sparseRow, Tiles.Floats(DType.F32, [0f, 3f], 1, 2));
        Reference.MatMul(sum, sparseRow, Tiles.Floats(DType.F32, [float.NaN, 5f], 2, 1), accumulate: false);
        Assert.Equal(15f, Tiles.ToFloats(sum)[0]);
    }

    private static Tile Bitmask(DType type, int rows, int columns, int zeroPoint)
    {
        TileShape shape = TileShape.Dense(type, rows, columns) with { Format = SparseFormat.Bitmask, ZeroPoint = zeroPoint };
        return new Tile(new byte[BitmaskFormat.MaximumValueBytes(shape)], shape) { Metadata = new byte[BitmaskFormat.MetadataBytes(shape)] };
    }
}
