using System;
using System.Runtime.InteropServices;

namespace AccelEmu.Kernels;

/// <summary>Pages that hold machine code, written first and executable after: never both at once.</summary>
internal static unsafe partial class ExecutableMemory
{
    private const int ReadWrite = 3;
    private const int ReadExecute = 5;
    private const int PrivateAnonymous = 0x22;

    /// <summary>Copies <paramref name="code"/> into fresh executable pages that live as long as the process; null when the system refuses.</summary>
    public static void* Publish(ReadOnlySpan<byte> code)
    {
        nuint length = ((nuint)code.Length + 4095) & ~(nuint)4095;
        void* pages = Map(null, length, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)pages == -1)
        {
            return null;
        }
        code.CopyTo(new Span<byte>(pages, code.Length));
        if (Protect(pages, length, ReadExecute) == 0)
        {
            return pages;
        }
        _ = Unmap(pages, length);
        return null;
    }

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
