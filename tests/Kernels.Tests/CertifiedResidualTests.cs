using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>The residual of the drain in registers: every pair of bytes, its error against the value before the last rounding and its byte against the reference.</summary>
public sealed class CertifiedResidualTests
{
    [Theory]
    [InlineData(ResidualMode.Fixed, 0.45)]
    [InlineData(ResidualMode.Float32, 0.45)]
    [InlineData(ResidualMode.Plain, 0)]
    public void AllPairs_StayWithinTheBound_AndDecidedOnesAreExact(ResidualMode mode, double nearest)
    {
        Random random = new(72);
        double worst = 0;
        int certified = 0;
        for (int i = 0; i < 60; i++)
        {
            DType output = random.Next(2) == 0 ? DType.I8 : DType.U8, other = mode == ResidualMode.Plain ? output : random.Next(2) == 0 ? DType.I8 : DType.U8;
            ResidualArguments p = Arguments(random);
            int zeroPoint = random.Next((int)output.MinValue(), (int)output.MaxValue() + 1);
            TileShape shape = TileShape.Dense(output, 1, 1);
            using DrainModel model = new(output, new DrainArguments
            {
                Mode = RequantMode.FixedSingle,
                Multipliers = [1 << 30],
                Shifts = [-8],
                OutputZeroPoint = zeroPoint,
                ClampMin = random.Next(2) == 0 ? zeroPoint : int.MinValue,
                ClampMax = int.MaxValue,
                ResidualMode = mode,
                Residual = new Tile([0], shape with { Type = other }),
                ResidualArguments = p,
            }, 1);
            if (!model.IsCertified)
            {
                continue;
            }
            certified++;
            Assert.True(model.ResidualWindow >= 2 * model.Drain.ResidualError || mode == ResidualMode.Plain, $"window {model.ResidualWindow}, error {model.Drain.ResidualError}");
            worst = Math.Max(worst, Compare(model, mode, output, other, p));
        }
        Assert.True(certified >= 20, $"{certified} cases");
        Assert.True(worst >= nearest, $"the worst error found is {worst} of the bound");
    }

    private static double Compare(DrainModel model, ResidualMode mode, DType output, DType other, in ResidualArguments p)
    {
        int first = model.Drain.FirstLow, count = model.Drain.FirstHigh - first + 1, least = (int)other.MinValue();
        byte[] a = new byte[count * 256], b = new byte[a.Length], expected = new byte[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = ((byte)(first + (i / 256)), (byte)i);
        }
        TileShape shape = TileShape.Dense(output, a.Length);
        Reference.QuantizedAdd(new Tile(expected, shape), new Tile(a, shape), new Tile(b, TileShape.Dense(other, a.Length)), mode, p);
        int low = Math.Max(p.ClampMin, (int)output.MinValue()), high = Math.Min(p.ClampMax, (int)output.MaxValue());
        double worst = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int valueA = first + (i / 256), valueB = other == DType.I8 ? (sbyte)b[i] : b[i];
            int steps = model.ResidualSteps(valueA, valueB);
            double error = Math.Abs(steps - (model.ResidualWindow / 2) - (65536 * (0.5 + Exact(mode, valueA, valueB, p))));
            if (mode != ResidualMode.Plain)
            {
                Assert.True(error <= model.Drain.ResidualError, $"{mode} {valueA} + {valueB}: off by {error}, at most {model.Drain.ResidualError}");
                worst = Math.Max(worst, error / model.Drain.ResidualError);
            }
            if (model.ResidualDecides(steps))
            {
                byte actual = (byte)Math.Clamp(steps >> 16, low, high);
                Assert.True(expected[i] == actual, $"{mode} {valueA} + {valueB}: {actual}, not {expected[i]}");
            }
        }
        return worst;
    }

    // The value before its last rounding, with every rounding before that.
    private static double Exact(ResidualMode mode, int a, int b, in ResidualArguments p)
    {
        switch (mode)
        {
            case ResidualMode.Fixed:
                int sum = Requantize.MultiplyDoubleRounding((a - p.ZeroPointA) << p.LeftShift, p.MultiplierA, p.ShiftA)
                    + Requantize.MultiplyDoubleRounding((b - p.ZeroPointB) << p.LeftShift, p.MultiplierB, p.ShiftB);
                double last = p.ShiftOut == 0
                    ? (double)((long)sum * p.MultiplierOut) / (1L << 31)
                    : Math.ScaleB((double)Requantize.SaturatingRoundingDoublingHighMultiply(sum, p.MultiplierOut), p.ShiftOut);
                return last + p.ZeroPointOut;
            case ResidualMode.Float32:
                float scaledA = (float)(a - p.ZeroPointA) * p.ScaleA, scaledB = (float)(b - p.ZeroPointB) * p.ScaleB;
                return (double)((scaledA + scaledB) / p.ScaleOut) + p.ZeroPointOut;
            default:
                return a + b;
        }
    }

    private static ResidualArguments Arguments(Random random)
    {
        int left = random.Next(3) == 0 ? random.Next(8, 20) : 20;
        double scaleOut = Math.ScaleB(random.NextDouble() + 0.5, random.Next(-12, 12));
        return new()
        {
            LeftShift = left,
            ZeroPointA = random.Next(-128, 256),
            ZeroPointB = random.Next(-128, 256),
            MultiplierA = HardSums.Multiplier(random),
            ShiftA = -random.Next(0, 5),
            MultiplierB = HardSums.Multiplier(random) * (random.Next(4) == 0 ? -1 : 1),
            ShiftB = -random.Next(0, 5),
            MultiplierOut = HardSums.Multiplier(random),
            ShiftOut = -Math.Max(0, left - random.Next(0, 4)),
            ZeroPointOut = random.Next(-128, 256),
            ScaleA = (float)(scaleOut * Math.ScaleB(random.NextDouble() + 0.5, random.Next(-3, 3))),
            ScaleB = (float)(scaleOut * Math.ScaleB(random.NextDouble() + 0.5, random.Next(-3, 3))),
            ScaleOut = (float)scaleOut,
            ClampMin = int.MinValue,
            ClampMax = int.MaxValue,
        };
    }
}
