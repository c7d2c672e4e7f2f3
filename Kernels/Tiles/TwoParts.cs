using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>Two neighbouring vectors, of one panel or of two that lie side by side: 12 accumulators in a six-row tile fit sixteen registers.</summary>
internal readonly unsafe struct TwoParts<L, V>(V v0, V v1) : IRow<TwoParts<L, V>>
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly V v0 = v0;
    private readonly V v1 = v1;

    public static int Columns => 2 * L.Count;

    public static TwoParts<L, V> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> Load(int* sums) => new(L.Load(sums), L.Load(sums + (1 * L.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* sums, TwoParts<L, V> row)
    {
        L.Store(sums, row.v0);
        L.Store(sums + (1 * L.Count), row.v1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> LoadPanels(byte* panel, nint panelBytes) => new(L.Load(panel), L.Load(panel + (4 * L.Count)));

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
    public static TwoParts<L, V> MultiplyPairs(TwoParts<L, V> accumulator, int pair, TwoParts<L, V> panels)
    {
        V a = L.Splat(pair);
        V p0 = L.PairProducts(a, panels.v0), p1 = L.PairProducts(a, panels.v1);
        V s0 = L.Add(accumulator.v0, p0), s1 = L.Add(accumulator.v1, p1);
        return new(s0, s1);
    }

    /// <summary>One broadcast int16 pair times the row's pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> PairProducts(int pair, TwoParts<L, V> panels)
    {
        V a = L.Splat(pair);
        return new(L.PairProducts(a, panels.v0), L.PairProducts(a, panels.v1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> EvenBytes(TwoParts<L, V> panels, bool signed) => new(L.EvenBytes(panels.v0, signed), L.EvenBytes(panels.v1, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> OddBytes(TwoParts<L, V> panels, bool signed) => new(L.OddBytes(panels.v0, signed), L.OddBytes(panels.v1, signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> Canonical(TwoParts<L, V> row) => new(L.CanonicalF(row.v0), L.CanonicalF(row.v1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> FusedMultiplyAdd(TwoParts<L, V> accumulator, float value, TwoParts<L, V> panels)
    {
        V a = L.SplatF(value);
        return new(L.FusedMultiplyAdd(a, panels.v0, accumulator.v0), L.FusedMultiplyAdd(a, panels.v1, accumulator.v1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoParts<L, V> Add(TwoParts<L, V> a, TwoParts<L, V> b) => new(L.Add(a.v0, b.v0), L.Add(a.v1, b.v1));
}
