using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Reductions of contiguous innermost dimensions: sixteen partials in lanes, combined 8-4-2-1, as the reference orders floats.</summary>
internal static unsafe class RowReductions
{
    private const int Partials = 16;

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
        fixed (byte* data = source.Data, target = destination.Data)
        {
            for (long row = 0; row < fromMap.Rows; row++)
            {
                byte* x = data + fromMap.Offset(row);
                byte* y = target + toMap.Offset(row);
                if (index)
                {
                    *(int*)y = real
                        ? IndexOf((float*)x, inner, Reduce(options.Tier, operation == Reduction.ArgMax ? Reduction.Max : Reduction.Min, (float*)x, inner))
                        : IndexOf(from.Type, x, inner, Reduce(options.Tier, operation == Reduction.ArgMax ? Reduction.Max : Reduction.Min, from.Type, DType.I32, x, inner));
                }
                else if (real)
                {
                    float total = Reduce(options.Tier, operation, (float*)x, inner);
                    total = accumulate ? Combine(operation, *(float*)y, total) : total;
                    *(int*)y = float.IsNaN(total) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(total);
                }
                else
                {
                    int total = Reduce(options.Tier, operation, from.Type, to.Type, x, inner);
                    Write(to.Type, y, accumulate ? Combine(operation, Read(to.Type, y), total) : total);
                }
            }
        }
        return true;
    }

    /// <summary>One row of fp32.</summary>
    public static float Reduce(KernelTier tier, Reduction operation, float* row, int length)
    {
        int* partials = stackalloc int[Partials];
        Run(tier, operation, DType.F32, (byte*)row, length, BitConverter.SingleToInt32Bits(Identity(operation)), partials);
        float* values = (float*)partials;
        for (int half = Partials / 2; half >= 1; half /= 2)
        {
            for (int j = 0; j < half; j++)
            {
                values[j] = Combine(operation, values[j], values[j + half]);
            }
        }
        return values[0];
    }

    private static int Reduce(KernelTier tier, Reduction operation, DType type, DType to, byte* row, int length)
    {
        int* partials = stackalloc int[Partials];
        int identity = operation switch { Reduction.Max => (int)to.MinValue(), Reduction.Min => (int)to.MaxValue(), Reduction.Product => 1, _ => 0 };
        Run(tier, operation, type, row, length, identity, partials);
        int total = partials[0];
        for (int j = 1; j < Partials; j++)
        {
            total = Combine(operation, total, partials[j]);
        }
        return total;
    }

    private static void Run(KernelTier tier, Reduction operation, DType type, byte* row, int length, int identity, int* partials)
    {
        switch (tier)
        {
            case KernelTier.Vector128:
                Run<Lanes128, Vector128<int>>(operation, type, row, length, identity, partials);
                break;
            case KernelTier.Vector256:
                Run<Lanes256, Vector256<int>>(operation, type, row, length, identity, partials);
                break;
            default:
                Run<Lanes512, Vector512<int>>(operation, type, row, length, identity, partials);
                break;
        }
    }

    private static void Run<L, V>(Reduction operation, DType type, byte* row, int length, int identity, int* partials)
        where L : struct, ILanes<V>
        where V : struct
    {
        switch (operation, type == DType.F32)
        {
            case (Reduction.Sum, false): Fold<AddOperator, L, V>(type, row, length, identity, 0, partials); break;
            case (Reduction.Max, false): Fold<MaxOperator, L, V>(type, row, length, identity, identity, partials); break;
            case (Reduction.Min, false): Fold<MinOperator, L, V>(type, row, length, identity, identity, partials); break;
            case (Reduction.Product, false): Fold<MultiplyOperator, L, V>(type, row, length, identity, 1, partials); break;
            case (_, false): Fold<AddSquareOperator, L, V>(type, row, length, identity, 0, partials); break;
            // x + (−0) is x for every x, so that is what the tail of a sum is filled with.
            case (Reduction.Sum, true): Fold<AddRealOperator, L, V>(type, row, length, identity, int.MinValue, partials); break;
            case (Reduction.Max, true): Fold<MaxRealOperator, L, V>(type, row, length, identity, identity, partials); break;
            case (Reduction.Min, true): Fold<MinRealOperator, L, V>(type, row, length, identity, identity, partials); break;
            case (Reduction.Product, true): Fold<MultiplyRealOperator, L, V>(type, row, length, identity, identity, partials); break;
            default: Fold<AddSquareRealOperator, L, V>(type, row, length, identity, 0, partials); break;
        }
    }

    // Element i goes to partial i mod 16: sixteen elements a round in one, two or four vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fold<TOperator, L, V>(DType type, byte* row, int length, int identity, int filler, int* partials)
        where TOperator : struct, ILaneOperator
        where L : struct, ILanes<V>
        where V : struct
    {
        int element = type.Bits() / 8;
        V p0 = L.Splat(identity), p1 = p0, p2 = p0, p3 = p0;
        int i = 0;
        for (; i + Partials <= length; i += Partials, row += Partials * element)
        {
            Round<TOperator, L, V>(type, row, element, ref p0, ref p1, ref p2, ref p3);
        }
        if (i < length)
        {
            int* line = stackalloc int[Partials];
            for (int j = 0; j < Partials; j++)
            {
                line[j] = i + j < length ? Read(type, row + (j * element)) : filler;
            }
            Round<TOperator, L, V>(DType.I32, (byte*)line, sizeof(int), ref p0, ref p1, ref p2, ref p3);
        }
        L.Store(partials, p0);
        if (L.Count <= 8)
        {
            L.Store(partials + L.Count, p1);
        }
        if (L.Count == 4)
        {
            L.Store(partials + 8, p2);
            L.Store(partials + 12, p3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TOperator, L, V>(DType type, byte* row, int element, ref V p0, ref V p1, ref V p2, ref V p3)
        where TOperator : struct, ILaneOperator
        where L : struct, ILanes<V>
        where V : struct
    {
        p0 = TOperator.Invoke<L, V>(p0, LaneRows.Load<L, V>(type, row), default);
        if (L.Count <= 8)
        {
            p1 = TOperator.Invoke<L, V>(p1, LaneRows.Load<L, V>(type, row + (L.Count * element)), default);
        }
        if (L.Count == 4)
        {
            p2 = TOperator.Invoke<L, V>(p2, LaneRows.Load<L, V>(type, row + (8 * element)), default);
            p3 = TOperator.Invoke<L, V>(p3, LaneRows.Load<L, V>(type, row + (12 * element)), default);
        }
    }

    private static float Identity(Reduction operation) => operation switch
    {
        Reduction.Max => float.NegativeInfinity,
        Reduction.Min => float.PositiveInfinity,
        Reduction.Product => 1f,
        _ => 0f,
    };

    private static float Combine(Reduction operation, float a, float b) => operation switch
    {
        Reduction.Max => MathF.Max(a, b),
        Reduction.Min => MathF.Min(a, b),
        Reduction.Product => a * b,
        _ => a + b,
    };

    private static int Combine(Reduction operation, int a, int b) => operation switch
    {
        Reduction.Max => Math.Max(a, b),
        Reduction.Min => Math.Min(a, b),
        Reduction.Product => unchecked(a * b),
        _ => unchecked(a + b),
    };

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
            if (Read(type, row + ((nint)i * element)) == best)
            {
                return i;
            }
        }
        return 0;
    }

    private static bool IsLane(DType type) => type is DType.I8 or DType.U8 or DType.I16 or DType.U16 or DType.I32 or DType.F32;

    private static int Read(DType type, byte* from) => type switch
    {
        DType.I8 => *(sbyte*)from,
        DType.U8 => *from,
        DType.I16 => *(short*)from,
        DType.U16 => *(ushort*)from,
        _ => *(int*)from,
    };

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
