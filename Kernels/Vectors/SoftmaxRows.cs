using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Softmax of contiguous fp32 rows, in the reference's order of operations.</summary>
internal static unsafe class SoftmaxRows
{
    private const int ElementsInPiece = 16384;

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
        Rows rows = new() { ToMap = toMap, FromMap = fromMap, Columns = checked((int)to.Dims[to.Rank - 1]), Beta = beta, Tier = options.Tier };
        rows.RowsInPiece = Math.Max(1, ElementsInPiece / rows.Columns);
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            rows.To = target;
            rows.From = origin;
            Split.Run(options.Threads, checked((int)((toMap.Rows + rows.RowsInPiece - 1) / rows.RowsInPiece)), rows);
        }
        return true;
    }

    private struct Rows : IPieces
    {
        public byte* To;
        public byte* From;
        public RowMap ToMap;
        public RowMap FromMap;
        public int Columns;
        public float Beta;
        public KernelTier Tier;
        public long RowsInPiece;

        public readonly void Do(int index)
        {
            long end = Math.Min((index + 1) * RowsInPiece, ToMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                float* x = (float*)(From + FromMap.Offset(row));
                float* y = (float*)(To + ToMap.Offset(row));
                float max = RowFold.Reduce(Tier, Reduction.Max, x, Columns);
                switch (Tier)
                {
                    case KernelTier.Vector128:
                        Row<Lanes128, Vector128<int>>(Tier, y, x, Columns, max, Beta);
                        break;
                    case KernelTier.Vector256:
                        Row<Lanes256, Vector256<int>>(Tier, y, x, Columns, max, Beta);
                        break;
                    default:
                        Row<Lanes512, Vector512<int>>(Tier, y, x, Columns, max, Beta);
                        break;
                }
            }
        }
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
        V sum = L.SplatF(RowFold.Reduce(tier, Reduction.Sum, to, columns));
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
