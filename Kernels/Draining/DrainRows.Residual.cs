using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <content>The residual addition of a drained row.</content>
internal static unsafe partial class DrainRows<L, V>
{
    private static void Add(in DrainPlan plan, int* sums, byte* residual, int channel, int columns, byte* line)
    {
        int element = plan.ResidualType.Bits() / 8;
        residual += (nint)channel * element;
        if (columns % L.Count != 0)
        {
            Buffer.MemoryCopy(residual, line, columns * element, columns * element);
            residual = line;
        }
        switch (plan.ResidualMode)
        {
            case ResidualMode.Fixed:
                AddFixed(plan, sums, residual, columns);
                break;
            case ResidualMode.Float32:
                AddScaled(plan, sums, residual, columns);
                break;
            default:
                AddPlain(plan, sums, residual, columns);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LoadResidual(DType type, byte* from, int index) => type == DType.I16
        ? L.LoadShorts(from + (2 * index))
        : L.LoadBytes(from + index, type == DType.I8);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFixed(in DrainPlan plan, int* sums, byte* residual, int columns)
    {
        ResidualArguments p = plan.Addition;
        V shiftA = L.Splat(-p.ShiftA), shiftB = L.Splat(-p.ShiftB), shiftOut = L.Splat(-p.ShiftOut);
        V maskA = Mask(p.ShiftA), maskB = Mask(p.ShiftB), maskOut = Mask(p.ShiftOut);
        V zeroA = L.Splat(p.ZeroPointA), zeroB = L.Splat(p.ZeroPointB), zeroOut = L.Splat(p.ZeroPointOut);
        V multiplierA = L.Splat(p.MultiplierA), multiplierB = L.Splat(p.MultiplierB), multiplierOut = L.Splat(p.MultiplierOut);
        V low = L.Splat(plan.AddLow - p.ZeroPointOut), high = L.Splat(plan.AddHigh - p.ZeroPointOut);
        DType type = plan.ResidualType;
        for (int i = 0; i < columns; i += L.Count)
        {
            V a = L.ShiftLeft(L.Subtract(L.Load(sums + i), zeroA), p.LeftShift);
            V b = L.ShiftLeft(L.Subtract(LoadResidual(type, residual, i), zeroB), p.LeftShift);
            a = DivideByPowerOfTwo(L.DoublingHighProduct(a, multiplierA), shiftA, maskA);
            b = DivideByPowerOfTwo(L.DoublingHighProduct(b, multiplierB), shiftB, maskB);
            V sum = DivideByPowerOfTwo(L.DoublingHighProduct(L.Add(a, b), multiplierOut), shiftOut, maskOut);
            L.Store(sums + i, L.Add(L.Min(L.Max(sum, low), high), zeroOut));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(in DrainPlan plan, int* sums, byte* residual, int columns)
    {
        ResidualArguments p = plan.Addition;
        V scaleA = L.SplatF(p.ScaleA), scaleB = L.SplatF(p.ScaleB), scaleOut = L.SplatF(p.ScaleOut);
        V zeroA = L.Splat(p.ZeroPointA), zeroB = L.Splat(p.ZeroPointB), zeroOut = L.Splat(p.ZeroPointOut);
        V low = L.Splat(plan.AddLow - p.ZeroPointOut), high = L.Splat(plan.AddHigh - p.ZeroPointOut);
        DType type = plan.ResidualType;
        for (int i = 0; i < columns; i += L.Count)
        {
            V a = L.MultiplyF(L.ToFloat(L.Subtract(L.Load(sums + i), zeroA)), scaleA);
            V b = L.MultiplyF(L.ToFloat(L.Subtract(LoadResidual(type, residual, i), zeroB)), scaleB);
            V sum = L.ToInteger(L.DivideF(L.AddF(a, b), scaleOut));
            L.Store(sums + i, L.Add(L.Min(L.Max(sum, low), high), zeroOut));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPlain(in DrainPlan plan, int* sums, byte* residual, int columns)
    {
        ResidualArguments p = plan.Addition;
        V low = L.Splat(plan.AddLow), high = L.Splat(plan.AddHigh);
        V lowF = L.SplatF(p.ClampMinF32), highF = L.SplatF(p.ClampMaxF32);
        DType type = plan.ResidualType;
        for (int i = 0; i < columns; i += L.Count)
        {
            V a = L.Load(sums + i);
            V sum = type == DType.F32
                ? L.CanonicalF(ClampF(L.AddF(a, L.Load(residual + (4 * i))), lowF, highF))
                : L.Min(L.Max(L.Add(a, LoadResidual(type, residual, i)), low), high);
            L.Store(sums + i, sum);
        }
    }
}
