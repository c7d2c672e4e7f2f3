using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>
/// What the descriptors of a core resolved to when they were last used, one entry each. Programs move a tile far more often than they change it: as long
/// as nothing but <c>base</c> and <c>offset</c> differs, only the address is new, and only what depends on it is checked again.
/// </summary>
internal sealed class TileCache
{
    private readonly Entry[] entries = new Entry[DescriptorId.Count];

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
        if (entry.Needed == 0 || entry.Use != use
            || (ulong)start > TileDescriptor.Limit || (ulong)offset > TileDescriptor.Limit
            || offset > source[DescriptorField.TileExtent] - entry.Needed
            || !SameButPlace(source, entry.Source)
            || !entry.Operand.Memory.Contains(start + offset, entry.Needed))
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
    }

    private static bool SameButPlace(in Descriptor a, in Descriptor b)
    {
        ReadOnlySpan<long> left = Words(a), right = Words(b);
        int start = DescriptorField.TileBase.Index(), offset = DescriptorField.TileOffset.Index();
        return left[(offset + 1)..].SequenceEqual(right[(offset + 1)..])
            && left[..start].SequenceEqual(right[..start])
            && left[(start + 1)..offset].SequenceEqual(right[(start + 1)..offset]);
    }

    private static ReadOnlySpan<long> Words(in Descriptor descriptor) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Descriptor, long>(ref Unsafe.AsRef(in descriptor)), Descriptor.Words);
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
