using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>
/// One multiply-accumulate on vectors of type <typeparamref name="V"/>, in two steps: two products, then two sums reach a quarter more than products and sums in turn where
/// both take the same ports (measured on Zen 4).
/// </summary>
internal interface IAccumulate<V> where V : struct
{
    /// <summary>What the multiplication gives: the new accumulator where it adds as well.</summary>
    static abstract V Product(V accumulator, V a, V b);
    /// <summary>The new accumulator.</summary>
    static abstract V Sum(V accumulator, V product);
}

/// <summary>Peak loops of instructions that .NET exposes.</summary>
internal static class RegisterLoops
{
    /// <summary>A loop around <typeparamref name="T"/> of 24 accumulators, or of 12 where only 16 registers can be named.</summary>
    public static PeakLoop Create<T, V>(string instruction, string operands, KernelTier tier, int macs, bool manyRegisters)
        where T : IAccumulate<V>
        where V : struct => manyRegisters
            ? new PeakLoop(instruction, operands, tier, 24 * macs, rounds => TwentyFour<T, V>(rounds, default, default, Accumulators<V>.Values))
            : new PeakLoop(instruction, operands, tier, 12 * macs, rounds => Twelve<T, V>(rounds, default, default, Accumulators<V>.Values));

    // Accumulators come from memory and go back: the compiler must neither see that they start equal, which it would merge, nor drop what nobody reads. Always zeros.
    private static class Accumulators<V> where V : struct
    {
        public static readonly V[] Values = new V[24];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve<T, V>(long rounds, V a, V b, V[] values)
        where T : IAccumulate<V>
        where V : struct
    {
        V c0 = values[0], c1 = values[1], c2 = values[2], c3 = values[3], c4 = values[4], c5 = values[5];
        V c6 = values[6], c7 = values[7], c8 = values[8], c9 = values[9], c10 = values[10], c11 = values[11];
        for (long i = 0; i < rounds; i++)
        {
            Two<T, V>(ref c0, ref c1, a, b);
            Two<T, V>(ref c2, ref c3, a, b);
            Two<T, V>(ref c4, ref c5, a, b);
            Two<T, V>(ref c6, ref c7, a, b);
            Two<T, V>(ref c8, ref c9, a, b);
            Two<T, V>(ref c10, ref c11, a, b);
        }
        (values[0], values[1], values[2], values[3], values[4], values[5]) = (c0, c1, c2, c3, c4, c5);
        (values[6], values[7], values[8], values[9], values[10], values[11]) = (c6, c7, c8, c9, c10, c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwentyFour<T, V>(long rounds, V a, V b, V[] values)
        where T : IAccumulate<V>
        where V : struct
    {
        V c0 = values[0], c1 = values[1], c2 = values[2], c3 = values[3], c4 = values[4], c5 = values[5];
        V c6 = values[6], c7 = values[7], c8 = values[8], c9 = values[9], c10 = values[10], c11 = values[11];
        V d0 = values[12], d1 = values[13], d2 = values[14], d3 = values[15], d4 = values[16], d5 = values[17];
        V d6 = values[18], d7 = values[19], d8 = values[20], d9 = values[21], d10 = values[22], d11 = values[23];
        for (long i = 0; i < rounds; i++)
        {
            Two<T, V>(ref c0, ref c1, a, b);
            Two<T, V>(ref c2, ref c3, a, b);
            Two<T, V>(ref c4, ref c5, a, b);
            Two<T, V>(ref c6, ref c7, a, b);
            Two<T, V>(ref c8, ref c9, a, b);
            Two<T, V>(ref c10, ref c11, a, b);
            Two<T, V>(ref d0, ref d1, a, b);
            Two<T, V>(ref d2, ref d3, a, b);
            Two<T, V>(ref d4, ref d5, a, b);
            Two<T, V>(ref d6, ref d7, a, b);
            Two<T, V>(ref d8, ref d9, a, b);
            Two<T, V>(ref d10, ref d11, a, b);
        }
        (values[0], values[1], values[2], values[3], values[4], values[5]) = (c0, c1, c2, c3, c4, c5);
        (values[6], values[7], values[8], values[9], values[10], values[11]) = (c6, c7, c8, c9, c10, c11);
        (values[12], values[13], values[14], values[15], values[16], values[17]) = (d0, d1, d2, d3, d4, d5);
        (values[18], values[19], values[20], values[21], values[22], values[23]) = (d6, d7, d8, d9, d10, d11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two<T, V>(ref V c, ref V d, V a, V b)
        where T : IAccumulate<V>
        where V : struct
    {
        V p = T.Product(c, a, b), q = T.Product(d, a, b);
        c = T.Sum(c, p);
        d = T.Sum(d, q);
    }
}
