using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AccelEmu.Timing;

/// <summary>One number for each member of an enumeration; additive, immutable, compared by value.</summary>
/// <typeparam name="TKind">A byte enumeration numbered 0, 1, 2, …</typeparam>
public sealed class Tally<TKind> : IEquatable<Tally<TKind>> where TKind : unmanaged, Enum
{
    private static readonly TKind[] Members = Enum.GetValues<TKind>();
    private readonly ImmutableArray<long> values;

    internal Tally(ReadOnlySpan<long> values) => this.values = [.. values];

    /// <summary>The number of one member.</summary>
    public long this[TKind kind] => values[Unsafe.BitCast<TKind, byte>(kind)];

    /// <summary>The sum over all members.</summary>
    public long Sum
    {
        get
        {
            long sum = 0;
            foreach (long value in values)
            {
                sum += value;
            }
            return sum;
        }
    }

    /// <summary>Members and numbers in the order of the enumeration, zeros included.</summary>
    public IEnumerable<KeyValuePair<TKind, long>> Entries
    {
        get
        {
            foreach (TKind kind in Members)
            {
                yield return new KeyValuePair<TKind, long>(kind, this[kind]);
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(Tally<TKind>? other) => other is not null && values.AsSpan().SequenceEqual(other.values.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tally<TKind>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long value in values)
        {
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    /// <summary>Non-zero entries as <c>name=number</c>, in the order of the enumeration.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        foreach ((TKind kind, long value) in Entries)
        {
            if (value != 0)
            {
                parts.Add($"{kind}={value}");
            }
        }
        return string.Join(' ', parts);
    }
}
