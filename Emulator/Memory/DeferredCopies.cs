using System;
using System.Collections.Generic;

namespace AccelEmu.Emulator;

/// <summary>
/// Copies from another memory that have been executed but not carried out: nobody can tell until one of the two sides is written. Weights that stream through
/// a scratchpad are thus read where they are.
/// </summary>
/// <remarks>
/// Every access goes through <see cref="MachineMemory.View"/> or <see cref="MachineMemory.Touch"/>. A view inside one copy is the source's bytes; any other view
/// that meets a copy, and any write to either side, carries it out first.
/// </remarks>
internal sealed class DeferredCopies(MachineMemory owner)
{
    // Smaller copies are sooner made than kept in parts, and many parts are long to look through.
    private const long LeastToSplit = 64 * 1024;
    private const int MostEntries = 64;

    private readonly record struct Entry(long Address, long Length, MachineMemory Source, long SourceAddress)
    {
        public long End => Address + Length;

        public bool Meets(long address, long length) => address < End && Address < address + length;

        public Entry Part(long from, long to) => new(from, to - from, Source, SourceAddress + (from - Address));
    }

    private readonly List<Entry> entries = [];

    /// <summary>Copies not carried out.</summary>
    public int Count => entries.Count;

    /// <summary>Bytes not copied yet.</summary>
    public long Bytes
    {
        get
        {
            long sum = 0;
            foreach (Entry entry in entries)
            {
                sum += entry.Length;
            }
            return sum;
        }
    }

    /// <summary>Defers a copy; what it covers of earlier ones is forgotten.</summary>
    public void Add(long address, long length, MachineMemory source, long sourceAddress)
    {
        Forget(address, length);
        entries.Add(new Entry(address, length, source, sourceAddress));
        source.Lends(this);
    }

    /// <summary>Forgets copies, or their parts, into bytes that are about to be replaced as a whole.</summary>
    public void Forget(long address, long length)
    {
        long end = address + length;
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            Entry entry = entries[i];
            if (!entry.Meets(address, length))
            {
                continue;
            }
            entries.RemoveAt(i);
            if (entry.Address < address)
            {
                entries.Add(entry.Part(entry.Address, address));
            }
            if (end < entry.End)
            {
                entries.Add(entry.Part(end, entry.End));
            }
        }
    }

    /// <summary>Where the bytes of a range are, when they are all in one source: false when they are in the memory itself, which this makes sure of.</summary>
    public bool TryFind(long address, int length, out MachineMemory source, out long sourceAddress)
    {
        foreach (Entry entry in entries)
        {
            if (entry.Address <= address && address + length <= entry.End)
            {
                (source, sourceAddress) = (entry.Source, entry.SourceAddress + (address - entry.Address));
                return true;
            }
        }
        (source, sourceAddress) = (owner, address);
        Settle(address, length);
        return false;
    }

    /// <summary>Carries out the copies into any of these bytes; of a large copy no more than those bytes.</summary>
    public void Settle(long address, long length)
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            Entry entry = entries[i];
            if (!entry.Meets(address, length))
            {
                continue;
            }
            if (entry.Length < LeastToSplit || entries.Count >= MostEntries)
            {
                CarryOut(i);
                continue;
            }
            long from = Math.Max(entry.Address, address), to = Math.Min(entry.End, address + length);
            Forget(from, to - from);
            owner.CarryOut(from, to - from, entry.Source, entry.SourceAddress + (from - entry.Address));
        }
    }

    /// <summary>Carries out the copies from any of these bytes.</summary>
    public void SettleFrom(MachineMemory source, long address, long length)
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            Entry entry = entries[i];
            if (ReferenceEquals(entry.Source, source) && address < entry.SourceAddress + entry.Length && entry.SourceAddress < address + length)
            {
                CarryOut(i);
            }
        }
    }

    /// <summary>Forgets all copies.</summary>
    public void Clear() => entries.Clear();

    private void CarryOut(int index)
    {
        Entry entry = entries[index];
        entries.RemoveAt(index);
        owner.CarryOut(entry.Address, entry.Length, entry.Source, entry.SourceAddress);
    }
}
