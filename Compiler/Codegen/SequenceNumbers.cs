using System;
using System.Collections.Generic;

namespace AccelEmu.Compiler;

/// <summary>Numbers sequences of integers: equal sequences have equal numbers.</summary>
internal sealed class SequenceNumbers : IEqualityComparer<long[]>
{
    private readonly Dictionary<long[], int> numbers;

    /// <summary>Starts without sequences.</summary>
    public SequenceNumbers() => numbers = new(this);

    /// <summary>How many different sequences there are.</summary>
    public int Count => numbers.Count;

    /// <summary>The number of a sequence: known, or the next one.</summary>
    public int Of(ReadOnlySpan<long> sequence)
    {
        long[] key = sequence.ToArray();
        if (!numbers.TryGetValue(key, out int number))
        {
            number = numbers.Count;
            numbers.Add(key, number);
        }
        return number;
    }

    bool IEqualityComparer<long[]>.Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

    int IEqualityComparer<long[]>.GetHashCode(long[] obj)
    {
        HashCode hash = default;
        foreach (long value in obj)
        {
            hash.Add(value);
        }
        return hash.ToHashCode();
    }
}
