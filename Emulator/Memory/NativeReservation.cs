using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AccelEmu.Emulator;

/// <summary>
/// Address space for one memory: zero at first, backed by pages only where touched. Linux reserves by anonymous mmap without swap
/// accounting; where that is missing or refused, it is one zeroed buffer. It never moves: an instruction holds views of all its operands at once.
/// </summary>
internal sealed unsafe partial class NativeReservation : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymousNoReserve = 0x4022;
    private const int LargePages = 14;
    private const long LeastForLargePages = 4 << 20;

    private readonly bool mapped;
    private byte* start;
    private ulong words;
    private bool released;

    /// <summary>Reserves <paramref name="capacity"/> bytes.</summary>
    /// <param name="capacity">Bytes, 0 or more.</param>
    /// <param name="allowMapping">False forces the buffer.</param>
    public NativeReservation(long capacity, bool allowMapping = true)
    {
        Capacity = capacity;
        words = (ulong)Math.Max(0, capacity - sizeof(long) + 1);
        if (allowMapping && capacity > 0 && OperatingSystem.IsLinux())
        {
            nint address = MemoryMap(0, (nuint)capacity, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
            if (address != -1)
            {
                start = (byte*)address;
                if (capacity >= LeastForLargePages)
                {
                    // Advice only: streams through megabytes of weights miss the translation buffers otherwise.
                    _ = MemoryAdvise(address, (nuint)capacity, LargePages);
                }
                mapped = true;
                return;
            }
        }
        start = (byte*)NativeMemory.AllocZeroed((nuint)capacity);
    }

    /// <summary>Releases the pages of a reservation nobody disposed.</summary>
    ~NativeReservation() => Release();

    /// <summary>Bytes that may be addressed.</summary>
    public long Capacity { get; }

    /// <summary>The bytes [address, address + length), which the caller has checked against <see cref="Capacity"/>.</summary>
    public Span<byte> Slice(long address, int length)
    {
        ObjectDisposedException.ThrowIf(released, this);
        return new Span<byte>(start + (nuint)address, length);
    }

    /// <summary>True when eight bytes at <paramref name="address"/> are backed, so that <see cref="Word"/> may be used.</summary>
    public bool HasWord(long address) => (ulong)address < words;

    /// <summary>Eight bytes that <see cref="HasWord"/> is true for.</summary>
    public ref long Word(long address) => ref Unsafe.AsRef<long>(start + (nuint)address);

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (released)
        {
            return;
        }
        released = true;
        words = 0;
        if (mapped)
        {
            _ = MemoryUnmap((nint)start, (nuint)Capacity);
        }
        else
        {
            NativeMemory.Free(start);
        }
        start = null;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MemoryMap(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MemoryUnmap(nint address, nuint length);
}
