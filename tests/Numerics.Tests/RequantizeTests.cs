using System;
using System.Numerics;
using Xunit;

namespace AccelEmu.Numerics.Tests;

/// <summary>Every requantisation mode against exact rational arithmetic.</summary>
public sealed class RequantizeTests
{
    private const int Seed = 20260;
    private static readonly int[] Corners = [0, 1, -1, 2, -2, 3, int.MaxValue, int.MinValue, int.MinValue + 1, 1 << 30, -(1 << 30), (1 << 30) + 1, (1 << 30) - 1, 0x7FFF0000, 0x7FFEFFFF];

    [Fact]
    public void HighMultiply_IsFloorOfHalfUp() => ForPairs((a, b) =>
    {
        BigInteger exact = Floor(((BigInteger)a * b) + (BigInteger.One << 30), 31);
        BigInteger expected = exact > int.MaxValue ? int.MaxValue : exact;
        Assert.Equal(expected, Requantize.SaturatingRoundingDoublingHighMultiply(a, b));
    });

    [Fact]
    public void DivideByPowerOfTwo_RoundsTiesAway() => ForPairs((x, other) =>
    {
        int exponent = other & 31;
        Assert.Equal(NearestTiesAway(x, exponent), Requantize.RoundingDivideByPowerOfTwo(x, exponent));
    });

    [Fact]
    public void FixedSingle_IsOneRoundingHalfUp() => ForPairs((x, multiplier) =>
    {
        for (int shift = -31; shift <= 30; shift++)
        {
            BigInteger expected = Floor(((BigInteger)x * multiplier) + (BigInteger.One << (30 - shift)), 31 - shift);
            Assert.Equal(expected, Requantize.Apply(RequantMode.FixedSingle, x, multiplier, shift, 0, 0, default));
        }
    });

    [Fact]
    public void FixedDouble_IsHighMultiplyThenDivide() => ForPairs((x, multiplier) =>
    {
        for (int shift = -31; shift <= 30; shift++)
        {
            int shifted = unchecked((int)(uint)(((BigInteger)x << Math.Max(shift, 0)) & uint.MaxValue));
            BigInteger high = BigInteger.Min(Floor(((BigInteger)shifted * multiplier) + (BigInteger.One << 30), 31), int.MaxValue);
            Assert.Equal(NearestTiesAway((int)high, Math.Max(-shift, 0)), Requantize.Apply(RequantMode.FixedDouble, x, multiplier, shift, 0, 0, default));
        }
    });

    [Fact]
    public void Fixed16_ReducesTheMultiplier() => ForPairs((x, multiplier) =>
    {
        for (int shift = -31; shift <= 14; shift++)
        {
            BigInteger reduced = multiplier >= 0x7FFF0000 ? 0x7FFF : Floor((BigInteger)multiplier + 0x8000, 16);
            BigInteger wide = (BigInteger)x << 12;
            BigInteger expected = Floor((wide * reduced) + (BigInteger.One << (14 - shift)), 15 - shift);
            Assert.Equal(expected, Requantize.Apply(RequantMode.Fixed16, (long)wide, multiplier, shift, 0, 0, default));
        }
    });

    [Fact]
    public void MulAddShift_Floors() => ForPairs((x, other) =>
    {
        int shift = other & 31;
        BigInteger expected = Floor(((BigInteger)x * other) + 12345, shift);
        Assert.Equal(expected, Requantize.Apply(RequantMode.MulAddShift, x, other, shift, 12345, 0, default));
    });

    [Theory]
    [InlineData(ShiftRounding.Floor)]
    [InlineData(ShiftRounding.HalfUp)]
    [InlineData(ShiftRounding.HalfAway)]
    [InlineData(ShiftRounding.HalfEven)]
    [InlineData(ShiftRounding.Truncate)]
    public void Shift_RoundsAsStated(ShiftRounding rounding)
    {
        for (int x = -70; x <= 70; x++)
        {
            for (int shift = 0; shift < 8; shift++)
            {
                decimal exact = x / (decimal)(1 << shift);
                decimal expected = rounding switch
                {
                    ShiftRounding.Floor => Math.Floor(exact),
                    ShiftRounding.HalfUp => Math.Floor(exact + 0.5m),
                    ShiftRounding.HalfAway => Math.Round(exact, MidpointRounding.AwayFromZero),
                    ShiftRounding.HalfEven => Math.Round(exact, MidpointRounding.ToEven),
                    _ => Math.Truncate(exact),
                };
                Assert.Equal((long)expected, Requantize.Apply(RequantMode.Shift, x, 0, shift, 0, 0, rounding));
            }
        }
    }

