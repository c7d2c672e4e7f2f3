using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
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

    private static readonly KernelTier[] AllTiers = [.. Enum.GetValues<KernelTier>().Where(t => t != KernelTier.Reference && KernelTiers.CanRun(t))];
    private static readonly KernelTier[] FastTiers = [.. AllTiers.Where(KernelTiers.Accelerated.Contains)];

    /// <summary>The tiers to compare; those in software only on cases that are not <paramref name="large"/>.</summary>
    public static IEnumerable<KernelTier> Tiers(bool large) => large ? FastTiers : AllTiers;

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
        TileShape rightShape = PlaceRight(random, types, 1, [k, n]);
        rightShape.ZeroPoint = rightZero;
        Compare(random, leftShape, rightShape, zeroPoints, Strided(random, drained ?? types.Sums, m, n), types, null, drained is not null, what);
    }

    public void Grouped(Random random, Types types, int m, int n, int k)
    {
        const int Experts = 2;
        TileShape a = Strided(random, types.Left, m, k), c = Strided(random, types.Sums, m, n);
        a.ZeroPoint = Randomness.ZeroPoint(random, types.Left);
        Randomness.Fill(random, left.Take(a.SpanBytes()), types.Left);
        TileShape b = PlaceRight(random, types, 1, [Experts, k, n]);
        b.ZeroPoint = Randomness.ZeroPoint(random, types.Right);
        int cut = random.Next(m + 1);
        int[] offsets = [0, cut, m], experts = [random.Next(Experts), random.Next(Experts)];
        bool accumulate = random.Next(2) == 0;
        byte[] start = Start(random, c);
        byte[] expected = [.. start];
        Reference.GroupedMatMul(new Tile(expected, c), new Tile(left.Current, a), new Tile(right.Current, b), offsets, experts, accumulate);
        string what = $"grouped {types} m {m} n {n} k {k} cut {cut}";
        foreach (KernelTier tier in Tiers(IsLarge(m, n, k)))
        {
            start.CopyTo(target.Take(start.Length));
            long before = ReferencePath.Taken;
            MatrixKernels.GroupedMatMul(new KernelOptions(tier, 1), new Tile(target.Current, c), new Tile(left.Current, a), new Tile(right.Current, b), offsets, experts, accumulate);
            Check(expected, tier, what);
            Assert.True(before == ReferencePath.Taken || m * n * k == 0, $"{tier}: the reference ran {what}");
        }
    }

    public void Conv(Random random, Types types, TileShape input, ConvGeometry geometry, int kernelRows, int kernelColumns, int outputs, DType? drained)
    {
        int channels = (int)input.Dims[3] / geometry.Groups;
        input.ZeroPoint = Randomness.ZeroPoint(random, types.Left);
        long rows = geometry.OutputRows(input.Dims[1], kernelRows);
        long columns = geometry.OutputColumns(input.Dims[2], kernelColumns);
        string what = $"{types} input {input.Dims[0]}x{input.Dims[1]}x{input.Dims[2]}x{input.Dims[3]} kernel {kernelRows}x{kernelColumns} out {outputs} groups {geometry.Groups} stride {geometry.StrideH}x{geometry.StrideW} dilation {geometry.DilationH}x{geometry.DilationW} pads {geometry.PadTop},{geometry.PadBottom},{geometry.PadLeft},{geometry.PadRight}";
        int[] zeroPoints = RightZeroPoints(random, types.Right, outputs, out int rightZero);
        TileShape weights = PlaceRight(random, types, geometry.Groups, [kernelRows, kernelColumns, channels, outputs]);
        weights.ZeroPoint = rightZero;
        Compare(random, input, weights, zeroPoints, Strided(random, drained ?? types.Sums, input.Dims[0], rows, columns, outputs), types, geometry, drained is not null, what);
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

    private void Compare(Random random, TileShape leftShape, TileShape rightShape, int[] zeroPoints, TileShape to, Types types, ConvGeometry? geometry, bool drained, string what)
    {
        Randomness.Fill(random, left.Take(leftShape.SpanBytes()), leftShape.Type);
        DrainCase? drain = drained ? new DrainCase(random, types.Sums, to.Type, (int)to.Dims[to.Rank - 1]) : null;
        TileShape residual = drain is null ? default : TileShape.Dense(drain.ResidualType, ((ReadOnlySpan<long>)to.Dims)[..to.Rank]);
        Randomness.Fill(random, other.Take(drain is null ? 0 : residual.SpanBytes()), drain?.ResidualType ?? DType.U8);
        bool accumulate = !drained && random.Next(2) == 0;
        byte[] start = Start(random, to);
        byte[] expected = [.. start];
        Run(new KernelOptions(KernelTier.Reference, 1), new Tile(expected, to));
        long depth = PanelLayout.Depth(rightShape), columns = to.Dims[to.Rank - 1];
        bool kernel = drain is null && (types.Sums != DType.I64 || (types.Left == DType.I16 && types.Right != DType.I16 && geometry is not { Groups: > 1 })) && to.Elements * depth != 0 && geometry is not { InputDilationH: > 1 };
        int threads = random.Next(4) == 0 ? 3 : 1;
        foreach (KernelTier tier in Tiers(IsLarge(to.Elements / Math.Max(columns, 1), columns, depth)))
        {
            start.CopyTo(target.Take(start.Length));
            long before = ReferencePath.Taken;
            Run(new KernelOptions(tier, threads), new Tile(target.Current, to));
            Assert.True(!kernel || before == ReferencePath.Taken, $"{tier}: the reference ran {what}");
            Check(expected, tier, $"{what} zero points {leftShape.ZeroPoint} {rightShape.ZeroPoint} ({zeroPoints.Length}) threads {threads} accumulate {accumulate} output {to.Type} {drain}");
        }

        void Run(KernelOptions options, Tile output)
        {
            Tile a = new(left.Current, leftShape);
            Tile b = new(right.Current, rightShape) { ZeroPoints = zeroPoints };
            TileShape sumsShape = TileShape.Dense(types.Sums, ((ReadOnlySpan<long>)to.Dims)[..to.Rank]);
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

    // A tier in software takes minutes for what others do at once.
    private static bool IsLarge(long m, long n, long k) => Math.Max(m, Math.Max(n, k)) > 67 || m * n * k > Sweep.SoftwareLast * Sweep.SoftwareLast * Sweep.SoftwareLast;

    private void Check(byte[] expected, KernelTier tier, string what)
    {
        int same = target.Current.CommonPrefixLength(expected);
        Assert.True(same == expected.Length, $"{tier}: byte {same} of {expected.Length} is {(same < expected.Length ? target.Current[same] : 0)}, not {(same < expected.Length ? expected[same] : 0)}; {what}");
        Assert.True(target.CanaryLives, $"{tier}: wrote before its output; {what}");
    }

    private TileShape PlaceRight(Random random, Types types, int groups, long[] dims)
    {
        TileShape plain = TileShape.Dense(types.Right, dims);
        byte[] values = new byte[plain.SpanBytes()];
        Randomness.Fill(random, values, types.Right);
        Randomness.ClearTails(values, plain);
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
        if (random.Next(8) == 0 && shape.Type == DType.I32)
        {
            MemoryMarshal.Cast<byte, int>(start.AsSpan(0, start.Length & ~3)).Fill(int.MinValue);
        }
        return start;
    }
}
