using System;
using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Cli;

/// <summary>Scores of predictions.</summary>
internal static class Scores
{
    /// <summary>Position of the largest value, the lowest of equals.</summary>
    public static int ArgMax(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /// <summary>Wilson's 95 % interval of a share.</summary>
    public static (double Low, double High) Wilson(int right, int count)
    {
        const double Z = 1.959963984540054;
        double p = (double)right / count;
        double centre = (p + (Z * Z / (2 * count))) / (1 + (Z * Z / count));
        double half = Z / (1 + (Z * Z / count)) * Math.Sqrt((p * (1 - p) / count) + (Z * Z / (4.0 * count * count)));
        return (centre - half, centre + half);
    }

    /// <summary>Area under the ROC curve: the share of (anomaly, normal) pairs in the right order, ties half; null without such pairs.</summary>
    public static double? AreaUnderCurve(IReadOnlyList<(double Score, int Label)> scored)
    {
        double[] anomalies = [.. scored.Where(s => s.Label != 0).Select(s => s.Score)];
        double[] normals = [.. scored.Where(s => s.Label == 0).Select(s => s.Score)];
        double right = anomalies.Sum(a => normals.Sum(n => a > n ? 1.0 : a == n ? 0.5 : 0));
        return anomalies.Length == 0 || normals.Length == 0 ? null : right / ((double)anomalies.Length * normals.Length);
    }
}
