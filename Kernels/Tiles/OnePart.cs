using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>One vector inside a panel: the columns wider tiles leave over.</summary>
internal readonly unsafe struct OnePart<L, V>(V v0) : IRow<OnePart<L, V>>
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly V v0 = v0;

    public static int Columns => 1 * L.Count;

    public static OnePart<L, V> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> Load(int* sums) => new(L.Load(sums));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* sums, OnePart<L, V> row)
    {
        L.Store(sums, row.v0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> LoadPanels(byte* panel, nint panelBytes) => new(L.Load(panel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* panel, nint panelBytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchFar(byte* panel, nint panelBytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> MultiplyPairs(OnePart<L, V> accumulator, int pair, OnePart<L, V> panels)
    {
        V a = L.Splat(pair);
        return new(L.MultiplyPairs(accumulator.v0, a, panels.v0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> EvenBytes(OnePart<L, V> panels, bool signed) => new(L.EvenBytes(panels.v0, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> OddBytes(OnePart<L, V> panels, bool signed) => new(L.OddBytes(panels.v0, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> Canonical(OnePart<L, V> row) => new(L.CanonicalF(row.v0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> FusedMultiplyAdd(OnePart<L, V> accumulator, float value, OnePart<L, V> panels)
    {
        V a = L.SplatF(value);
        return new(L.FusedMultiplyAdd(a, panels.v0, accumulator.v0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePart<L, V> Add(OnePart<L, V> a, OnePart<L, V> b) => new(L.Add(a.v0, b.v0));
}
