using System;

namespace AccelEmu.Compiler;

/// <summary>A real factor as TFLite's fixed-point kernels take it: value = Multiplier · 2^(Shift − 31), Multiplier in [2^30, 2^31) or 0.</summary>
/// <param name="Multiplier">Q31 fraction.</param>
/// <param name="Shift">Left shift; negative = right.</param>
public readonly record struct QuantizedMultiplier(int Multiplier, int Shift)
{
    /// <summary>TFLite's QuantizeMultiplier: fraction and exponent of the double, the fraction rounded half away to Q31; below 2^−31 it is 0.</summary>
    public static QuantizedMultiplier Of(double value)
    {
        if (value == 0)
        {
            return default;
        }
        int shift = Math.ILogB(value) + 1;
        long fraction = (long)Math.Round(Math.ScaleB(value, 31 - shift), MidpointRounding.AwayFromZero);
        if (fraction == 1L << 31)
        {
            fraction >>= 1;
            shift++;
        }
        return shift < -31 ? default
            : shift > 30 ? new QuantizedMultiplier(int.MaxValue, 30)
            : new QuantizedMultiplier((int)fraction, shift);
    }
}
