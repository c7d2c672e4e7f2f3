using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// Every vector function and type that has a kernel, on every tier, over row lengths 0..130, in guarded memory, with broadcasts; a case that a kernel leaves to
/// the reference fails.
/// </summary>
public sealed partial class VectorSweepTests : IDisposable
{
    private static readonly DType[] Integers = [DType.I8, DType.U8, DType.I16, DType.U16, DType.I32];

    private static readonly DType[] Floats = [DType.F32, DType.F16, DType.BF16, DType.F8E4M3, DType.F8E5M2];

    private readonly GuardedMemory target = new(1 << 14);
    private readonly GuardedMemory[] sources = [new(1 << 14), new(1 << 14), new(1 << 14)];

    private delegate void Call(KernelOptions options, Tile destination, Tile a, Tile b, Tile c);

    public void Dispose()
    {
        target.Dispose();
        Array.ForEach(sources, s => s.Dispose());
    }

    [Fact]
    public void Unary_EveryFunctionAndType_EqualsReference()
    {
        foreach (UnaryOperation operation in Enum.GetValues<UnaryOperation>())
        {
            bool real = operation is >= UnaryOperation.Exp and <= UnaryOperation.Round;
            foreach (DType type in operation == UnaryOperation.Not ? Integers : real ? Floats : [.. Integers, .. Floats])
            {
                Run(type, [type], (o, d, a, _, _) => VectorKernels.Unary(o, operation, d, a), $"{operation} {type}");
            }
        }
    }

    [Fact]
    public void Binary_EveryFunctionAndType_EqualsReference()
    {
        foreach (BinaryOperation operation in Enum.GetValues<BinaryOperation>())
        {
            IEnumerable<DType> types = operation switch
            {
                BinaryOperation.Div => Floats,
                <= BinaryOperation.Min => [.. Integers, .. Floats],
                BinaryOperation.AddSat or BinaryOperation.SubSat => Integers[..4],
                BinaryOperation.MulHighSat or BinaryOperation.ShrRound => [DType.I32],
                _ => Integers,
            };
            foreach (DType type in types)
            {
                Run(type, [type, type], (o, d, a, b, _) => VectorKernels.Binary(o, operation, d, a, b), $"{operation} {type}");
            }
        }
    }

    [Fact]
    public void Compare_EveryRelationAndType_EqualsReference()
    {
        foreach (Comparison comparison in Enum.GetValues<Comparison>())
        {
            foreach (DType type in (DType[])[.. Integers, .. Floats])
            {
                Run(DType.U8, [type, type], (o, d, a, b, _) => VectorKernels.Compare(o, comparison, d, a, b), $"{comparison} {type}");
            }
        }
    }

    [Fact]
    public void Select_EveryWidth_EqualsReference()
    {
        foreach (DType type in (DType[])[.. Integers, DType.F32, DType.U32, DType.F16, DType.F8E4M3])
        {
            Run(type, [DType.U8, type, type], (o, d, a, b, c) => VectorKernels.Select(o, d, a, b, c), $"select {type}");
        }
    }

    [Fact]
    public void Convert_EveryPair_EqualsReference()
    {
        DType[] types = [.. Integers, .. Floats];
        foreach ((DType to, DType from) in types.SelectMany(t => types.Select(f => (t, f))))
        {
            // Twice rounded by way of fp32, so left to the reference.
            if (from == DType.I32 && to.IsFloat() && to != DType.F32)
            {
                continue;
            }
            Run(to, [from], (o, d, a, _, _) => VectorKernels.Convert(o, d, a), $"{from} to {to}");
        }
    }

    [Fact]
    public void Softmax_EveryLength_EqualsReference() => Run(DType.F32, [DType.F32], (o, d, a, _, _) => VectorKernels.Softmax(o, d, a, 1.25f), "softmax", broadcast: false);

    [Fact]
    public void Quantize_EveryLength_EqualsReference() => Run(DType.I8, [DType.F32], (o, d, a, _, _) => VectorKernels.Quantize(o, d, a, [0.02f], false), "quantize", broadcast: false);

    [Fact]
    public void SmallFloats_EveryPatternAndEveryTie_ConvertAsTheReference()
    {
        foreach (DType type in Floats[1..])
        {
            int count = 1 << type.Bits();
            byte[] raw = new byte[count * type.Bits() / 8];
            float[] near = new float[3 * count];
            for (int i = 0; i < count; i++)
            {
                Elements.WriteRaw(raw, type, (long)i * type.Bits(), (ulong)i);
                // Halfway to the next value, and its neighbours in fp32.
                float tie = (float)((SmallFloat.Decode(type, (uint)i) + SmallFloat.Decode(type, (uint)((i + 1) % count))) / 2);
                (near[3 * i], near[(3 * i) + 1], near[(3 * i) + 2]) = (tie, MathF.BitIncrement(tie), MathF.BitDecrement(tie));
            }
            Same(DType.F32, type, raw, count);
            Same(type, DType.F32, System.Runtime.InteropServices.MemoryMarshal.AsBytes(near.AsSpan()).ToArray(), near.Length);
        }

        static void Same(DType to, DType from, byte[] source, int count)
        {
            TileShape a = TileShape.Dense(from, count), c = TileShape.Dense(to, count);
            byte[] expected = new byte[c.SpanBytes()], actual = new byte[expected.Length];
            Reference.Convert(new Tile(expected, c), new Tile(source, a));
            foreach (KernelTier tier in MatrixCase.Tiers(large: true))
            {
                VectorKernels.Convert(new KernelOptions(tier, 1), new Tile(actual, c), new Tile(source, a));
                int same = actual.AsSpan().CommonPrefixLength(expected);
                Assert.True(same == expected.Length, $"{from} to {to} {tier}: byte {same}");
            }
        }
    }

