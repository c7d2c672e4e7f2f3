using System;
using System.Collections.Generic;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// The proof behind the drain in registers, held to exact arithmetic: the error never exceeds the stated bound, the window is twice as wide, and what fp32 decides
/// is what integers give. Sums are those that come closest to a step.
/// </summary>
public sealed class CertifiedBoundTests
{
    // Two vectors of parameters, and some by the scalar loop.
    private const int Columns = 20;
    private const int SumsOfAChannel = 300;

    [Theory]
    [InlineData(RequantMode.FixedSingle, 0.70)]
    [InlineData(RequantMode.FixedDouble, 0.70)]
    [InlineData(RequantMode.Float32, 0.65)]
    public void HardSums_StayWithinTheBound_AndDecidedOnesAreExact(RequantMode mode, double nearest)
    {
        Random random = new(71);
        double worst = 0;
        int decided = 0, undecided = 0;
        for (int i = 0; i < 400; i++)
        {
            DType output = random.Next(2) == 0 ? DType.I8 : DType.U8;
            int least = (int)output.MinValue(), most = (int)output.MaxValue();
            int zeroPoint = random.Next(3) == 0 ? random.Next(-255, 256) : random.Next(least, most + 1);
            (int low, int high) = random.Next(4) switch
            {
                0 => (Math.Clamp(zeroPoint, least, most), most),
                1 => (Math.Clamp(zeroPoint - random.Next(8), least, most), Math.Clamp(zeroPoint + random.Next(8), least, most)),
                _ => (least, most),
            };
            int[] multipliers = new int[Columns], shifts = new int[Columns];
            float[] scales = new float[Columns];
            for (int n = 0; n < Columns; n++)
            {
                multipliers[n] = HardSums.Multiplier(random);
                shifts[n] = -HardSums.Right(random);
                scales[n] = (float)(multipliers[n] * Math.ScaleB(1.0, shifts[n] - 31)) * (random.Next(8) == 0 ? -1 : 1);
                scales[n] = random.Next(64) == 0 ? random.NextSingle() * MathF.ScaleB(1, random.Next(-149, 111)) : scales[n];
            }
            using DrainModel model = new(output, new DrainArguments
            {
                Mode = mode,
                Multipliers = mode == RequantMode.Float32 ? [] : multipliers,
                Shifts = mode == RequantMode.Float32 ? [] : shifts,
                Scales = mode == RequantMode.Float32 ? scales : [],
                OutputZeroPoint = zeroPoint,
                ClampMin = low,
                ClampMax = high,
            }, Columns);
            Assert.True(model.IsCertified, $"{mode} zero point {zeroPoint}");
            Assert.True(model.Window >= 2 * model.Drain.Error, $"window {model.Window}, error {model.Drain.Error}");
            for (int n = 0; n < Columns; n++)
            {
                double scale = mode == RequantMode.Float32 ? scales[n] : multipliers[n] * Math.ScaleB(1.0, shifts[n] - 31);
                double half = mode == RequantMode.FixedDouble && shifts[n] < 0 ? Math.ScaleB(0.5, shifts[n]) : 0;
                for (int s = 0; s < SumsOfAChannel; s++)
                {
                    int sum = HardSums.Sum(random, scale, half, zeroPoint, low, high);
                    int steps = model.Steps(n, sum);
                    double exact = mode == RequantMode.Float32
                        ? ExactScaled(sum, scales[n], zeroPoint, model.Window / 2, steps, out double error)
                        : ExactFixed(sum, multipliers[n], -shifts[n], mode == RequantMode.FixedDouble, zeroPoint, model.Window / 2, steps, out error);
                    // Beyond the clamp only the side counts, and 2^24 is beyond any; sums below 0 whose outputs are clamped round as the others.
                    if (exact >= low - 1 && exact <= high && steps < 1 << 24 && (sum >= 0 || half == 0 || model.Drain.TwoOffsets))
                    {
                        Assert.True(error <= model.Drain.Error, $"{mode} sum {sum} × {multipliers[n]} >> {31 - shifts[n]} + {zeroPoint}: off by {error}, at most {model.Drain.Error}");
                        worst = Math.Max(worst, error / model.Drain.Error);
                    }
                    if (!model.Decides(steps))
                    {
                        undecided++;
                        continue;
                    }
                    decided++;
                    long expected = Math.Clamp(Requantize.Apply(mode, sum, multipliers[n], shifts[n], 0, scales[n], default) + zeroPoint, low, high);
                    Assert.True(expected == model.FirstValue(steps), $"{mode} sum {sum} × {multipliers[n]} >> {31 - shifts[n]} or × {scales[n]:R} + {zeroPoint} in {low}..{high}: {model.FirstValue(steps)}, not {expected}");
                }
            }
        }
        Assert.True(worst > nearest, $"the worst error found is {worst} of the bound");
        Assert.True(Math.Min(decided, undecided) > 100_000, $"{decided} decided, {undecided} not");
    }

