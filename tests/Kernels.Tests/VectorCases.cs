using System;
using System.Linq;
using AccelEmu.Numerics;
using Case = (AccelEmu.Kernels.Tests.GuardedMemory, System.Action<AccelEmu.Kernels.KernelOptions, AccelEmu.Kernels.Tests.GuardedMemory>, string);

namespace AccelEmu.Kernels.Tests;

/// <summary>Random cases of the vector and move entries of the catalog: higher ranks, gaps, any type; the sweeps fix the rest.</summary>
internal static class VectorCases
{
    private static readonly DType[] Types = [DType.I8, DType.U8, DType.I16, DType.U16, DType.I32, DType.F32];

    public delegate GuardedMemory Filling(Random random, TileShape shape);

    public delegate GuardedMemory Placing(ReadOnlySpan<byte> data);

    public static Case Unary(Random random, Filling fill)
    {
        UnaryOperation operation = (UnaryOperation)random.Next(17);
        DType type = operation is UnaryOperation.Not ? DType.I16 : operation is >= UnaryOperation.Exp and <= UnaryOperation.Round ? DType.F32 : Any(random);
        (TileShape a, TileShape c) = Pair(random, type, type);
        GuardedMemory x = fill(random, a);
        return (fill(random, c), (o, y) => VectorKernels.Unary(o, operation, new Tile(y, c), new Tile(x, a)), $"{operation} {type}");
    }

    public static Case Compare(Random random, Filling fill)
    {
        Comparison comparison = (Comparison)random.Next(6);
        (TileShape a, TileShape c) = Pair(random, Any(random), DType.U8);
        TileShape b = MatrixCase.Strided(random, a.Type, Dims(a));
        GuardedMemory x = fill(random, a), w = fill(random, b);
        return (fill(random, c), (o, y) => VectorKernels.Compare(o, comparison, new Tile(y, c), new Tile(x, a), new Tile(w, b)), $"{comparison} {a.Type}");
    }

    public static Case Select(Random random, Filling fill)
    {
        DType type = Any(random);
        (TileShape a, TileShape c) = Pair(random, type, type);
        TileShape b = MatrixCase.Strided(random, type, Dims(a)), mask = MatrixCase.Strided(random, DType.U8, Dims(a));
        GuardedMemory x = fill(random, a), w = fill(random, b), m = fill(random, mask);
        return (fill(random, c), (o, y) => VectorKernels.Select(o, new Tile(y, c), new Tile(m, mask), new Tile(x, a), new Tile(w, b)), $"{type}");
    }

    public static Case Reduce(Random random, Filling fill)
    {
        Reduction operation = (Reduction)random.Next(7);
        bool index = operation is Reduction.ArgMax or Reduction.ArgMin;
        DType type = Any(random);
        TileShape a = random.Next(3) == 0 ? MatrixCase.Strided(random, type, 2, 3, random.Next(1, 40)) : TileShape.Dense(type, 2, 3, random.Next(1, 40));
        int axes = random.Next(1, 4);
        long[] dims = [.. Dims(a)[..(3 - axes)], .. Enumerable.Repeat(1L, axes)];
        TileShape c = MatrixCase.Strided(random, index ? DType.I32 : type == DType.F32 ? type : random.Next(2) == 0 ? DType.I32 : type, dims);
        bool accumulate = !index && random.Next(2) == 0;
        GuardedMemory x = fill(random, a);
        return (fill(random, c), (o, y) => VectorKernels.Reduce(o, operation, new Tile(y, c), new Tile(x, a), axes, accumulate), $"{operation} {type} axes {axes}");
    }

    public static Case Convert(Random random, Filling fill)
    {
        (TileShape a, TileShape c) = Pair(random, Any(random), Any(random));
        GuardedMemory x = fill(random, a);
        return (fill(random, c), (o, y) => VectorKernels.Convert(o, new Tile(y, c), new Tile(x, a)), $"{a.Type} to {c.Type}");
    }

    public static Case Softmax(Random random, Filling fill)
    {
        (TileShape a, TileShape c) = Pair(random, DType.F32, DType.F32);
        float beta = random.NextSingle() * 3;
        GuardedMemory x = fill(random, a);
        return (fill(random, c), (o, y) => VectorKernels.Softmax(o, new Tile(y, c), new Tile(x, a), beta), $"{beta}");
    }

    public static Case Lookup(Random random, Filling fill)
    {
        (TileShape a, TileShape c) = Pair(random, random.Next(2) == 0 ? DType.I8 : DType.U8, Any(random));
        TileShape table = TileShape.Dense(c.Type, 256);
        GuardedMemory x = fill(random, a), entries = fill(random, table);
        return (fill(random, c), (o, y) => VectorKernels.Lookup(o, new Tile(y, c), new Tile(x, a), new Tile(entries, table)), $"{c.Type}");
    }

    public static Case Panel(Random random, Filling fill)
    {
        DType type = Any(random);
        long[] dims = random.Next(3) switch
        {
            0 => [random.Next(1, 40), random.Next(1, 40)],
            1 => [random.Next(1, 4), random.Next(1, 20), random.Next(1, 40)],
            _ => [random.Next(1, 4), random.Next(1, 4), random.Next(1, 40), random.Next(1, 40)],
        };
        TileShape plain = MatrixCase.Strided(random, type, dims), panels = TileShape.Panels(type, type != DType.F32 && random.Next(2) == 0, dims);
        bool pack = random.Next(2) == 0;
        (TileShape a, TileShape c) = pack ? (plain, panels) : (panels, plain);
        GuardedMemory x = fill(random, a);
        return (fill(random, c), (o, y) => MoveKernels.Move(o, new Tile(y, c), new Tile(x, a)), $"{type} {string.Join('x', dims)} pack {pack}");
    }

    public static Case Bitmask(Random random, Filling fill, Placing place)
    {
        DType type = new[] { DType.I8, DType.U8, DType.F32, DType.I32 }[random.Next(4)];
        TileShape c = MatrixCase.Strided(random, type, random.Next(1, 5), random.Next(1, 90));
        TileShape plain = TileShape.Dense(type, Dims(c));
        TileShape a = plain with { Format = SparseFormat.Bitmask, ZeroPoint = type is DType.F32 or DType.I32 ? 0 : Randomness.ZeroPoint(random, type) };
        GuardedMemory dense = fill(random, plain);
        int step = type.Bits() / 8;
        for (int i = 0; i < plain.Elements; i++)
        {
            if (random.Next(3) != 0)
            {
                dense.Current.Slice(i * step, step).Fill((byte)a.ZeroPoint);
            }
        }
        byte[] values = new byte[plain.SpanBytes()], mask = new byte[BitmaskFormat.MetadataBytes(a)];
        long stored = Reference.Move(new Tile(values, a) { Metadata = mask }, new Tile(dense, plain));
        GuardedMemory x = place(values.AsSpan(0, (int)(stored * step))), bits = place(mask);
        return (fill(random, c), (o, y) => MoveKernels.Move(o, new Tile(y, c), new Tile(x, a) { Metadata = bits }), $"{type} {c.Dims[0]} x {c.Dims[1]}, {stored} stored");
    }

    private static DType Any(Random random) => Types[random.Next(Types.Length)];

    private static long[] Dims(in TileShape shape) => [.. ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]];

    private static (TileShape From, TileShape To) Pair(Random random, DType from, DType to)
    {
        long[] dims = [random.Next(1, 4), random.Next(1, 4), random.Next(1, 90)];
        return (MatrixCase.Strided(random, from, dims), MatrixCase.Strided(random, to, dims));
    }
}
