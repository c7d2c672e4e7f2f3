using System;

namespace AccelEmu.Numerics;

public static partial class Transcendental
{
    /// <summary>Magnitude from which erf rounds to 1 in binary32.</summary>
    public const double ErfLimit = 4.0;

    /// <summary>
    /// erf(x)/x on |x| ≤ 4 as a polynomial in u = x²/8 − 1, lowest first: the Chebyshev series of degree 22 in monomials; relative error
    /// below 5·10^−13.
    /// </summary>
    public static ReadOnlySpan<double> ErfCoefficients =>
    [
        0.3535309956433874, -0.17657623330398087, 0.1316751168997317, -0.10771044229999617, 0.0902089938733405, -0.07472787165525552,
        0.05988690941690152, -0.04576503997358609, 0.033060590165233654, -0.022474034182490357, 0.014349838940480222, -0.008604344362825008,
        0.0048526946730497, -0.002583060913961789, 0.0012946163207532284, -0.0006048218235085434, 0.00027243044874110926, -0.000126527064235504,
        5.1006165933678086e-05, -1.2620669746854133e-05, 4.8631949879777e-06, -4.589225207791306e-06, 1.5258780400469572e-06,
    ];

    /// <summary>Error function. erf ±0 = ±0, erf ±∞ = ±1, NaN gives NaN.</summary>
    public static float Erf(float x)
    {
        if (float.IsNaN(x))
        {
            return float.NaN;
        }
        double y = Clamp(x, ErfLimit);
        double u = Math.FusedMultiplyAdd(y * y, 0.125, -1.0);
        return (float)(Horner(ErfCoefficients, 0, u) * y);
    }
}
