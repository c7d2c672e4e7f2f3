using System;
using System.Collections.Generic;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>
/// int8 products whose weights are bitmask tiles, against the same product with dense panels: speeds count dense products, and
/// elements for decoding alone.
/// </summary>
internal static class SparseBench
{
    private const string DensePanels = "dense panels";
    private static readonly double[] Densities = [1, 0.5, 0.25, 0.1];

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        GemmShape[] shapes = [new("56² 1×1 64→256", 3136, 256, 64), new("14² 1×1 1024→256", 196, 256, 1024), new("fully connected", 1, 1000, 2048)];
        foreach (GemmShape shape in shapes)
        {
            foreach (double density in Densities)
            {
                foreach (BenchRow row in Shape(session, shape, density))
                {
                    yield return row;
                }
            }
        }
    }

    private static List<BenchRow> Shape(BenchSession session, GemmShape g, double density)
    {
        List<BenchRow> rows = [];
        Random random = new(13);
        byte[] a = new byte[g.M * g.K], weights = new byte[g.K * g.N], sums = new byte[g.M * g.N * 4], decoded = new byte[g.K * g.N];
        random.NextBytes(a);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = random.NextDouble() < density ? (byte)random.Next(1, 256) : (byte)0;
        }
        TileShape left = TileShape.Dense(DType.U8, g.M, g.K), target = TileShape.Dense(DType.I32, g.M, g.N), panels = TileShape.Panels(DType.I8, true, g.K, g.N), plain = TileShape.Dense(DType.I8, g.K, g.N);
        TileShape sparse = plain with { Format = SparseFormat.Bitmask };
        byte[] packed = PanelPacking.Pack(DType.I8, weights, sums: true, 1, [g.K, g.N]);
        byte[] mask = new byte[BitmaskFormat.MetadataBytes(sparse)], values = new byte[weights.Length];
        Reference.Move(new Tile(values, sparse) { Metadata = mask }, new Tile(weights, plain));
        foreach (KernelTier tier in session.Tiers(everyTier: false))
        {
            KernelOptions one = new(tier, 1);
            string name = $"{g.Name} density {density}";
            Peak? peak = session.Peaks.For("i8", tier);
            string level = BenchSession.Name(tier);
            rows.AddRange(session.Compare(
                "sparse",
                name,
                g.Macs,
                [
                    new Contender("dense panels", DensePanels, () => MatrixKernels.MatMul(one, new Tile(sums, target), new Tile(a, left), new Tile(packed, panels), accumulate: false)) { IsBaseline = true, Peak = peak },
                    new Contender("bitmask product", level, () => MatrixKernels.MatMul(one, new Tile(sums, target), new Tile(a, left), new Tile(values, sparse) { Metadata = mask }, accumulate: false)) { Peak = peak },
                    new Contender("bitmask decode", level, () => MoveKernels.Move(one, new Tile(decoded, plain), new Tile(values, sparse) { Metadata = mask })) { Work = weights.Length },
                ],
                0.15));
        }
        return rows;
    }
}
