using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>
/// One memory of a machine: bytes from 0 to <see cref="Capacity"/>, zero at power-on. It knows which ranges may be non-zero, so
/// that a reset, a save and the zero a drain leaves behind touch those only.
/// </summary>
public sealed class MachineMemory : IDisposable
{
    private readonly NativeReservation bytes;
    private readonly ByteRanges touched = new();
    private readonly long granule;
    private readonly DeferredCopies deferred;
    // Memories that read these bytes instead of copies.
    private readonly List<DeferredCopies> borrowers = [];

    internal MachineMemory(Space space, int core, long capacity, bool allowMapping = true)
    {
        Space = space;
        Core = core;
        Capacity = capacity;
        bytes = new NativeReservation(capacity, allowMapping);
        // Sums are zeroed range by range, so their map is exact; elsewhere whole pages keep the map short.
        granule = space == Space.Accumulator ? 1 : 4096;
        deferred = new DeferredCopies(this);
    }

    /// <summary>Which space this is.</summary>
    public Space Space { get; }

    /// <summary>The core that owns it; −1 for DRAM.</summary>
    public int Core { get; }

    /// <summary>Bytes.</summary>
    public long Capacity { get; }

    /// <summary>Bytes in ranges that may differ from zero.</summary>
    public long TouchedBytes => touched.TotalBytes;

    /// <summary>Copies bytes out.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="destination">Receives as many bytes as it is long.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the memory.</exception>
    public void Read(long address, Span<byte> destination)
    {
        CheckRange(address, destination.Length);
        View(address, destination.Length).CopyTo(destination);
    }

