using System;

namespace AccelEmu.Numerics;

/// <summary>The scaling of integer sums, one exact function for each <see cref="RequantMode"/>, and the fixed-point primitives they share.</summary>
public static class Requantize
{
    /// <summary>
    /// Saturating rounding doubling high multiply (gemmlowp, ARM SQRDMULH): a·b / 2^31 rounded to nearest, ties towards +∞;
    /// −2^31 · −2^31 saturates.
    /// </summary>
    public static int SaturatingRoundingDoublingHighMultiply(int a, int b)
    {
        if (a == int.MinValue && b == int.MinValue)
        {
            return int.MaxValue;
        }
        long product = (long)a * b;
        long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        return (int)((product + nudge) / (1L << 31));
    }

    /// <summary>x / 2^exponent, rounded to nearest, ties away from zero (gemmlowp's RoundingDivideByPOT); exponent 0..31.</summary>
    public static int RoundingDivideByPowerOfTwo(int x, int exponent)
    {
        int mask = (int)((1L << exponent) - 1);
        int remainder = x & mask;
        int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + (remainder > threshold ? 1 : 0);
    }

    /// <summary>
    /// <see cref="RequantMode.FixedDouble"/> of one value: RDBPOT(SRDHM(x · 2^max(s,0), m), max(−s,0)); the left shift wraps in int32.
    /// </summary>
    public static int MultiplyDoubleRounding(int x, int multiplier, int shift) => RoundingDivideByPowerOfTwo(
        SaturatingRoundingDoublingHighMultiply(x << Math.Max(shift, 0), multiplier), Math.Max(-shift, 0));

    /// <summary>
    /// <see cref="RequantMode.FixedSingle"/> of one value: (x·m + 2^(30−s)) &gt;&gt; (31−s) in wrapping 64-bit arithmetic.
    /// </summary>
    public static long MultiplySingleRounding(long x, int multiplier, int shift) =>
        unchecked((x * multiplier) + (1L << (30 - shift))) >> (31 - shift);

    /// <summary><see cref="RequantMode.Fixed16"/> of one value, wrapping 64-bit arithmetic.</summary>
    public static long MultiplyFixed16(long x, int multiplier, int shift)
    {
        long reduced = multiplier >= 0x7FFF_0000 ? 0x7FFF : (multiplier + (1L << 15)) >> 16;
        return unchecked((x * reduced) + (1L << (14 - shift))) >> (15 - shift);
    }

    /// <summary><see cref="RequantMode.MulAddShift"/> of one value, wrapping 64-bit arithmetic.</summary>
    public static long MultiplyAddShift(long x, int multiplier, int addend, int shift) => unchecked((x * multiplier) + addend) >> shift;

    /// <summary><see cref="RequantMode.Shift"/> of one value: x / 2^shift, rounded as stated, shift 0..62.</summary>
    public static long ShiftRight(long x, int shift, ShiftRounding rounding)
    {
        long floor = x >> shift;
        long remainder = x - (floor << shift);
        long half = shift == 0 ? 1 : 1L << (shift - 1);
        bool up = rounding switch
        {
            ShiftRounding.Floor => false,
            ShiftRounding.HalfUp => remainder >= half,
            ShiftRounding.HalfAway => x < 0 ? remainder > half : remainder >= half,
            ShiftRounding.HalfEven => remainder > half || (remainder == half && (floor & 1) != 0),
            ShiftRounding.Truncate => x < 0 && remainder != 0,
            _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "not a shift rounding"),
        };
        return floor + (up ? 1 : 0);
    }

    /// <summary>Nearest int32, ties to even, saturating; NaN gives 0.</summary>
    public static int RoundToInt32(float value)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }
        double rounded = Math.Round((double)value, MidpointRounding.ToEven);
        return rounded >= int.MaxValue ? int.MaxValue : rounded <= int.MinValue ? int.MinValue : (int)rounded;
    }

    /// <summary>One value through a mode; unused parameters are ignored. No zero point, no clamp.</summary>
    public static long Apply(RequantMode mode, long value, int multiplier, int shift, int addend, float scale, ShiftRounding rounding) => mode switch
    {
        RequantMode.None => value,
        RequantMode.FixedSingle => MultiplySingleRounding(value, multiplier, shift),
        RequantMode.FixedDouble => MultiplyDoubleRounding((int)value, multiplier, shift),
        RequantMode.Fixed16 => MultiplyFixed16(value, multiplier, shift),
        RequantMode.MulAddShift => MultiplyAddShift(value, multiplier, addend, shift),
        RequantMode.Shift => ShiftRight(value, shift, rounding),
        RequantMode.Float32 => RoundToInt32((float)value * scale),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a requantisation mode"),
    };

    /// <summary>Smallest and largest legal shift of a mode.</summary>
    public static (int Min, int Max) ShiftRange(RequantMode mode) => mode switch
    {
        RequantMode.FixedSingle or RequantMode.FixedDouble => (-31, 30),
        RequantMode.Fixed16 => (-31, 14),
        _ => (0, 62),
    };
}
