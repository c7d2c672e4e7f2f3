using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <summary>One multiply-accumulate on vectors of type <typeparamref name="V"/>.</summary>
internal interface IAccumulate<V> where V : struct
{
    /// <summary>The accumulator after one instruction.</summary>
    static abstract V Step(V accumulator, V a, V b);
}

/// <summary>Peak loops of instructions that .NET exposes.</summary>
internal static class RegisterLoops
{
    /// <summary>A loop around <typeparamref name="T"/> of 24 accumulators, or of 12 where only 16 registers can be named.</summary>
    public static PeakLoop Create<T, V>(string instruction, string operands, KernelTier tier, int macs, bool manyRegisters)
        where T : IAccumulate<V>
        where V : struct => manyRegisters
            ? new PeakLoop(instruction, operands, tier, 24 * macs, rounds => TwentyFour<T, V>(rounds, default, default, Sink<V>.Seeds))
            : new PeakLoop(instruction, operands, tier, 12 * macs, rounds => Twelve<T, V>(rounds, default, default, Sink<V>.Seeds));

    // The compiler must neither fold the operands, which come as arguments, nor see that accumulators start equal, which it would merge, nor drop the results.
    private static class Sink<V> where V : struct
    {
        public static readonly V[] Seeds = new V[24];
        public static V Result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve<T, V>(long rounds, V a, V b, V[] seeds)
        where T : IAccumulate<V>
        where V : struct
    {
        V c0 = seeds[0], c1 = seeds[1], c2 = seeds[2], c3 = seeds[3], c4 = seeds[4], c5 = seeds[5];
        V c6 = seeds[6], c7 = seeds[7], c8 = seeds[8], c9 = seeds[9], c10 = seeds[10], c11 = seeds[11];
        for (long i = 0; i < rounds; i++)
        {
            c0 = T.Step(c0, a, b);
            c1 = T.Step(c1, a, b);
            c2 = T.Step(c2, a, b);
            c3 = T.Step(c3, a, b);
            c4 = T.Step(c4, a, b);
            c5 = T.Step(c5, a, b);
            c6 = T.Step(c6, a, b);
            c7 = T.Step(c7, a, b);
            c8 = T.Step(c8, a, b);
            c9 = T.Step(c9, a, b);
            c10 = T.Step(c10, a, b);
            c11 = T.Step(c11, a, b);
        }
        Sink<V>.Result = T.Step(T.Step(T.Step(c0, c1, c2), T.Step(c3, c4, c5), c6), T.Step(c7, c8, c9), T.Step(c10, c11, c11));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwentyFour<T, V>(long rounds, V a, V b, V[] seeds)
        where T : IAccumulate<V>
        where V : struct
    {
        V c0 = seeds[0], c1 = seeds[1], c2 = seeds[2], c3 = seeds[3], c4 = seeds[4], c5 = seeds[5];
        V c6 = seeds[6], c7 = seeds[7], c8 = seeds[8], c9 = seeds[9], c10 = seeds[10], c11 = seeds[11];
        V d0 = seeds[12], d1 = seeds[13], d2 = seeds[14], d3 = seeds[15], d4 = seeds[16], d5 = seeds[17];
        V d6 = seeds[18], d7 = seeds[19], d8 = seeds[20], d9 = seeds[21], d10 = seeds[22], d11 = seeds[23];
        for (long i = 0; i < rounds; i++)
        {
            c0 = T.Step(c0, a, b);
            c1 = T.Step(c1, a, b);
            c2 = T.Step(c2, a, b);
            c3 = T.Step(c3, a, b);
            c4 = T.Step(c4, a, b);
            c5 = T.Step(c5, a, b);
            c6 = T.Step(c6, a, b);
            c7 = T.Step(c7, a, b);
            c8 = T.Step(c8, a, b);
            c9 = T.Step(c9, a, b);
            c10 = T.Step(c10, a, b);
            c11 = T.Step(c11, a, b);
            d0 = T.Step(d0, a, b);
            d1 = T.Step(d1, a, b);
            d2 = T.Step(d2, a, b);
            d3 = T.Step(d3, a, b);
            d4 = T.Step(d4, a, b);
            d5 = T.Step(d5, a, b);
            d6 = T.Step(d6, a, b);
            d7 = T.Step(d7, a, b);
            d8 = T.Step(d8, a, b);
            d9 = T.Step(d9, a, b);
            d10 = T.Step(d10, a, b);
            d11 = T.Step(d11, a, b);
        }
        V first = T.Step(T.Step(T.Step(c0, c1, c2), T.Step(c3, c4, c5), c6), T.Step(c7, c8, c9), T.Step(c10, c11, c11));
        V second = T.Step(T.Step(T.Step(d0, d1, d2), T.Step(d3, d4, d5), d6), T.Step(d7, d8, d9), T.Step(d10, d11, d11));
        Sink<V>.Result = T.Step(first, second, second);
    }
}
