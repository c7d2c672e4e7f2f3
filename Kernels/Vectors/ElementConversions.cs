using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Floats to integers of 8 or 16 bits by scales and back, vectorised along rows.</summary>
internal static unsafe class ElementConversions
{
    private const int ElementsInPiece = 65536;

    // Far from where 32-bit differences of small operands could wrap.
    private const int LargestZeroPoint = 1 << 20;

    /// <summary>fp32 to i8, u8, i16 or u16; false with nothing written otherwise.</summary>
    public static bool TryQuantize(in KernelOptions options, Tile destination, Tile source, ReadOnlySpan<float> scales, bool halfAway) =>
        source.Shape.Type == DType.F32 && TryRun(options, destination, source, destination.Shape.Type, destination.ZeroPoints, destination.Shape.ZeroPoint, scales, quantize: true, halfAway);

    /// <summary>i8, u8, i16 or u16 to fp32; false with nothing written otherwise.</summary>
    public static bool TryDequantize(in KernelOptions options, Tile destination, Tile source, ReadOnlySpan<float> scales) =>
        destination.Shape.Type == DType.F32 && TryRun(options, destination, source, source.Shape.Type, source.ZeroPoints, source.Shape.ZeroPoint, scales, quantize: false, halfAway: false);

    private static bool TryRun(in KernelOptions options, Tile destination, Tile source, DType integer, ReadOnlySpan<int> zeroPoints, int zeroPoint, ReadOnlySpan<float> scales, bool quantize, bool halfAway)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        if (options.Tier == KernelTier.Reference || integer is not (DType.I8 or DType.U8 or DType.I16 or DType.U16) || !DrainTile.SameDims(to, from) || to.Elements == 0
            || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(from) || !RowMoves.IsWritable(to) || (quantize ? !source.ZeroPoints.IsEmpty : !destination.ZeroPoints.IsEmpty)
            || to.SpanBytes() > destination.Data.Length || from.SpanBytes() > source.Data.Length || source.Data.Overlaps(destination.Data) || to.Dims[to.Rank - 1] > int.MaxValue / 8)
        {
            return false;
        }
        int columns = (int)to.Dims[to.Rank - 1];
        bool each = scales.Length != 1 || !zeroPoints.IsEmpty;
        if ((scales.Length != 1 && scales.Length != columns) || (!zeroPoints.IsEmpty && zeroPoints.Length != columns))
        {
            return false;
        }
        int entries = (each ? columns : 0) + 16;
        float* spread = (float*)Scratch.Get(ScratchUse.Parameters, 2L * entries * sizeof(float));
        int* zeros = (int*)(spread + entries);
        for (int i = 0; i < entries; i++)
        {
            int at = Math.Min(i, columns - 1);
            spread[i] = scales[scales.Length == 1 ? 0 : at];
            zeros[i] = zeroPoints.IsEmpty ? zeroPoint : zeroPoints[at];
            if (Math.Abs((long)zeros[i]) > LargestZeroPoint)
            {
                return false;
            }
        }
        Pieces pieces = new()
        {
            Columns = columns,
            Elements = to.Elements,
            Scales = spread,
            ZeroPoints = zeros,
            Step = each ? 1 : 0,
            Integer = integer,
            Quantize = quantize,
            HalfAway = halfAway,
            Width = options.Tier,
        };
        if (!RowMap.TryCreate(to, out pieces.ToMap) || !RowMap.TryCreate(from, out pieces.FromMap))
        {
            return false;
        }
        pieces.ToBytes = to.Type.Bits() / 8;
        pieces.FromBytes = from.Type.Bits() / 8;
        pieces.IsFlat = !each && IsFlat(pieces.ToMap, columns * pieces.ToBytes) && IsFlat(pieces.FromMap, columns * pieces.FromBytes);
        pieces.RowsInPiece = Math.Max(1, ElementsInPiece / columns);
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            pieces.To = target;
            pieces.From = origin;
            Split.Run(options.Threads, checked((int)(pieces.IsFlat ? (pieces.Elements + ElementsInPiece - 1) / ElementsInPiece : (pieces.ToMap.Rows + pieces.RowsInPiece - 1) / pieces.RowsInPiece)), pieces);
        }
        return true;
    }

    /// <summary>True when rows of <paramref name="rowBytes"/> follow each other without gaps.</summary>
    internal static bool IsFlat(in RowMap map, nint rowBytes) => map.Rows == 1 || (map.IsLinear && map.Step == rowBytes);

    private struct Pieces : IPieces
    {
        public byte* To;
        public byte* From;
        public RowMap ToMap;
        public RowMap FromMap;
        public int ToBytes;
        public int FromBytes;
        public int Columns;
        public long Elements;
        public bool IsFlat;
        public long RowsInPiece;
        public float* Scales;
        public int* ZeroPoints;
        public int Step;
        public DType Integer;
        public bool Quantize;
        public bool HalfAway;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            if (IsFlat)
            {
                long first = (long)index * ElementsInPiece;
                Run(To + (first * ToBytes), From + (first * FromBytes), (int)Math.Min(ElementsInPiece, Elements - first));
                return;
            }
            long end = Math.Min((index + 1) * RowsInPiece, ToMap.Rows);
            for (long row = index * RowsInPiece; row < end; row++)
            {
                Run(To + ToMap.Offset(row), From + FromMap.Offset(row), Columns);
            }
        }

        private readonly void Run(byte* to, byte* from, int count)
        {
            switch (Width)
            {
                case KernelTier.Vector128:
                    Run<Lanes128, Vector128<int>>(to, from, count);
                    break;
                case KernelTier.Vector256:
                    Run<Lanes256, Vector256<int>>(to, from, count);
                    break;
                default:
                    Run<Lanes512, Vector512<int>>(to, from, count);
                    break;
            }
        }

        private readonly void Run<L, V>(byte* to, byte* from, int count)
            where L : struct, ILanes<V>
            where V : struct
        {
            switch (Integer)
            {
                case DType.I8: Run<L, V, SByteElement>(to, from, count); break;
                case DType.U8: Run<L, V, ByteElement>(to, from, count); break;
                case DType.I16: Run<L, V, ShortElement>(to, from, count); break;
                default: Run<L, V, UShortElement>(to, from, count); break;
            }
        }

        // The tail goes through a buffer of one vector, so that nothing beyond the row is touched.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Run<L, V, T>(byte* to, byte* from, int count)
            where L : struct, ILanes<V>
            where V : struct
            where T : struct, IElement
        {
            byte* line = stackalloc byte[2 * 64];
            float* scales = Scales;
            int* zeroPoints = ZeroPoints;
            int step = Step * L.Count, toStep = ToBytes * L.Count, fromStep = FromBytes * L.Count;
            bool quantize = Quantize, halfAway = HalfAway;
            V least = L.Splat((int)Integer.MinValue()), most = L.Splat((int)Integer.MaxValue());
            int i = 0;
            for (; i + L.Count <= count; i += L.Count, to += toStep, from += fromStep, scales += step, zeroPoints += step)
            {
                One<L, V, T>(to, from, scales, zeroPoints, least, most, quantize, halfAway);
            }
            int rest = count - i;
            if (rest > 0)
            {
                new Span<byte>(line, 64).Clear();
                Buffer.MemoryCopy(from, line, 64, rest * FromBytes);
                One<L, V, T>(line + 64, line, scales, zeroPoints, least, most, quantize, halfAway);
                Buffer.MemoryCopy(line + 64, to, 64, rest * ToBytes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void One<L, V, T>(byte* to, byte* from, float* scales, int* zeroPoints, V least, V most, bool quantize, bool halfAway)
            where L : struct, ILanes<V>
            where V : struct
            where T : struct, IElement
        {
            V scale = L.Load(scales), zero = L.Load(zeroPoints);
            if (!quantize)
            {
                L.Store(to, L.CanonicalF(L.MultiplyF(L.ToFloat(L.Subtract(T.Load<L, V>(from), zero)), scale)));
                return;
            }
            V ratio = L.DivideF(L.Load(from), scale);
            ratio = halfAway ? AwayFromZero<L, V>(ratio) : ratio;
            // Clamped before the zero point is added, which cannot overflow then.
            V rounded = L.Min(L.Max(L.ToInteger(ratio), L.Subtract(least, zero)), L.Subtract(most, zero));
            T.Store<L, V>(to, L.Add(rounded, zero));
        }

        // Ties are exact in fp32: half a unit on, by the sign, is the integer wanted.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V AwayFromZero<L, V>(V x)
            where L : struct, ILanes<V>
            where V : struct
        {
            V sign = L.And(x, L.Splat(int.MinValue)), half = L.SplatF(0.5f);
            V tie = L.EqualF(L.SubtractF(x, L.RoundF(x)), half);
            tie = L.Or(tie, L.EqualF(L.SubtractF(L.RoundF(x), x), half));
            return L.Select(tie, L.AddF(x, L.Or(half, sign)), x);
        }
    }
}
