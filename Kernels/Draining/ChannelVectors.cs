using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// The parameters of a drain, eight channels at a time: with 2048 outputs a scalar loop costs as much as a tenth of the product. Each method returns how many channels
/// it has done; the caller's scalar loop, which defines them, does the rest, all of them where these forms do not apply.
/// </summary>
internal static unsafe class ChannelVectors
{
    private const int Count = 8;

    /// <summary>Bias plus corrections (may be null).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Bias(ReadOnlySpan<int> bias, long first, long columns, int* corrections, int* to)
    {
        if (bias.Length < first + columns || !Vector256.IsHardwareAccelerated)
        {
            return 0;
        }
        long i = 0;
        fixed (int* from = bias[(int)first..])
        {
            for (; i + Count <= columns; i += Count)
            {
                Vector256<int> value = Vector256.Load(from + i);
                (corrections == null ? value : value + Vector256.Load(corrections + i)).Store(to + i);
            }
        }
        return i;
    }

    /// <summary>Fixed-point parameters whose shifts are all to the right; nothing when a channel is not so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Fixed(in DrainPlan plan, bool single, in DrainArguments d, long first, long columns, ref bool unshifted)
    {
        if (d.Multipliers.Length < first + columns || d.Shifts.Length < first + columns || !Avx2.IsSupported)
        {
            return 0;
        }
        Vector256<int> bad = default, zeros = default, one = Vector256<int>.One;
        Vector256<long> oneLong = Vector256<long>.One, low = Vector256.Create(0xFFFFFFFFL), thirty = Vector256.Create(30L);
        long i = 0;
        fixed (int* multipliers = d.Multipliers[(int)first..], shifts = d.Shifts[(int)first..])
        {
            for (; i + Count <= columns; i += Count)
            {
                Vector256<int> right = -Vector256.Load(shifts + i), multiplier = Vector256.Load(multipliers + i);
                bad |= Vector256.LessThan(right, default) | Vector256.GreaterThan(right, Vector256.Create(31)) | Vector256.Equals(multiplier, Vector256.Create(int.MinValue));
                multiplier.Store(plan.Multipliers + i);
                if (!single)
                {
                    right.Store(plan.Shifts + i);
                    Vector256<int>.Zero.Store(plan.Lefts + i);
                    (Avx2.ShiftLeftLogicalVariable(one, right.AsUInt32()) - one).Store(plan.Masks + i);
                    continue;
                }
                Vector256<int> none = Vector256.Equals(right, default);
                zeros |= none;
                Vector256.Max(right - one, default).Store(plan.Shifts + i);
                none.Store(plan.Masks + i);
                Avx2.ShiftLeftLogicalVariable(oneLong, ((right.AsInt64() & low) + thirty).AsUInt64()).Store(plan.RoundEven + (i / 2));
                Avx2.ShiftLeftLogicalVariable(oneLong, ((right.AsInt64() >>> 32) + thirty).AsUInt64()).Store(plan.RoundOdd + (i / 2));
            }
        }
        if (bad != default)
        {
            return 0;
        }
        unshifted |= zeros != default;
        return i;
    }

    /// <summary>Scales in 2^-16 and right shifts (as fp32) of a fixed-point plan; nothing when a multiplier is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Scales(in DrainPlan plan, bool single, int columns, float* scales, float* rights, ref int deepest)
    {
        Vector256<int> signs = default, most = default;
        int i = 0;
        for (; Vector256.IsHardwareAccelerated && i + Count <= columns; i += Count)
        {
            Vector256<int> right = Vector256.Load(plan.Shifts + i), multiplier = Vector256.Load(plan.Multipliers + i);
            right += single ? Vector256<int>.One : default;
            signs |= multiplier;
            most = Vector256.Max(most, right);
            (Vector256.ConvertToSingle(multiplier) * ((Vector256.Create(112) - right) << 23).AsSingle()).Store(scales + i);
            Vector256.ConvertToSingle(right).Store(rights + i);
        }
        if (Vector256.LessThanAny(signs, default))
        {
            return 0;
        }
        for (int lane = 0; lane < Count; lane++)
        {
            deepest = Math.Max(deepest, most[lane]);
        }
        return i;
    }

    /// <summary>Offsets of two roundings from the right shifts in <paramref name="offsets"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Offsets(int columns, float middle, float* offsets, float* negatives)
    {
        int i = 0;
        for (; Avx2.IsSupported && i + Count <= columns; i += Count)
        {
            // Counts below zero are far above 31 as the instruction takes them: no bit is left.
            Vector256<int> right = Vector256.ConvertToInt32(Vector256.Load(offsets + i));
            Vector256<int> half = Avx2.ShiftLeftLogicalVariable(Vector256<int>.One, (Vector256.Create(15) - right).AsUInt32()) & ~Vector256.Equals(right, default);
            (Vector256.Create(middle) + Vector256.ConvertToSingle(half)).Store(offsets + i);
            (Vector256.Create(middle) - Vector256.ConvertToSingle(half)).Store(negatives + i);
        }
        return i;
    }
}
