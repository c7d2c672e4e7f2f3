using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Every catalog entry against the reference on random cases; an operation without a case here fails.</summary>
public sealed partial class CatalogTests
{
    private static readonly Dictionary<string, Func<Random, (GuardedMemory Start, Action<KernelOptions, GuardedMemory> Run, string What)>> Cases = new()
    {
        ["gemm-i8"] = r => Gemm(r, DType.U8, DType.I8, DType.I32),
        ["gemm-i4"] = r => SubByte(r, r.Next(2) == 0 ? DType.I4 : DType.U4),
        ["gemm-i2"] = r => SubByte(r, r.Next(2) == 0 ? DType.I2 : DType.U2),
        ["conv-i4"] = r => SubByteConv(r, r.Next(2) == 0 ? DType.I4 : DType.U4),
        ["conv-i2"] = r => SubByteConv(r, r.Next(2) == 0 ? DType.I2 : DType.U2),
        ["gemm-i16"] = r => Gemm(r, DType.I16, DType.I16, DType.I32),
        ["gemm-f32"] = r => Gemm(r, DType.F32, DType.F32, DType.F32),
        ["gemm-bf16"] = r => Gemm(r, DType.BF16, DType.BF16, DType.F32),
        ["gemm-f16"] = r => Gemm(r, DType.F16, DType.F16, DType.F32),
        ["grouped-gemm-i8"] = Grouped,
        ["conv-i8"] = r => Conv(r, DType.I8, DType.I8, DType.I32),
        ["conv-i16"] = r => Conv(r, DType.I16, DType.I16, DType.I32),
        ["conv-f32"] = r => Conv(r, DType.F32, DType.F32, DType.F32),
        ["conv-bf16"] = r => Conv(r, DType.BF16, DType.BF16, DType.F32),
        ["conv-f16"] = r => Conv(r, DType.F16, DType.F16, DType.F32),
        ["depthwise-i8"] = r => Depthwise(r, r.Next(2) == 0 ? DType.I8 : DType.U8, DType.I32),
        ["depthwise-f32"] = r => Depthwise(r, DType.F32, DType.F32),
        ["drain"] = Drain,
        ["binary"] = Binary,
        ["pool-i8"] = Pool,
        ["quantize"] = Quantize,
        ["dequantize"] = Dequantize,
        ["quantized-add"] = QuantizedAdd,
        ["move"] = Move,
        ["unary"] = r => VectorCases.Unary(r, Bytes),
        ["compare"] = r => VectorCases.Compare(r, Bytes),
        ["select"] = r => VectorCases.Select(r, Bytes),
        ["reduce"] = r => VectorCases.Reduce(r, Bytes),
        ["convert"] = r => VectorCases.Convert(r, Bytes),
        ["softmax"] = r => VectorCases.Softmax(r, Bytes),
        ["lookup"] = r => VectorCases.Lookup(r, Bytes),
        ["move-panel"] = r => VectorCases.Panel(r, Bytes),
        ["move-bitmask"] = r => VectorCases.Bitmask(r, Bytes, Place),
        ["fill"] = Fill,
        ["gather"] = r => Indexed(r, gather: true),
        ["scatter"] = r => Indexed(r, gather: false),
    };

    public static IEnumerable<TheoryDataRow<string>> Operations => KernelCatalog.Operations.Select(o => new TheoryDataRow<string>(o));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Entry_RandomCases_EqualReference(string operation)
    {
        Assert.True(Cases.TryGetValue(operation, out var make), $"no case for {operation}: add one here");
        Random random = new(operation.Length + (operation[0] * 31));
        List<KernelTier> tiers = [.. KernelCatalog.Entries.Where(e => e.Operation == operation && e.CanRun).Select(e => e.Tier)];
        Assert.NotEmpty(tiers);
        long left = 0;
        for (int i = 0; i < 120; i++)
        {
            next = 0;
            (GuardedMemory target, Action<KernelOptions, GuardedMemory> run, string what) = make(random);
            byte[] start = [.. target.Current];
            run(new KernelOptions(KernelTier.Reference, 1), target);
            byte[] expected = [.. target.Current];
            foreach (KernelTier tier in tiers)
            {
                start.CopyTo(target.Take(start.Length));
                long before = ReferencePath.Taken;
                run(new KernelOptions(tier, 1 + (i % 3)), target);
                left += ReferencePath.Taken - before;
                int same = target.Current.CommonPrefixLength(expected);
                Assert.True(same == expected.Length, $"{operation} {tier} case {i}: byte {same} of {expected.Length}; {what}");
                Assert.True(target.CanaryLives, $"{operation} {tier} case {i}: wrote before its output; {what}");
            }
        }
        Assert.True(left <= 60 * tiers.Count, $"{operation}: the reference ran {left} of {120 * tiers.Count} calls");
    }

