using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels.Tests;

/// <content>Products by weights of four and two bits.</content>
public sealed partial class CatalogTests
{
    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) SubByte(Random random, DType right)
    {
        int m = random.Next(1, 30), n = random.Next(1, 80), k = random.Next(1, 60);
        TileShape a = MatrixCase.Strided(random, DType.U8, m, k), c = MatrixCase.Strided(random, DType.I32, m, n);
        GuardedMemory x = Bytes(random, a), w = Packed(random, right, out TileShape b, k, n);
        bool accumulate = random.Next(2) == 0;
        return (Bytes(random, c), (o, y) => MatrixKernels.MatMul(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), accumulate), $"{right} {m} {n} {k}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) SubByteConv(Random random, DType right)
    {
        ConvGeometry g = Geometry(random) with { KernelH = 1, KernelW = 1 };
        TileShape a = MatrixCase.Strided(random, DType.I8, 1, random.Next(5, 8), random.Next(5, 8), random.Next(1, 40));
        GuardedMemory x = Bytes(random, a), w = Packed(random, right, out TileShape b, random.Next(1, 3), random.Next(1, 3), a.Dims[3], random.Next(1, 70));
        TileShape c = MatrixCase.Strided(random, DType.I32, 1, g.OutputRows(a.Dims[1], b.Dims[0]), g.OutputColumns(a.Dims[2], b.Dims[1]), b.Dims[3]);
        return (Bytes(random, c), (o, y) => MatrixKernels.Conv(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), g, false), $"{right} {a.Dims[3]} to {b.Dims[3]}");
    }

    private static GuardedMemory Packed(Random random, DType type, out TileShape shape, params ReadOnlySpan<long> dims)
    {
        TileShape dense = TileShape.Dense(type, dims);
        byte[] plain = new byte[dense.SpanBytes()];
        random.NextBytes(plain);
        Randomness.ClearTails(plain, dense);
        bool sums = random.Next(2) == 0;
        shape = PanelPacking.Shape(type, sums, 1, dims);
        return Place(PanelPacking.Pack(type, plain, sums, 1, dims));
    }
}
