using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>Matrix products: every tier and type on two shapes, the fastest tier on all shapes of ResNet-50 and BERT-base, with geometric means.</summary>
internal static class GemmBench
{
    private const string Family = "gemm";

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        List<BenchRow> rows = [.. session.Peaks.Rows(Family), .. session.Brief ? [] : Peaks.MemoryRows(Family)];
        GemmShape[] headline = session.Brief ? [new("brief", 64, 64, 64)] : Workloads.Headline;
        foreach (GemmShape shape in headline)
        {
            rows.AddRange(Bytes(session, shape, everyTier: true, full: true));
            if (Environment.ProcessorCount > 1)
            {
                rows.AddRange(Bytes(session, shape, everyTier: false, full: false, threads: 2));
            }
            rows.AddRange(FloatGemm.Compare(session, shape));
        }
        if (!session.Brief)
        {
            BenchRow[] network = [.. Workloads.ResNet50Gemms.Concat(Workloads.BertGemms).SelectMany(s => Bytes(session, s, everyTier: false, full: false))];
            rows.AddRange(network);
            rows.AddRange(Means(network));
        }
        return rows;
    }

    // Kernels only: baselines have no ratio.
    private static IEnumerable<BenchRow> Means(BenchRow[] network)
    {
        HashSet<string> few = [.. Workloads.ResNet50Gemms.Concat(Workloads.BertGemms).Where(s => s.M < Workloads.FewestComputeRows).Select(s => s.ToString())];
        foreach (IGrouping<(string, string, bool), BenchRow> group in network.Where(r => r.Baseline is not null).GroupBy(r => (r.Kernel, r.Tier, few.Contains(r.Shape))))
        {
            string rows = group.Key.Item3 ? $"M < {Workloads.FewestComputeRows}" : $"M ≥ {Workloads.FewestComputeRows}";
            yield return BenchRow.GeometricMean($"ResNet-50 and BERT-base, {rows}: geometric mean of {group.Count()}", [.. group]);
        }
    }

    private static IReadOnlyList<BenchRow> Bytes(BenchSession session, GemmShape g, bool everyTier, bool full, int threads = 1)
    {
        Random random = new(7);
        byte[] a = new byte[g.M * g.K], weights = new byte[g.K * g.N], sums = new byte[g.M * g.N * 4];
        int[] results = new int[g.M * g.N];
        random.NextBytes(a);
        random.NextBytes(weights);
        byte[] panels = PanelPacking.Pack(DType.I8, weights, sums: true, 1, [g.K, g.N]);
        TileShape right = TileShape.Panels(DType.I8, true, g.K, g.N), target = TileShape.Dense(DType.I32, g.M, g.N);
        Peak? memory = g.M < Workloads.FewestComputeRows ? Memory(g) : null;
        List<Contender> contenders = [];
        foreach (KernelTier tier in session.Tiers(everyTier))
        {
            contenders.Add(Product("gemm u8×s8", DType.U8, tier));
            if (full)
            {
                contenders.Add(Product("gemm s8×s8", DType.I8, tier));
            }
        }
        using INativeModel? native = session.Runtime?.Open(new NativeModelRequest(OnnxModelBytes.MatMulInteger(g.M, g.N, g.K, weights), a, [g.M, g.K], results, [g.M, g.N], threads));
        if (native is not null)
        {
            contenders.Add(new Contender("MatMulInteger u8×s8", session.Runtime!.Name, native.Run) { Threads = threads, IsBaseline = true, Peak = memory ?? session.Peaks.For("i8", session.Fastest) });
        }
        if (native is null || full)
        {
            int rows = Math.Min(g.M, NaiveLoops.MostRows);
            contenders.Add(new Contender("naive loop u8×s8", NaiveLoops.Name, () => NaiveLoops.MatMul(a, weights, results, rows, g.N, g.K)) { IsBaseline = native is null, Work = (double)rows * g.N * g.K });
        }
        return session.Compare(Family, g.ToString(), g.Macs, contenders);

        Contender Product(string kernel, DType type, KernelTier tier)
        {
            TileShape left = TileShape.Dense(type, g.M, g.K);
            KernelOptions options = new(tier, threads);
            return new Contender(kernel, BenchSession.Name(tier), () => MatrixKernels.MatMul(options, new Tile(sums, target), new Tile(a, left), new Tile(panels, right), accumulate: false))
            {
                Threads = threads,
                Peak = memory ?? session.Peaks.For("i8", tier),
            };
        }
    }

    // Each byte of the weights is read once and takes part in M products.
    private static Peak Memory(GemmShape g)
    {
        BandwidthLoop loop = new((long)g.N * g.K);
        return new Peak("memory reads", (double)loop.Bytes * g.M, loop.Run);
    }
}
