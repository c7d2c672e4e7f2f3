using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>Four neighbouring vectors: panels that lie side by side, step by step. 24 accumulators in a six-row tile.</summary>
internal readonly unsafe struct FourParts<L, V>(V v0, V v1, V v2, V v3) : IRow<FourParts<L, V>>
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly V v0 = v0;
    private readonly V v1 = v1;
    private readonly V v2 = v2;
    private readonly V v3 = v3;

    public static int Columns => 4 * L.Count;

    public static FourParts<L, V> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> Load(int* sums) => new(L.Load(sums), L.Load(sums + (1 * L.Count)), L.Load(sums + (2 * L.Count)), L.Load(sums + (3 * L.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* sums, FourParts<L, V> row)
    {
        L.Store(sums, row.v0);
        L.Store(sums + (1 * L.Count), row.v1);
        L.Store(sums + (2 * L.Count), row.v2);
        L.Store(sums + (3 * L.Count), row.v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> LoadPanels(byte* panel, nint panelBytes) => new(L.Load(panel), L.Load(panel + (4 * L.Count)), L.Load(panel + (8 * L.Count)), L.Load(panel + (12 * L.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* panel, nint panelBytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(panel);
            Sse.Prefetch0(panel + (4 * L.Count));
            Sse.Prefetch0(panel + (8 * L.Count));
            Sse.Prefetch0(panel + (12 * L.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchFar(byte* panel, nint panelBytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(panel);
            Sse.Prefetch1(panel + (4 * L.Count));
            Sse.Prefetch1(panel + (8 * L.Count));
            Sse.Prefetch1(panel + (12 * L.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> MultiplyPairs(FourParts<L, V> accumulator, int pair, FourParts<L, V> panels)
    {
        V a = L.Splat(pair);
        V p0 = L.PairProducts(a, panels.v0), p1 = L.PairProducts(a, panels.v1);
        V s0 = L.Add(accumulator.v0, p0), s1 = L.Add(accumulator.v1, p1);
        V p2 = L.PairProducts(a, panels.v2), p3 = L.PairProducts(a, panels.v3);
        V s2 = L.Add(accumulator.v2, p2), s3 = L.Add(accumulator.v3, p3);
        return new(s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> EvenBytes(FourParts<L, V> panels, bool signed) => new(L.EvenBytes(panels.v0, signed), L.EvenBytes(panels.v1, signed), L.EvenBytes(panels.v2, signed), L.EvenBytes(panels.v3, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> OddBytes(FourParts<L, V> panels, bool signed) => new(L.OddBytes(panels.v0, signed), L.OddBytes(panels.v1, signed), L.OddBytes(panels.v2, signed), L.OddBytes(panels.v3, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> Canonical(FourParts<L, V> row) => new(L.CanonicalF(row.v0), L.CanonicalF(row.v1), L.CanonicalF(row.v2), L.CanonicalF(row.v3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> FusedMultiplyAdd(FourParts<L, V> accumulator, float value, FourParts<L, V> panels)
    {
        V a = L.SplatF(value);
        return new(L.FusedMultiplyAdd(a, panels.v0, accumulator.v0), L.FusedMultiplyAdd(a, panels.v1, accumulator.v1), L.FusedMultiplyAdd(a, panels.v2, accumulator.v2), L.FusedMultiplyAdd(a, panels.v3, accumulator.v3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourParts<L, V> Add(FourParts<L, V> a, FourParts<L, V> b) => new(L.Add(a.v0, b.v0), L.Add(a.v1, b.v1), L.Add(a.v2, b.v2), L.Add(a.v3, b.v3));
}
