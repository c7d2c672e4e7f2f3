using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The drain of fp32 sums to fp32 in one step from sum to output, for the few rows of a tile just computed.</summary>
internal static unsafe class FloatDrainRows
{
    private const int LineBytes = 64;

    /// <summary>True when the drain has this form for whole vectors of columns.</summary>
    public static bool Fits(in DrainPlan plan) => plan.Stage == DrainStage.Float && plan.OutputType == DType.F32 && plan.Lut == null;

    /// <summary>Asks for the memory that draining these rows will touch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prefetch(in DrainPlan plan, long firstRow, int rows, int column, int columns)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        for (int r = 0; r < rows; r++)
        {
            byte* output = plan.Output + plan.OutputMap.Offset(firstRow + r) + ((nint)column * sizeof(float));
            for (int i = 0; i < columns * sizeof(float); i += LineBytes)
            {
                Sse.Prefetch0(output + i);
            }
            if (plan.ResidualMode != ResidualMode.None)
            {
                byte* residual = plan.Residual + plan.ResidualMap.Offset(firstRow + r) + ((nint)column * sizeof(float));
                for (int i = 0; i < columns * sizeof(float); i += LineBytes)
                {
                    Sse.Prefetch0(residual + i);
                }
            }
        }
    }

    /// <summary>Drains up to six rows; <paramref name="columns"/> are whole panels, rows of sums are <paramref name="sumsRow"/> apart.</summary>
    public static void Run(KernelTier width, in DrainPlan plan, int* sums, nint sumsRow, long firstRow, int rows, int column, int columns)
    {
        switch (width)
        {
            case KernelTier.Vector512:
                Run<Lanes512, Vector512<int>>(plan, sums, sumsRow, firstRow, rows, column, columns);
                break;
            case KernelTier.Vector256:
                Run<Lanes256, Vector256<int>>(plan, sums, sumsRow, firstRow, rows, column, columns);
                break;
            default:
                Run<Lanes128, Vector128<int>>(plan, sums, sumsRow, firstRow, rows, column, columns);
                break;
        }
    }

    // Down the columns: a channel's parameters stay in registers for all rows.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<L, V>(in DrainPlan plan, int* sums, nint sumsRow, long firstRow, int rows, int column, int columns)
        where L : struct, ILanes<V>
        where V : struct
    {
        int** outputs = stackalloc int*[FloatTiles.MostRows];
        int** residuals = stackalloc int*[FloatTiles.MostRows];
        bool hasResidual = plan.ResidualMode != ResidualMode.None;
        for (int r = 0; r < rows; r++)
        {
            outputs[r] = (int*)(plan.Output + plan.OutputMap.Offset(firstRow + r)) + column;
            residuals[r] = hasResidual ? (int*)(plan.Residual + plan.ResidualMap.Offset(firstRow + r)) + column : null;
        }
        bool hasScale = plan.HasScale;
        Bounds<L, V> first = new(plan.LowF, plan.HighF), second = new(plan.Addition.ClampMinF32, plan.Addition.ClampMaxF32);
        for (int i = 0; i < columns; i += L.Count)
        {
            V bias = L.Load(plan.Bias + column + i);
            V scale = hasScale ? L.Load(plan.Multipliers + column + i) : default;
            int* from = sums + i;
            for (int r = 0; r < rows; r++, from += sumsRow)
            {
                V x = L.AddF(L.Load(from), bias);
                x = first.Clamp(hasScale ? L.MultiplyF(x, scale) : x);
                if (hasResidual)
                {
                    x = second.Clamp(L.AddF(x, L.Load(residuals[r] + i)));
                }
                L.Store(outputs[r] + i, L.CanonicalF(x));
            }
        }
    }

    // By comparison, as the reference: NaN stays and so does −0 against a bound of +0. Infinite bounds change nothing.
    private readonly struct Bounds<L, V>(float low, float high)
        where L : struct, ILanes<V>
        where V : struct
    {
        private readonly V low = L.SplatF(low);
        private readonly V high = L.SplatF(high);
        private readonly bool hasLow = !float.IsNegativeInfinity(low);
        private readonly bool hasHigh = !float.IsPositiveInfinity(high);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Clamp(V x)
        {
            x = hasLow ? L.Select(L.GreaterF(low, x), low, x) : x;
            return hasHigh ? L.Select(L.GreaterF(x, high), high, x) : x;
        }
    }
}
