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
        byte[] a = CacheLineArrays.Create<byte>(g.M * g.K), weights = CacheLineArrays.Create<byte>(g.K * g.N), sums = CacheLineArrays.Create<byte>(g.M * g.N * 4);
        int[] results = CacheLineArrays.Create<int>(g.M * g.N);
        random.NextBytes(a);
        random.NextBytes(weights);
        TileShape target = TileShape.Dense(DType.I32, g.M, g.N);
        Peak? memory = g.M < Workloads.FewestComputeRows ? Memory(g) : null;
        List<Contender> contenders = [];
        foreach (KernelTier tier in session.Tiers(everyTier))
        {
            contenders.Add(Product("gemm u8×s8", DType.U8, tier));
            if (full)
            {
                contenders.Add(Product("gemm s8×s8", DType.I8, tier));
            }
            if (full && tier == session.Fastest)
            {
                contenders.Add(Product("gemm u8×u8", DType.U8, tier, DType.U8, zeroPoint: 117));
                contenders.Add(Product("gemm u8×s4", DType.U8, tier, DType.I4));
                contenders.Add(Product("gemm u8×s2", DType.U8, tier, DType.I2));
                contenders.Add(Product("gemm s16×s16", DType.I16, tier, DType.I16));
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

        Contender Product(string kernel, DType type, KernelTier tier, DType weightType = DType.I8, int zeroPoint = 0)
        {
            TileShape left = TileShape.Dense(type, g.M, g.K), right = TileShape.Panels(weightType, true, g.K, g.N) with { ZeroPoint = zeroPoint };
            byte[] rows = Bytes(type == DType.I16 ? 2 * a.Length : a.Length), panels = CacheLineArrays.Copy(PanelPacking.Pack(weightType, Weights(weightType), sums: true, 1, [g.K, g.N]));
            KernelOptions options = new(tier, threads);
            return new Contender(kernel, BenchSession.Name(tier), () => MatrixKernels.MatMul(options, new Tile(sums, target), new Tile(rows, left), new Tile(panels, right), accumulate: false))
            {
                Threads = threads,
                Peak = memory ?? session.Peaks.For(type == DType.I16 ? "i16" : "i8", tier),
            };
        }

        byte[] Bytes(int length)
        {
            byte[] bytes = CacheLineArrays.Create<byte>(length);
            new Random(8).NextBytes(bytes);
            return bytes;
        }

        // Rows of four and two bits end with whole bytes in the shapes of the bench.
        byte[] Weights(DType type) => type == DType.I8 ? weights : Bytes(checked((int)TileShape.Dense(type, g.K, g.N).SpanBytes()));
    }

    // Each byte of the weights is read once and takes part in M products.
    private static Peak Memory(GemmShape g)
    {
        BandwidthLoop loop = new((long)g.N * g.K);
        return new Peak("memory reads", (double)loop.Bytes * g.M, loop.Run);
    }
}
