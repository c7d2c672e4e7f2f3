using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>What a <see cref="SmallProduct"/> hands to its kernel, in one scratch buffer of the thread.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SmallTables
{
    /// <summary>Where the groups of K of a row in memory start.</summary>
    public static readonly int* Groups = MakeGroups();

    /// <summary>Zeros for every column.</summary>
    public static readonly int* Zeros = (int*)Cleared(SmallProduct.MostSide * sizeof(int));

    public TileCall Call;
    public fixed long Rows[SmallProduct.MostSide];
    public fixed long Outputs[SmallProduct.MostSide];
    public fixed int Corrections[SmallProduct.MostSide];
    public fixed int Bias[SmallProduct.MostSide];
    public fixed float Scales[SmallProduct.MostSide];
    public fixed float Offsets[SmallProduct.MostSide];
    public fixed float Negatives[SmallProduct.MostSide];
    public fixed byte Records[SmallProduct.MostSide * TileCall.RecordBytes];

    /// <summary>The current thread's, with undefined content.</summary>
    public static SmallTables* OfThread => (SmallTables*)Scratch.Get(ScratchUse.SmallTables, sizeof(SmallTables));

    /// <summary>Writes <paramref name="count"/> addresses <paramref name="step"/> apart, whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetAddresses(long* to, byte* first, nint step, int count)
    {
        Vector512<long> at = Vector512.Create((long)first) + (Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create((long)step));
        Vector512<long> eight = Vector512.Create(8L * step);
        for (int r = 0; r < count; r += 8, at += eight)
        {
            at.Store(to + r);
        }
    }

    private static int* MakeGroups()
    {
        int* groups = (int*)Cleared(SmallProduct.MostDepth / 16 * sizeof(int));
        for (int i = 0; i < SmallProduct.MostDepth / 16; i++)
        {
            groups[i] = 16 * i;
        }
        return groups;
    }

    // Kept as long as the process.
    private static void* Cleared(int bytes)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)bytes, 64);
        NativeMemory.Clear(memory, (nuint)bytes);
        return memory;
    }
}
