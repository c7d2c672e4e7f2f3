using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// Depthwise convolution over every channel count of the sweep, with kernels of one to 25 taps, strides, dilations, padding, several and shared kernels a channel, zero
/// points for each channel and a drain, in guarded memory; a case that is left to the reference fails.
/// </summary>
public sealed class DepthwiseSweepTests : IDisposable
{
    private const int Capacity = 1 << 19;
    private readonly GuardedMemory input = new(Capacity);
    private readonly GuardedMemory kernel = new(Capacity);
    private readonly GuardedMemory target = new(Capacity);
    private readonly GuardedMemory other = new(Capacity);

    public void Dispose()
    {
        input.Dispose();
        kernel.Dispose();
        target.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData(DType.I8, DType.I8)]
    [InlineData(DType.U8, DType.I8)]
    [InlineData(DType.U8, DType.U8)]
    [InlineData(DType.I8, DType.U8)]
    [InlineData(DType.F32, DType.F32)]
    public void DepthwiseConv_EveryChannelCount_EqualsReference(DType left, DType right)
    {
        Random random = new(((int)left * 31) + (int)right);
        for (int channels = 1; channels <= Sweep.Last; channels++)
        {
            Case(random, left, right, channels, multiplier: channels % 5 == 0 ? random.Next(2, 4) : 1);
        }
        // Rows of more than one block of pixels.
        Case(random, left, right, 3, 1, width: 101);
    }

    // Weights without zero points and drains of the kinds that networks have: what is drained in registers.
    [Theory]
    [InlineData(DType.I8)]
    [InlineData(DType.U8)]
    public void DepthwiseConv_OfQuantizedNetworks_EqualsReference(DType left)
    {
        Random random = new(977 + (int)left);
        for (int channels = 1; channels <= Sweep.Last; channels++)
        {
            Case(random, left, DType.I8, channels, multiplier: channels % 7 == 0 ? 2 : 1, isQuantized: true);
        }
        Case(random, left, DType.I8, 40, 1, width: 101, isQuantized: true);
        Case(random, left, DType.I8, 200, 1, isQuantized: true);
    }

    private void Case(Random random, DType left, DType right, int channels, int multiplier, int width = 0, bool isQuantized = false)
    {
        bool real = left == DType.F32;
        int side = random.Next(1, 6);
        ConvGeometry g = ConvGeometry.Unit with
        {
            StrideH = random.Next(1, 3),
            StrideW = random.Next(1, 3),
            DilationH = random.Next(1, 3),
            DilationW = random.Next(1, 3),
            PadTop = random.Next(3),
            PadBottom = random.Next(3),
            PadLeft = random.Next(4),
            PadRight = random.Next(4),
        };
        int rows = side, columns = random.Next(1, 6), outputs = channels * multiplier;
        TileShape a = MatrixCase.Strided(random, left, random.Next(1, 3), random.Next(9, 12), width == 0 ? random.Next(9, 14) : width, channels);
        bool shared = multiplier > 1 && random.Next(2) == 0;
        TileShape b = MatrixCase.Strided(random, right, rows, columns, shared ? multiplier : outputs);
        a.ZeroPoint = Randomness.ZeroPoint(random, left);
        b.ZeroPoint = Randomness.ZeroPoint(random, right);
        b.ZeroPoint = isQuantized ? 0 : b.ZeroPoint;
        int[] zeroPoints = real || random.Next(3) != 0 ? [] : new int[b.Dims[2]];
        for (int i = 0; !isQuantized && i < zeroPoints.Length; i++)
        {
            zeroPoints[i] = Randomness.ZeroPoint(random, right);
        }
        Randomness.Fill(random, input.Take(a.SpanBytes()), left);
        Randomness.Fill(random, kernel.Take(b.SpanBytes()), right);
        DType sums = real ? DType.F32 : DType.I32;
        bool drained = isQuantized || random.Next(2) == 0, accumulate = random.Next(2) == 0;
        DType output = !drained ? sums : real ? DType.F32 : random.Next(2) == 0 ? DType.I8 : DType.U8;
        TileShape c = MatrixCase.Strided(random, output, a.Dims[0], g.OutputRows(a.Dims[1], rows), g.OutputColumns(a.Dims[2], columns), outputs);
        DrainCase drain = new(random, sums, output, outputs);
        while (isQuantized && (drain.ResidualMode != ResidualMode.None || drain.Mode is not (RequantMode.FixedSingle or RequantMode.FixedDouble or RequantMode.Float32)))
        {
            drain = new(random, sums, output, outputs);
        }
        TileShape residual = TileShape.Dense(drain.ResidualType, c.Dims[0], c.Dims[1], c.Dims[2], c.Dims[3]);
        Randomness.Fill(random, other.Take(residual.SpanBytes()), drain.ResidualType);
        byte[] start = new byte[c.SpanBytes()];
        Randomness.Fill(random, start, output);
        string what = $"{left} {right} {channels}·{multiplier} channels shared {shared} kernel {rows}x{columns} stride {g.StrideH}x{g.StrideW} dilation {g.DilationH}x{g.DilationW} drained {drained} {drain}";
        TierComparison.Check(target, start, channels > Sweep.SoftwareLast, 1 + (channels % 2), mayFallBack: drained, Call, what);

        void Call(KernelOptions o)
        {
            Tile x = new(input.Current, a), w = new(kernel.Current, b) { ZeroPoints = zeroPoints };
            if (drained)
            {
                MatrixKernels.DepthwiseConvDrain(o, new Tile(target.Current, c), new Tile([], TileShape.Dense(sums, 1)), x, w, g, shared, drain.Arguments(new Tile(other.Current, residual)));
            }
            else
            {
                MatrixKernels.DepthwiseConv(o, new Tile(target.Current, c), x, w, g, shared, accumulate);
            }
        }
    }
}
