using System;

namespace AccelEmu.Numerics;

public static partial class Transcendental
{
    /// <summary>2/(2k+1) for k = 0..9, lowest first: ln m = f·Σ f^2k · 2/(2k+1), f = (m−1)/(m+1).</summary>
    public static ReadOnlySpan<double> LogCoefficients =>
        [2.0, 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19];

    /// <summary>ln 2 rounded to binary64.</summary>
    public const double Ln2 = 0.6931471805599453;

    /// <summary>Bits of √½ as a binary64.</summary>
    public const long SqrtHalfBits = 0x3FE6_A09E_667F_3BCD;

    /// <summary>Natural logarithm. ln ±0 = −∞, negative and NaN give NaN, ln +∞ = +∞. Denormals are not flushed.</summary>
    public static float Log(float x)
    {
        if (float.IsNaN(x) || x < 0)
        {
            return float.NaN;
        }
        if (x == 0)
        {
            return float.NegativeInfinity;
        }
        if (float.IsPositiveInfinity(x))
        {
            return x;
        }
        // x = m·2^e with m in [√½, √2): the exponent is what the bits exceed √½ by.
        long bits = BitConverter.DoubleToInt64Bits(x);
        long exponent = (bits - SqrtHalfBits) >> 52;
        double m = BitConverter.Int64BitsToDouble(bits - (exponent << 52));
        double f = (m - 1.0) / (m + 1.0);
        double series = Horner(LogCoefficients, 0, f * f) * f;
        return (float)Math.FusedMultiplyAdd((double)exponent, Ln2, series);
    }
}
