using System;
using System.Runtime.InteropServices;

namespace AccelEmu.Kernels.Tests;

/// <summary>A buffer whose end touches an inaccessible page and whose start follows a canary: reads and writes outside it crash or are found.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int Page = 4096;
    private const int CanaryBytes = 64;
    private readonly byte* pages;
    private readonly nint capacity;
    private int length;

    public GuardedMemory(int capacity)
    {
        this.capacity = (capacity + CanaryBytes + Page - 1) / Page * Page;
        pages = (byte*)Map(null, (nuint)this.capacity + Page, 3, 0x22, -1, 0);
        if ((nint)pages == -1 || Protect(pages + this.capacity, Page, 0) != 0)
        {
            throw new InvalidOperationException("no guarded memory");
        }
    }

    /// <summary>The last <paramref name="bytes"/> bytes before the guard page; content of earlier calls is gone.</summary>
    public Span<byte> Take(long bytes)
    {
        length = checked((int)bytes);
        if (length > capacity - CanaryBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes));
        }
        byte* start = pages + capacity - length;
        new Span<byte>(start - CanaryBytes, CanaryBytes).Fill(0xC5);
        return new Span<byte>(start, length);
    }

    /// <summary>The buffer taken last.</summary>
    public Span<byte> Current => new(pages + capacity - length, length);

    /// <summary>True while nothing wrote before the buffer.</summary>
    public bool CanaryLives => new ReadOnlySpan<byte>(pages + capacity - length - CanaryBytes, CanaryBytes).IndexOfAnyExcept((byte)0xC5) < 0;

    public static implicit operator Span<byte>(GuardedMemory memory) => memory.Current;

    public void Dispose() => _ = Unmap(pages, (nuint)capacity + Page);

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);
}
