using System;

namespace AccelEmu.Numerics;

/// <summary>
/// The machine's own elementary functions, to the last bit: computed in binary64 by the operations written here, in this order, and
/// rounded once to binary32. Only add, multiply, fused multiply-add, divide, compare, select and bit operations occur, so that a
/// vector of any width gives the same bits. Bounds: docs/numerics.md.
/// </summary>
public static partial class Transcendental
{
    /// <summary>1/n! for n = 0..13, lowest first: e^r and e^r − 1 on |r| ≤ ln 2 / 2.</summary>
    public static ReadOnlySpan<double> InverseFactorials =>
    [
        1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800,
        1.0 / 479001600, 1.0 / 6227020800,
    ];

    /// <summary>1 / ln 2.</summary>
    public const double InverseLn2 = 1.4426950408889634;

    /// <summary>ln 2 cut to 33 bits, so that its product with a binary exponent is exact.</summary>
    public const double Ln2High = 0.6931471803691238;

    /// <summary>ln 2 − <see cref="Ln2High"/>.</summary>
    public const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>1.5 · 2^52: adding it rounds to an integer, half to even, whose low bits are the low bits of the sum.</summary>
    public const double RoundingMagic = 6755399441055744.0;

    /// <summary>(n, r) with y = n·ln 2 + r, |r| ≤ ln 2 / 2 and 2^n as a binary64; |y| ≤ 700.</summary>
    private static (double Power, double Remainder) Reduce(double y)
    {
        double magic = Math.FusedMultiplyAdd(y, InverseLn2, RoundingMagic);
        double n = magic - RoundingMagic;
        double remainder = Math.FusedMultiplyAdd(-n, Ln2Low, Math.FusedMultiplyAdd(-n, Ln2High, y));
        long bits = BitConverter.DoubleToInt64Bits(magic);
        // The low 11 bits of the sum are n in two's complement; shifted to the exponent field the higher ones fall out.
        double power = BitConverter.Int64BitsToDouble((bits << 52) + BitConverter.DoubleToInt64Bits(1.0));
        return (power, remainder);
    }

    /// <summary>Coefficients <paramref name="first"/> and up by Horner's rule, one fused multiply-add a step.</summary>
    private static double Horner(ReadOnlySpan<double> coefficients, int first, double x)
    {
        double value = coefficients[^1];
        for (int i = coefficients.Length - 2; i >= first; i--)
        {
            value = Math.FusedMultiplyAdd(value, x, coefficients[i]);
        }
        return value;
    }

    /// <summary>e^y for |y| ≤ 700, unrounded.</summary>
    private static double ExpWide(double y)
    {
        (double power, double r) = Reduce(y);
        return Horner(InverseFactorials, 0, r) * power;
    }
}
