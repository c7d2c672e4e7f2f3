using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>Equality of descriptors, word by word.</summary>
internal sealed class DescriptorContent : IEqualityComparer<Descriptor>
{
    private DescriptorContent() { }

    /// <summary>The comparer.</summary>
    public static DescriptorContent Comparer { get; } = new();

    /// <inheritdoc/>
    public bool Equals(Descriptor x, Descriptor y) => DescriptorFile.Differences(x, y, 0, out _) == 0;

    /// <inheritdoc/>
    public int GetHashCode(Descriptor obj)
    {
        HashCode hash = default;
        for (int i = 0; i < Descriptor.Words; i++)
        {
            hash.Add(obj[i]);
        }
        return hash.ToHashCode();
    }
}
