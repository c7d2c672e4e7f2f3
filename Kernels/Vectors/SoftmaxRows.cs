using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Softmax of contiguous fp32 rows, in the reference's order of operations.</summary>
internal static unsafe class SoftmaxRows
{
    /// <summary>Runs for fp32 tiles with contiguous rows; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile destination, Tile source, float beta)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        if (options.Tier == KernelTier.Reference || to.Type != DType.F32 || from.Type != DType.F32 || !DrainTile.SameDims(to, from) || to.Elements == 0 || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(from)
            || !RowMoves.IsWritable(to) || !source.ZeroPoints.IsEmpty || !destination.ZeroPoints.IsEmpty || to.SpanBytes() > destination.Data.Length || from.SpanBytes() > source.Data.Length
            || LaneRows.IsShifted(destination, source) || !RowMap.TryCreate(to, out RowMap toMap) || !RowMap.TryCreate(from, out RowMap fromMap))
        {
            return false;
        }
        int columns = checked((int)to.Dims[to.Rank - 1]);
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            for (long row = 0; row < toMap.Rows; row++)
            {
                float* x = (float*)(origin + fromMap.Offset(row));
                float* y = (float*)(target + toMap.Offset(row));
                float max = RowReductions.Reduce(options.Tier, Reduction.Max, x, columns);
                switch (options.Tier)
                {
                    case KernelTier.Vector128:
                        Row<Lanes128, Vector128<int>>(options.Tier, y, x, columns, max, beta);
                        break;
                    case KernelTier.Vector256:
                        Row<Lanes256, Vector256<int>>(options.Tier, y, x, columns, max, beta);
                        break;
                    default:
                        Row<Lanes512, Vector512<int>>(options.Tier, y, x, columns, max, beta);
                        break;
                }
            }
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<L, V>(KernelTier tier, float* to, float* from, int columns, float max, float beta)
        where L : struct, ILanes<V>
        where V : struct
    {
        float* line = stackalloc float[16];
        new Span<float>(line, 16).Clear();
        V most = L.SplatF(max), factor = L.SplatF(beta);
        int whole = columns - (columns % L.Count);
        int rest = columns - whole;
        for (int i = 0; i < whole; i += L.Count)
        {
            L.Store(to + i, Exp<L, V>(L.Load(from + i), most, factor));
        }
        if (rest > 0)
        {
            new Span<float>(from + whole, rest).CopyTo(new Span<float>(line, 16));
            L.Store(line, Exp<L, V>(L.Load(line), most, factor));
            new Span<float>(line, rest).CopyTo(new Span<float>(to + whole, rest));
        }
        V sum = L.SplatF(RowReductions.Reduce(tier, Reduction.Sum, to, columns));
        for (int i = 0; i < whole; i += L.Count)
        {
            L.Store(to + i, L.CanonicalF(L.DivideF(L.Load(to + i), sum)));
        }
        if (rest > 0)
        {
            L.Store(line, L.CanonicalF(L.DivideF(L.Load(line), sum)));
            new Span<float>(line, rest).CopyTo(new Span<float>(to + whole, rest));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exp<L, V>(V x, V max, V beta)
        where L : struct, ILanes<V>
        where V : struct => ElementaryOperator<ExpFunction>.Invoke<L, V>(L.MultiplyF(L.SubtractF(x, max), beta), default, default);
}