    [Fact]
    public void Move_EveryLength_EqualsReference() => Run(DType.I16, [DType.I16], (o, d, a, _, _) => MoveKernels.Move(o, d, a), "move", broadcast: false);

    [Fact]
    public void Lookup_EveryWidth_EqualsReference()
    {
        using GuardedMemory table = new(1 << 12);
        foreach (DType type in (DType[])[DType.I8, DType.I16, DType.F32])
        {
            TileShape entries = TileShape.Dense(type, 256);
            new Random(5).NextBytes(table.Take(entries.SpanBytes()));
            Run(type, [DType.U8], (o, d, a, _, _) => VectorKernels.Lookup(o, d, a, new Tile(table.Current, entries)), $"lookup {type}", broadcast: false);
        }
    }

    [Fact]
    public void Reduce_EveryFunctionAndType_EqualsReference()
    {
        foreach (Reduction operation in Enum.GetValues<Reduction>())
        {
            bool index = operation is Reduction.ArgMax or Reduction.ArgMin;
            foreach (DType type in (DType[])[.. Integers, DType.F32])
            {
                DType[] results = index ? [DType.I32] : type == DType.F32 ? [DType.F32] : [type, DType.I32, DType.I8];
                foreach (DType to in results)
                {
                    Run(to, [type], (o, d, a, _, _) => VectorKernels.Reduce(o, operation, d, a, 1, !index && a.Shape.Dims[1] % 2 == 0), $"{operation} {type} to {to}", broadcast: false, reduced: true);
                }
            }
        }
    }

    [Fact]
    public void Elementary_HardArguments_EqualReference()
    {
        // Every exponent of both signs with a few significands, so that limits, denormals and reductions are crossed.
        float[] arguments = [.. Enumerable.Range(0, 1 << 12).Select(i => BitConverter.UInt32BitsToSingle(((uint)i << 20) | ((uint)i * 2654435761u >> 12)))];
        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(arguments.AsSpan()).ToArray();
        TileShape shape = TileShape.Dense(DType.F32, arguments.Length);
        byte[] expected = new byte[bytes.Length], actual = new byte[bytes.Length];
        for (UnaryOperation operation = UnaryOperation.Exp; operation <= UnaryOperation.Round; operation++)
        {
            Reference.Unary(operation, new Tile(expected, shape), new Tile(bytes, shape));
            foreach (KernelTier tier in MatrixCase.Tiers(large: false))
            {
                VectorKernels.Unary(new KernelOptions(tier, 1), operation, new Tile(actual, shape), new Tile(bytes, shape));
                int same = actual.AsSpan().CommonPrefixLength(expected) / 4;
                Assert.True(same == arguments.Length, $"{operation} {tier} of {(same < arguments.Length ? arguments[same] : 0):R}");
            }
        }
    }

    private void Run(DType to, DType[] from, Call call, string what, bool broadcast = true, bool reduced = false, bool empty = true, bool mayFallBack = false)
    {
        Random random = new(what.Length + (what[0] * 7));
        TileShape[] shapes = new TileShape[3];
        for (int n = 0; n <= Sweep.Last; n++)
        {
            int m = 1 + (n % 3);
            TileShape output = MatrixCase.Strided(random, to, m, reduced ? 1 : n);
            for (int i = 0; i < from.Length; i++)
            {
                shapes[i] = MatrixCase.Strided(random, from[i], m, n);
                int turn = broadcast ? (n + i) % 4 : 0;
                shapes[i].Strides[turn == 1 ? 1 : 0] = turn == 1 || turn == 2 ? 0 : shapes[i].Strides[0];
                Randomness.Fill(random, sources[i].Take(shapes[i].SpanBytes()), from[i]);
            }
            byte[] start = new byte[output.SpanBytes()];
            Randomness.Fill(random, start, to);
            if (n == 0 && (reduced || !empty))
            {
                continue;
            }
            TierComparison.Check(target, start, n > Sweep.SoftwareLast, 1, n == 0 || mayFallBack, o => Call(o, output), $"{what} {m} x {n}");
        }

        void Call(KernelOptions options, in TileShape output) => call(
            options,
            new Tile(target.Current, output),
            new Tile(sources[0].Current, shapes[0]),
            from.Length > 1 ? new Tile(sources[1].Current, shapes[1]) : default,
            from.Length > 2 ? new Tile(sources[2].Current, shapes[2]) : default);
    }
}
