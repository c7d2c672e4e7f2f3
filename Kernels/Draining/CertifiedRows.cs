using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Blocks of sums drained in fp32 at one width where that is proved (<see cref="CertifiedDrain"/>); rows that are not decided take the integer path.</summary>
internal static unsafe class CertifiedRows<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <summary>As <see cref="DrainRows{L, V}.Run"/>; sums of decided rows stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in DrainPlan plan, in CertifiedDrain certified, int* sums, nint sumsRow, long firstRow, int rows, int column, int columns)
    {
        byte* line = stackalloc byte[2 * GemmTiles.BlockColumns];
        byte* residualLine = line + GemmTiles.BlockColumns;
        bool adds = plan.ResidualMode != ResidualMode.None, whole = columns % L.Count == 0;
        KernelTier tier = L.Count >= Lanes512.Count ? KernelTier.Vector512 : KernelTier.Vector256;
        for (int r = 0; r < rows; r++, sums += sumsRow)
        {
            byte* output = plan.Output + plan.OutputMap.Offset(firstRow + r) + column;
            // A residual may be where the output is: nothing is written before the row is decided.
            byte* to = adds || !whole ? line : output;
            bool decided;
            if (adds)
            {
                byte* residual = plan.Residual + plan.ResidualMap.Offset(firstRow + r) + column;
                if (!whole)
                {
                    Buffer.MemoryCopy(residual, residualLine, columns, columns);
                    residual = residualLine;
                }
                decided = Add(plan, certified, sums, residual, column, columns, to);
            }
            else
            {
                decided = Scale(plan, certified, sums, column, columns, to);
            }
            if (!decided)
            {
                DrainRows<L, V>.Run(plan, sums, sumsRow, firstRow + r, 1, column, columns);
                continue;
            }
            if (to == line)
            {
                Buffer.MemoryCopy(line, output, columns, columns);
            }
            if (plan.Lut != null)
            {
                ByteTable.Apply(tier, output, output, plan.Lut, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Scale(in DrainPlan plan, in CertifiedDrain certified, int* sums, int channel, int columns, byte* to)
    {
        Columns at = new(plan, certified, sums, channel);
        bool twoOffsets = certified.TwoOffsets, signed = plan.OutputType == DType.I8;
        V low = L.Splat(certified.FirstLow), high = L.Splat(certified.FirstHigh), window = L.Splat(certified.Window), least = window;
        V lowBytes = L.Splat(certified.LastLow * 0x01010101), highBytes = L.Splat(certified.LastHigh * 0x01010101);
        int i = 0;
        for (; i + (4 * L.Count) <= columns; i += 4 * L.Count)
        {
            V a = Spread(at, i, twoOffsets), b = Spread(at, i + L.Count, twoOffsets);
            least = L.Min(least, L.Min(L.And(a, window), L.And(b, window)));
            V c = Spread(at, i + (2 * L.Count), twoOffsets), d = Spread(at, i + (3 * L.Count), twoOffsets);
            least = L.Min(least, L.Min(L.And(c, window), L.And(d, window)));
            L.Store(to + i, L.ClampBytes(L.UpperBytes(a, b, c, d, signed), lowBytes, highBytes, signed));
        }
        for (; i < columns; i += L.Count)
        {
            V t = Spread(at, i, twoOffsets);
            least = L.Min(least, L.And(t, window));
            L.StoreBytes(to + i, L.Min(L.Max(L.ShiftRight(t, 16), low), high));
        }
        return !L.AnyZero(least);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Add(in DrainPlan plan, in CertifiedDrain certified, int* sums, byte* residual, int channel, int columns, byte* to)
    {
        Columns at = new(plan, certified, sums, channel);
        bool twoOffsets = certified.TwoOffsets, signed = plan.OutputType == DType.I8;
        V window = L.Splat(certified.Window), least = window, lastWindow = L.Splat(certified.ResidualWindow), last = lastWindow;
        V lowBytes = L.Splat(certified.LastLow * 0x01010101), highBytes = L.Splat(certified.LastHigh * 0x01010101);
        V low = L.Splat(plan.AddLow), high = L.Splat(plan.AddHigh), firstLow = L.Splat(certified.FirstLow), firstHigh = L.Splat(certified.FirstHigh);
        V scaleA = L.SplatF(certified.ScaleA), scaleB = L.SplatF(certified.ScaleB), offset = L.SplatF(certified.ResidualOffset);
        bool residualSigned = plan.ResidualType == DType.I8;
        int i = 0;
        for (; i + (4 * L.Count) <= columns; i += 4 * L.Count)
        {
            V a = Spread(at, i, twoOffsets), b = Spread(at, i + L.Count, twoOffsets);
            least = L.Min(least, L.Min(L.And(a, window), L.And(b, window)));
            V c = Spread(at, i + (2 * L.Count), twoOffsets), d = Spread(at, i + (3 * L.Count), twoOffsets);
            least = L.Min(least, L.Min(L.And(c, window), L.And(d, window)));
            a = Sum(L.Min(L.Max(L.ShiftRight(a, 16), firstLow), firstHigh), residual + i, residualSigned, scaleA, scaleB, offset);
            b = Sum(L.Min(L.Max(L.ShiftRight(b, 16), firstLow), firstHigh), residual + i + L.Count, residualSigned, scaleA, scaleB, offset);
            last = L.Min(last, L.Min(L.And(a, lastWindow), L.And(b, lastWindow)));
            c = Sum(L.Min(L.Max(L.ShiftRight(c, 16), firstLow), firstHigh), residual + i + (2 * L.Count), residualSigned, scaleA, scaleB, offset);
            d = Sum(L.Min(L.Max(L.ShiftRight(d, 16), firstLow), firstHigh), residual + i + (3 * L.Count), residualSigned, scaleA, scaleB, offset);
            last = L.Min(last, L.Min(L.And(c, lastWindow), L.And(d, lastWindow)));
            L.Store(to + i, L.ClampBytes(L.UpperBytes(a, b, c, d, signed), lowBytes, highBytes, signed));
        }
        for (; i < columns; i += L.Count)
        {
            V t = Spread(at, i, twoOffsets);
            least = L.Min(least, L.And(t, window));
            t = Sum(L.Min(L.Max(L.ShiftRight(t, 16), firstLow), firstHigh), residual + i, residualSigned, scaleA, scaleB, offset);
            last = L.Min(last, L.And(t, lastWindow));
            L.StoreBytes(to + i, L.Min(L.Max(L.ShiftRight(t, 16), low), high));
        }
        return !L.AnyZero(least) && !L.AnyZero(last);
    }

    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly struct Columns(in DrainPlan plan, in CertifiedDrain certified, int* sums, int channel)
    {
        public readonly int* Sums = sums, Bias = plan.Bias + channel;
        public readonly float* Scales = certified.Scales + channel, Offsets = certified.Offsets + channel, Negatives = certified.Negatives + channel;
    }

    // The value before its rounding in units of 2^-16: its floor is in the upper half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Spread(in Columns at, int i, bool twoOffsets)
    {
        V x = L.Add(L.Load(at.Sums + i), L.Load(at.Bias + i));
        V offset = L.Load(at.Offsets + i);
        if (twoOffsets)
        {
            offset = L.Select(L.ShiftRight(x, 31), L.Load(at.Negatives + i), offset);
        }
        return L.ToIntegerInRange(L.FusedMultiplyAdd(L.ToFloat(x), L.Load(at.Scales + i), offset));
    }

    // The same of the sum with the residual.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(V a, byte* residual, bool signed, V scaleA, V scaleB, V offset)
    {
        V b = L.ToFloat(signed ? L.LoadBytes(residual, true) : L.LoadBytes(residual, false));
        return L.ToIntegerInRange(L.FusedMultiplyAdd(L.ToFloat(a), scaleA, L.FusedMultiplyAdd(b, scaleB, offset)));
    }
}
