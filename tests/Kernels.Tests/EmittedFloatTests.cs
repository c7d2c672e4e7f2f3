using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Every emitted fp32 kernel called directly, against scalar fused multiply-adds and the drain's definition, on numbers full of NaN, infinities and denormals.</summary>
public sealed unsafe class EmittedFloatTests
{
    private static readonly float[] Hard = [0f, -0f, float.NaN, BitConverter.Int32BitsToSingle(unchecked((int)0xFFC12345)), float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -1e-40f, 1e-38f, float.MaxValue, float.MinValue];

    [Fact]
    public void EveryKernel_HasASlotOfItsOwn()
    {
        FloatKind[] all = [.. All()];
        Assert.Equal(FloatKind.Slots, all.Length);
        Assert.Equal(all.Length, all.Select(k => k.Slot).Distinct().Count());
        Assert.All(all, k => Assert.InRange(k.Slot, 0, FloatKind.Slots - 1));
    }

    [Fact]
    public void EveryKernel_EqualsTheDefinition()
    {
        Assert.SkipUnless(KernelTiers.CanRun(KernelTier.Emitted), "no emitted kernels in this process");
        Random random = new(61);
        foreach (FloatKind kind in All())
        {
            for (int turn = 0; turn < 6; turn++)
            {
                Run(random, kind, kept: turn % 2 == 1, hard: turn >= 4 ? 1 : turn * 3);
            }
        }
    }

    private static System.Collections.Generic.IEnumerable<FloatKind> All() =>
        from rows in Enumerable.Range(1, FloatTiles.MostRows)
        from panels in Enumerable.Range(1, 4)
        from ending in Enumerable.Range(0, 8)
        select new FloatKind(rows, panels, (ending & 1) != 0, (ending & 2) != 0, (ending & 4) != 0);

    // Two tiles; two runs of different lengths, the second in another tap's rows.
    private static void Run(Random random, FloatKind kind, bool kept, int hard)
    {
        const int Tiles = 2;
        int rows = kind.Rows * Tiles, width = kind.Panels * 16, first = random.Next(1, 12), second = random.Next(1, 70), depth = first + second;
        float[] left = Numbers(2 * rows * second), taps = Numbers(rows * first), panels = Numbers(kind.Panels * depth * 16), sums = Numbers(rows * width), output = Numbers(rows * width), residual = Numbers(rows * width);
        float[] bias = Numbers(width), scales = Numbers(width), bounds = [random.Next(2) == 0 ? 0f : float.NegativeInfinity, 1.5f, random.Next(2) == 0 ? -0.25f : float.NegativeInfinity, float.PositiveInfinity];
        float[] expectedSums = [.. sums], expected = [.. output];
        for (int r = 0; r < rows; r++)
        {
            for (int n = 0; n < width; n++)
            {
                float sum = kept ? sums[(r * width) + n] : 0f;
                for (int k = 0; k < depth; k++)
                {
                    float a = k < first ? taps[(r * first) + k] : left[(((2 * r) + 1) * second) + k - first];
                    sum = MathF.FusedMultiplyAdd(a, panels[(((n / 16 * depth) + k) * 16) + (n % 16)], sum);
                }
                if (!kind.Drains)
                {
                    expectedSums[(r * width) + n] = Canonical(sum);
                    continue;
                }
                sum += bias[n];
                sum = Clamp(kind.HasScale ? sum * scales[n] : sum, bounds[0], bounds[1]);
                expected[(r * width) + n] = Canonical(kind.HasResidual ? Clamp(sum + residual[(r * width) + n], bounds[2], bounds[3]) : sum);
            }
        }
        fixed (float* a = left, b = taps, w = panels, s = sums, o = output, e = residual, biases = bias, factors = scales)
        {
            byte** table = stackalloc byte*[2 * rows], to = stackalloc byte*[rows], outputs = stackalloc byte*[rows], residuals = stackalloc byte*[rows];
            for (int r = 0; r < rows; r++)
            {
                table[r] = (byte*)(b + (r * first));
                table[rows + r] = (byte*)(a + (2 * r * second));
                to[r] = (byte*)(s + (r * width)) - 64;
                outputs[r] = (byte*)(o + (r * width)) - 128;
                residuals[r] = (byte*)(e + (r * width)) - 128;
            }
            FloatRun* runs = stackalloc FloatRun[2];
            runs[0] = new FloatRun { End = first * sizeof(float) };
            runs[1] = new FloatRun { Tap = rows * sizeof(byte*), Offset = second * sizeof(float), End = 2 * second * sizeof(float) };
            FloatCall call = new()
            {
                Table = table,
                Runs = runs,
                RunsEnd = runs + 2,
                Panels = (byte*)w,
                PanelBytes = depth * 64,
                Next = (byte*)w,
                NextEnd = (byte*)w + 128,
                Tiles = Tiles,
                TilesAhead = Tiles - 1,
                Kept = kept ? 1 : 0,
                Sums = to,
                SumsColumn = 64,
                Outputs = outputs,
                Residuals = residuals,
                OutputColumn = 128,
                Bias = biases,
                Scales = factors,
                FirstLow = bounds[0],
                FirstHigh = bounds[1],
                SecondLow = bounds[2],
                SecondHigh = bounds[3],
                NotANumber = 0x7FC00000,
            };
            FloatKernels.Get(kind)(&call);
        }
        Assert.True(MemoryMarshal.AsBytes<float>(expectedSums).SequenceEqual(MemoryMarshal.AsBytes<float>(sums)), $"{kind}: sums of {first} + {second} terms");
        Assert.True(MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes<float>(output)), $"{kind}: outputs of {first} + {second} terms");

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => hard > 0 && random.Next(hard == 1 ? 300 : 4) == 0 ? (hard == 1 ? Hard[random.Next(Hard.Length)] : 1e-20f * random.NextSingle()) : random.NextSingle() - 0.5f)];
    }

    private static float Clamp(float x, float low, float high)
    {
        x = low > x ? low : x;
        return x > high ? high : x;
    }

    private static float Canonical(float x) => float.IsNaN(x) ? BitConverter.Int32BitsToSingle(0x7FC00000) : x;
}
