using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The residual addition of 8-bit tiles on its own.</summary>
internal static unsafe class QuantizedAddition
{
    private const int ElementsInPiece = 65536;

    /// <summary>Runs for 8-bit plain tiles with contiguous rows; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile destination, Tile a, Tile b, ResidualMode mode, in ResidualArguments arguments)
    {
        TileShape to = destination.Shape, left = a.Shape, right = b.Shape;
        bool bytes = to.Type is DType.I8 or DType.U8 && left.Type is DType.I8 or DType.U8 && right.Type is DType.I8 or DType.U8;
        Pieces pieces = new() { Width = options.Tier, Mode = mode, SignedA = left.Type == DType.I8, SignedB = right.Type == DType.I8, Elements = to.Elements };
        if (options.Tier == KernelTier.Reference || !bytes || mode is ResidualMode.None or > ResidualMode.Plain || (mode == ResidualMode.Plain && (left.Type != to.Type || right.Type != to.Type))
            || to.Elements == 0 || !DrainTile.SameDims(to, left) || !DrainTile.SameDims(to, right) || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(left) || !DrainPlan.IsRowMajor(right)
            || !RowMoves.IsWritable(to) || !destination.ZeroPoints.IsEmpty || !a.ZeroPoints.IsEmpty || !b.ZeroPoints.IsEmpty
            || left.SpanBytes() > a.Data.Length || to.SpanBytes() > destination.Data.Length || right.SpanBytes() > b.Data.Length || to.Dims[to.Rank - 1] > int.MaxValue / 64
            || LaneRows.IsShifted(destination, a) || LaneRows.IsShifted(destination, b)
            || !RowMap.TryCreate(to, out pieces.ToMap) || !RowMap.TryCreate(left, out pieces.MapA) || !RowMap.TryCreate(right, out pieces.MapB)
            || !ByteAddition.TryCreate(to.Type, left.Type, right.Type, mode, arguments, out pieces.Addition))
        {
            return false;
        }
        int columns = (int)to.Dims[to.Rank - 1];
        pieces.Columns = columns;
        pieces.RowsInPiece = Math.Max(1, ElementsInPiece / columns);
        pieces.IsFlat = ElementConversions.IsFlat(pieces.ToMap, columns) && ElementConversions.IsFlat(pieces.MapA, columns) && ElementConversions.IsFlat(pieces.MapB, columns);
        fixed (byte* target = destination.Data, first = a.Data, second = b.Data)
        {
            pieces.To = target;
            pieces.A = first;
            pieces.B = second;
            Split.Run(options.Threads, checked((int)(pieces.IsFlat ? (to.Elements + ElementsInPiece - 1) / ElementsInPiece : (pieces.ToMap.Rows + pieces.RowsInPiece - 1) / pieces.RowsInPiece)), pieces);
        }
        return true;
    }

    private struct Pieces : IPieces
    {
        public byte* To;
        public byte* A;
        public byte* B;
        public RowMap ToMap;
        public RowMap MapA;
        public RowMap MapB;
        public ByteAddition Addition;
        public ResidualMode Mode;
        public bool SignedA;
        public bool SignedB;
        public int Columns;
        public long Elements;
        public bool IsFlat;
        public long RowsInPiece;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            if (IsFlat)
            {
                long first = (long)index * ElementsInPiece;
                Run(To + first, A + first, B + first, (int)Math.Min(ElementsInPiece, Elements - first));
                return;
            }
            long end = Math.Min((index + 1) * RowsInPiece, ToMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                Run(To + ToMap.Offset(row), A + MapA.Offset(row), B + MapB.Offset(row), Columns);
            }
        }

        private readonly void Run(byte* to, byte* a, byte* b, int count)
        {
            switch (Width)
            {
                case KernelTier.Vector128:
                    Run<Lanes128, Vector128<int>>(to, a, b, count);
                    break;
                case KernelTier.Vector256:
                    Run<Lanes256, Vector256<int>>(to, a, b, count);
                    break;
                default:
                    Run<Lanes512, Vector512<int>>(to, a, b, count);
                    break;
            }
        }

        private readonly void Run<L, V>(byte* to, byte* a, byte* b, int count)
            where L : struct, ILanes<V>
            where V : struct
        {
            switch (SignedA, SignedB)
            {
                case (true, true): Run<L, V, SByteElement, SByteElement>(to, a, b, count); break;
                case (true, false): Run<L, V, SByteElement, ByteElement>(to, a, b, count); break;
                case (false, true): Run<L, V, ByteElement, SByteElement>(to, a, b, count); break;
                default: Run<L, V, ByteElement, ByteElement>(to, a, b, count); break;
            }
        }

        private readonly void Run<L, V, TA, TB>(byte* to, byte* a, byte* b, int count)
            where L : struct, ILanes<V>
            where V : struct
            where TA : struct, IElement
            where TB : struct, IElement
        {
            switch (Mode)
            {
                case ResidualMode.Fixed: ByteAddition.Fixed<L, V, TA, TB>(Addition, to, a, b, count); break;
                case ResidualMode.Float32: ByteAddition.Float32<L, V, TA, TB>(Addition, to, a, b, count); break;
                default: ByteAddition.Plain<L, V, TA, TB>(Addition, to, a, b, count); break;
            }
        }
    }
}
