using System;
using System.Collections.Generic;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Runs one matrix product or convolution on the reference once and on every tier, in guarded memory, and compares every byte.</summary>
internal sealed class MatrixCase : IDisposable
{
    private const int Capacity = 1 << 21;
    private readonly GuardedMemory left = new(Capacity);
    private readonly GuardedMemory right = new(Capacity);
    private readonly GuardedMemory target = new(Capacity);
    private readonly GuardedMemory other = new(Capacity);

    public static IEnumerable<KernelTier> Tiers(bool large)
    {
        foreach (KernelTier tier in Enum.GetValues<KernelTier>())
        {
            bool fast = ((List<KernelTier>)[.. KernelTiers.Accelerated]).Contains(tier);
            if (tier != KernelTier.Reference && KernelTiers.CanRun(tier) && (fast || !large))
            {
                yield return tier;
            }
        }
    }

    public void Dispose()
    {
        left.Dispose();
        right.Dispose();
        target.Dispose();
        other.Dispose();
    }

    /// <summary>Operand types, sums type and right layout of a case.</summary>
    public readonly record struct Types(DType Left, DType Right, DType Sums, Layout Layout);

    public void MatMul(Random random, Types types, int m, int n, int k, DType? drained)
    {
        TileShape leftShape = Strided(random, types.Left, m, k);
        leftShape.ZeroPoint = Randomness.ZeroPoint(random, types.Left);
        string what = $"{types} m {m} n {n} k {k}";
        int[] zeroPoints = RightZeroPoints(random, types.Right, n, out int rightZero);
        TileShape rightShape = PlaceRight(random, types, 1, [k, n], what);
        rightShape.ZeroPoint = rightZero;
        Compare(random, leftShape, rightShape, zeroPoints, Strided(random, drained ?? types.Sums, m, n), types.Sums, null, drained is not null, what);
    }

    public void Conv(Random random, Types types, TileShape input, ConvGeometry geometry, int kernelRows, int kernelColumns, int outputs, DType? drained)
    {
        int channels = (int)input.Dims[3] / geometry.Groups;
        input.ZeroPoint = Randomness.ZeroPoint(random, types.Left);
        long rows = geometry.OutputRows(input.Dims[1], kernelRows);
        long columns = geometry.OutputColumns(input.Dims[2], kernelColumns);
        string what = $"{types} input {input.Dims[0]}x{input.Dims[1]}x{input.Dims[2]}x{input.Dims[3]} kernel {kernelRows}x{kernelColumns} out {outputs} groups {geometry.Groups} stride {geometry.StrideH}x{geometry.StrideW} dilation {geometry.DilationH}x{geometry.DilationW} pads {geometry.PadTop},{geometry.PadBottom},{geometry.PadLeft},{geometry.PadRight}";
        int[] zeroPoints = RightZeroPoints(random, types.Right, outputs, out int rightZero);
        TileShape weights = PlaceRight(random, types, geometry.Groups, [kernelRows, kernelColumns, channels, outputs], what);
        weights.ZeroPoint = rightZero;
        Compare(random, input, weights, zeroPoints, Strided(random, drained ?? types.Sums, input.Dims[0], rows, columns, outputs), types.Sums, geometry, drained is not null, what);
    }

    public void Drain(Random random, DType sums, DType output, int rows, int columns)
    {
        TileShape from = Strided(random, sums, rows, columns);
        TileShape to = Strided(random, output, rows, columns);
        Randomness.Fill(random, left.Take(from.SpanBytes()), sums);
        DrainCase drain = new(random, sums, output, columns);
        TileShape residual = Strided(random, drain.ResidualType, rows, columns);
        Randomness.Fill(random, other.Take(residual.SpanBytes()), drain.ResidualType);
        byte[] start = Start(random, to);
        byte[] expected = [.. start];
        Reference.Drain(new Tile(expected, to), new Tile(left.Current, from), drain.Arguments(new Tile(other.Current, residual)));
        foreach (KernelTier tier in Tiers(large: true))
        {
            for (int threads = 1; threads <= 3; threads += 2)
            {
                start.CopyTo(target.Take(start.Length));
                MatrixKernels.Drain(new KernelOptions(tier, threads), new Tile(target.Current, to), new Tile(left.Current, from), drain.Arguments(new Tile(other.Current, residual)));
                Check(expected, tier, $"drain {sums} to {output} {rows} x {columns} {drain}");
            }
        }
    }

