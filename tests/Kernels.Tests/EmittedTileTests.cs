using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>The emitted register tiles of the catalog called directly, and what feeds them.</summary>
public sealed unsafe class EmittedTileTests
{
    [Fact]
    public void Catalog_EveryTile_HasAnIdAndASlotOfItsOwn()
    {
        Assert.Equal(KernelCatalog.EmittedTiles.Count, KernelCatalog.EmittedTiles.Select(t => t.Id).Distinct().Count());
        Assert.Equal(KernelCatalog.EmittedTiles.Count, KernelCatalog.EmittedTiles.Select(t => t.Kind.Slot).Distinct().Count());
        Assert.All(KernelCatalog.EmittedTiles, t => Assert.InRange(t.Kind.Slot, 0, TileKind.Slots - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void EveryTileOfSums_EqualsTheDefinition(int rowsLessOne)
    {
        Assert.SkipUnless(KernelTiers.CanRun(KernelTier.Emitted), "no emitted kernels in this process");
        Random random = new(40 + rowsLessOne);
        int run = 0;
        foreach (EmittedTile tile in KernelCatalog.EmittedTiles.Where(t => t.Rows == rowsLessOne + 1 && t.Kind.StoresSums))
        {
            Run(random, tile, extremes: run++ % 3 == 0);
        }
        Assert.Equal(5 * TileKind.MaxPanels * 3 * 2 * 2 * 2, run);
    }

    private static void Run(Random random, EmittedTile tile, bool extremes)
    {
        TileKind kind = tile.Kind;
        const int Tiles = 2;
        int rows = kind.Rows * Tiles, groups = random.Next(0, 10), tail = groups == 0 ? 1 : random.Next(0, 4), lanes = (groups * kind.Quads) + tail;
        byte[] a = new byte[rows * lanes * 4], b = new byte[kind.Panels * lanes * 64];
        random.NextBytes(a);
        random.NextBytes(b);
        if (extremes)
        {
            Array.Fill(a, kind.Operands == TileOperands.Words ? (byte)0x80 : (byte)(random.Next(2) * 0x80));
            Array.Fill(b, random.Next(2) == 0 ? (byte)0x80 : (byte)0xFF);
        }
        int width = kind.Panels * 16, columns = kind.Masked ? width - random.Next(1, 16) : width;
        int[] start = new int[rows * width], expected, bias = new int[width], zeros = new int[width], rowSums = new int[rows], offsets = [.. Enumerable.Range(0, groups).Select(i => i * 4 * kind.Quads)];
        foreach (int[] numbers in (int[][])[start, bias, zeros, rowSums])
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
        expected = [.. start];
        for (int r = 0; r < rows; r++)
        {
            for (int n = 0; n < columns; n++)
            {
                int sum = unchecked((kind.Ending == TileEnding.SumsAdded ? start[(r * width) + n] : 0) + bias[n] - (kind.TakesRowSums ? rowSums[r] * zeros[n] : 0));
                expected[(r * width) + n] = unchecked(sum + Dot(kind, a.AsSpan(r * lanes * 4, lanes * 4), b, lanes, n));
            }
        }
        fixed (byte* left = a, right = b)
        fixed (int* target = start, biases = bias, zeroPoints = zeros, sums = rowSums, starts = offsets)
        {
            byte** rowTable = stackalloc byte*[rows], outputs = stackalloc byte*[rows];
            for (int r = 0; r < rows; r++)
            {
                rowTable[r] = left + (r * lanes * 4);
                outputs[r] = (byte*)(target + (r * width)) - 12;
            }
            TileCall call = new()
            {
                Rows = rowTable,
                Panels = right,
                PanelBytes = lanes * 64,
                Tiles = Tiles,
                Outputs = outputs,
                OutputColumn = 12,
                Mask = (ulong)ushort.MaxValue >> (width - columns),
                RowSums = sums,
                ZeroPoints = zeroPoints,
                Bias = biases,
                Flip = unchecked((int)0x80808080),
            };
            call.SetDepth(starts, groups, kind.Quads, tail, groups * 4 * kind.Quads);
            call.FetchGroup -= groups > kind.Rows ? kind.Rows : 0;
            TileKernels.Get(kind)(&call);
        }
        Assert.True(expected.AsSpan().SequenceEqual(start), $"{tile.Id}: {groups} groups, {tail} lanes of tail, {columns} columns");
    }

    private static int Dot(TileKind kind, ReadOnlySpan<byte> row, byte[] panels, int lanes, int n)
    {
        int sum = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            ReadOnlySpan<byte> x = row.Slice(4 * lane, 4), w = panels.AsSpan(((n / 16 * lanes) + lane) * 64 + (n % 16 * 4), 4);
            for (int i = 0; i < 4; i++)
            {
                byte left = (byte)(x[i] ^ (kind.FlipsRows ? 0x80 : 0));
                sum += kind.Operands switch
                {
                    TileOperands.SignedPanels => left * (sbyte)w[i],
                    TileOperands.UnsignedPanels => (sbyte)left * w[i],
                    _ => i % 2 == 0 ? unchecked(BitConverter.ToInt16(x[i..]) * BitConverter.ToInt16(w[i..])) : 0,
                };
            }
        }
        return sum;
    }

    [Theory]
    [InlineData(DType.U8, DType.U8)]
    [InlineData(DType.I8, DType.I8)]
    [InlineData(DType.I16, DType.I16)]
    [InlineData(DType.F32, DType.F32)]
    public void TransposedRight_EveryExtent_EqualsReference(DType left, DType right)
    {
        Random random = new(50);
        DType sums = left == DType.F32 ? DType.F32 : DType.I32;
        using GuardedMemory memory = new(1 << 18);
        for (int i = 1; i <= 130; i++)
        {
            foreach ((int n, int k) in ((int, int)[])[(i, 1 + random.Next(40)), (1 + random.Next(40), i)])
            {
                int m = random.Next(1, 9), element = right.Bits() / 8, stride = (k + random.Next(3)) * element;
                TileShape a = TileShape.Dense(left, m, k), b = TileShape.Dense(right, k, n), c = TileShape.Dense(sums, m, n);
                b.Strides[0] = element;
                b.Strides[1] = Math.Max(stride, element);
                a.ZeroPoint = Randomness.ZeroPoint(random, left);
                b.ZeroPoint = Randomness.ZeroPoint(random, right);
                byte[] x = new byte[a.SpanBytes()], expected = new byte[c.SpanBytes()];
                Randomness.Fill(random, x, left);
                Randomness.Fill(random, memory.Take(Math.Max(b.SpanBytes(), 0)), right);
                MatrixKernels.MatMul(new KernelOptions(KernelTier.Reference, 1), new Tile(expected, c), new Tile(x, a), new Tile(memory, b), accumulate: false);
                foreach (KernelTier tier in MatrixCase.Tiers(large: true))
                {
                    byte[] actual = new byte[expected.Length];
                    MatrixKernels.MatMul(new KernelOptions(tier, 1), new Tile(actual, c), new Tile(x, a), new Tile(memory, b), accumulate: false);
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{tier} {left} {m} x {n} x {k}, columns {stride} apart");
                }
            }
        }
    }

    [Theory]
    [InlineData(DType.U8, DType.I8)]
    [InlineData(DType.I8, DType.I8)]
    [InlineData(DType.U8, DType.U8)]
    [InlineData(DType.I16, DType.I16)]
    public void RowsOfPartLanes_BesideAnyBytes_EqualReference(DType left, DType right)
    {
        Random random = new(51);
        using GuardedMemory memory = new(1 << 18);
        for (int k = 1; k <= 70; k++)
        {
            // Rows at the very end of memory, with and without gaps; panels whose tails are zero, as packed, or anything.
            int element = left.Bits() / 8, m = random.Next(1, 20), n = random.Next(1, 80), gap = random.Next(3) * random.Next(5);
            TileShape a = TileShape.Dense(left, m, k), b = TileShape.Panels(right, false, k, n), c = TileShape.Dense(DType.I32, m, n);
            a.Strides[0] = (k + gap) * element;
            a.ZeroPoint = Randomness.ZeroPoint(random, left);
            b.ZeroPoint = Randomness.ZeroPoint(random, right);
            Randomness.Fill(random, memory.Take(a.SpanBytes()), left);
            byte[] w = new byte[k * n * element], expected = new byte[c.SpanBytes()], actual = new byte[expected.Length];
            random.NextBytes(w);
            byte[] panels = PanelPacking.Pack(right, w, sums: false, 1, [k, n]);
            int lanes = ((k * element) + 3) / 4;
            for (int i = 0; k % 2 == 0 && i < panels.Length; i++)
            {
                bool tail = i / 64 % lanes == lanes - 1 && (lanes - 1) * 4 + (i % 4) >= k * element;
                panels[i] = tail ? (byte)random.Next(256) : panels[i];
            }
            Reference.MatMul(new Tile(expected, c), new Tile(memory, a), new Tile(panels, b), accumulate: false);
            foreach (KernelTier tier in MatrixCase.Tiers(large: true))
            {
                MatrixKernels.MatMul(new KernelOptions(tier, 1), new Tile(actual, c), new Tile(memory, a), new Tile(panels, b), accumulate: false);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{tier} {left} × {right} {m} x {n} x {k}, gap {gap}");
            }
        }
    }
}
