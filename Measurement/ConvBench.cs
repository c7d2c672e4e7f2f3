using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>The 53 convolutions of ResNet-50, drained to u8, against single-layer sessions of a native runtime with channels last.</summary>
internal static class ConvBench
{
    private const string Family = "conv";

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        List<BenchRow> rows = [];
        foreach (ConvShape shape in session.Brief ? Workloads.ResNet50[^1..] : Workloads.ResNet50)
        {
            rows.AddRange(Shape(session, shape));
        }
        return [.. rows, .. session.Brief ? [] : Totals(rows), .. DepthwiseBench.Run(session)];
    }

    // As often as ResNet-50 has each; all shapes' baselines are one baseline.
    private static IEnumerable<BenchRow> Totals(List<BenchRow> rows)
    {
        Dictionary<string, ConvShape> shapes = Workloads.ResNet50.ToDictionary(s => s.ToString());
        double macs = Workloads.ResNet50.Sum(s => s.Count * s.Macs);
        var sums = rows.GroupBy(r => r.Tier).ToDictionary(g => g.Key, g => g.Sum(r => r.Seconds * shapes[r.Shape].Count));
        foreach (IGrouping<string, BenchRow> tier in rows.Where(r => r.Tier != NaiveLoops.Name).GroupBy(r => r.Tier))
        {
            BenchRow first = tier.First();
            yield return first with
            {
                Shape = "ResNet-50, the sum of 53",
                Seconds = sums[tier.Key],
                Gmacs = macs / sums[tier.Key] / 1e9,
                RatioToBaseline = first.Baseline is { } baseline && baseline != NaiveLoops.Name ? sums[baseline] / sums[tier.Key] : null,
                OwnCores = tier.Average(r => r.OwnCores),
                BusyCores = tier.Average(r => r.BusyCores),
                HadCores = tier.All(r => r.HadCores == true),
            };
        }
    }

    private static IReadOnlyList<BenchRow> Shape(BenchSession session, ConvShape s)
    {
        List<Contender> contenders = [];
        Random random = new(11);
        byte[] x = new byte[s.Size * s.Size * s.Channels];
        byte[] weights = new byte[s.Kernel * s.Kernel * s.Channels * s.Outputs];
        random.NextBytes(x);
        random.NextBytes(weights);
        byte[] panels = PanelPacking.Pack(DType.I8, weights, sums: true, 1, [s.Kernel, s.Kernel, s.Channels, s.Outputs]);
        byte[] y = new byte[s.OutputSize * s.OutputSize * s.Outputs];
        int[] bias = new int[s.Outputs];
        int[] multipliers = new int[s.Outputs];
        int[] shifts = new int[s.Outputs];
        Array.Fill(multipliers, 1_500_000_000);
        Array.Fill(shifts, -9);
        TileShape shapeX = TileShape.Dense(DType.U8, 1, s.Size, s.Size, s.Channels);
        TileShape shapeW = TileShape.Panels(DType.I8, true, s.Kernel, s.Kernel, s.Channels, s.Outputs);
        TileShape shapeY = TileShape.Dense(DType.U8, 1, s.OutputSize, s.OutputSize, s.Outputs);
        TileShape shapeSums = TileShape.Dense(DType.I32, 1, s.OutputSize, s.OutputSize, s.Outputs);
        ConvGeometry geometry = ConvGeometry.Unit with { PadTop = s.Pad, PadBottom = s.Pad, PadLeft = s.Pad, PadRight = s.Pad, StrideH = s.Stride, StrideW = s.Stride };
        foreach (KernelTier tier in session.Tiers(everyTier: false))
        {
            contenders.Add(new Contender("conv drained", BenchSession.Name(tier), () => MatrixKernels.ConvDrain(
                new KernelOptions(tier, 1),
                new Tile(y, shapeY),
                new Tile([], shapeSums),
                new Tile(x, shapeX),
                new Tile(panels, shapeW),
                geometry,
                new DrainArguments { Mode = RequantMode.FixedSingle, Bias32 = bias, Multipliers = multipliers, Shifts = shifts, ClampMin = 0, ClampMax = 255 }))
            { Peak = session.Peaks.For("i8", tier) });
        }
        int[] sums = new int[s.OutputSize * s.Outputs];
        byte[] result = new byte[y.Length];
        using INativeModel? native = session.Runtime?.Open(new NativeModelRequest(OnnxModelBytes.QLinearConv(s.Channels, s.Size, s.Outputs, s.Kernel, s.Stride, s.Pad, weights), x, [1, s.Size, s.Size, s.Channels], result, [1, s.OutputSize, s.OutputSize, s.Outputs], Threads: 1));
        contenders.Add(native is not null
            ? new Contender("QLinearConv", session.Runtime!.Name, native.Run) { IsBaseline = true, Peak = session.Peaks.For("i8", session.Fastest) }
            : new Contender("naive loop, one row", NaiveLoops.Name, () => NaiveLoops.ConvRow(x, weights, sums, s)) { IsBaseline = true, Work = s.Macs / s.OutputSize });
        return session.Compare(Family, s.ToString(), s.Macs, contenders, 0.25);
    }
}
