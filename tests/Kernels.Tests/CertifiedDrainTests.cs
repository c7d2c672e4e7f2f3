using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// The drain in registers where it is hardest: sums next to a step of the output (<see cref="HardSums"/>), in every mode, with and without a residual, clamped or not. The sums are the
/// biases of a product with zeros, so that they can be any int32.
/// </summary>
public sealed class CertifiedDrainTests
{
    private static readonly RequantMode[] Modes = [RequantMode.FixedSingle, RequantMode.FixedDouble, RequantMode.Float32];
    private static readonly ResidualMode[] Residuals = [ResidualMode.None, ResidualMode.Fixed, ResidualMode.Float32, ResidualMode.Plain];

    [Theory]
    [InlineData(DType.U8, DType.U8)]
    [InlineData(DType.U8, DType.I8)]
    [InlineData(DType.I8, DType.U8)]
    [InlineData(DType.I8, DType.I8)]
    public void SumsNextToSteps_EqualReference(DType left, DType output)
    {
        Random random = new(31);
        for (int i = 0; i < 960; i++)
        {
            Compare(random, left, output, Modes[i % 3], Residuals[i / 3 % 4], relu: i / 12 % 2 == 0);
        }
    }

    [Fact]
    public void Tiles_OfEveryHeightWidthAndDepth_EqualReference()
    {
        Random random = new(32);
        foreach (DType left in (DType[])[DType.U8, DType.I8])
        {
            for (int rows = 1; rows <= 13; rows++)
            {
                for (int columns = 1; columns <= 80; columns++)
                {
                    Compare(random, left, random.Next(2) == 0 ? DType.I8 : DType.U8, Modes[columns % 3], Residuals[random.Next(4)], random.Next(2) == 0, rows, columns, 4 * random.Next(1, 12));
                }
            }
        }
    }

    private static void Compare(Random random, DType left, DType output, RequantMode mode, ResidualMode residualMode, bool relu, int rows = 0, int columns = 0, int depth = 4)
    {
        bool steps = columns == 0;
        // Few rows are drained by integers without emission, eight are not.
        rows = rows > 0 ? rows : random.Next(2) == 0 ? 2 : 8;
        // A row of 64 with one undecided sum is left to integers as a whole: few hard ones, so that most rows are decided.
        int seldom = random.Next(4) == 0 ? 1 : 60;
        columns = steps ? random.Next(1, 1500) : columns;
        int least = (int)output.MinValue(), most = (int)output.MaxValue(), zeroPoint = random.Next(least, most + 1);
        int[] bias = new int[columns], multipliers = new int[columns], shifts = new int[columns];
        float[] scales = new float[columns];
        for (int n = 0; n < columns; n++)
        {
            bool hard = steps && random.Next(seldom) == 0;
            multipliers[n] = hard ? HardSums.Multiplier(random) : random.Next(1 << 30, int.MaxValue);
            shifts[n] = hard ? -HardSums.Right(random) : -random.Next(5, 17);
            double scale = multipliers[n] * Math.ScaleB(1.0, shifts[n] - 31);
            scales[n] = (float)scale;
            double half = mode == RequantMode.FixedDouble && shifts[n] < 0 ? Math.ScaleB(0.5, shifts[n]) : 0;
            bias[n] = hard ? HardSums.Sum(random, mode == RequantMode.Float32 ? scales[n] : scale, half, zeroPoint, relu ? zeroPoint : least, most) : random.Next(-20_000, 20_000);
        }
        byte[] a = new byte[rows * depth], b = new byte[depth * columns], r = new byte[rows * columns];
        random.NextBytes(r);
        TileShape shapeA = TileShape.Dense(left, rows, depth), shapeB = TileShape.Dense(DType.I8, depth, columns), shape = TileShape.Dense(output, rows, columns);
        if (!steps)
        {
            random.NextBytes(a);
            random.NextBytes(b);
        }
        TileShape residual = TileShape.Dense(residualMode == ResidualMode.Plain ? output : random.Next(2) == 0 ? DType.I8 : DType.U8, rows, columns);
        double scaleA = random.NextDouble() + 0.01, scaleB = random.NextDouble() + 0.01;
        ResidualArguments addition = new()
        {
            LeftShift = 20,
            ZeroPointA = zeroPoint,
            ZeroPointB = random.Next(-128, 128),
            MultiplierA = random.Next(1 << 30, int.MaxValue),
            ShiftA = -random.Next(0, 4),
            MultiplierB = random.Next(1 << 30, int.MaxValue),
            ShiftB = -random.Next(0, 4),
            MultiplierOut = random.Next(1 << 30, int.MaxValue),
            ShiftOut = -random.Next(17, 20),
            ZeroPointOut = random.Next(least, most + 1),
            ScaleA = (float)scaleA,
            ScaleB = (float)scaleB,
            ScaleOut = (float)(scaleA + (scaleB * random.NextDouble())),
            ClampMin = int.MinValue,
            ClampMax = int.MaxValue,
        };
        byte[] expected = new byte[r.Length];
        Run(KernelTier.Reference, expected);
        foreach (KernelTier tier in KernelTiers.Accelerated.Where(t => t != KernelTier.Reference))
        {
            byte[] actual = new byte[r.Length];
            Run(tier, actual);
            int same = expected.AsSpan().CommonPrefixLength(actual);
            Assert.True(same == r.Length, $"{tier} {left} to {output} {mode} residual {residualMode} of {residual.Type} relu {relu} {rows} x {columns} x {depth}: element {same}, sum {(same < r.Length ? bias[same % columns] : 0)} shift {(same < r.Length ? shifts[same % columns] : 0)}: {(same < r.Length ? $"{actual[same]}, not {expected[same]}" : "")}");
            // In place over the residual.
            if (residual.Type == output && residualMode != ResidualMode.None)
            {
                byte[] kept = [.. r];
                r.CopyTo(actual, 0);
                byte[] own = r;
                r = actual;
                Run(tier, actual);
                r = own;
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{tier} in place {mode} {residualMode}");
                Assert.Equal(kept, r);
            }
        }

        void Run(KernelTier tier, byte[] y) => MatrixKernels.MatMulDrain(
            new KernelOptions(tier, 1),
            new Tile(y, shape),
            new Tile([], TileShape.Dense(DType.I32, rows, columns)),
            new Tile(a, shapeA),
            new Tile(b, shapeB),
            new DrainArguments
            {
                Mode = mode,
                Bias32 = bias,
                Multipliers = mode == RequantMode.Float32 ? [] : multipliers,
                Shifts = mode == RequantMode.Float32 ? [] : shifts,
                Scales = mode == RequantMode.Float32 ? scales : [],
                OutputZeroPoint = zeroPoint,
                ClampMin = relu ? zeroPoint : int.MinValue,
                ClampMax = int.MaxValue,
                ResidualMode = residualMode,
                Residual = new Tile(r, residual),
                ResidualArguments = addition,
            });
    }
}
