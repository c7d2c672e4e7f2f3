using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Measurement;

/// <summary>
/// Arrays that start on a cache line, as the machine's memories and the tensors of native runtimes do. Arrays of the runtime start 16 bytes after one more often than
/// not, where every vector of 64 bytes lies on two lines.
/// </summary>
internal static class CacheLineArrays
{
    private const int Line = 64;
    private const int Header = 24;
    private const int MostTries = 16;

    /// <summary>A zeroed array that stays where it is; off a cache line only if the runtime keeps refusing.</summary>
    public static unsafe T[] Create<T>(int length)
        where T : unmanaged
    {
        for (int tries = 1; ; tries++)
        {
            T[] array = GC.AllocateArray<T>(length, pinned: true);
            nint start = length == 0 ? 0 : (nint)Unsafe.AsPointer(ref array[0]);
            if (start % Line == 0 || tries == MostTries)
            {
                return array;
            }
            // What comes next of about this size lies right behind: an array with the missing bytes moves it.
            nint next = start + ((((nint)length * sizeof(T)) + 7) & ~(nint)7) + (2 * Header);
            nint missing = (Line - (next % Line)) % Line;
            GC.KeepAlive(GC.AllocateUninitializedArray<byte>(checked((int)(((nint)length * sizeof(T) / Line * Line) + missing)), pinned: true));
        }
    }

    /// <summary>A copy that starts on a cache line.</summary>
    public static T[] Copy<T>(T[] array)
        where T : unmanaged
    {
        T[] copy = Create<T>(array.Length);
        array.CopyTo(copy, 0);
        return copy;
    }
}
