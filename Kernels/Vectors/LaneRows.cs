using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Runs an operator over tiles of one shape, along rows; a source of stride 0 is repeated. Rows that follow each other in memory are one.</summary>
internal static unsafe partial class LaneRows
{
    private const int ElementsInPiece = 65536;

    /// <summary>One source of a call.</summary>
    internal struct Source
    {
        public byte* Data;
        public RowMap Map;
        public DType Type;
        public bool IsRepeated;

        // True when all rows are one run of elements, or one element for all.
        public readonly bool IsFlat(int columns) => Map.Rows == 1 || (Map.IsLinear && Map.Step == (IsRepeated ? 0 : columns * (nint)(Type.Bits() / 8)));

        // An absent source stays null.
        public readonly byte* Row(long row) => Data == null ? null : Data + Map.Offset(row);

        public readonly byte* Element(long index) => Data + (IsRepeated ? 0 : (nint)index * (Type.Bits() / 8));
    }

    /// <summary>Runs when all types fit 32-bit lanes and rows are contiguous or repeated; false with nothing written otherwise.</summary>
    /// <remarks>Types: one source, any; two, equal ones and a destination of theirs or u8; three, a u8 mask and the destination's type twice.</remarks>
    public static bool TryRun<TOperator>(in KernelOptions options, Tile destination, Tile a, Tile b, Tile c)
        where TOperator : struct, ILaneOperator
    {
        TileShape to = destination.Shape;
        Rows<TOperator> rows = new() { Width = options.Tier };
        rows.To.Type = LaneType(to.Type, TOperator.IsRaw);
        if (options.Tier == KernelTier.Reference || to.Elements == 0 || rows.To.Type == DType.I64 || !DrainPlan.IsRowMajor(to) || !RowMoves.IsWritable(to) || !destination.ZeroPoints.IsEmpty
            || to.SpanBytes() > destination.Data.Length || to.Dims[to.Rank - 1] > int.MaxValue / 8 || !RowMap.TryCreate(to, out rows.To.Map)
            || !TryDescribe(destination, a, raw: false, out rows.A)
            || (TOperator.Sources > 1 && !TryDescribe(destination, b, TOperator.IsRaw, out rows.B))
            || (TOperator.Sources > 2 && !TryDescribe(destination, c, TOperator.IsRaw, out rows.C)))
        {
            return false;
        }
        rows.Columns = (int)to.Dims[to.Rank - 1];
        rows.Elements = to.Elements;
        rows.IsFlat = rows.To.IsFlat(rows.Columns) && rows.A.IsFlat(rows.Columns) && (TOperator.Sources < 2 || rows.B.IsFlat(rows.Columns)) && (TOperator.Sources < 3 || rows.C.IsFlat(rows.Columns));
        rows.RowsInPiece = Math.Max(1, ElementsInPiece / rows.Columns);
        (rows.Low, rows.High) = TOperator.Saturates && to.Type.IsInteger() && rows.To.Type != DType.I32 ? ((int)to.Type.MinValue(), (int)to.Type.MaxValue()) : (0, 0);
        long pieces = rows.IsFlat ? (rows.Elements + ElementsInPiece - 1) / ElementsInPiece : (rows.To.Map.Rows + rows.RowsInPiece - 1) / rows.RowsInPiece;
        fixed (byte* target = destination.Data, first = a.Data, second = b.Data, third = c.Data)
        {
            rows.To.Data = target;
            rows.A.Data = first;
            rows.B.Data = second;
            rows.C.Data = third;
            Split.Run(options.Threads, checked((int)pieces), rows);
        }
        return true;
    }

    // The type lanes are loaded as; I64 stands for none.
    private static DType LaneType(DType type, bool raw) => type switch
    {
        DType.I8 or DType.U8 or DType.I16 or DType.U16 or DType.I32 or DType.F32 or DType.F16 or DType.BF16 or DType.F8E4M3 or DType.F8E5M2 when !raw => type,
        _ when !raw || type.IsSubByte() => DType.I64,
        _ => type.Bits() switch { 8 => DType.U8, 16 => DType.U16, 32 => DType.I32, _ => DType.I64 },
    };

    private static bool TryDescribe(Tile destination, Tile source, bool raw, out Source described)
    {
        TileShape shape = source.Shape;
        described = new Source { Type = LaneType(shape.Type, raw) };
        if (described.Type == DType.I64 || shape.Rank < 1 || shape.Layout != Layout.Plain || shape.Format != SparseFormat.Dense || !source.ZeroPoints.IsEmpty
            || !DrainTile.SameDims(destination.Shape, shape) || shape.SpanBytes() > source.Data.Length || IsShifted(destination, source))
        {
            return false;
        }
        described.IsRepeated = shape.Strides[shape.Rank - 1] == 0 && shape.Dims[shape.Rank - 1] != 1;
        return (described.IsRepeated || DrainPlan.IsRowMajor(shape)) && RowMap.TryCreate(shape, out described.Map);
    }

