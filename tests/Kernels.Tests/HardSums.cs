using System;

namespace AccelEmu.Kernels.Tests;

/// <summary>Parameters and sums that fp32 represents worst, and whose outputs are within a few 2^-16 of a step.</summary>
internal static class HardSums
{
    private static readonly int[] Extremes = [int.MinValue, int.MinValue + 1, int.MaxValue, int.MaxValue - 63, 0, 1, -1, 1 << 24, (1 << 24) + 1, (1 << 24) + 3, -(1 << 24) - 1, -(1 << 24) - 3];

    /// <summary>A multiplier of 31 bits, mostly half way between two floats or next to that; some are powers of two, whose ties are exact.</summary>
    public static int Multiplier(Random random)
    {
        int any = random.Next(3) == 0 ? random.Next(1 << 30, (1 << 30) + (1 << 24)) : random.Next(1 << 30, int.MaxValue - 128);
        return random.Next(12) switch
        {
            0 => 1 << 30,
            1 => random.Next(0, 1 << 30),
            2 => any,
            3 => int.MaxValue,
            _ => (any & -128) + 64 + random.Next(-1, 2),
        };
    }

    /// <summary>A right shift; most are those at which outputs in range come of sums beyond 2^24 or h is around 2^-16.</summary>
    public static int Right(Random random) => random.Next(4) == 0 ? random.Next(32) : random.Next(12, 24);

    /// <summary>A sum whose output has a step within twelve 2^-16 when scaled by <paramref name="scale"/>, offset by ½ + <paramref name="half"/> and the zero point.</summary>
    public static int Sum(Random random, double scale, double half, int zeroPoint, int low, int high)
    {
        if (random.Next(24) == 0)
        {
            return random.Next(3) == 0 ? random.Next(int.MinValue, int.MaxValue) : Extremes[random.Next(Extremes.Length)];
        }
        double step = random.Next(4) == 0 ? (random.Next(2) == 0 ? low : high + 1) : random.Next(low - 1, high + 3);
        double offset = 0.5 + (step - zeroPoint < 0 ? -half : half);
        double sum = Math.Round((step - zeroPoint - offset + (random.Next(-12, 13) / 65536.0)) / scale) + random.Next(-3, 4);
        return double.IsNaN(sum) ? 0 : (int)Math.Clamp(sum, int.MinValue, int.MaxValue);
    }
}
