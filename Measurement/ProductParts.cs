using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>
/// What the products of a run spend on multiplying, on gathering windows, on their drains and on residuals. Each product is called by itself with one of these left out.
/// </summary>
/// <remarks>
/// Multiplying is what doubling the depth adds. The drain is what else a product of dense rows takes, the begin of each tile included: it is not the time of a drain
/// alone, which overlaps with multiplying. Gathering is what a convolution takes more than the product of dense rows with its M, N and K, and 0 where it takes less:
/// its windows share bytes that dense rows repeat. All are differences of medians on operands of their own, so that they add up to about the run's products, not exactly.
/// </remarks>
internal sealed record ProductParts(double Kernel, double Gather, double Drain, double Residual)
{
    private const double Budget = 0.04;
    private const int MostTiles = 5;

    /// <summary>Seconds of the parts over all products of one convolution or matrix with packed weights, on one thread.</summary>
    public static ProductParts Of(RetireTrace trace, KernelTier tier)
    {
        ProductParts all = new(0, 0, 0, 0);
        foreach (IGrouping<string, Product> same in Products(trace).GroupBy(p => p.Key))
        {
            ProductParts one = same.First().Measure(new KernelOptions(tier, 1));
            int count = same.Count();
            all = new ProductParts(all.Kernel + (count * one.Kernel), all.Gather + (count * one.Gather), all.Drain + (count * one.Drain), all.Residual + (count * one.Residual));
        }
        return all;
    }

    // Tiles of a product with its drain: sums, rows, weights, output, residual.
    private static List<Product> Products(RetireTrace trace)
    {
        UnitReader reader = trace.Cores[0].ReadUnits();
        UnitRecord record = new();
        List<Product> products = [];
        while (reader.TryRead(record))
        {
            TileShape[] tiles = record.Tiles[..Math.Min(record.Tiles.Length, MostTiles)].ToArray().Select(t => t.Shape).ToArray();
            if (record.Unit.Kind == UnitKind.Matrix && tiles.Length >= 4 && tiles[2].Layout != Layout.Plain && tiles[1].Rank == tiles[2].Rank
                && (tiles[2].Rank == 2 || tiles[1].Dims[3] == tiles[2].Dims[2]))
            {
                products.Add(new Product(tiles));
            }
        }
        return products;
    }

    private sealed class Product(TileShape[] tiles)
    {
        private readonly long[] rows = Dims(tiles[1]), weights = Dims(tiles[2]), output = Dims(tiles[3]);
        private readonly DType type = tiles[1].Type;
        private readonly bool hasResidual = tiles.Length == MostTiles;

        public string Key => $"{string.Join(',', rows)} {string.Join(',', weights)} {string.Join(',', output)} {type} {hasResidual}";

        private bool IsConv => weights.Length == 4;

        private bool IsGathered => IsConv && (weights[0] * weights[1] > 1 || rows[1] != output[1] || rows[2] != output[2]);

        public ProductParts Measure(KernelOptions options)
        {
            long n = output[^1], m = output.Aggregate(1L, (a, b) => a * b) / n, k = weights.Aggregate(1L, (a, b) => a * b) / n;
            List<Action> calls = [Matrix(options, m, n, k), Matrix(options, m, n, 2 * k)];
            calls.Add(IsGathered ? Convolution(options, false) : calls[0]);
            calls.Add(!hasResidual ? calls[2] : IsGathered ? Convolution(options, true) : Matrix(options, m, n, k, true));
            double[] seconds = [.. PairedRuns.Measure(calls, Budget).Select(PairedRuns.Median)];
            double kernel = Math.Min(seconds[1] - seconds[0], seconds[0]);
            return new ProductParts(kernel, IsGathered ? Math.Max(seconds[2] - seconds[0], 0) : 0, seconds[0] - kernel, hasResidual ? seconds[3] - seconds[2] : 0);
        }

        private Action Matrix(KernelOptions options, long m, long n, long k, bool adds = false)
        {
            TileShape a = TileShape.Dense(type, m, k), b = TileShape.Panels(tiles[2].Type, type.IsInteger(), k, n), c = TileShape.Dense(type, m, n);
            TileShape sums = TileShape.Dense(tiles[0].Type, m, n);
            byte[] x = Data(a), w = PanelPacking.Pack(b.Type, Data(TileShape.Dense(b.Type, k, n)), type.IsInteger(), 1, [k, n]), y = new byte[c.SpanBytes()], z = Data(c);
            Scaling scaling = new(type, (int)n, k);
            return () => MatrixKernels.MatMulDrain(options, new Tile(y, c), new Tile([], sums), new Tile(x, a), new Tile(w, b), scaling.Arguments(adds, new Tile(z, c)));
        }