    private void Compare(Random random, TileShape leftShape, TileShape rightShape, int[] zeroPoints, TileShape to, DType sums, ConvGeometry? geometry, bool drained, string what)
    {
        Randomness.Fill(random, left.Take(leftShape.SpanBytes()), leftShape.Type);
        DrainCase? drain = drained ? new DrainCase(random, sums, to.Type, (int)to.Dims[to.Rank - 1]) : null;
        TileShape residual = drain is null ? default : TileShape.Dense(drain.ResidualType, ((ReadOnlySpan<long>)to.Dims)[..to.Rank]);
        Randomness.Fill(random, other.Take(drain is null ? 0 : residual.SpanBytes()), drain?.ResidualType ?? DType.U8);
        bool accumulate = !drained && random.Next(2) == 0;
        byte[] start = Start(random, to);
        byte[] expected = [.. start];
        Run(new KernelOptions(KernelTier.Reference, 1), new Tile(expected, to));
        long work = to.Elements * PanelLayout.Depth(rightShape);
        int threads = random.Next(4) == 0 ? 3 : 1;
        foreach (KernelTier tier in Tiers(large: work > 40 * 40 * 40))
        {
            start.CopyTo(target.Take(start.Length));
            Run(new KernelOptions(tier, threads), new Tile(target.Current, to));
            Check(expected, tier, $"{what} zero points {leftShape.ZeroPoint} {rightShape.ZeroPoint} ({zeroPoints.Length}) threads {threads} accumulate {accumulate} output {to.Type} {drain}");
        }

        void Run(KernelOptions options, Tile output)
        {
            Tile a = new(left.Current, leftShape);
            Tile b = new(right.Current, rightShape) { ZeroPoints = zeroPoints };
            TileShape sumsShape = TileShape.Dense(sums, ((ReadOnlySpan<long>)to.Dims)[..to.Rank]);
            Tile absent = new([], sumsShape);
            switch (drain, geometry)
            {
                case (null, null):
                    MatrixKernels.MatMul(options, output, a, b, accumulate);
                    break;
                case (null, _):
                    MatrixKernels.Conv(options, output, a, b, geometry.Value, accumulate);
                    break;
                case (_, null):
                    MatrixKernels.MatMulDrain(options, output, absent, a, b, drain.Arguments(new Tile(other.Current, residual)));
                    break;
                default:
                    MatrixKernels.ConvDrain(options, output, absent, a, b, geometry.Value, drain.Arguments(new Tile(other.Current, residual)));
                    break;
            }
        }
    }

    private void Check(byte[] expected, KernelTier tier, string what)
    {
        int same = target.Current.CommonPrefixLength(expected);
        Assert.True(same == expected.Length, $"{tier}: byte {same} of {expected.Length} is {(same < expected.Length ? target.Current[same] : 0)}, not {(same < expected.Length ? expected[same] : 0)}; {what}");
        Assert.True(target.CanaryLives, $"{tier}: wrote before its output; {what}");
    }

    private TileShape PlaceRight(Random random, Types types, int groups, long[] dims, string what)
    {
        TileShape plain = TileShape.Dense(types.Right, dims);
        byte[] values = new byte[plain.SpanBytes()];
        Randomness.Fill(random, values, types.Right);
        if (types.Layout == Layout.Plain || plain.Elements == 0)
        {
            values.CopyTo(right.Take(values.Length));
            return plain;
        }
        bool sums = types.Layout == Layout.PanelSums;
        TileShape shape = PanelPacking.Shape(types.Right, sums, groups, dims);
        byte[] packed = PanelPacking.Pack(types.Right, values, sums, groups, dims);
        packed.CopyTo(right.Take(packed.Length));
        Assert.Equal(shape.SpanBytes(groups), packed.Length);
        return shape;
    }

    private static int[] RightZeroPoints(Random random, DType type, int columns, out int scalar)
    {
        scalar = random.Next(2) == 0 ? 0 : Randomness.ZeroPoint(random, type);
        if (type is not (DType.I8 or DType.U8) || random.Next(5) != 0)
        {
            return [];
        }
        int[] each = new int[columns];
        for (int i = 0; i < columns; i++)
        {
            each[i] = Randomness.ZeroPoint(random, type);
        }
        return each;
    }

    // Dense, or with room between rows; every element size divides the stride.
    public static TileShape Strided(Random random, DType type, params ReadOnlySpan<long> dims)
    {
        TileShape shape = TileShape.Dense(type, dims);
        bool dense = random.Next(3) != 0;
        int element = type.Bits() / 8;
        long stride = element;
        for (int d = dims.Length - 1; d >= 0; d--)
        {
            shape.Strides[d] = stride;
            stride = (stride * Math.Max(dims[d], 1)) + (dense ? 0 : random.Next(2) * random.Next(1, 9) * element);
        }
        return shape;
    }

    private static byte[] Start(Random random, in TileShape shape)
    {
        byte[] start = new byte[shape.SpanBytes()];
        random.NextBytes(start);
        return start;
    }
}
