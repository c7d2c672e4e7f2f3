using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>What a descriptor describes.</summary>
public enum DescriptorKind : byte
{
    /// <summary>Never written; any use traps.</summary>
    None = 0,
    /// <summary>A tile of memory.</summary>
    Tile = 1,
    /// <summary>Window geometry.</summary>
    Conv = 2,
    /// <summary>What happens to sums as they leave the accumulators.</summary>
    Drain = 3,
}

/// <summary>One of 64 parameter records of a core: a kind and up to 39 fields of 64 bits, each writable at run time.</summary>
public struct Descriptor
{
    /// <summary>Words of a descriptor, the kind included.</summary>
    public const int Words = 40;

    private WordArray words;

    /// <summary>The kind, word 0.</summary>
    public DescriptorKind Kind
    {
        readonly get => (DescriptorKind)words[0];
        set => words[0] = (long)value;
    }

    /// <summary>Word <paramref name="index"/>, 0..39; floats are kept as their binary32 bits.</summary>
    public long this[int index]
    {
        readonly get => words[index];
        set => words[index] = value;
    }

    /// <summary>The word of a named field; the field must belong to this kind.</summary>
    public long this[DescriptorField field]
    {
        readonly get => words[field.Index()];
        set => words[field.Index()] = value;
    }

    [InlineArray(Words)]
    private struct WordArray
    {
        private long first;
    }
}