    /// <summary>Copies bytes in.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="source">Bytes to write.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the memory.</exception>
    public void Write(long address, ReadOnlySpan<byte> source)
    {
        CheckRange(address, source.Length);
        Touch(address, source.Length);
        source.CopyTo(View(address, source.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => bytes.Dispose();

    /// <inheritdoc/>
    public override string ToString() => Core < 0 ? "dram" : $"core {Core} {(Space == Space.Scratchpad ? "scratchpad" : "accumulator")}";

    internal int TouchedRanges => touched.Count;

    internal bool Contains(long address, long length) => address >= 0 && length >= 0 && length <= Capacity && address <= Capacity - length;

    /// <summary>Bytes of a checked range. Writers call <see cref="Touch"/> first.</summary>
    internal Span<byte> View(long address, int length) => length == 0 ? []
        : deferred.Count != 0 && deferred.TryFind(address, length, out MachineMemory source, out long sourceAddress) ? source.View(sourceAddress, length)
        : bytes.Slice(address, length);

    /// <summary>
    /// The eight bytes at <paramref name="address"/>, when they are backed and so can be read at once; scalars are cut out of them.
    /// </summary>
    internal bool TryReadWord(long address, out long word)
    {
        bool backed = bytes.HasWord(address) && deferred.Count == 0;
        word = backed ? Unsafe.ReadUnaligned<long>(ref Unsafe.As<long, byte>(ref bytes.Word(address))) : 0;
        return backed;
    }

    /// <summary>Replaces the bits of <paramref name="mask"/> in the eight bytes at <paramref name="address"/>; false when they are not backed, or not known as touched.</summary>
    internal bool TryWriteWord(long address, int length, long value, long mask)
    {
        if (!bytes.HasWord(address) || !touched.LastContains(address, address + length) || deferred.Count != 0 || borrowers.Count != 0)
        {
            return false;
        }
        ref byte at = ref Unsafe.As<long, byte>(ref bytes.Word(address));
        long word = Unsafe.ReadUnaligned<long>(ref at);
        Unsafe.WriteUnaligned(ref at, (word & ~mask) | (value & mask));
        return true;
    }

    internal void Touch(long address, long length)
    {
        if (length <= 0)
        {
            return;
        }
        if (deferred.Count != 0 || borrowers.Count != 0)
        {
            Settle(address, length);
        }
        if (!touched.LastContains(address, address + length))
        {
            touched.Add(address & -granule, Math.Min((address + length + granule - 1) & -granule, Capacity));
        }
    }

    /// <summary>
    /// Makes a range equal to bytes of another memory without copying them as long as nobody can tell (<see cref="DeferredCopies"/>). That memory must not defer
    /// copies itself.
    /// </summary>
    internal void CopyLazily(long address, long length, MachineMemory source, long sourceAddress)
    {
        LendNothing(address, length);
        deferred.Add(address, length, source, sourceAddress);
        touched.Add(address & -granule, Math.Min((address + length + granule - 1) & -granule, Capacity));
    }

    /// <summary>Bytes of copies into this memory that were not carried out.</summary>
    internal long DeferredBytes => deferred.Bytes;

    /// <summary>Notes who reads these bytes instead of a copy.</summary>
    internal void Lends(DeferredCopies borrower)
    {
        if (!borrowers.Contains(borrower))
        {
            borrowers.Add(borrower);
        }
    }

    /// <summary>A copy that was deferred.</summary>
    internal void CarryOut(long address, long length, MachineMemory source, long sourceAddress)
    {
        for (long done = 0; done < length;)
        {
            int part = (int)Math.Min(length - done, 1 << 30);
            source.View(sourceAddress + done, part).CopyTo(bytes.Slice(address + done, part));
            done += part;
        }
    }

    /// <summary>True when every byte of the range is known to be zero without looking.</summary>
    internal bool IsUntouched(long address, long length) => !touched.Intersects(address, address + length);

    /// <summary>Makes a contiguous checked range zero and, where the map is exact, forgets it.</summary>
    internal void Zero(long address, int length)
    {
        if (IsUntouched(address, length))
        {
            return;
        }
        Settle(address, length);
        bytes.Slice(address, length).Clear();
        if (granule == 1)
        {
            touched.Remove(address, address + length);
        }
    }

    /// <summary>Back to power-on.</summary>
    internal void Reset()
    {
        deferred.Clear();
        LendNothing(0, Capacity);
        for (int i = 0; i < touched.Count; i++)
        {
            (long start, long end) = touched[i];
            for (long at = start; at < end;)
            {
                int length = (int)Math.Min(end - at, 1 << 30);
                View(at, length).Clear();
                at += length;
            }
        }
        touched.Clear();
    }

    /// <summary>Copies of all touched ranges.</summary>
    internal SavedRange[] Save()
    {
        List<SavedRange> ranges = [];
        for (int i = 0; i < touched.Count; i++)
        {
            (long start, long end) = touched[i];
            for (long at = start; at < end;)
            {
                int length = (int)Math.Min(end - at, 1 << 30);
                ranges.Add(new SavedRange(at, View(at, length).ToArray()));
                at += length;
            }
        }
        return [.. ranges];
    }

    /// <summary>Makes the contents those of <see cref="Save"/>.</summary>
    internal void Restore(SavedRange[] ranges)
    {
        Reset();
        foreach (SavedRange range in ranges)
        {
            Write(range.Address, range.Data);
        }
    }

    private void Settle(long address, long length)
    {
        deferred.Settle(address, length);
        LendNothing(address, length);
    }

    private void LendNothing(long address, long length)
    {
        foreach (DeferredCopies borrower in borrowers)
        {
            if (borrower.Count != 0)
            {
                borrower.SettleFrom(this, address, length);
            }
        }
    }

    private void CheckRange(long address, int length)
    {
        if (!Contains(address, length))
        {
            throw new ArgumentOutOfRangeException(nameof(address), address, $"{length} bytes from here leave {this} of {Capacity} bytes");
        }
    }
}

/// <summary>Contents of one touched range.</summary>
/// <param name="Address">First byte.</param>
/// <param name="Data">Bytes.</param>
internal readonly record struct SavedRange(long Address, byte[] Data);
