using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <content>Scales, zero points and additions of quantised values.</content>
public sealed partial class VectorSweepTests
{
    [Theory]
    [InlineData(DType.I8, false)]
    [InlineData(DType.U8, true)]
    [InlineData(DType.I16, false)]
    [InlineData(DType.U16, true)]
    public void QuantizeAndBack_EachColumnItsOwn_EqualReference(DType type, bool halfAway)
    {
        float[] scales = new float[Sweep.Last + 1];
        int[] zeroPoints = new int[scales.Length];
        for (int i = 0; i < scales.Length; i++)
        {
            // Powers of two among them: ties occur.
            scales[i] = i % 3 == 0 ? 1 / 64f : 0.0007f * (i + 1);
            zeroPoints[i] = (i * 37 % 301) - 150;
        }
        Run(type, [DType.F32], (o, d, a, _, _) => VectorKernels.Quantize(o, Centred(d), a, scales.AsSpan(0, (int)d.Shape.Dims[1]), halfAway), $"quantise {type}", broadcast: false, empty: false);
        Run(DType.F32, [type], (o, d, a, _, _) => VectorKernels.Dequantize(o, d, Centred(a), scales.AsSpan(0, (int)d.Shape.Dims[1])), $"dequantise {type}", broadcast: false, empty: false);

        Tile Centred(Tile tile) => new(tile.Data, tile.Shape) { ZeroPoints = zeroPoints.AsSpan(0, (int)tile.Shape.Dims[1]) };
    }

    [Theory]
    [InlineData(DType.I8, false)]
    [InlineData(DType.I8, true)]
    [InlineData(DType.U16, true)]
    [InlineData(DType.I16, true)]
    public void Quantize_TiesOfBothSigns_EqualReference(DType type, bool halfAway)
    {
        float[] values = [.. Enumerable.Range(-700, 1401).Select(i => i * 0.5f), 8388607.5f, -8388607.5f, 4194303.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f];
        byte[] source = System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        TileShape from = TileShape.Dense(DType.F32, values.Length), to = TileShape.Dense(type, values.Length) with { ZeroPoint = 3 };
        byte[] expected = new byte[to.SpanBytes()], actual = new byte[expected.Length];
        Reference.Quantize(new Tile(expected, to), new Tile(source, from), [1f], halfAway);
        foreach (KernelTier tier in MatrixCase.Tiers(large: false))
        {
            VectorKernels.Quantize(new KernelOptions(tier, 1), new Tile(actual, to), new Tile(source, from), [1f], halfAway);
            int same = actual.AsSpan().CommonPrefixLength(expected);
            Assert.True(same == expected.Length, $"{type} {tier}: byte {same}");
        }
    }

    [Theory]
    [InlineData(ResidualMode.Fixed)]
    [InlineData(ResidualMode.Float32)]
    [InlineData(ResidualMode.Plain)]
    public void QuantizedAdd_EveryPairOfTypes_EqualsReference(ResidualMode mode)
    {
        Random random = new(77);
        foreach ((DType to, DType a, DType b) in from t in (DType[])[DType.I8, DType.U8] from x in (DType[])[DType.I8, DType.U8] from y in (DType[])[DType.I8, DType.U8] select (t, x, y))
        {
            for (int turn = 0; turn < 6 && (mode != ResidualMode.Plain || (a == to && b == to)); turn++)
            {
                // Shifts of zero, ties (powers of two) and the largest shift are all met.
                ResidualArguments p = new()
                {
                    LeftShift = turn == 5 ? 19 : 20,
                    ZeroPointA = random.Next(-130, 260),
                    ZeroPointB = random.Next(-130, 260),
                    ZeroPointOut = random.Next(-130, 260),
                    MultiplierA = turn < 2 ? 1 << 30 : random.Next(1 << 30, int.MaxValue),
                    MultiplierB = turn < 2 ? 1 << 30 : random.Next(1 << 30, int.MaxValue),
                    MultiplierOut = turn < 2 ? 1 << 30 : random.Next(1 << 30, int.MaxValue),
                    ShiftA = -turn,
                    ShiftB = turn == 4 ? -31 : -(turn / 2),
                    ShiftOut = turn == 3 ? 0 : -17 - turn,
                    ScaleA = turn < 2 ? 0.5f : random.NextSingle(),
                    ScaleB = turn < 2 ? 0.25f : random.NextSingle(),
                    ScaleOut = turn < 2 ? 1f : random.NextSingle() + 0.1f,
                    ClampMin = turn == 0 ? int.MinValue : -90,
                    ClampMax = turn == 0 ? int.MaxValue : 101,
                };
                Run(to, [a, b], (o, d, x, y, _) => VectorKernels.QuantizedAdd(o, d, x, y, mode, p), $"{mode} {a} {b} to {to} turn {turn}", broadcast: false, mayFallBack: turn is 3 or 4);
            }
        }
    }
}
