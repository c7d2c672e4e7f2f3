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
        switch (type)
        {
            case DType.I8: Integers<SByteElement, L, V>(operation, row, length, identity, partials); break;
            case DType.U8: Integers<ByteElement, L, V>(operation, row, length, identity, partials); break;
            case DType.I16: Integers<ShortElement, L, V>(operation, row, length, identity, partials); break;
            case DType.U16: Integers<UShortElement, L, V>(operation, row, length, identity, partials); break;
            case DType.I32: Integers<WordElement, L, V>(operation, row, length, identity, partials); break;
            default: Reals<L, V>(operation, row, length, identity, partials); break;
        }
    }

    private static void Integers<T, L, V>(Reduction operation, byte* row, int length, int identity, int* partials)
        where T : struct, IElement
        where L : struct, ILanes<V>
        where V : struct
    {
        switch (operation)
        {
            case Reduction.Sum: Fold<AddOperator, T, L, V>(row, length, identity, 0, partials); break;
            case Reduction.Max: Fold<MaxOperator, T, L, V>(row, length, identity, identity, partials); break;
            case Reduction.Min: Fold<MinOperator, T, L, V>(row, length, identity, identity, partials); break;
            case Reduction.Product: Fold<MultiplyOperator, T, L, V>(row, length, identity, 1, partials); break;
            default: Fold<AddSquareOperator, T, L, V>(row, length, identity, 0, partials); break;
        }
    }

    private static void Reals<L, V>(Reduction operation, byte* row, int length, int identity, int* partials)
        where L : struct, ILanes<V>
        where V : struct
    {
        switch (operation)
        {
            // x + (−0) is x for every x, so that is what the tail of a sum is filled with.
            case Reduction.Sum: Fold<AddRealOperator, WordElement, L, V>(row, length, identity, int.MinValue, partials); break;
            case Reduction.Max: Fold<MaxRealOperator, WordElement, L, V>(row, length, identity, identity, partials); break;
            case Reduction.Min: Fold<MinRealOperator, WordElement, L, V>(row, length, identity, identity, partials); break;
            case Reduction.Product: Fold<MultiplyRealOperator, WordElement, L, V>(row, length, identity, identity, partials); break;
            default: Fold<AddSquareRealOperator, WordElement, L, V>(row, length, identity, 0, partials); break;
        }
    }

    // Element i goes to partial i mod 16: sixteen elements a round in one, two or four vectors.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Fold<TOperator, T, L, V>(byte* row, int length, int identity, int filler, int* partials)
        where TOperator : struct, ILaneOperator
        where T : struct, IElement
        where L : struct, ILanes<V>
        where V : struct
    {
        V p0 = L.Splat(identity), p1 = p0, p2 = p0, p3 = p0;
        int i = 0;
        if (TOperator.IsUnordered && L.Count == Partials)
        {
            // One chain of such steps waits for itself: four, then joined.
            for (; i + (4 * Partials) <= length; i += 4 * Partials, row += 4 * Partials * T.Bytes)
            {
                p0 = TOperator.Invoke<L, V>(p0, T.Load<L, V>(row), default);
                p1 = TOperator.Invoke<L, V>(p1, T.Load<L, V>(row + (Partials * T.Bytes)), default);
                p2 = TOperator.Invoke<L, V>(p2, T.Load<L, V>(row + (2 * Partials * T.Bytes)), default);
                p3 = TOperator.Invoke<L, V>(p3, T.Load<L, V>(row + (3 * Partials * T.Bytes)), default);
            }
            p0 = TOperator.Invoke<L, V>(TOperator.Invoke<L, V>(p0, p1, default), TOperator.Invoke<L, V>(p2, p3, default), default);
        }
        for (; i + Partials <= length; i += Partials, row += Partials * T.Bytes)
        {
            p0 = TOperator.Invoke<L, V>(p0, T.Load<L, V>(row), default);
            if (L.Count <= 8)
            {
                p1 = TOperator.Invoke<L, V>(p1, T.Load<L, V>(row + (L.Count * T.Bytes)), default);
            }
            if (L.Count == 4)
            {
                p2 = TOperator.Invoke<L, V>(p2, T.Load<L, V>(row + (8 * T.Bytes)), default);
                p3 = TOperator.Invoke<L, V>(p3, T.Load<L, V>(row + (12 * T.Bytes)), default);
            }
        }
        if (i < length)
        {
            int* line = stackalloc int[2 * Partials];
            for (int j = i; j < length; j++)
            {
                Buffer.MemoryCopy(row + ((j - i) * T.Bytes), (byte*)line + ((j - i) * T.Bytes), T.Bytes, T.Bytes);
            }
            for (int at = 0; at < Partials; at += L.Count)
            {
                L.Store(line + Partials, T.Load<L, V>((byte*)line + (at * T.Bytes)));
                for (int j = Math.Max(0, length - i - at); j < L.Count; j++)
                {
                    line[Partials + j] = filler;
                }
                V value = L.Load(line + Partials);
                switch (at / L.Count)
                {
                    case 0: p0 = TOperator.Invoke<L, V>(p0, value, default); break;
                    case 1: p1 = TOperator.Invoke<L, V>(p1, value, default); break;
                    case 2: p2 = TOperator.Invoke<L, V>(p2, value, default); break;
                    default: p3 = TOperator.Invoke<L, V>(p3, value, default); break;
                }
            }
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
