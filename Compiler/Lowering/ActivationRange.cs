using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Real bounds as raw integers of a quantised type.</summary>
internal static class ActivationRange
{
    /// <summary>TFLite's CalculateActivationRangeQuantized: zero point + round-half-away(bound / scale), within the type's range.</summary>
    public static (int Min, int Max) Of(Clamp clamp, DType type, Quantization? quantization)
    {
        long low = Math.Max(type.MinValue(), int.MinValue), high = Math.Min(type.MaxValue(), int.MaxValue);
        float scale = quantization?.Scales[0] ?? 1;
        int zero = quantization?.ZeroPoints[0] ?? 0;
        long min = float.IsNegativeInfinity(clamp.Min) ? low : Math.Clamp(Raw(clamp.Min), low, high);
        long max = float.IsPositiveInfinity(clamp.Max) ? high : Math.Clamp(Raw(clamp.Max), low, high);
        return ((int)min, (int)max);

        long Raw(float bound) => zero + (long)Math.Clamp(MathF.Round(bound / scale, MidpointRounding.AwayFromZero), -9e18f, 9e18f);
    }
}
