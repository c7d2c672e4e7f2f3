using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Drains a block of sums that is still in cache, in place and then out, at one width.</summary>
internal static unsafe partial class DrainRows<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <summary>Drains <paramref name="rows"/> × <paramref name="columns"/> (at most 64) sums whose rows are <paramref name="sumsRow"/> lanes apart.</summary>
    /// <remarks>Each row has room for a whole vector after its last column; the sums are destroyed.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in DrainPlan plan, int* sums, nint sumsRow, long firstRow, int rows, int firstColumn, int columns)
    {
        if (plan.Stage == DrainStage.Single && plan.ResidualMode == ResidualMode.None && plan.Lut == null && plan.OutputMap.IsLinear
            && plan.OutputType is DType.I8 or DType.U8 && columns % L.Count == 0)
        {
            ScaleAndStoreBytes(plan, sums, sumsRow, firstRow, rows, firstColumn, columns);
            return;
        }
        int element = plan.OutputType.Bits() / 8;
        long* line = stackalloc long[64];
        for (int r = 0; r < rows; r++, sums += sumsRow)
        {
            Scale(plan, sums, firstColumn, columns);
            if (plan.ResidualMode != ResidualMode.None)
            {
                Add(plan, sums, plan.Residual + plan.ResidualMap.Offset(firstRow + r), firstColumn, columns, (byte*)line);
            }
            byte* output = plan.Output + plan.OutputMap.Offset(firstRow + r) + ((nint)firstColumn * element);
            if (columns % L.Count == 0)
            {
                Store(plan, sums, output, columns);
            }
            else
            {
                Store(plan, sums, (byte*)line, columns);
                Buffer.MemoryCopy(line, output, columns * element, columns * element);
            }
            if (plan.Lut != null)
            {
                ByteTable.Apply(L.Count >= Lanes512.Count ? KernelTier.Vector512 : KernelTier.Vector256, output, output, plan.Lut, columns);
            }
        }
    }

    // The common drain of a quantised network. Down the columns: a channel's parameters stay in registers for all rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleAndStoreBytes(in DrainPlan plan, int* sums, nint sumsRow, long firstRow, int rows, int channel, int columns)
    {
        V low = L.Splat(plan.Low);
        V high = L.Splat(plan.High);
        V zero = L.Splat(plan.ZeroPoint);
        nint step = plan.OutputMap.Step;
        byte* output = plan.Output + plan.OutputMap.Offset(firstRow) + channel;
        for (int i = 0; i < columns; i += L.Count)
        {
            V bias = L.Load(plan.Bias + channel + i);
            V multiplier = L.Load(plan.Multipliers + channel + i);
            V shift = L.Load(plan.Shifts + channel + i);
            V even = L.Load((int*)plan.RoundEven + channel + i);
            V odd = L.Load((int*)plan.RoundOdd + channel + i);
            int* from = sums + i;
            byte* to = output + i;
            for (int r = 0; r < rows; r++, from += sumsRow, to += step)
            {
                V x = L.ShiftRightEach(L.HighProduct(L.Add(L.Load(from), bias), multiplier, even, odd), shift);
                L.StoreBytes(to, L.Add(L.Min(L.Max(x, low), high), zero));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(in DrainPlan plan, int* sums, int channel, int columns)
    {
        V low = L.Splat(plan.Low);
        V high = L.Splat(plan.High);
        V zero = L.Splat(plan.ZeroPoint);
        int* bias = plan.Bias + channel;
        int* multipliers = plan.Multipliers + channel;
        int* shifts = plan.Shifts + channel;
        int* masks = plan.Masks + channel;
        switch (plan.Stage)
        {
            case DrainStage.None:
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.Add(L.Load(sums + i), L.Load(bias + i));
                    L.Store(sums + i, L.Add(L.Min(L.Max(x, low), high), zero));
                }
                break;
            case DrainStage.Single:
                int* even = (int*)plan.RoundEven + channel;
                int* odd = (int*)plan.RoundOdd + channel;
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.Add(L.Load(sums + i), L.Load(bias + i));
                    x = L.HighProduct(x, L.Load(multipliers + i), L.Load(even + i), L.Load(odd + i));
                    x = L.ShiftRightEach(x, L.Load(shifts + i));
                    L.Store(sums + i, L.Add(L.Min(L.Max(x, low), high), zero));
                }
                break;
            case DrainStage.SingleOrUnshifted:
                even = (int*)plan.RoundEven + channel;
                odd = (int*)plan.RoundOdd + channel;
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.Add(L.Load(sums + i), L.Load(bias + i));
                    V m = L.Load(multipliers + i);
                    V shifted = L.ShiftRightEach(L.HighProduct(x, m, L.Load(even + i), L.Load(odd + i)), L.Load(shifts + i));
                    x = L.Select(L.Load(masks + i), L.DoublingHighProduct(x, m), shifted);
                    L.Store(sums + i, L.Add(L.Min(L.Max(x, low), high), zero));
                }
                break;
            case DrainStage.Double:
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.Add(L.Load(sums + i), L.Load(bias + i));
                    x = L.DoublingHighProduct(x, L.Load(multipliers + i));
                    x = DivideByPowerOfTwo(x, L.Load(shifts + i), L.Load(masks + i));
                    L.Store(sums + i, L.Add(L.Min(L.Max(x, low), high), zero));
                }
                break;
            case DrainStage.DoubleLeft:
                int* lefts = plan.Lefts + channel;
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.ShiftLeftEach(L.Add(L.Load(sums + i), L.Load(bias + i)), L.Load(lefts + i));
                    x = L.DoublingHighProduct(x, L.Load(multipliers + i));
                    x = DivideByPowerOfTwo(x, L.Load(shifts + i), L.Load(masks + i));
                    L.Store(sums + i, L.Add(L.Min(L.Max(x, low), high), zero));
                }
                break;
            case DrainStage.Wide:
                even = (int*)plan.RoundEven + channel;
                odd = (int*)plan.RoundOdd + channel;
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.Add(L.Load(sums + i), L.Load(bias + i));
                    x = L.WideScale(x, L.Load(multipliers + i), L.Load(even + i), L.Load(odd + i), L.Load(shifts + i), plan.Low, plan.High);
                    L.Store(sums + i, L.Add(x, zero));
                }
                break;
            case DrainStage.Scale:
                for (int i = 0; i < columns; i += L.Count)
                {
                    V x = L.Add(L.Load(sums + i), L.Load(bias + i));
                    x = L.ToInteger(L.MultiplyF(L.ToFloat(x), L.Load(multipliers + i)));
                    L.Store(sums + i, L.Add(L.Min(L.Max(x, low), high), zero));
                }
                break;
            default:
                ScaleFloat(plan, sums, channel, columns);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleFloat(in DrainPlan plan, int* sums, int channel, int columns)
    {
        for (int i = 0; i < columns; i += L.Count)
        {
            V x = plan.Stage == DrainStage.IntegerToFloat
                ? L.ToFloat(L.Add(L.Load(sums + i), L.Load(plan.Bias + channel + i)))
                : L.AddF(L.Load(sums + i), L.Load(plan.Bias + channel + i));
            x = plan.HasScale ? L.MultiplyF(x, L.Load(plan.Multipliers + channel + i)) : x;
            x = plan.Stage == DrainStage.FloatToInteger
                ? L.Add(L.Min(L.Max(L.ToInteger(x), L.Splat(plan.Low)), L.Splat(plan.High)), L.Splat(plan.ZeroPoint))
                : L.CanonicalF(ClampF(x, L.SplatF(plan.LowF), L.SplatF(plan.HighF)));
            L.Store(sums + i, x);
        }
    }

    // By comparison, as the reference: NaN stays and so does −0 against a bound of +0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ClampF(V x, V low, V high)
    {
        x = L.Select(L.GreaterF(low, x), low, x);
        return L.Select(L.GreaterF(x, high), high, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Mask(int shift) => L.Splat((int)((1L << -shift) - 1));

    // gemmlowp's RoundingDivideByPOT: ties away from zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V DivideByPowerOfTwo(V x, V shift, V mask)
    {
        V threshold = L.Subtract(L.ShiftRight(mask, 1), L.ShiftRight(x, 31));
        return L.Subtract(L.ShiftRightEach(x, shift), L.Greater(L.And(x, mask), threshold));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store(in DrainPlan plan, int* sums, byte* output, int columns)
    {
        switch (plan.OutputType)
        {
            case DType.I8 or DType.U8:
                for (int i = 0; i < columns; i += L.Count)
                {
                    L.StoreBytes(output + i, L.Load(sums + i));
                }
                break;
            case DType.I16:
                for (int i = 0; i < columns; i += L.Count)
                {
                    L.StoreShorts(output + (2 * i), L.Load(sums + i));
                }
                break;
            default:
                for (int i = 0; i < columns; i += L.Count)
                {
                    L.Store(output + (4 * i), L.Load(sums + i));
                }
                break;
        }
    }
}