    // One guarded buffer for each operand of a case.
    private static readonly GuardedMemory[] Buffers = [.. Enumerable.Range(0, 8).Select(_ => new GuardedMemory(1 << 18))];

    private static int next;

    private static GuardedMemory Place(ReadOnlySpan<byte> data)
    {
        GuardedMemory memory = Buffers[next++];
        data.CopyTo(memory.Take(data.Length));
        return memory;
    }

    private static GuardedMemory Bytes(Random random, TileShape shape)
    {
        GuardedMemory memory = Buffers[next++];
        Randomness.Fill(random, memory.Take(Math.Max(shape.SpanBytes(), 0)), shape.Type);
        return memory;
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Gemm(Random random, DType left, DType right, DType sums)
    {
        int m = random.Next(1, 30), n = random.Next(1, 80), k = random.Next(1, 60);
        TileShape a = MatrixCase.Strided(random, left, m, k), b = TileShape.Dense(right, k, n), c = MatrixCase.Strided(random, sums, m, n);
        a.ZeroPoint = Randomness.ZeroPoint(random, left);
        GuardedMemory x = Bytes(random, a), w = Bytes(random, b);
        bool accumulate = random.Next(2) == 0;
        return (Bytes(random, c), (o, y) => MatrixKernels.MatMul(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), accumulate), $"{m} {n} {k}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Grouped(Random random)
    {
        int experts = random.Next(1, 4), m = random.Next(1, 20), n = random.Next(1, 40), k = random.Next(1, 30);
        bool panel = random.Next(2) == 0;
        TileShape a = MatrixCase.Strided(random, DType.U8, m, k), plain = TileShape.Dense(DType.I8, experts, k, n), c = MatrixCase.Strided(random, DType.I32, m, n);
        GuardedMemory x = Bytes(random, a), w = Bytes(random, plain);
        TileShape b = panel ? TileShape.Panels(DType.I8, true, experts, k, n) : plain;
        GuardedMemory data = panel ? Place(PanelPacking.Pack(DType.I8, w.Current, true, 1, [experts, k, n])) : w;
        int groups = random.Next(1, 5);
        int[] offsets = [0, .. Enumerable.Range(0, groups - 1).Select(_ => random.Next(m + 1)).Order(), m];
        int[] chosen = [.. Enumerable.Range(0, groups).Select(_ => random.Next(experts))];
        bool accumulate = random.Next(2) == 0;
        return (Bytes(random, c), (o, y) => MatrixKernels.GroupedMatMul(o, new Tile(y, c), new Tile(x, a), new Tile(data, b), offsets, chosen, accumulate), $"{experts} experts {m} {n} {k} panel {panel}");
    }

    private static ConvGeometry Geometry(Random random) => ConvGeometry.Unit with
    {
        StrideH = random.Next(1, 3),
        StrideW = random.Next(1, 3),
        DilationH = random.Next(1, 3),
        DilationW = random.Next(1, 3),
        PadTop = random.Next(3),
        PadBottom = random.Next(1, 3),
        PadLeft = random.Next(3),
        PadRight = random.Next(1, 3),
        KernelH = random.Next(1, 4),
        KernelW = random.Next(1, 4),
        CountPadding = random.Next(2) == 0,
    };

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Conv(Random random, DType left, DType right, DType sums)
    {
        ConvGeometry g = Geometry(random) with { KernelH = 1, KernelW = 1 };
        TileShape a = MatrixCase.Strided(random, left, 1, random.Next(5, 8), random.Next(5, 8), random.Next(1, 40));
        TileShape b = TileShape.Dense(right, random.Next(1, 3), random.Next(1, 3), a.Dims[3], random.Next(1, 70));
        TileShape c = MatrixCase.Strided(random, sums, 1, g.OutputRows(a.Dims[1], b.Dims[0]), g.OutputColumns(a.Dims[2], b.Dims[1]), b.Dims[3]);
        a.ZeroPoint = Randomness.ZeroPoint(random, left);
        GuardedMemory x = Bytes(random, a), w = Bytes(random, b);
        return (Bytes(random, c), (o, y) => MatrixKernels.Conv(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), g, false), $"{a.Dims[3]} to {b.Dims[3]}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Depthwise(Random random, DType type, DType sums)
    {
        ConvGeometry g = Geometry(random);
        TileShape a = MatrixCase.Strided(random, type, random.Next(1, 3), random.Next(5, 9), random.Next(5, 9), random.Next(1, 90));
        TileShape b = MatrixCase.Strided(random, type, g.KernelH, g.KernelW, a.Dims[3]);
        a.ZeroPoint = Randomness.ZeroPoint(random, type);
        b.ZeroPoint = Randomness.ZeroPoint(random, type);
        GuardedMemory x = Bytes(random, a), w = Bytes(random, b);
        bool drained = random.Next(2) == 0;
        DType output = drained ? type : sums;
        TileShape c = MatrixCase.Strided(random, output, a.Dims[0], g.OutputRows(a.Dims[1], g.KernelH), g.OutputColumns(a.Dims[2], g.KernelW), a.Dims[3]);
        DrainCase drain = new(random, sums, output, (int)a.Dims[3]);
        TileShape residual = TileShape.Dense(drain.ResidualType, c.Dims[0], c.Dims[1], c.Dims[2], c.Dims[3]);
        GuardedMemory other = Bytes(random, residual);
        bool accumulate = random.Next(2) == 0;
        return (
            Bytes(random, c),
            (o, y) =>
            {
                if (drained)
                {
                    MatrixKernels.DepthwiseConvDrain(o, new Tile(y, c), new Tile([], TileShape.Dense(sums, 1)), new Tile(x, a), new Tile(w, b), g, false, drain.Arguments(new Tile(other, residual)));
                }
                else
                {
                    MatrixKernels.DepthwiseConv(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), g, false, accumulate);
                }
            },
            $"{a.Dims[1]}x{a.Dims[2]}x{a.Dims[3]} kernel {g.KernelH}x{g.KernelW} drained {drained} {drain}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Drain(Random random)
    {
        DType sums = random.Next(2) == 0 ? DType.I32 : DType.F32;
        TileShape a = MatrixCase.Strided(random, sums, random.Next(1, 4), random.Next(1, 5), random.Next(1, 100));
        DType output = random.Next(2) == 0 ? DType.I8 : DType.F32;
        TileShape c = MatrixCase.Strided(random, output, a.Dims[0], a.Dims[1], a.Dims[2]);
        DrainCase drain = new(random, sums, output, (int)a.Dims[2]);
        TileShape residual = MatrixCase.Strided(random, drain.ResidualType, a.Dims[0], a.Dims[1], a.Dims[2]);
        GuardedMemory x = Bytes(random, a), other = Bytes(random, residual);
        return (Bytes(random, c), (o, y) => MatrixKernels.Drain(o, new Tile(y, c), new Tile(x, a), drain.Arguments(new Tile(other, residual))), drain.ToString());
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Binary(Random random)
    {
        DType type = new[] { DType.I8, DType.U8, DType.I16, DType.I32, DType.F32 }[random.Next(5)];
        BinaryOperation operation = (BinaryOperation)random.Next(type == DType.F32 ? 6 : 8);
        long m = random.Next(1, 6), n = random.Next(1, 100);
        TileShape a = MatrixCase.Strided(random, type, m, n), b = MatrixCase.Strided(random, type, m, n), c = MatrixCase.Strided(random, type, m, n);
        GuardedMemory x = Bytes(random, a), w = Bytes(random, b);
        return (Bytes(random, c), (o, y) => VectorKernels.Binary(o, operation, new Tile(y, c), new Tile(x, a), new Tile(w, b)), $"{operation} {type} {m} {n}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Pool(Random random)
    {
        ConvGeometry g = Geometry(random);
        DType type = random.Next(2) == 0 ? DType.I8 : DType.U8;
        TileShape a = MatrixCase.Strided(random, type, random.Next(1, 3), random.Next(5, 9), random.Next(5, 9), random.Next(1, 150));
        TileShape c = MatrixCase.Strided(random, type, a.Dims[0], g.OutputRows(a.Dims[1], g.KernelH), g.OutputColumns(a.Dims[2], g.KernelW), a.Dims[3]);
        a.ZeroPoint = Randomness.ZeroPoint(random, type);
        c.ZeroPoint = a.ZeroPoint;
        Pooling operation = (Pooling)random.Next(2);
        GuardedMemory x = Bytes(random, a);
        return (Bytes(random, c), (o, y) => VectorKernels.Pool(o, operation, new Tile(y, c), new Tile(x, a), g), $"{operation} {type} {a.Dims[3]}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Quantize(Random random)
    {
        TileShape a = MatrixCase.Strided(random, DType.F32, random.Next(1, 5), random.Next(1, 90));
        TileShape c = MatrixCase.Strided(random, random.Next(2) == 0 ? DType.I8 : DType.U8, a.Dims[0], a.Dims[1]);
        c.ZeroPoint = Randomness.ZeroPoint(random, c.Type);
        float[] scale = [random.NextSingle() * 0.1f];
        bool halfAway = random.Next(4) == 0;
        GuardedMemory x = Bytes(random, a);
        return (Bytes(random, c), (o, y) => VectorKernels.Quantize(o, new Tile(y, c), new Tile(x, a), scale, halfAway), $"{scale[0]}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Dequantize(Random random)
    {
        TileShape a = MatrixCase.Strided(random, random.Next(2) == 0 ? DType.I8 : DType.U8, random.Next(1, 5), random.Next(1, 90));
        TileShape c = MatrixCase.Strided(random, DType.F32, a.Dims[0], a.Dims[1]);
        a.ZeroPoint = Randomness.ZeroPoint(random, a.Type);
        float[] scale = [random.NextSingle() * 0.1f];
        GuardedMemory x = Bytes(random, a);
        return (Bytes(random, c), (o, y) => VectorKernels.Dequantize(o, new Tile(y, c), new Tile(x, a), scale), $"{scale[0]}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) QuantizedAdd(Random random)
    {
        DType output = random.Next(2) == 0 ? DType.I8 : DType.U8;
        DrainCase drain = new(random, DType.I32, output, 4);
        ResidualMode mode = drain.ResidualMode == ResidualMode.None ? ResidualMode.Fixed : drain.ResidualMode;
        DType operand = mode == ResidualMode.Plain ? output : random.Next(2) == 0 ? DType.I8 : DType.U8;
        long m = random.Next(1, 6), n = random.Next(1, 150);
        TileShape a = MatrixCase.Strided(random, operand, m, n), b = MatrixCase.Strided(random, operand, m, n), c = MatrixCase.Strided(random, output, m, n);
        GuardedMemory x = Bytes(random, a), w = Bytes(random, b);
        ResidualArguments arguments = drain.Arguments(default).ResidualArguments;
        return (Bytes(random, c), (o, y) => VectorKernels.QuantizedAdd(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), mode, arguments), $"{mode} {output} {n}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Move(Random random)
    {
        DType type = new[] { DType.I8, DType.I16, DType.F32, DType.I64 }[random.Next(4)];
        long[] dims = [random.Next(1, 4), random.Next(1, 5), random.Next(1, 4), random.Next(1, 40)];
        TileShape a = MatrixCase.Strided(random, type, dims), c = MatrixCase.Strided(random, type, dims);
        GuardedMemory x = Bytes(random, a);
        return (Bytes(random, c), (o, y) => MoveKernels.Move(o, new Tile(y, c), new Tile(x, a)), $"{type} {string.Join('x', dims)}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Fill(Random random)
    {
        DType type = new[] { DType.I8, DType.I16, DType.F32, DType.I64 }[random.Next(4)];
        TileShape c = MatrixCase.Strided(random, type, random.Next(1, 4), random.Next(1, 5), random.Next(1, 40));
        ulong raw = (ulong)random.NextInt64();
        return (Bytes(random, c), (o, y) => MoveKernels.Fill(o, new Tile(y, c), raw), $"{type}");
    }

    private static (GuardedMemory, Action<KernelOptions, GuardedMemory>, string) Indexed(Random random, bool gather)
    {
        DType type = new[] { DType.I8, DType.F32, DType.I64 }[random.Next(3)];
        int rows = random.Next(1, 9), entries = random.Next(1, 12), width = random.Next(1, 20), height = random.Next(1, 4);
        IndexPolicy policy = random.Next(2) == 0 ? IndexPolicy.Clamp : IndexPolicy.Zero;
        TileShape table = MatrixCase.Strided(random, type, rows, height, width), list = MatrixCase.Strided(random, type, entries, height, width);
        TileShape index = TileShape.Dense(random.Next(2) == 0 ? DType.I32 : DType.I64, entries);
        byte[] numbers = new byte[index.SpanBytes()];
        for (int i = 0; i < entries; i++)
        {
            long entry = random.Next(-3, rows + 3);
            BitConverter.GetBytes(entry).AsSpan(0, numbers.Length / entries).CopyTo(numbers.AsSpan(i * (numbers.Length / entries)));
        }
        GuardedMemory source = Bytes(random, gather ? table : list);
        return (
            Bytes(random, gather ? list : table),
            (o, y) =>
            {
                if (gather)
                {
                    MoveKernels.Gather(o, new Tile(y, list), new Tile(source, table), new Tile(numbers, index), policy);
                }
                else
                {
                    MoveKernels.Scatter(o, new Tile(y, table), new Tile(source, list), new Tile(numbers, index), policy);
                }
            },
            $"{type} {rows} rows {entries} entries {policy}");
    }
}
