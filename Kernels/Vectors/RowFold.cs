using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Reduction of one contiguous row: sixteen partials in lanes, combined 8-4-2-1, as the reference orders floats.</summary>
internal static unsafe class RowFold
{
    private const int Partials = 16;

    /// <summary>One row of fp32.</summary>
    public static float Reduce(KernelTier tier, Reduction operation, float* row, int length)
    {
        int* partials = stackalloc int[Partials];
        Run(tier, operation, DType.F32, (byte*)row, length, BitConverter.SingleToInt32Bits(Identity(operation)), partials);
        return operation switch
        {
            Reduction.Max => Halve<MaxRealOperator>(partials),
            Reduction.Min => Halve<MinRealOperator>(partials),
            Reduction.Product => Halve<MultiplyRealOperator>(partials),
            _ => Halve<AddRealOperator>(partials),
        };
    }

    // 8-4-2-1: each half onto the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Halve<TOperator>(int* partials)
        where TOperator : struct, ILaneOperator
    {
        Vector128<int> low = TOperator.Invoke<Lanes128, Vector128<int>>(Lanes128.Load(partials), Lanes128.Load(partials + 8), default);
        Vector128<int> high = TOperator.Invoke<Lanes128, Vector128<int>>(Lanes128.Load(partials + 4), Lanes128.Load(partials + 12), default);
        low = TOperator.Invoke<Lanes128, Vector128<int>>(low, high, default);
        low = TOperator.Invoke<Lanes128, Vector128<int>>(low, Vector128.Shuffle(low, Vector128.Create(2, 3, 2, 3)), default);
        low = TOperator.Invoke<Lanes128, Vector128<int>>(low, Vector128.Shuffle(low, Vector128.Create(1, 1, 1, 1)), default);
        return BitConverter.Int32BitsToSingle(low.ToScalar());
    }

    /// <summary>One row of integers into the type <paramref name="to"/>.</summary>
    public static int Reduce(KernelTier tier, Reduction operation, DType type, DType to, byte* row, int length)
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
        if (TOperator.IsUnordered && L.Count == Partials)
        {
            // One chain of such steps waits for itself: four, then joined.
            for (; i + (4 * Partials) <= length; i += 4 * Partials, row += 4 * Partials * element)
            {
                p0 = TOperator.Invoke<L, V>(p0, LaneRows.Load<L, V>(type, row), default);
                p1 = TOperator.Invoke<L, V>(p1, LaneRows.Load<L, V>(type, row + (Partials * element)), default);
                p2 = TOperator.Invoke<L, V>(p2, LaneRows.Load<L, V>(type, row + (2 * Partials * element)), default);
                p3 = TOperator.Invoke<L, V>(p3, LaneRows.Load<L, V>(type, row + (3 * Partials * element)), default);
            }
            p0 = TOperator.Invoke<L, V>(TOperator.Invoke<L, V>(p0, p1, default), TOperator.Invoke<L, V>(p2, p3, default), default);
        }
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

    /// <summary>Joins two results.</summary>
    public static float Combine(Reduction operation, float a, float b) => operation switch
    {
        Reduction.Max => MathF.Max(a, b),
        Reduction.Min => MathF.Min(a, b),
        Reduction.Product => a * b,
        _ => a + b,
    };

    /// <summary>Joins two results.</summary>
    public static int Combine(Reduction operation, int a, int b) => operation switch
    {
        Reduction.Max => Math.Max(a, b),
        Reduction.Min => Math.Min(a, b),
        Reduction.Product => unchecked(a * b),
        _ => unchecked(a + b),
    };

    /// <summary>One integer of at most 32 bits, or the bits of an fp32.</summary>
    public static int Read(DType type, byte* from) => type switch
    {
        DType.I8 => *(sbyte*)from,
        DType.U8 => *from,
        DType.I16 => *(short*)from,
        DType.U16 => *(ushort*)from,
        _ => *(int*)from,
    };
}