    [Theory]
    [InlineData(5, 0.5f, 2)]
    [InlineData(7, 0.5f, 4)]
    [InlineData(-5, 0.5f, -2)]
    [InlineData(16777217, 1f, 16777216)]
    [InlineData(1000, 1e30f, int.MaxValue)]
    [InlineData(-1000, 1e30f, int.MinValue)]
    [InlineData(1, float.NaN, 0)]
    public void Float32_RoundsHalfEvenAndSaturates(int x, float scale, int expected) =>
        Assert.Equal(expected, Requantize.Apply(RequantMode.Float32, x, 0, 0, 0, scale, default));

    [Fact]
    public void Drain_OrderIsBiasScaleZeroPointClampResidualClampLut()
    {
        Tile sums = Tiles.Integers(DType.I32, [100, 101, -300, 40], 2, 2);
        byte[] lut = new byte[256];
        for (int i = 0; i < 256; i++)
        {
            lut[i] = (byte)(i ^ 0x80);
        }
        DrainArguments drain = new()
        {
            Mode = RequantMode.Shift,
            Rounding = ShiftRounding.HalfEven,
            Shifts = [1],
            Bias32 = [1, 0],
            OutputZeroPoint = 3,
            ClampMin = -60,
            ClampMax = 53,
            ResidualMode = ResidualMode.Plain,
            Residual = Tiles.Integers(DType.I8, [100, 1, -100, 2], 2, 2),
            ResidualArguments = new ResidualArguments { ClampMin = -125, ClampMax = 120 },
            Lut = lut,
        };
        Tile output = Tiles.Empty(DType.I8, 2, 2);
        Reference.Drain(output, sums, drain);
        // 101/2 → 50, +3 = 53, +100 saturates 127, clamp 120; 101/2 → 50 + 3 → 53 + 1 = 54; −299/2 → −150 + 3 → −60 − 100 → −128 → −125; 40/2 + 3 + 2 = 25.
        Assert.Equal([120 - 128, 54 - 128, -125 + 128, 25 - 128], Tiles.ToIntegers(output));
    }

    [Fact]
    public void Drain_FloatSums_BiasThenScaleThenHalfEven()
    {
        Tile sums = Tiles.Floats(DType.F32, [1.5f, float.NaN, 3e9f, -0.5f], 1, 4);
        DrainArguments drain = new() { BiasF32 = [1f], Scales = [1f], OutputZeroPoint = -1, ClampMin = int.MinValue, ClampMax = int.MaxValue, ClampMinF32 = -1, ClampMaxF32 = 2 };
        Tile integers = Tiles.Empty(DType.I16, 1, 4);
        Reference.Drain(integers, sums, drain);
        Assert.Equal([1, -1, short.MaxValue, -1], Tiles.ToIntegers(integers));
        Tile floats = Tiles.Empty(DType.BF16, 1, 4);
        Reference.Drain(floats, sums, drain);
        Assert.Equal([2f, float.NaN, 2f, 0.5f], Tiles.ToFloats(floats));
    }

    private static BigInteger Floor(BigInteger numerator, int shift) => numerator >> shift;

    private static BigInteger NearestTiesAway(int x, int exponent)
    {
        BigInteger magnitude = (BigInteger.Abs(x) + (exponent == 0 ? 0 : BigInteger.One << (exponent - 1))) >> exponent;
        return x < 0 ? -magnitude : magnitude;
    }

    private static void ForPairs(Action<int, int> check)
    {
        foreach (int a in Corners)
        {
            foreach (int b in Corners)
            {
                check(a, b);
            }
        }
        Random random = new(Seed);
        for (int i = 0; i < 500; i++)
        {
            check(random.Next(int.MinValue, int.MaxValue) >> random.Next(24), random.Next(int.MinValue, int.MaxValue) >> random.Next(8));
        }
    }
}