    public static IEnumerable<TheoryDataRow<RequantMode, int, int, int>> Scales()
    {
        foreach (RequantMode mode in (RequantMode[])[RequantMode.FixedSingle, RequantMode.FixedDouble, RequantMode.Float32])
        {
            yield return new(mode, (1 << 30) + 64, 15, 0);
            yield return new(mode, 1518500287, 16, -128);
            yield return new(mode, int.MaxValue, 9, 17);
        }
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void AllSums_ThatAreDecided_AreExact(RequantMode mode, int multiplier, int right, int zeroPoint)
    {
        float scale = (float)(multiplier * Math.ScaleB(1.0, -31 - right));
        using DrainModel model = new(DType.I8, new DrainArguments
        {
            Mode = mode,
            Multipliers = mode == RequantMode.Float32 ? [] : [multiplier],
            Shifts = mode == RequantMode.Float32 ? [] : [-right],
            Scales = mode == RequantMode.Float32 ? [scale] : [],
            OutputZeroPoint = zeroPoint,
            ClampMin = int.MinValue,
            ClampMax = int.MaxValue,
        }, 1);
        Assert.True(model.IsCertified);
        int decided = 0;
        for (int sum = -1 << 23; sum < 1 << 23; sum++)
        {
            int steps = model.Steps(0, sum);
            if (model.Decides(steps))
            {
                decided++;
                long expected = Math.Clamp(Requantize.Apply(mode, sum, multiplier, -right, 0, scale, default) + zeroPoint, -128, 127);
                if (expected != model.FirstValue(steps))
                {
                    Assert.Fail($"{mode} sum {sum}: {model.FirstValue(steps)}, not {expected}");
                }
            }
        }
        Assert.True(decided > (1 << 24) / 100 * 99, $"{decided}");
    }

    [Fact]
    public void ZeroPointsBeyondBytes_AreLeftToIntegers()
    {
        foreach ((int zeroPoint, bool certified) in (ReadOnlySpan<(int, bool)>)[(-256, false), (-255, true), (255, true), (256, false), (300, false)])
        {
            using DrainModel model = new(DType.I8, new DrainArguments { Mode = RequantMode.FixedDouble, Multipliers = [1 << 30], Shifts = [-15], OutputZeroPoint = zeroPoint, ClampMin = int.MinValue, ClampMax = int.MaxValue }, 1);
            Assert.Equal(certified, model.IsCertified);
        }
    }

    // Floor of the exact value, and how far the steps are from it in 2^-16; all in units of 2^-(32 + right).
    private static double ExactFixed(int sum, int multiplier, int right, bool two, int zeroPoint, int margin, int steps, out double error)
    {
        int unit = 16 + right;
        Int128 value = ((Int128)sum * multiplier * 2) + ((Int128)((zeroPoint * 65536) + 32768) << unit);
        value += two && right > 0 ? (sum < 0 ? -1 : 1) * ((Int128)1 << 31) : 0;
        Int128 off = ((Int128)steps << unit) - value - ((Int128)margin << unit);
        error = Math.ScaleB((double)Int128.Abs(off), -unit);
        return (double)(value >> (unit + 16));
    }

    // The value is the rounded product; fp64 holds it and its sum with half a step to far below the bound.
    private static double ExactScaled(int sum, float scale, int zeroPoint, int margin, int steps, out double error)
    {
        double value = 65536.0 * ((double)((float)sum * scale) + 0.5 + zeroPoint);
        error = Math.Abs(steps - value - margin);
        return Math.Floor(value / 65536);
    }
}
