using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Bench;

/// <summary>The 53 convolutions of ResNet-50, drained to u8, against single-layer ONNX Runtime sessions.</summary>
internal static class ConvBench
{
    public static IEnumerable<Row> Run()
    {
        double peak = GemmBench.Peak();
        double macs = Workloads.ResNet50.Sum(s => s.Count * s.Macs);
        Dictionary<string, double> totals = [];
        foreach (ConvShape shape in Workloads.ResNet50)
        {
            foreach (Row row in Shape(shape, peak))
            {
                totals[row.Tier] = totals.GetValueOrDefault(row.Tier) + (row.Seconds * shape.Count);
                yield return row;
            }
        }
        foreach ((string tier, double seconds) in totals)
        {
            yield return new Row("conv", "ResNet-50, 53 convolutions", tier, "sum", seconds, macs / seconds, peak > 0 ? macs / seconds / peak : null, seconds / totals["onnxruntime"]);
        }
    }

    private static List<Row> Shape(ConvShape s, double peak)
    {
        List<Row> rows = [];
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
        foreach (KernelTier tier in KernelTiers.Accelerated)
        {
            if (tier == KernelTier.Reference)
            {
                continue;
            }
            double seconds = Stopwatching.Best(() => MatrixKernels.ConvDrain(
                new KernelOptions(tier, 1),
                new Tile(y, shapeY),
                new Tile([], shapeSums),
                new Tile(x, shapeX),
                new Tile(panels, shapeW),
                geometry,
                new DrainArguments { Mode = RequantMode.FixedSingle, Bias32 = bias, Multipliers = multipliers, Shifts = shifts, ClampMin = 0, ClampMax = 255 }), 0.1);
            rows.Add(new Row("conv", "conv drained", tier.ToString(), s.ToString(), seconds, s.Macs / seconds, peak > 0 ? s.Macs / seconds / peak : null, null));
        }
        using OnnxRuntimeBaseline ort = new(OnnxModelBytes.QLinearConv(s.Channels, s.Size, s.Outputs, s.Kernel, s.Stride, s.Pad, weights), x, [1, s.Channels, s.Size, s.Size], y, [1, s.Outputs, s.OutputSize, s.OutputSize], threads: 1);
        double baseline = Stopwatching.Best(ort.Run, 0.1);
        rows.Add(new Row("conv", "QLinearConv", "onnxruntime", s.ToString(), baseline, s.Macs / baseline, peak > 0 ? s.Macs / baseline / peak : null, 1));
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { RatioToBaseline = rows[i].Seconds / baseline };
        }
        return rows;
    }
}
