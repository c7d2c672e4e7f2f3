using System;

namespace AccelEmu.Numerics;

/// <summary>
/// The order of float reductions: element i goes to partial i mod 16, then partials combine 8-4-2-1, so that the bits depend on the length alone.
/// </summary>
internal static class PartialSums
{
    /// <summary>Partials side by side.</summary>
    public const int Count = 16;

    /// <summary>Combines the partials: j with j + 8, then j + 4, j + 2, j + 1.</summary>
    public static T Combine<T>(Span<T> partials, Func<T, T, T> combine)
    {
        for (int half = Count / 2; half >= 1; half /= 2)
        {
            for (int j = 0; j < half; j++)
            {
                partials[j] = combine(partials[j], partials[j + half]);
            }
        }
        return partials[0];
    }

    /// <summary>Sum of a row in this order, partials starting at +0.</summary>
    public static float Sum(ReadOnlySpan<float> row)
    {
        Span<float> partials = stackalloc float[Count];
        for (int i = 0; i < row.Length; i++)
        {
            partials[i % Count] += row[i];
        }
        return Combine(partials, static (a, b) => a + b);
    }
}
