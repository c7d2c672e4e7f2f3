using System;

namespace AccelEmu.Numerics;

public static partial class Transcendental
{
    /// <summary>Largest magnitude <see cref="Exp"/> and <see cref="Sigmoid"/> compute with; beyond it every result is 0, 1 or ∞.</summary>
    public const double ExpLimit = 120.0;

    /// <summary>e^x. e^−∞ = +0, e^+∞ = +∞, NaN gives NaN. Denormal results are kept.</summary>
    public static float Exp(float x)
    {
        if (float.IsNaN(x))
        {
            return float.NaN;
        }
        return (float)ExpWide(Clamp(x, ExpLimit));
    }

    /// <summary>1 / (1 + e^−x). NaN gives NaN.</summary>
    public static float Sigmoid(float x)
    {
        if (float.IsNaN(x))
        {
            return float.NaN;
        }
        return (float)(1.0 / (1.0 + ExpWide(-Clamp(x, ExpLimit))));
    }

    private static double Clamp(double x, double limit)
    {
        x = x < -limit ? -limit : x;
        return x > limit ? limit : x;
    }
}
