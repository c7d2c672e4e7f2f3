using System;
using System.Collections.Generic;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Bench;

/// <summary>
/// int8 products whose weights are bitmask tiles, against the same product with dense panels: the ratio is time over the dense time. Rates count dense products, and
/// elements for decoding alone.
/// </summary>
internal static class SparseBench
{
    private static readonly double[] Densities = [1, 0.5, 0.25, 0.1];

    public static IEnumerable<Row> Run()
    {
        GemmShape[] shapes = [new("56² 1×1 64→256", 3136, 256, 64), new("14² 1×1 1024→256", 196, 256, 1024), new("fully connected", 1, 1000, 2048)];
        foreach (GemmShape shape in shapes)
        {
            foreach (double density in Densities)
            {
                foreach (Row row in Shape(shape, density))
                {
                    yield return row;
                }
            }
        }
    }

    private static List<Row> Shape(GemmShape g, double density)
    {
        List<Row> rows = [];
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
        foreach (KernelTier tier in KernelTiers.Accelerated)
        {
            if (tier == KernelTier.Reference)
            {
                continue;
            }
            KernelOptions one = new(tier, 1);
            string name = $"{g.Name} density {density}";
            double dense = Stopwatching.Best(() => MatrixKernels.MatMul(one, new Tile(sums, target), new Tile(a, left), new Tile(packed, panels), accumulate: false), 0.05);
            double product = Stopwatching.Best(() => MatrixKernels.MatMul(one, new Tile(sums, target), new Tile(a, left), new Tile(values, sparse) { Metadata = mask }, accumulate: false), 0.05);
            double decode = Stopwatching.Best(() => MoveKernels.Move(one, new Tile(decoded, plain), new Tile(values, sparse) { Metadata = mask }), 0.05);
            rows.Add(new Row("sparse", "dense panels", tier.ToString(), name, dense, g.Macs / dense, null, 1));
            rows.Add(new Row("sparse", "bitmask product", tier.ToString(), name, product, g.Macs / product, null, product / dense));
            rows.Add(new Row("sparse", "bitmask decode", tier.ToString(), name, decode, weights.Length / decode, null, decode / dense));
        }
        return rows;
    }
}
