using System;

namespace AccelEmu.Numerics;

/// <summary>
/// Binary floating-point formats of at most 16 bits: fp16, bfloat16 and the two OCP 8-bit formats (OCP 8-bit Floating Point
/// Specification, revision 1.0). Encoding rounds once, half to even, from a binary64 value.
/// </summary>
public static class SmallFloat
{
    /// <summary>Bits of a quiet binary32 NaN as every instruction writes it.</summary>
    public const uint CanonicalNaN32 = 0x7FC0_0000;

    /// <summary>Bits of a quiet binary64 NaN as every instruction writes it.</summary>
    public const ulong CanonicalNaN64 = 0x7FF8_0000_0000_0000;

    /// <summary>Exact value of the <paramref name="raw"/> bits of a float type of at most 16 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not F16, BF16, F8E4M3 or F8E5M2.</exception>
    public static double Decode(DType type, uint raw)
    {
        Format format = FormatOf(type);
        bool negative = (raw >> (format.ExponentBits + format.FractionBits)) != 0;
        int exponent = (int)(raw >> format.FractionBits) & ((1 << format.ExponentBits) - 1);
        int fraction = (int)raw & ((1 << format.FractionBits) - 1);
        bool topExponent = exponent == (1 << format.ExponentBits) - 1;
        double magnitude;
        if (topExponent && format.HasInfinity)
        {
            magnitude = fraction == 0 ? double.PositiveInfinity : double.NaN;
        }
        else if (topExponent && fraction == (1 << format.FractionBits) - 1)
        {
            magnitude = double.NaN;
        }
        else if (exponent == 0)
        {
            magnitude = fraction * PowerOfTwo(1 - format.Bias - format.FractionBits);
        }
        else
        {
            magnitude = ((1 << format.FractionBits) + fraction) * PowerOfTwo(exponent - format.Bias - format.FractionBits);
        }
        return negative ? -magnitude : magnitude;
    }

    /// <summary>
    /// Bits of <paramref name="value"/> rounded half to even. fp16 and bf16 overflow to infinity; the 8-bit formats saturate to
    /// their largest finite value, infinities included. NaN becomes the format's canonical positive NaN.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not F16, BF16, F8E4M3 or F8E5M2.</exception>
    public static uint Encode(DType type, double value)
    {
        Format format = FormatOf(type);
        if (double.IsNaN(value))
        {
            return format.NaN;
        }
        uint sign = double.IsNegative(value) ? 1u << (format.ExponentBits + format.FractionBits) : 0;
        double magnitude = Math.Abs(value);
        if (double.IsInfinity(magnitude))
        {
            return sign | format.Overflow;
        }
        int exponent = magnitude == 0 ? 1 - format.Bias : Math.Max(Math.ILogB(magnitude), 1 - format.Bias);
        // Scaled so that one unit is one unit in the last place: both multiplications are exact (powers of two, and the value's
        // smallest bits stay far above binary64's denormals wherever they can influence the rounding).
        double units = Math.Round(magnitude * PowerOfTwo(format.FractionBits - exponent), MidpointRounding.ToEven);
        // The hidden bit carries into the exponent field by itself, and so does a rounding carry.
        long bits = ((long)(exponent + format.Bias - 1) << format.FractionBits) + (long)units;
        return sign | (bits > format.LargestFinite ? format.Overflow : (uint)bits);
    }

    private static double PowerOfTwo(int exponent) =>
        BitConverter.Int64BitsToDouble((long)(Math.Clamp(exponent, -1022, 1023) + 1023) << 52);

    private readonly record struct Format(int ExponentBits, int FractionBits, int Bias, bool HasInfinity, uint LargestFinite, uint Overflow, uint NaN);

    private static Format FormatOf(DType type) => type switch
    {
        DType.F16 => new(5, 10, 15, HasInfinity: true, LargestFinite: 0x7BFF, Overflow: 0x7C00, NaN: 0x7E00),
        DType.BF16 => new(8, 7, 127, HasInfinity: true, LargestFinite: 0x7F7F, Overflow: 0x7F80, NaN: 0x7FC0),
        DType.F8E4M3 => new(4, 3, 7, HasInfinity: false, LargestFinite: 0x7E, Overflow: 0x7E, NaN: 0x7F),
        DType.F8E5M2 => new(5, 2, 15, HasInfinity: true, LargestFinite: 0x7B, Overflow: 0x7B, NaN: 0x7E),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a float type of at most 16 bits"),
    };
}
