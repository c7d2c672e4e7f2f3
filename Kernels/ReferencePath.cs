using System;

namespace AccelEmu.Kernels;

/// <summary>Counts the calls of this thread that no kernel took, so that a test sees when a fast path silently stops being one.</summary>
internal static class ReferencePath
{
    [ThreadStatic]
    private static long taken;

    /// <summary>Calls so far on this thread that the scalar reference ran.</summary>
    public static long Taken => taken;

    /// <summary>Notes one such call.</summary>
    public static void Take() => taken++;
}
