using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Bench;

/// <summary>int8 and fp32 matrix products on every tier against the multiplier's peak, ONNX Runtime and a naive loop.</summary>
internal static class GemmBench
{
    public static IEnumerable<Row> Run()
    {
        double peak = Peak();
        if (peak > 0)
        {
            yield return new Row("gemm", "vpdpbusd in registers", "emitted", "", 0, peak, 1, null);
        }
        Dictionary<KernelTier, double> pairs = [], fused = [];
        foreach (KernelTier tier in KernelTiers.Accelerated)
        {
            if (tier is KernelTier.Vector256 or KernelTier.Vector512)
            {
                pairs[tier] = PeakLoops.Pairs(tier);
                fused[tier] = PeakLoops.Fused(tier);
                yield return new Row("gemm", "vpmaddwd + vpaddd in registers", tier.ToString(), "", 0, pairs[tier], peak > 0 ? pairs[tier] / peak : null, null);
                yield return new Row("gemm", "fp32 FMA in registers", tier.ToString(), "", 0, fused[tier], 1, null);
            }
        }
        foreach (GemmShape shape in Workloads.Gemms)
        {
            foreach (Row row in Shape(shape, peak, pairs, fused))
            {
                yield return row;
            }
        }
    }

    /// <summary>MAC/s of 24 independent vpdpbusd chains, best of several runs; 0 where kernels cannot be emitted.</summary>
    public static unsafe double Peak()
    {
        if (!VnniKernels.IsAvailable)
        {
            return 0;
        }
        delegate* unmanaged<nint, void> loop = VnniKernels.PeakLoop();
        nint entry = (nint)loop;
        const int Rounds = 100_000;
        double seconds = Stopwatching.Best(() => ((delegate* unmanaged<nint, void>)entry)(Rounds));
        return Rounds * 24.0 * 64 / seconds;
    }

    // Emitted kernels and ONNX Runtime against vpdpbusd; vector tiers against the best they have, vpmaddwd or FMA.
    private static List<Row> Shape(GemmShape g, double peak, Dictionary<KernelTier, double> pairs, Dictionary<KernelTier, double> fused)
    {
        List<Row> rows = [];
        Random random = new(7);
        byte[] a = new byte[g.M * g.K];
        byte[] weights = new byte[g.K * g.N];
        random.NextBytes(a);
        random.NextBytes(weights);
        byte[] panels = PanelPacking.Pack(DType.I8, weights, sums: true, 1, [g.K, g.N]);
        int[] results = new int[g.M * g.N];
        byte[] sums = new byte[g.M * g.N * 4];
        TileShape shapeA = TileShape.Dense(DType.U8, g.M, g.K);
        TileShape shapeB = TileShape.Panels(DType.I8, true, g.K, g.N);
        TileShape shapeC = TileShape.Dense(DType.I32, g.M, g.N);
        foreach (KernelTier tier in KernelTiers.Accelerated)
        {
            if (tier == KernelTier.Reference)
            {
                continue;
            }
            double seconds = Stopwatching.Best(() => MatrixKernels.MatMul(new KernelOptions(tier, 1), new Tile(sums, shapeC), new Tile(a, shapeA), new Tile(panels, shapeB), accumulate: false));
            rows.Add(new Row("gemm", "int8 matmul", tier.ToString(), $"{g.Name} {g.M}×{g.N}×{g.K}", seconds, g.Macs / seconds, Share(tier == KernelTier.Emitted ? peak : pairs.GetValueOrDefault(tier)), null));

            double? Share(double best) => best > 0 ? g.Macs / seconds / best : null;
        }
        using OnnxRuntimeBaseline ort = new(OnnxModelBytes.MatMulInteger(g.M, g.N, g.K, weights), a, [g.M, g.K], results, [g.M, g.N], threads: 1);
        double baseline = Stopwatching.Best(ort.Run);
        rows.Add(new Row("gemm", "MatMulInteger u8s8", "onnxruntime", $"{g.Name} {g.M}×{g.N}×{g.K}", baseline, g.Macs / baseline, peak > 0 ? g.Macs / baseline / peak : null, 1));
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { RatioToBaseline = rows[i].Seconds / baseline };
        }
        if (g.Macs < 3e7)
        {
            double naive = Stopwatching.Best(() => Naive(a, weights, results, g), 0.02);
            rows.Add(new Row("gemm", "naive loop", "scalar", $"{g.Name} {g.M}×{g.N}×{g.K}", naive, g.Macs / naive, null, naive / baseline));
        }
        rows.AddRange(Floats(g, fused));
        return rows;
    }

    private static List<Row> Floats(GemmShape g, Dictionary<KernelTier, double> fused)
    {
        List<Row> rows = [];
        float[] a = Numbers(g.M * g.K, 5), b = Numbers(g.K * g.N, 6), results = new float[g.M * g.N];
        byte[] left = MemoryMarshal.AsBytes(a.AsSpan()).ToArray(), right = MemoryMarshal.AsBytes(b.AsSpan()).ToArray();
        byte[] panels = PanelPacking.Pack(DType.F32, right, sums: false, 1, [g.K, g.N]);
        byte[] sums = new byte[g.M * g.N * 4];
        TileShape shapeA = TileShape.Dense(DType.F32, g.M, g.K);
        TileShape shapeB = TileShape.Panels(DType.F32, false, g.K, g.N);
        TileShape shapeC = TileShape.Dense(DType.F32, g.M, g.N);
        using OnnxRuntimeBaseline ort = new(OnnxModelBytes.MatMul(g.M, g.N, g.K, right), a, [g.M, g.K], results, [g.M, g.N], threads: 1);
        double baseline = Stopwatching.Best(ort.Run, 0.2);
        foreach (KernelTier tier in KernelTiers.Accelerated)
        {
            if (tier is KernelTier.Reference or KernelTier.Emitted)
            {
                continue;
            }
            double seconds = Stopwatching.Best(() => MatrixKernels.MatMul(new KernelOptions(tier, 1), new Tile(sums, shapeC), new Tile(left, shapeA), new Tile(panels, shapeB), accumulate: false), 0.2);
            baseline = Math.Min(baseline, Stopwatching.Best(ort.Run, 0.1));
            rows.Add(new Row("gemm", "fp32 matmul", tier.ToString(), $"{g.Name} {g.M}×{g.N}×{g.K}", seconds, g.Macs / seconds, fused.TryGetValue(tier, out double peak) ? g.Macs / seconds / peak : null, null));
        }
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { RatioToBaseline = rows[i].Seconds / baseline };
        }
        rows.Add(new Row("gemm", "MatMul fp32", "onnxruntime", $"{g.Name} {g.M}×{g.N}×{g.K}", baseline, g.Macs / baseline, fused.Count > 0 ? g.Macs / baseline / fused.Values.Max() : null, 1));
        return rows;
    }

    private static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }
        return values;
    }

    private static void Naive(byte[] a, byte[] b, int[] c, GemmShape g)
    {
        for (int m = 0; m < g.M; m++)
        {
            for (int n = 0; n < g.N; n++)
            {
                int sum = 0;
                for (int k = 0; k < g.K; k++)
                {
                    sum += a[(m * g.K) + k] * (sbyte)b[(k * g.N) + n];
                }
                c[(m * g.N) + n] = sum;
            }
        }
    }
}
