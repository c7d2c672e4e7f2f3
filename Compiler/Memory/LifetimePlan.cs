using System;
using System.Collections.Generic;

namespace AccelEmu.Compiler;

/// <summary>A value that needs room from one step to another.</summary>
/// <param name="Name">For people.</param>
/// <param name="Bytes">Size.</param>
/// <param name="First">Step that writes it.</param>
/// <param name="Last">Last step that reads it.</param>
internal sealed record Lifetime(string Name, long Bytes, int First, int Last);

/// <summary>Offsets of values such that no two alive at once overlap: largest first, each at the lowest free place.</summary>
internal static class LifetimePlan
{
    private const int Alignment = 64;

    /// <summary>An offset for each value, −1 where it does not fit below <paramref name="capacity"/>; and the bytes used.</summary>
    public static (long[] Offsets, long HighWater) Place(IReadOnlyList<Lifetime> values, long capacity)
    {
        long[] offsets = new long[values.Count];
        Array.Fill(offsets, -1);
        int[] order = new int[values.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        Array.Sort(order, (a, b) => values[a].Bytes != values[b].Bytes ? values[b].Bytes.CompareTo(values[a].Bytes) : a.CompareTo(b));
        long high = 0;
        List<int> placed = [];
        foreach (int i in order)
        {
            long bytes = Align(values[i].Bytes), at = 0;
            placed.Sort((a, b) => offsets[a].CompareTo(offsets[b]));
            foreach (int other in placed)
            {
                bool meet = values[i].First <= values[other].Last && values[other].First <= values[i].Last;
                if (meet && offsets[other] < at + bytes && at < offsets[other] + Align(values[other].Bytes))
                {
                    at = offsets[other] + Align(values[other].Bytes);
                }
            }
            if (at + bytes <= capacity)
            {
                offsets[i] = at;
                high = Math.Max(high, at + bytes);
                placed.Add(i);
            }
        }
        return (offsets, high);
    }

    private static long Align(long bytes) => (Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment;
}
