using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The drain of sums that lie in accumulator memory.</summary>
internal static unsafe class DrainTile
{
    /// <summary>Runs the vector form when the plan fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile output, Tile source, in DrainArguments arguments)
    {
        TileShape from = source.Shape;
        TileShape to = output.Shape;
        bool residual = arguments.ResidualMode != ResidualMode.None;
        if (options.Tier == KernelTier.Reference || from.Type is not (DType.I32 or DType.F32) || !DrainPlan.IsRowMajor(from) || !DrainPlan.IsRowMajor(to)
            || from.ZeroPoint != 0 || !source.ZeroPoints.IsEmpty || to.Elements == 0 || !SameDims(from, to)
            || from.SpanBytes() > source.Data.Length || to.SpanBytes() > output.Data.Length || to.Dims[to.Rank - 1] > int.MaxValue / 64
            || (residual && (!SameDims(arguments.Residual.Shape, to) || arguments.Residual.Shape.SpanBytes() > arguments.Residual.Data.Length)))
        {
            return false;
        }
        int columns = (int)to.Dims[to.Rank - 1];
        int* parameters = (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes(columns));
        if (!DrainPlan.TryCreate(to, from.Type == DType.F32, arguments, 0, columns, null, parameters, out DrainPlan plan) || !RowMap.TryCreate(from, out RowMap sumsMap))
        {
            return false;
        }
        fixed (byte* data = source.Data, target = output.Data, other = arguments.Residual.Data, lut = arguments.Lut)
        {
            plan.Output = target;
            plan.Residual = other;
            plan.Lut = lut;
            long rows = sumsMap.Rows;
            Pieces pieces = new()
            {
                Plan = plan,
                Sums = data,
                Map = sumsMap,
                Columns = columns,
                RowsInPiece = Math.Max(1, 32768 / columns),
                Width = options.Tier >= KernelTier.Vector512 ? KernelTier.Vector512 : options.Tier,
            };
            Split.Run(options.Threads, checked((int)((rows + pieces.RowsInPiece - 1) / pieces.RowsInPiece)), pieces);
        }
        return true;
    }

    public static bool SameDims(in TileShape a, in TileShape b) =>
        a.Rank == b.Rank && ((ReadOnlySpan<long>)a.Dims)[..a.Rank].SequenceEqual(((ReadOnlySpan<long>)b.Dims)[..b.Rank]);

    private struct Pieces : IPieces
    {
        public DrainPlan Plan;
        public byte* Sums;
        public RowMap Map;
        public int Columns;
        public long RowsInPiece;
        public KernelTier Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Do(int index)
        {
            int* block = (int*)Scratch.Get(ScratchUse.Sums, GemmTiles.BlockColumns * sizeof(int));
            long end = Math.Min((index + 1) * RowsInPiece, Map.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                int* from = (int*)(Sums + Map.Offset(row));
                for (int column = 0; column < Columns; column += GemmTiles.BlockColumns)
                {
                    int columns = Math.Min(GemmTiles.BlockColumns, Columns - column);
                    new Span<int>(from + column, columns).CopyTo(new Span<int>(block, columns));
                    BlockGemm.DrainBlock(Width, Plan, block, GemmTiles.BlockColumns, row, 1, column, columns);
                }
            }
        }
    }
}