    /// <summary>True unless the tiles are apart or the same: in place is fine element by element, any other overlap would read what was just written.</summary>
    public static bool IsShifted(Tile destination, Tile source) =>
        destination.Data.Overlaps(source.Data, out int offset) && (offset != 0 || destination.Shape.Type.Bits() != source.Shape.Type.Bits()
            || !((ReadOnlySpan<long>)destination.Shape.Strides)[..destination.Shape.Rank].SequenceEqual(((ReadOnlySpan<long>)source.Shape.Strides)[..source.Shape.Rank]));

    private struct Rows<TOperator> : IPieces
        where TOperator : struct, ILaneOperator
    {
        public Source To;
        public Source A;
        public Source B;
        public Source C;
        public int Low;
        public int High;
        public int Columns;
        public long Elements;
        public bool IsFlat;
        public long RowsInPiece;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            switch (Width)
            {
                case KernelTier.Vector128:
                    Piece<Lanes128, Vector128<int>>(index);
                    break;
                case KernelTier.Vector256:
                    Piece<Lanes256, Vector256<int>>(index);
                    break;
                default:
                    Piece<Lanes512, Vector512<int>>(index);
                    break;
            }
        }

        private readonly void Piece<L, V>(int index)
            where L : struct, ILanes<V>
            where V : struct
        {
            switch (A.Type)
            {
                case DType.I8: Piece<L, V, SByteElement>(index); break;
                case DType.U8: Piece<L, V, ByteElement>(index); break;
                case DType.I16: Piece<L, V, ShortElement>(index); break;
                case DType.U16: Piece<L, V, UShortElement>(index); break;
                case DType.I32: Piece<L, V, WordElement>(index); break;
                case DType.F16: Piece<L, V, HalfElement>(index); break;
                case DType.BF16: Piece<L, V, BrainElement>(index); break;
                case DType.F8E4M3: Piece<L, V, Float8E4M3Element>(index); break;
                case DType.F8E5M2: Piece<L, V, Float8E5M2Element>(index); break;
                default: Piece<L, V, SingleElement>(index); break;
            }
        }

        private readonly void Piece<L, V, TA>(int index)
            where L : struct, ILanes<V>
            where V : struct
            where TA : struct, IElement
        {
            if (To.Type == A.Type && TOperator.Sources < 3)
            {
                Piece<L, V, TA, TA, TA>(index);
                return;
            }
            if (TOperator.Sources == 2)
            {
                Piece<L, V, ByteElement, TA, TA>(index);
                return;
            }
            switch (To.Type)
            {
                case DType.I8: Piece<L, V, SByteElement, TA, SByteElement>(index); break;
                case DType.U8: Piece<L, V, ByteElement, TA, ByteElement>(index); break;
                case DType.I16: Piece<L, V, ShortElement, TA, ShortElement>(index); break;
                case DType.U16: Piece<L, V, UShortElement, TA, UShortElement>(index); break;
                case DType.I32: Piece<L, V, WordElement, TA, WordElement>(index); break;
                case DType.F16: Piece<L, V, HalfElement, TA, HalfElement>(index); break;
                case DType.BF16: Piece<L, V, BrainElement, TA, BrainElement>(index); break;
                case DType.F8E4M3: Piece<L, V, Float8E4M3Element, TA, Float8E4M3Element>(index); break;
                case DType.F8E5M2: Piece<L, V, Float8E5M2Element, TA, Float8E5M2Element>(index); break;
                default: Piece<L, V, SingleElement, TA, SingleElement>(index); break;
            }
        }

        private readonly void Piece<L, V, TTo, TA, TB>(int index)
            where L : struct, ILanes<V>
            where V : struct
            where TTo : struct, IElement
            where TA : struct, IElement
            where TB : struct, IElement
        {
            if (IsFlat)
            {
                long first = (long)index * ElementsInPiece;
                LaneRun<TOperator, L, V, TTo, TA, TB>.Run(this, To.Element(first), A.Element(first), B.Element(first), C.Element(first), (int)Math.Min(ElementsInPiece, Elements - first));
                return;
            }
            long end = Math.Min((index + 1) * RowsInPiece, To.Map.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                LaneRun<TOperator, L, V, TTo, TA, TB>.Run(this, To.Row(row), A.Row(row), B.Row(row), C.Row(row), Columns);
            }
        }
    }
}