        private Action Convolution(KernelOptions options, bool adds)
        {
            TileShape a = TileShape.Dense(type, rows), b = TileShape.Panels(tiles[2].Type, type.IsInteger(), weights), c = TileShape.Dense(type, output);
            TileShape sums = TileShape.Dense(tiles[0].Type, output);
            byte[] x = Data(a), w = PanelPacking.Pack(b.Type, Data(TileShape.Dense(b.Type, weights)), type.IsInteger(), 1, weights), y = new byte[c.SpanBytes()], z = Data(c);
            Scaling scaling = new(type, (int)output[3], weights[0] * weights[1] * weights[2]);
            (int strideH, int top, int bottom) = Window(rows[1], weights[0], output[1]);
            (int strideW, int left, int right) = Window(rows[2], weights[1], output[2]);
            ConvGeometry geometry = ConvGeometry.Unit with { StrideH = strideH, StrideW = strideW, PadTop = top, PadBottom = bottom, PadLeft = left, PadRight = right };
            return () => MatrixKernels.ConvDrain(options, new Tile(y, c), new Tile([], sums), new Tile(x, a), new Tile(w, b), geometry, scaling.Arguments(adds, new Tile(z, c)));
        }

        // A stride and a padding with which the extents agree.
        private static (int Stride, int Before, int After) Window(long input, long kernel, long positions)
        {
            int stride = (int)((input + positions - 1) / positions);
            int padding = (int)Math.Max(((positions - 1) * stride) + kernel - input, 0);
            return (stride, padding / 2, padding - (padding / 2));
        }

        private static long[] Dims(TileShape shape) => [.. Enumerable.Range(0, shape.Rank).Select(d => shape.Dims[d])];

        private static byte[] Data(in TileShape shape)
        {
            byte[] data = new byte[shape.SpanBytes()];
            Random random = new(29);
            random.NextBytes(data);
            if (shape.Type == DType.F32)
            {
                foreach (ref float value in MemoryMarshal.Cast<byte, float>(data.AsSpan()))
                {
                    value = random.NextSingle() - 0.5f;
                }
            }
            return data;
        }
    }

    /// <summary>Drain parameters that spread products of random codes over the output's codes.</summary>
    private sealed class Scaling(DType type, int columns, long depth)
    {
        // Random bytes have a standard deviation of 74, outputs should have about 40.
        private readonly int[] shifts = [.. Enumerable.Repeat(-(int)Math.Round(Math.Log2(74.0 * 74 * Math.Sqrt(depth) / 40 * 0.7)), columns)];
        private readonly int[] multipliers = [.. Enumerable.Repeat(1_500_000_000, columns)];
        private readonly int[] bias = new int[columns];
        private readonly float[] floats = new float[columns];

        public DrainArguments Arguments(bool adds, Tile residual)
        {
            DrainArguments drain = type.IsInteger()
                ? new() { Mode = RequantMode.FixedSingle, Bias32 = bias, Multipliers = multipliers, Shifts = shifts }
                : new() { BiasF32 = floats };
            (drain.ClampMin, drain.ClampMax, drain.ClampMinF32, drain.ClampMaxF32) = (int.MinValue, int.MaxValue, float.NegativeInfinity, float.PositiveInfinity);
            if (adds)
            {
                drain.Residual = residual;
                drain.ResidualMode = type.IsInteger() ? ResidualMode.Fixed : ResidualMode.Plain;
                drain.ResidualArguments = new ResidualArguments
                {
                    LeftShift = 20,
                    MultiplierA = 1 << 30,
                    MultiplierB = 1_200_000_000,
                    MultiplierOut = 1_400_000_000,
                    ShiftOut = -18,
                    ClampMin = int.MinValue,
                    ClampMax = int.MaxValue,
                    ClampMinF32 = float.NegativeInfinity,
                    ClampMaxF32 = float.PositiveInfinity,
                };
            }
            return drain;
        }
    }
}
