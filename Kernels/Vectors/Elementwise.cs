using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>A function of two vectors of 32-bit lanes. 8- and 16-bit integers are widened first, so that wrapping back keeps their low bits.</summary>
internal interface ILaneOperator
{
    static abstract V Invoke<L, V>(V a, V b)
        where L : struct, ILanes<V>
        where V : struct;
}

/// <summary>Elementwise functions of tiles of one shape and type, vectorised along rows.</summary>
internal static unsafe class Elementwise
{
    /// <summary>Runs what integer lanes or fp32 lanes express exactly; false with nothing written otherwise.</summary>
    public static bool TryBinary(in KernelOptions options, BinaryOperation operation, Tile destination, Tile a, Tile b)
    {
        bool real = destination.Shape.Type == DType.F32;
        return (operation, real) switch
        {
            (BinaryOperation.Add, false) => TryRun<AddOperator>(options, destination, a, b),
            (BinaryOperation.Sub, false) => TryRun<SubtractOperator>(options, destination, a, b),
            (BinaryOperation.Mul, false) => TryRun<MultiplyOperator>(options, destination, a, b),
            (BinaryOperation.Max, false) => TryRun<MaxOperator>(options, destination, a, b),
            (BinaryOperation.Min, false) => TryRun<MinOperator>(options, destination, a, b),
            (BinaryOperation.And, false) => TryRun<AndOperator>(options, destination, a, b),
            (BinaryOperation.Xor, false) => TryRun<XorOperator>(options, destination, a, b),
            (BinaryOperation.Add, true) => TryRun<AddRealOperator>(options, destination, a, b),
            (BinaryOperation.Sub, true) => TryRun<SubtractRealOperator>(options, destination, a, b),
            (BinaryOperation.Mul, true) => TryRun<MultiplyRealOperator>(options, destination, a, b),
            (BinaryOperation.Div, true) => TryRun<DivideRealOperator>(options, destination, a, b),
            _ => false,
        };
    }

    private static bool TryRun<TOperator>(in KernelOptions options, Tile destination, Tile a, Tile b)
        where TOperator : struct, ILaneOperator
    {
        TileShape to = destination.Shape;
        DType type = to.Type;
        bool known = type is DType.I8 or DType.U8 or DType.I16 or DType.I32 or DType.F32;
        if (options.Tier == KernelTier.Reference || !known || a.Shape.Type != type || b.Shape.Type != type || to.Elements == 0 || !DrainPlan.IsRowMajor(to) || !RowMoves.IsWritable(to)
            || !DrainTile.SameDims(to, a.Shape) || !DrainTile.SameDims(to, b.Shape) || !DrainPlan.IsRowMajor(a.Shape) || !DrainPlan.IsRowMajor(b.Shape)
            || !destination.ZeroPoints.IsEmpty || !a.ZeroPoints.IsEmpty || !b.ZeroPoints.IsEmpty
            || to.SpanBytes() > destination.Data.Length || a.Shape.SpanBytes() > a.Data.Length || b.Shape.SpanBytes() > b.Data.Length
            || IsShifted(destination, a) || IsShifted(destination, b)
            || !RowMap.TryCreate(to, out RowMap toMap) || !RowMap.TryCreate(a.Shape, out RowMap aMap) || !RowMap.TryCreate(b.Shape, out RowMap bMap))
        {
            return false;
        }
        int columns = checked((int)to.Dims[to.Rank - 1]);
        fixed (byte* target = destination.Data, left = a.Data, right = b.Data)
        {
            Rows<TOperator> rows = new()
            {
                To = target,
                A = left,
                B = right,
                ToMap = toMap,
                AMap = aMap,
                BMap = bMap,
                Type = type,
                Columns = columns,
                RowsInPiece = Math.Max(1, 65536 / columns),
                Width = options.Tier,
            };
            Split.Run(options.Threads, checked((int)((toMap.Rows + rows.RowsInPiece - 1) / rows.RowsInPiece)), rows);
        }
        return true;
    }

    // In place is fine element by element; a shifted overlap would read what was just written.
    private static bool IsShifted(Tile destination, Tile source) =>
        destination.Data.Overlaps(source.Data, out int offset) && (offset != 0 || !((ReadOnlySpan<long>)destination.Shape.Strides)[..destination.Shape.Rank].SequenceEqual(((ReadOnlySpan<long>)source.Shape.Strides)[..source.Shape.Rank]));

    private struct Rows<TOperator> : IPieces
        where TOperator : struct, ILaneOperator
    {
        public byte* To;
        public byte* A;
        public byte* B;
        public RowMap ToMap;
        public RowMap AMap;
        public RowMap BMap;
        public DType Type;
        public int Columns;
        public long RowsInPiece;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            long end = Math.Min((index + 1) * RowsInPiece, ToMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                byte* to = To + ToMap.Offset(row);
                byte* a = A + AMap.Offset(row);
                byte* b = B + BMap.Offset(row);
                switch (Width)
                {
                    case KernelTier.Vector128:
                        Row<Lanes128, Vector128<int>>(to, a, b);
                        break;
                    case KernelTier.Vector256:
                        Row<Lanes256, Vector256<int>>(to, a, b);
                        break;
                    default:
                        Row<Lanes512, Vector512<int>>(to, a, b);
                        break;
                }
            }
        }

        // The tail goes through buffers of one vector, so that nothing beyond the row is touched.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row<L, V>(byte* to, byte* a, byte* b)
            where L : struct, ILanes<V>
            where V : struct
        {
            int element = Type.Bits() / 8;
            int step = L.Count * element;
            byte* end = to + ((nint)Columns * element);
            for (; to + step <= end; to += step, a += step, b += step)
            {
                Store<L, V>(to, TOperator.Invoke<L, V>(Load<L, V>(a), Load<L, V>(b)));
            }
            int rest = (int)(end - to);
            if (rest > 0)
            {
                long* buffer = stackalloc long[24];
                new Span<long>(buffer, 24).Clear();
                byte* left = (byte*)buffer;
                Buffer.MemoryCopy(a, left, 64, rest);
                Buffer.MemoryCopy(b, left + 64, 64, rest);
                Store<L, V>(left + 128, TOperator.Invoke<L, V>(Load<L, V>(left), Load<L, V>(left + 64)));
                Buffer.MemoryCopy(left + 128, to, rest, rest);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly V Load<L, V>(byte* from)
            where L : struct, ILanes<V>
            where V : struct => Type switch
            {
                DType.I8 => L.LoadBytes(from, signed: true),
                DType.U8 => L.LoadBytes(from, signed: false),
                DType.I16 => L.LoadShorts(from),
                _ => L.Load(from),
            };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Store<L, V>(byte* to, V value)
            where L : struct, ILanes<V>
            where V : struct
        {
            switch (Type)
            {
                case DType.I8 or DType.U8:
                    L.StoreBytes(to, value);
                    break;
                case DType.I16:
                    L.StoreShorts(to, value);
                    break;
                case DType.F32:
                    L.Store(to, L.CanonicalF(value));
                    break;
                default:
                    L.Store(to, value);
                    break;
            }
        }
    }
}
