using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The residual addition on its own: the drain's second half fed with a widened tile.</summary>
internal static unsafe class QuantizedAddition
{
    /// <summary>Runs for 8-bit plain tiles with contiguous rows; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile destination, Tile a, Tile b, ResidualMode mode, in ResidualArguments arguments)
    {
        TileShape to = destination.Shape;
        TileShape left = a.Shape;
        bool bytes = to.Type is DType.I8 or DType.U8 && left.Type is DType.I8 or DType.U8;
        if (options.Tier == KernelTier.Reference || !bytes || mode is ResidualMode.None or > ResidualMode.Plain || (mode == ResidualMode.Plain && left.Type != to.Type)
            || !DrainPlan.IsRowMajor(left) || !DrainPlan.IsRowMajor(to) || !RowMoves.IsWritable(to)
            || to.Elements == 0 || !DrainTile.SameDims(to, left) || !DrainTile.SameDims(to, b.Shape) || !destination.ZeroPoints.IsEmpty || !a.ZeroPoints.IsEmpty || !b.ZeroPoints.IsEmpty
            || left.SpanBytes() > a.Data.Length || to.SpanBytes() > destination.Data.Length || b.Shape.SpanBytes() > b.Data.Length || to.Dims[to.Rank - 1] > int.MaxValue / 64)
        {
            return false;
        }
        int columns = (int)to.Dims[to.Rank - 1];
        int* parameters = (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes(columns));
        DrainArguments drain = new()
        {
            Mode = RequantMode.None,
            ClampMin = int.MinValue,
            ClampMax = int.MaxValue,
            ResidualMode = mode,
            Residual = b,
            ResidualArguments = arguments,
        };
        if (!DrainPlan.TryCreate(to, floatSums: false, drain, 0, columns, null, parameters, out DrainPlan plan) || !RowMap.TryCreate(left, out RowMap map))
        {
            return false;
        }
        // Every byte of either type must reach the addition unchanged.
        plan.Low = sbyte.MinValue;
        plan.High = byte.MaxValue;
        fixed (byte* target = destination.Data, first = a.Data, second = b.Data)
        {
            plan.Output = target;
            plan.Residual = second;
            Pieces pieces = new()
            {
                Plan = plan,
                Left = first,
                Map = map,
                Signed = left.Type == DType.I8,
                Columns = columns,
                RowsInPiece = Math.Max(1, 32768 / columns),
                Width = options.Tier >= KernelTier.Vector512 ? KernelTier.Vector512 : options.Tier,
            };
            Split.Run(options.Threads, checked((int)((map.Rows + pieces.RowsInPiece - 1) / pieces.RowsInPiece)), pieces);
        }
        return true;
    }

    private struct Pieces : IPieces
    {
        public DrainPlan Plan;
        public byte* Left;
        public RowMap Map;
        public bool Signed;
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
                byte* from = Left + Map.Offset(row);
                for (int column = 0; column < Columns; column += GemmTiles.BlockColumns)
                {
                    int columns = Math.Min(GemmTiles.BlockColumns, Columns - column);
                    int i = 0;
                    for (; i + 8 <= columns; i += 8)
                    {
                        Lanes256.Store(block + i, Lanes256.LoadBytes(from + column + i, Signed));
                    }
                    for (; i < columns; i++)
                    {
                        block[i] = Signed ? (sbyte)from[column + i] : from[column + i];
                    }
                    BlockGemm.DrainBlock(Width, Plan, block, GemmTiles.BlockColumns, row, 1, column, columns);
                }
            }
        }
    }
}
