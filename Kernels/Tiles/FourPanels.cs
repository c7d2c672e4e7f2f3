using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>Four vectors, one in each of four neighbouring panels: sixteen lanes wide, 24 accumulators in a six-row tile.</summary>
internal readonly unsafe struct FourPanels<L, V>(V v0, V v1, V v2, V v3) : IRow<FourPanels<L, V>>
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly V v0 = v0;
    private readonly V v1 = v1;
    private readonly V v2 = v2;
    private readonly V v3 = v3;

    public static int Columns => 4 * L.Count;

    public static FourPanels<L, V> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> Load(int* sums) => new(L.Load(sums), L.Load(sums + (1 * L.Count)), L.Load(sums + (2 * L.Count)), L.Load(sums + (3 * L.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* sums, FourPanels<L, V> row)
    {
        L.Store(sums, row.v0);
        L.Store(sums + (1 * L.Count), row.v1);
        L.Store(sums + (2 * L.Count), row.v2);
        L.Store(sums + (3 * L.Count), row.v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> LoadPanels(byte* panel, nint panelBytes) => new(L.Load(panel), L.Load(panel + panelBytes), L.Load(panel + (2 * panelBytes)), L.Load(panel + (3 * panelBytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* panel, nint panelBytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(panel);
            Sse.Prefetch0(panel + panelBytes);
            Sse.Prefetch0(panel + (2 * panelBytes));
            Sse.Prefetch0(panel + (3 * panelBytes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchFar(byte* panel, nint panelBytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(panel);
            Sse.Prefetch1(panel + panelBytes);
            Sse.Prefetch1(panel + (2 * panelBytes));
            Sse.Prefetch1(panel + (3 * panelBytes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> MultiplyPairs(FourPanels<L, V> accumulator, int pair, FourPanels<L, V> panels)
    {
        V a = L.Splat(pair);
        V p0 = L.PairProducts(a, panels.v0), p1 = L.PairProducts(a, panels.v1);
        V s0 = L.Add(accumulator.v0, p0), s1 = L.Add(accumulator.v1, p1);
        V p2 = L.PairProducts(a, panels.v2), p3 = L.PairProducts(a, panels.v3);
        V s2 = L.Add(accumulator.v2, p2), s3 = L.Add(accumulator.v3, p3);
        return new(s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> EvenBytes(FourPanels<L, V> panels, bool signed) => new(L.EvenBytes(panels.v0, signed), L.EvenBytes(panels.v1, signed), L.EvenBytes(panels.v2, signed), L.EvenBytes(panels.v3, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> OddBytes(FourPanels<L, V> panels, bool signed) => new(L.OddBytes(panels.v0, signed), L.OddBytes(panels.v1, signed), L.OddBytes(panels.v2, signed), L.OddBytes(panels.v3, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> Canonical(FourPanels<L, V> row) => new(L.CanonicalF(row.v0), L.CanonicalF(row.v1), L.CanonicalF(row.v2), L.CanonicalF(row.v3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> FusedMultiplyAdd(FourPanels<L, V> accumulator, float value, FourPanels<L, V> panels)
    {
        V a = L.SplatF(value);
        return new(L.FusedMultiplyAdd(a, panels.v0, accumulator.v0), L.FusedMultiplyAdd(a, panels.v1, accumulator.v1), L.FusedMultiplyAdd(a, panels.v2, accumulator.v2), L.FusedMultiplyAdd(a, panels.v3, accumulator.v3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanels<L, V> Add(FourPanels<L, V> a, FourPanels<L, V> b) => new(L.Add(a.v0, b.v0), L.Add(a.v1, b.v1), L.Add(a.v2, b.v2), L.Add(a.v3, b.v3));
}
