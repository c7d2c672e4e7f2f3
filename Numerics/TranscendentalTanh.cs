using System;

namespace AccelEmu.Numerics;

public static partial class Transcendental
{
    /// <summary>Magnitude from which tanh rounds to 1 in binary32.</summary>
    public const double TanhLimit = 10.0;

    /// <summary>tanh x = E / (E + 2) with E = e^2|x| − 1, the sign copied. tanh ±0 = ±0; NaN gives NaN.</summary>
    public static float Tanh(float x)
    {
        if (float.IsNaN(x))
        {
            return float.NaN;
        }
        double magnitude = Clamp(Math.Abs(x), TanhLimit);
        (double power, double r) = Reduce(magnitude + magnitude);
        double small = Horner(InverseFactorials, 1, r) * r;
        double expm1 = Math.FusedMultiplyAdd(power, small, power - 1.0);
        return MathF.CopySign((float)(expm1 / (expm1 + 2.0)), x);
    }
}
