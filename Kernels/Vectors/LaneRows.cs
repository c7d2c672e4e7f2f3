using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// A function of one to three vectors of 32-bit lanes. 8- and 16-bit integers are widened first, so that wrapping back keeps their low bits.
/// </summary>
internal interface ILaneOperator
{
    /// <summary>Sources read: 1, 2 or 3.</summary>
    static abstract int Sources { get; }

    /// <summary>True when results saturate in a destination of 8 or 16 bits instead of wrapping.</summary>
    static virtual bool Saturates => false;

    /// <summary>True when all but the first source are bits to be chosen from, so that a NaN keeps its payload.</summary>
    static virtual bool IsRaw => false;

    static abstract V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct;
}

/// <summary>Runs an operator over tiles of one shape, along rows; a source of stride 0 is repeated.</summary>
internal static unsafe class LaneRows
{
    /// <summary>One source of a call.</summary>
    internal struct Source
    {
        public byte* Data;
        public RowMap Map;
        public DType Type;
        public bool IsRepeated;
    }

    /// <summary>Runs when all types fit 32-bit lanes and rows are contiguous or repeated; false with nothing written otherwise.</summary>
    public static bool TryRun<TOperator>(in KernelOptions options, Tile destination, Tile a, Tile b, Tile c)
        where TOperator : struct, ILaneOperator
    {
        TileShape to = destination.Shape;
        Rows<TOperator> rows = new() { Type = LaneType(to.Type, TOperator.IsRaw), Width = options.Tier };
        if (options.Tier == KernelTier.Reference || to.Elements == 0 || rows.Type == DType.I64 || !DrainPlan.IsRowMajor(to) || !RowMoves.IsWritable(to) || !destination.ZeroPoints.IsEmpty
            || to.SpanBytes() > destination.Data.Length || to.Dims[to.Rank - 1] > int.MaxValue / 8 || !RowMap.TryCreate(to, out rows.ToMap)
            || !TryDescribe(destination, a, raw: false, out rows.A)
            || (TOperator.Sources > 1 && !TryDescribe(destination, b, TOperator.IsRaw, out rows.B))
            || (TOperator.Sources > 2 && !TryDescribe(destination, c, TOperator.IsRaw, out rows.C)))
        {
            return false;
        }
        rows.Columns = (int)to.Dims[to.Rank - 1];
        rows.RowsInPiece = Math.Max(1, 65536 / rows.Columns);
        (rows.Low, rows.High) = TOperator.Saturates && rows.Type is not (DType.I32 or DType.F32) ? ((int)rows.Type.MinValue(), (int)rows.Type.MaxValue()) : (0, 0);
        fixed (byte* target = destination.Data, first = a.Data, second = b.Data, third = c.Data)
        {
            rows.To = target;
            rows.A.Data = first;
            rows.B.Data = second;
            rows.C.Data = third;
            Split.Run(options.Threads, checked((int)((rows.ToMap.Rows + rows.RowsInPiece - 1) / rows.RowsInPiece)), rows);
        }
        return true;
    }

    // The type lanes are loaded as; I64 stands for none.
    private static DType LaneType(DType type, bool raw) => type switch
    {
        DType.I8 or DType.U8 or DType.I16 or DType.U16 or DType.I32 or DType.F32 when !raw => type,
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

    /// <summary>One vector of elements, integers widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(DType type, byte* from)
        where L : struct, ILanes<V>
        where V : struct => type switch
        {
            DType.I8 => L.LoadBytes(from, signed: true),
            DType.U8 => L.LoadBytes(from, signed: false),
            DType.I16 => L.LoadShorts(from),
            DType.U16 => L.And(L.LoadShorts(from), L.Splat(0xFFFF)),
            _ => L.Load(from),
        };

    private struct Rows<TOperator> : IPieces
        where TOperator : struct, ILaneOperator
    {
        public byte* To;
        public RowMap ToMap;
        public Source A;
        public Source B;
        public Source C;
        public DType Type;
        public int Low;
        public int High;
        public int Columns;
        public long RowsInPiece;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            long end = Math.Min((index + 1) * RowsInPiece, ToMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                switch (Width)
                {
                    case KernelTier.Vector128:
                        Row<Lanes128, Vector128<int>>(row);
                        break;
                    case KernelTier.Vector256:
                        Row<Lanes256, Vector256<int>>(row);
                        break;
                    default:
                        Row<Lanes512, Vector512<int>>(row);
                        break;
                }
            }
        }

        // The tail goes through buffers of one vector, so that nothing beyond the row is touched.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row<L, V>(long row)
            where L : struct, ILanes<V>
            where V : struct
        {
            long* buffer = stackalloc long[32];
            byte* line = (byte*)buffer;
            byte* to = To + ToMap.Offset(row);
            byte* a = Start(A, row, line, out nint stepA);
            byte* b = TOperator.Sources > 1 ? Start(B, row, line + 64, out nint stepB) : Start(A, row, line, out stepB);
            byte* c = TOperator.Sources > 2 ? Start(C, row, line + 128, out nint stepC) : Start(A, row, line, out stepC);
            int element = Type.Bits() / 8;
            int i = 0;
            for (; i + L.Count <= Columns; i += L.Count, a += stepA * L.Count, b += stepB * L.Count, c += stepC * L.Count)
            {
                Store<L, V>(to + ((nint)i * element), Invoke<L, V>(a, b, c));
            }
            int rest = Columns - i;
            if (rest > 0)
            {
                a = Tail(A, a, stepA, rest, line);
                b = TOperator.Sources > 1 ? Tail(B, b, stepB, rest, line + 64) : a;
                c = TOperator.Sources > 2 ? Tail(C, c, stepC, rest, line + 128) : a;
                Store<L, V>(line + 192, Invoke<L, V>(a, b, c));
                Buffer.MemoryCopy(line + 192, to + ((nint)i * element), 64, rest * element);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly V Invoke<L, V>(byte* a, byte* b, byte* c)
            where L : struct, ILanes<V>
            where V : struct
        {
            V first = Load<L, V>(A.Type, a);
            V second = TOperator.Sources > 1 ? Load<L, V>(B.Type, b) : first;
            V third = TOperator.Sources > 2 ? Load<L, V>(C.Type, c) : first;
            return TOperator.Invoke<L, V>(first, second, third);
        }

        // A repeated element fills the line and stays there.
        private static byte* Start(in Source source, long row, byte* line, out nint step)
        {
            byte* from = source.Data + source.Map.Offset(row);
            int element = source.Type.Bits() / 8;
            step = source.IsRepeated ? 0 : element;
            for (int i = 0; source.IsRepeated && i < 16; i++)
            {
                Buffer.MemoryCopy(from, line + (i * element), element, element);
            }
            return source.IsRepeated ? line : from;
        }

        private static byte* Tail(in Source source, byte* from, nint step, int rest, byte* line)
        {
            if (step != 0)
            {
                new Span<byte>(line, 64).Clear();
                Buffer.MemoryCopy(from, line, 64, rest * (source.Type.Bits() / 8));
            }
            return line;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Store<L, V>(byte* to, V value)
            where L : struct, ILanes<V>
            where V : struct
        {
            if (TOperator.Saturates && Low != High)
            {
                value = L.Min(L.Max(value, L.Splat(Low)), L.Splat(High));
            }
            switch (Type)
            {
                case DType.I8 or DType.U8:
                    L.StoreBytes(to, value);
                    break;
                case DType.I16 or DType.U16:
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
