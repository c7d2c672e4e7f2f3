using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>
/// What the descriptors of a core resolved to when they were last used, one entry each. Programs move a tile far more often than they change it: as long
/// as nothing but <c>base</c> and <c>offset</c> differs, only the address is new, and only what depends on it is checked again.
/// </summary>
internal sealed class TileCache
{
    private readonly Entry[] entries = new Entry[DescriptorId.Count];
    private long kept;

    private struct Entry
    {
        /// <summary>The descriptor that was resolved.</summary>
        public Descriptor Source;
        /// <summary>How it was to be used; other uses have other checks.</summary>
        public TileUse Use;
        /// <summary>Bytes that must be left of buffer and memory from the tile's address on; 0 = nothing is kept here.</summary>
        public long Needed;
        /// <summary>What came out.</summary>
        public Operand Operand;
        /// <summary><see cref="Operand.ElementBytes"/>.</summary>
        public long Traffic;
        /// <summary>A number that no other tile had.</summary>
        public long Version;
    }

    /// <summary>Resolves from memory; false when everything has to be looked at.</summary>
    /// <param name="id">Descriptor.</param>
    /// <param name="source">Its contents.</param>
    /// <param name="use">How it is used.</param>
    /// <param name="operand">The operand, all but its name.</param>
    /// <param name="traffic">Bytes of its elements.</param>
    public bool TryFind(DescriptorId id, in Descriptor source, TileUse use, ref Operand operand, out long traffic)
    {
        ref Entry entry = ref entries[id.Index];
        traffic = entry.Traffic;
        long offset = source[DescriptorField.TileOffset];
        long start = source[DescriptorField.TileBase];
        if (entry.Use != use || !Fits(entry, source, start, offset))
        {
            return false;
        }
        // Field by field: a copy of the whole goes through the collector's barrier.
        operand.Memory = entry.Operand.Memory;
        operand.Shape = entry.Operand.Shape;
        operand.Bytes = entry.Operand.Bytes;
        operand.Bytes.Address = start + offset;
        operand.MaskAddress = 0;
        operand.MaskBytes = 0;
        operand.ZeroPoints = -1;
        operand.Scales = -1;
        operand.ScaleCount = 0;
        return true;
    }

    /// <summary>The number of what is remembered of a descriptor: another tile, or another use of it, has another. 0 = nothing.</summary>
    public long VersionOf(DescriptorId id) => entries[id.Index].Needed == 0 ? 0 : entries[id.Index].Version;

    /// <summary>The address of a tile that is still the one of <paramref name="version"/> but for its place, which is checked; false otherwise.</summary>
    public bool TryPlace(DescriptorId id, in Descriptor source, long version, out long address)
    {
        ref Entry entry = ref entries[id.Index];
        long offset = source[DescriptorField.TileOffset];
        long start = source[DescriptorField.TileBase];
        address = start + offset;
        return entry.Version == version && Fits(entry, source, start, offset);
    }

    private static bool Fits(in Entry entry, in Descriptor source, long start, long offset) =>
        entry.Needed != 0
        && (ulong)start <= TileDescriptor.Limit && (ulong)offset <= TileDescriptor.Limit
        && offset <= source[DescriptorField.TileExtent] - entry.Needed
        && SameButPlace(source, entry.Source)
        && entry.Operand.Memory.Contains(start + offset, entry.Needed);

    /// <summary>Remembers a resolved tile, if only its address depends on its place: no arrays beside it, no sparse format, at least one element.</summary>
    public void Keep(DescriptorId id, in Descriptor source, TileUse use, in Operand operand, long traffic)
    {
        if (operand.Shape.Format != Numerics.SparseFormat.Dense || operand.ZeroPoints >= 0 || operand.Scales >= 0)
        {
            return;
        }
        // Both measures of a tile were checked against its buffer.
        bool measured = operand.Shape.Layout == Numerics.Layout.Plain || operand.Shape.Strides[1] == 0;
        ref Entry entry = ref entries[id.Index];
        entry.Source = source;
        entry.Use = use;
        entry.Needed = Math.Max(operand.Bytes.Span, measured ? operand.Shape.SpanBytes() : 0);
        entry.Operand = operand;
        entry.Traffic = traffic;
        entry.Version = ++kept;
    }

    // All bits but those of base and offset, without a branch: they mostly are the same.
    private static bool SameButPlace(in Descriptor a, in Descriptor b)
    {
        ref long left = ref Unsafe.As<Descriptor, long>(ref Unsafe.AsRef(in a)), right = ref Unsafe.As<Descriptor, long>(ref Unsafe.AsRef(in b));
        Vector512<long> difference = (Vector512.LoadUnsafe(ref left) ^ Vector512.LoadUnsafe(ref right)) & ButPlace;
        for (nuint i = (nuint)Vector512<long>.Count; i < Descriptor.Words; i += (nuint)Vector512<long>.Count)
        {
            difference |= Vector512.LoadUnsafe(ref left, i) ^ Vector512.LoadUnsafe(ref right, i);
        }
        return difference == default;
    }

    private static readonly Vector512<long> ButPlace = Vector512<long>.AllBitsSet.WithElement(DescriptorField.TileBase.Index(), 0).WithElement(DescriptorField.TileOffset.Index(), 0);
}

/// <summary>How an instruction uses a tile: what may be legal differs.</summary>
/// <param name="Reach">Where it may lie.</param>
/// <param name="Write">Written rather than read.</param>
/// <param name="Formats">Whether sparse formats and panel layouts are legal.</param>
/// <param name="Groups">Blocks of a panel operand of a grouped convolution.</param>
internal readonly record struct TileUse(Reach Reach, bool Write, bool Formats, long Groups);

/// <summary>Which memories an operand may lie in.</summary>
internal enum Reach
{
    /// <summary>Any memory, other cores' included: moves.</summary>
    Anywhere,
    /// <summary>The core's own scratchpad or accumulators: matrix and vector units.</summary>
    Local,
    /// <summary>The core's own accumulators: sums.</summary>
    Sums,
}
