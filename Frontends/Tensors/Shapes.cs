using System;
using System.Collections.Generic;

namespace AccelEmu.Frontends;

/// <summary>Arithmetic on static shapes. Nothing overflows: a shape beyond <see cref="MaxElements"/> elements is no shape.</summary>
internal static class Shapes
{
    /// <summary>Elements a tensor may have: what 40 address bits hold.</summary>
    public const long MaxElements = 1L << 40;

    /// <summary>Dimensions a tensor may have in a file; the machine's tiles have five.</summary>
    public const int MaxRank = 8;

    /// <summary>Number of elements, or −1 when an extent is negative or the product too large.</summary>
    public static long Elements(ReadOnlySpan<int> shape)
    {
        long elements = 1;
        foreach (int extent in shape)
        {
            if (extent < 0)
            {
                return -1;
            }
            elements *= extent;
            if (elements > MaxElements)
            {
                return -1;
            }
        }
        return elements;
    }

    /// <summary>The shape of an elementwise operation's result, or null when the shapes do not broadcast.</summary>
    public static int[]? Broadcast(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int[] result = new int[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < result.Length; i++)
        {
            int x = FromEnd(a, result.Length - i);
            int y = FromEnd(b, result.Length - i);
            if (x != y && x != 1 && y != 1)
            {
                return null;
            }
            result[i] = x == 1 ? y : x;
        }
        return result;
    }

    /// <summary>As text, such as <c>[1, 28, 28, 8]</c>.</summary>
    public static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The shape with its axes reordered: axis i is old axis <paramref name="permutation"/>[i].</summary>
    public static int[] Permute(ReadOnlySpan<int> shape, ReadOnlySpan<int> permutation)
    {
        int[] result = new int[permutation.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = shape[permutation[i]];
        }
        return result;
    }

    /// <summary>True when <paramref name="permutation"/> names every axis of <paramref name="rank"/> once.</summary>
    public static bool IsPermutation(ReadOnlySpan<int> permutation, int rank)
    {
        int seen = 0;
        foreach (int axis in permutation)
        {
            if (axis < 0 || axis >= rank)
            {
                return false;
            }
            seen |= 1 << axis;
        }
        return permutation.Length == rank && seen == (1 << rank) - 1;
    }

    private static int FromEnd(ReadOnlySpan<int> shape, int distance) => distance <= shape.Length ? shape[^distance] : 1;
}
