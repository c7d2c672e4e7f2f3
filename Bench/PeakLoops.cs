using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Kernels;

namespace AccelEmu.Bench;

/// <summary>What the multipliers of a vector width do at best: products in registers only, 24 independent sums of 512 bits or 12 of 256, as many as the registers hold.</summary>
internal static class PeakLoops
{
    private const int Rounds = 200_000;

    /// <summary>fp32 fused multiply-adds a second.</summary>
    public static double Fused(KernelTier tier) => tier == KernelTier.Vector512
        ? Rounds * 24.0 * 16 / Stopwatching.Best(() => Fused512(Rounds, 0.5f), 0.1)
        : Rounds * 12.0 * 8 / Stopwatching.Best(() => Fused256(Rounds, 0.5f), 0.1);

    /// <summary>Products a second of int16 pairs multiplied and added (vpmaddwd), then added to int32 sums (vpaddd).</summary>
    public static double Pairs(KernelTier tier) => tier == KernelTier.Vector512
        ? Rounds * 24.0 * 32 / Stopwatching.Best(() => Pairs512(Rounds, 3), 0.1)
        : Rounds * 12.0 * 16 / Stopwatching.Best(() => Pairs256(Rounds, 3), 0.1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fused512(int rounds, float seed)
    {
        Vector512<float> a = Vector512.Create(seed), c0 = a, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0, c15 = c0, c16 = c0, c17 = c0, c18 = c0, c19 = c0, c20 = c0, c21 = c0, c22 = c0, c23 = c0;
        for (int r = 0; r < rounds; r++)
        {
            c0 = Vector512.FusedMultiplyAdd(a, a, c0);
            c1 = Vector512.FusedMultiplyAdd(a, a, c1);
            c2 = Vector512.FusedMultiplyAdd(a, a, c2);
            c3 = Vector512.FusedMultiplyAdd(a, a, c3);
            c4 = Vector512.FusedMultiplyAdd(a, a, c4);
            c5 = Vector512.FusedMultiplyAdd(a, a, c5);
            c6 = Vector512.FusedMultiplyAdd(a, a, c6);
            c7 = Vector512.FusedMultiplyAdd(a, a, c7);
            c8 = Vector512.FusedMultiplyAdd(a, a, c8);
            c9 = Vector512.FusedMultiplyAdd(a, a, c9);
            c10 = Vector512.FusedMultiplyAdd(a, a, c10);
            c11 = Vector512.FusedMultiplyAdd(a, a, c11);
            c12 = Vector512.FusedMultiplyAdd(a, a, c12);
            c13 = Vector512.FusedMultiplyAdd(a, a, c13);
            c14 = Vector512.FusedMultiplyAdd(a, a, c14);
            c15 = Vector512.FusedMultiplyAdd(a, a, c15);
            c16 = Vector512.FusedMultiplyAdd(a, a, c16);
            c17 = Vector512.FusedMultiplyAdd(a, a, c17);
            c18 = Vector512.FusedMultiplyAdd(a, a, c18);
            c19 = Vector512.FusedMultiplyAdd(a, a, c19);
            c20 = Vector512.FusedMultiplyAdd(a, a, c20);
            c21 = Vector512.FusedMultiplyAdd(a, a, c21);
            c22 = Vector512.FusedMultiplyAdd(a, a, c22);
            c23 = Vector512.FusedMultiplyAdd(a, a, c23);
        }
        return (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15 + c16 + c17 + c18 + c19 + c20 + c21 + c22 + c23).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fused256(int rounds, float seed)
    {
        Vector256<float> a = Vector256.Create(seed), c0 = a, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0;
        for (int r = 0; r < rounds; r++)
        {
            c0 = Vector256.FusedMultiplyAdd(a, a, c0);
            c1 = Vector256.FusedMultiplyAdd(a, a, c1);
            c2 = Vector256.FusedMultiplyAdd(a, a, c2);
            c3 = Vector256.FusedMultiplyAdd(a, a, c3);
            c4 = Vector256.FusedMultiplyAdd(a, a, c4);
            c5 = Vector256.FusedMultiplyAdd(a, a, c5);
            c6 = Vector256.FusedMultiplyAdd(a, a, c6);
            c7 = Vector256.FusedMultiplyAdd(a, a, c7);
            c8 = Vector256.FusedMultiplyAdd(a, a, c8);
            c9 = Vector256.FusedMultiplyAdd(a, a, c9);
            c10 = Vector256.FusedMultiplyAdd(a, a, c10);
            c11 = Vector256.FusedMultiplyAdd(a, a, c11);
        }
        return (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Pairs512(int rounds, int seed)
    {
        Vector512<int> a = Vector512.Create(seed), c0 = a, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0, c15 = c0, c16 = c0, c17 = c0, c18 = c0, c19 = c0, c20 = c0, c21 = c0, c22 = c0, c23 = c0;
        for (int r = 0; r < rounds; r++)
        {
            c0 += Avx512BW.MultiplyAddAdjacent(c0.AsInt16(), a.AsInt16());
            c1 += Avx512BW.MultiplyAddAdjacent(c1.AsInt16(), a.AsInt16());
            c2 += Avx512BW.MultiplyAddAdjacent(c2.AsInt16(), a.AsInt16());
            c3 += Avx512BW.MultiplyAddAdjacent(c3.AsInt16(), a.AsInt16());
            c4 += Avx512BW.MultiplyAddAdjacent(c4.AsInt16(), a.AsInt16());
            c5 += Avx512BW.MultiplyAddAdjacent(c5.AsInt16(), a.AsInt16());
            c6 += Avx512BW.MultiplyAddAdjacent(c6.AsInt16(), a.AsInt16());
            c7 += Avx512BW.MultiplyAddAdjacent(c7.AsInt16(), a.AsInt16());
            c8 += Avx512BW.MultiplyAddAdjacent(c8.AsInt16(), a.AsInt16());
            c9 += Avx512BW.MultiplyAddAdjacent(c9.AsInt16(), a.AsInt16());
            c10 += Avx512BW.MultiplyAddAdjacent(c10.AsInt16(), a.AsInt16());
            c11 += Avx512BW.MultiplyAddAdjacent(c11.AsInt16(), a.AsInt16());
            c12 += Avx512BW.MultiplyAddAdjacent(c12.AsInt16(), a.AsInt16());
            c13 += Avx512BW.MultiplyAddAdjacent(c13.AsInt16(), a.AsInt16());
            c14 += Avx512BW.MultiplyAddAdjacent(c14.AsInt16(), a.AsInt16());
            c15 += Avx512BW.MultiplyAddAdjacent(c15.AsInt16(), a.AsInt16());
            c16 += Avx512BW.MultiplyAddAdjacent(c16.AsInt16(), a.AsInt16());
            c17 += Avx512BW.MultiplyAddAdjacent(c17.AsInt16(), a.AsInt16());
            c18 += Avx512BW.MultiplyAddAdjacent(c18.AsInt16(), a.AsInt16());
            c19 += Avx512BW.MultiplyAddAdjacent(c19.AsInt16(), a.AsInt16());
            c20 += Avx512BW.MultiplyAddAdjacent(c20.AsInt16(), a.AsInt16());
            c21 += Avx512BW.MultiplyAddAdjacent(c21.AsInt16(), a.AsInt16());
            c22 += Avx512BW.MultiplyAddAdjacent(c22.AsInt16(), a.AsInt16());
            c23 += Avx512BW.MultiplyAddAdjacent(c23.AsInt16(), a.AsInt16());
        }
        return (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15 + c16 + c17 + c18 + c19 + c20 + c21 + c22 + c23).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Pairs256(int rounds, int seed)
    {
        Vector256<int> a = Vector256.Create(seed), c0 = a, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0;
        for (int r = 0; r < rounds; r++)
        {
            c0 += Avx2.MultiplyAddAdjacent(c0.AsInt16(), a.AsInt16());
            c1 += Avx2.MultiplyAddAdjacent(c1.AsInt16(), a.AsInt16());
            c2 += Avx2.MultiplyAddAdjacent(c2.AsInt16(), a.AsInt16());
            c3 += Avx2.MultiplyAddAdjacent(c3.AsInt16(), a.AsInt16());
            c4 += Avx2.MultiplyAddAdjacent(c4.AsInt16(), a.AsInt16());
            c5 += Avx2.MultiplyAddAdjacent(c5.AsInt16(), a.AsInt16());
            c6 += Avx2.MultiplyAddAdjacent(c6.AsInt16(), a.AsInt16());
            c7 += Avx2.MultiplyAddAdjacent(c7.AsInt16(), a.AsInt16());
            c8 += Avx2.MultiplyAddAdjacent(c8.AsInt16(), a.AsInt16());
            c9 += Avx2.MultiplyAddAdjacent(c9.AsInt16(), a.AsInt16());
            c10 += Avx2.MultiplyAddAdjacent(c10.AsInt16(), a.AsInt16());
            c11 += Avx2.MultiplyAddAdjacent(c11.AsInt16(), a.AsInt16());
        }
        return (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11).ToScalar();
    }
}
