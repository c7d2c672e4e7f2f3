using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>fp32 to 8-bit integers and back, vectorised along rows.</summary>
internal static unsafe class ElementConversions
{
    /// <summary>fp32 to i8 or u8 by one scale, ties to even; false with nothing written otherwise.</summary>
    public static bool TryQuantize(in KernelOptions options, Tile destination, Tile source, ReadOnlySpan<float> scales, bool halfAway)
    {
        if (halfAway || !IsPair(options, destination, source, destination.Shape.Type, source.Shape.Type, scales) || Math.Abs((long)destination.Shape.ZeroPoint) > 1 << 20)
        {
            return false;
        }
        Run(options, destination, source, scales[0], quantize: true);
        return true;
    }

    /// <summary>i8 or u8 to fp32 by one scale; false with nothing written otherwise.</summary>
    public static bool TryDequantize(in KernelOptions options, Tile destination, Tile source, ReadOnlySpan<float> scales)
    {
        if (!IsPair(options, destination, source, source.Shape.Type, destination.Shape.Type, scales) || Math.Abs((long)source.Shape.ZeroPoint) > 1 << 20)
        {
            return false;
        }
        Run(options, destination, source, scales[0], quantize: false);
        return true;
    }

    private static bool IsPair(in KernelOptions options, Tile destination, Tile source, DType integer, DType real, ReadOnlySpan<float> scales)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        return options.Tier != KernelTier.Reference && integer is DType.I8 or DType.U8 && real == DType.F32 && scales.Length == 1 && DrainTile.SameDims(to, from) && to.Elements != 0
            && DrainPlan.IsRowMajor(to) && DrainPlan.IsRowMajor(from) && RowMoves.IsWritable(to) && source.ZeroPoints.IsEmpty && destination.ZeroPoints.IsEmpty
            && to.SpanBytes() <= destination.Data.Length && from.SpanBytes() <= source.Data.Length && !source.Data.Overlaps(destination.Data)
            && RowMap.TryCreate(to, out _) && RowMap.TryCreate(from, out _);
    }

    private static void Run(in KernelOptions options, Tile destination, Tile source, float scale, bool quantize)
    {
        _ = RowMap.TryCreate(destination.Shape, out RowMap toMap);
        _ = RowMap.TryCreate(source.Shape, out RowMap fromMap);
        int columns = checked((int)destination.Shape.Dims[destination.Shape.Rank - 1]);
        DType integer = quantize ? destination.Shape.Type : source.Shape.Type;
        int zeroPoint = quantize ? destination.Shape.ZeroPoint : source.Shape.ZeroPoint;
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            for (long row = 0; row < toMap.Rows; row++)
            {
                byte* to = target + toMap.Offset(row);
                byte* from = origin + fromMap.Offset(row);
                switch (options.Tier)
                {
                    case KernelTier.Vector128:
                        Row<Lanes128, Vector128<int>>(to, from, columns, integer, scale, zeroPoint, quantize);
                        break;
                    case KernelTier.Vector256:
                        Row<Lanes256, Vector256<int>>(to, from, columns, integer, scale, zeroPoint, quantize);
                        break;
                    default:
                        Row<Lanes512, Vector512<int>>(to, from, columns, integer, scale, zeroPoint, quantize);
                        break;
                }
            }
        }
    }

    // The tail goes through a buffer of one vector, so that nothing beyond the row is touched.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<L, V>(byte* to, byte* from, int columns, DType integer, float scale, int zeroPoint, bool quantize)
        where L : struct, ILanes<V>
        where V : struct
    {
        int* input = stackalloc int[16];
        int* output = stackalloc int[16];
        int toBytes = quantize ? 1 : 4;
        int fromBytes = quantize ? 4 : 1;
        int i = 0;
        for (; i + L.Count <= columns; i += L.Count)
        {
            One<L, V>(to + (i * toBytes), from + (i * fromBytes), integer, scale, zeroPoint, quantize);
        }
        int rest = columns - i;
        if (rest > 0)
        {
            new Span<byte>(input, 64).Clear();
            Buffer.MemoryCopy(from + (i * fromBytes), input, 64, rest * fromBytes);
            One<L, V>((byte*)output, (byte*)input, integer, scale, zeroPoint, quantize);
            Buffer.MemoryCopy(output, to + (i * toBytes), 64, rest * toBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<L, V>(byte* to, byte* from, DType integer, float scale, int zeroPoint, bool quantize)
        where L : struct, ILanes<V>
        where V : struct
    {
        if (quantize)
        {
            V low = L.Splat((int)integer.MinValue() - zeroPoint);
            V high = L.Splat((int)integer.MaxValue() - zeroPoint);
            V x = L.ToInteger(L.DivideF(L.Load(from), L.SplatF(scale)));
            L.StoreBytes(to, L.Add(L.Min(L.Max(x, low), high), L.Splat(zeroPoint)));
        }
        else
        {
            V x = L.Subtract(L.LoadBytes(from, integer == DType.I8), L.Splat(zeroPoint));
            L.Store(to, L.CanonicalF(L.MultiplyF(L.ToFloat(x), L.SplatF(scale))));
        }
    }
}
