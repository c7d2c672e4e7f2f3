using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Reductions of contiguous innermost dimensions, rows split over threads.</summary>
internal static unsafe class RowReductions
{
    private const int ElementsInPiece = 65536;

    /// <summary>Runs for fp32, and for integers of at most 32 bits but u32; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Reduction operation, Tile destination, Tile source, int axes, bool accumulate)
    {
        TileShape from = source.Shape;
        TileShape to = destination.Shape;
        bool index = operation is Reduction.ArgMax or Reduction.ArgMin;
        bool real = from.Type == DType.F32;
        if (options.Tier == KernelTier.Reference || operation > Reduction.SumSquares || !IsLane(from.Type) || (index ? to.Type != DType.I32 || accumulate : !IsLane(to.Type) || real != (to.Type == DType.F32))
            || !TryCollapse(source, axes, out RowMap fromMap, out int inner) || !IsTarget(destination, from, axes) || source.Data.Overlaps(destination.Data)
            || !TryTargetMap(to, axes, out RowMap toMap))
        {
            return false;
        }
        Rows rows = new()
        {
            Operation = operation,
            Type = from.Type,
            ToType = to.Type,
            FromMap = fromMap,
            ToMap = toMap,
            Length = inner,
            Accumulate = accumulate,
            Tier = options.Tier,
            RowsInPiece = Math.Max(1, ElementsInPiece / inner),
        };
        fixed (byte* data = source.Data, target = destination.Data)
        {
            rows.From = data;
            rows.To = target;
            Split.Run(options.Threads, checked((int)((fromMap.Rows + rows.RowsInPiece - 1) / rows.RowsInPiece)), rows);
        }
        return true;
    }

    private struct Rows : IPieces
    {
        public Reduction Operation;
        public DType Type;
        public DType ToType;
        public byte* From;
        public byte* To;
        public RowMap FromMap;
        public RowMap ToMap;
        public int Length;
        public bool Accumulate;
        public KernelTier Tier;
        public long RowsInPiece;

        public readonly void Do(int index)
        {
            long end = Math.Min((index + 1) * RowsInPiece, FromMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                One(From + FromMap.Offset(row), To + ToMap.Offset(row));
            }
        }

        private readonly void One(byte* x, byte* y)
        {
            Reduction best = Operation == Reduction.ArgMax ? Reduction.Max : Reduction.Min;
            if (Operation is Reduction.ArgMax or Reduction.ArgMin)
            {
                *(int*)y = Type == DType.F32
                    ? IndexOf((float*)x, Length, RowFold.Reduce(Tier, best, (float*)x, Length))
                    : IndexOf(Type, x, Length, RowFold.Reduce(Tier, best, Type, DType.I32, x, Length));
            }
            else if (Type == DType.F32)
            {
                float total = RowFold.Reduce(Tier, Operation, (float*)x, Length);
                total = Accumulate ? RowFold.Combine(Operation, *(float*)y, total) : total;
                *(int*)y = float.IsNaN(total) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(total);
            }
            else
            {
                int total = RowFold.Reduce(Tier, Operation, Type, ToType, x, Length);
                Write(ToType, y, Accumulate ? RowFold.Combine(Operation, RowFold.Read(ToType, y), total) : total);
            }
        }
    }

    // The first NaN, else the first of the equals of the best.
    private static int IndexOf(float* row, int length, float best)
    {
        for (int i = 0; i < length; i++)
        {
            if (row[i] == best || float.IsNaN(row[i]))
            {
                return i;
            }
        }
        return 0;
    }

    private static int IndexOf(DType type, byte* row, int length, int best)
    {
        int element = type.Bits() / 8;
        for (int i = 0; i < length; i++)
        {
            if (RowFold.Read(type, row + ((nint)i * element)) == best)
            {
                return i;
            }
        }
        return 0;
    }

    private static bool IsLane(DType type) => type is DType.I8 or DType.U8 or DType.I16 or DType.U16 or DType.I32 or DType.F32;

    private static void Write(DType type, byte* to, int value)
    {
        switch (type.Bits())
        {
            case 8:
                *to = (byte)value;
                break;
            case 16:
                *(short*)to = (short)value;
                break;
            default:
                *(int*)to = value;
                break;
        }
    }

    // The reduced dimensions as one contiguous row.
    private static bool TryCollapse(Tile source, int axes, out RowMap map, out int inner)
    {
        TileShape shape = source.Shape;
        map = default;
        inner = 0;
        if (axes < 1 || axes > shape.Rank || !DrainPlan.IsRowMajor(shape) || !source.ZeroPoints.IsEmpty || shape.Elements is 0 or > int.MaxValue || shape.SpanBytes() > source.Data.Length)
        {
            return false;
        }
        long length = 1;
        for (int d = shape.Rank - 1; d >= shape.Rank - axes; d--)
        {
            if (shape.Dims[d] != 1 && shape.Strides[d] != length * (shape.Type.Bits() / 8))
            {
                return false;
            }
            length *= shape.Dims[d];
        }
        inner = (int)length;
        shape.Rank -= axes - 1;
        return RowMap.TryCreate(shape, out map);
    }

    private static bool IsTarget(Tile destination, in TileShape from, int axes)
    {
        TileShape to = destination.Shape;
        if (to.Rank != from.Rank || to.Layout != Layout.Plain || to.Format != SparseFormat.Dense || !destination.ZeroPoints.IsEmpty)
        {
            return false;
        }
        for (int d = 0; d < to.Rank; d++)
        {
            bool reduced = d >= to.Rank - axes;
            if (to.Dims[d] != (reduced ? 1 : from.Dims[d]) || (to.Dims[d] > 1 && to.Strides[d] <= 0))
            {
                return false;
            }
        }
        return to.SpanBytes() <= destination.Data.Length;
    }

    private static bool TryTargetMap(TileShape to, int axes, out RowMap map)
    {
        to.Rank -= axes - 1;
        return RowMap.TryCreate(to, out map);
    }
}
