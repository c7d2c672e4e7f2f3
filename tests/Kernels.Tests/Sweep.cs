using System;
using System.Collections.Generic;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// Extents of the matrix sweeps: each of M, N, K takes every value from 0 to <see cref="Last"/> while the others take those around the register tiles.
/// </summary>
/// <remarks>
/// By default the others rotate along the sweep, so that every value of every swept extent occurs; <c>ACCELEMU_FULL_SWEEPS=1</c> takes the whole cross
/// product, <c>ACCELEMU_SHORT_SWEEPS=1</c> ends at 40.
/// </remarks>
internal static class Sweep
{
    /// <summary>Largest extent on tiers that run in software.</summary>
    public const int SoftwareLast = 40;

    // Six rows; 8, 16 or 64 columns; two or four K a step.
    private static readonly int[] Rows = [1, 3, 5, 7, 67];
    private static readonly int[] Columns = [1, 3, 7, 9, 15, 17, 63, 65, 67];
    private static readonly int[] Depths = [1, 3, 5, 67];

    private static readonly bool Full = Environment.GetEnvironmentVariable("ACCELEMU_FULL_SWEEPS") == "1";

    /// <summary>Largest swept extent.</summary>
    public static int Last { get; } = Environment.GetEnvironmentVariable("ACCELEMU_SHORT_SWEEPS") == "1" ? SoftwareLast : 130;

    /// <summary>The cases; <paramref name="turn"/> starts the rotation elsewhere for each combination of types.</summary>
    public static IEnumerable<(int M, int N, int K)> Extents(int turn)
    {
        for (int extent = 0; extent <= Last; extent++)
        {
            foreach ((int n, int k) in Others(Columns, Depths, turn + extent))
            {
                yield return (extent, n, k);
            }
            foreach ((int m, int k) in Others(Rows, Depths, turn + extent))
            {
                yield return (m, extent, k);
            }
            foreach ((int m, int n) in Others(Rows, Columns, turn + extent))
            {
                yield return (m, n, extent);
            }
        }
    }

    private static IEnumerable<(int One, int Two)> Others(int[] first, int[] second, int turn)
    {
        if (!Full)
        {
            // Lengths 4, 5 and 9 have no common divisor: all pairs come up in turn.
            yield return (first[turn % first.Length], second[turn % second.Length]);
            yield break;
        }
        foreach (int one in first)
        {
            foreach (int two in second)
            {
                yield return (one, two);
            }
        }
    }
}
