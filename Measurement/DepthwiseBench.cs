using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>The depthwise convolutions of MobileNetV2, drained to u8, against single-layer sessions of a native runtime with channels last; part of family <c>conv</c>.</summary>
internal static class DepthwiseBench
{
    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        BenchRow[] rows = [.. (session.Brief ? Workloads.MobileNetV2Depthwise[^1..] : Workloads.MobileNetV2Depthwise).SelectMany(s => Shape(session, s))];
        BenchRow[] compared = [.. rows.Where(r => r.Baseline is not null && r.Tier == BenchSession.Name(session.Fastest))];
        return session.Brief || compared.Length == 0 ? rows : rows.Append(BenchRow.GeometricMean($"MobileNetV2, geometric mean of {compared.Length}", compared));
    }

    private static IReadOnlyList<BenchRow> Shape(BenchSession session, ConvShape s)
    {
        Random random = new(11);
        byte[] x = new byte[s.Size * s.Size * s.Channels], weights = new byte[s.Kernel * s.Kernel * s.Channels], y = new byte[s.OutputSize * s.OutputSize * s.Channels], result = new byte[y.Length];
        random.NextBytes(x);
        random.NextBytes(weights);
        TileShape input = TileShape.Dense(DType.U8, 1, s.Size, s.Size, s.Channels), kernel = TileShape.Dense(DType.I8, s.Kernel, s.Kernel, s.Channels);
        TileShape output = TileShape.Dense(DType.U8, 1, s.OutputSize, s.OutputSize, s.Channels), sums = TileShape.Dense(DType.I32, 1, s.OutputSize, s.OutputSize, s.Channels);
        ConvGeometry geometry = ConvGeometry.Unit with { PadTop = s.Pad, PadBottom = s.Pad, PadLeft = s.Pad, PadRight = s.Pad, StrideH = s.Stride, StrideW = s.Stride };
        int[] bias = new int[s.Channels], multipliers = new int[s.Channels], shifts = new int[s.Channels];
        Array.Fill(multipliers, 1_500_000_000);
        Array.Fill(shifts, -9);
        List<Contender> contenders = [];
        foreach (KernelTier tier in session.Tiers(everyTier: false))
        {
            KernelOptions one = new(tier, 1);
            contenders.Add(new Contender("depthwise drained", BenchSession.Name(tier), () => MatrixKernels.DepthwiseConvDrain(
                one,
                new Tile(y, output),
                new Tile([], sums),
                new Tile(x, input),
                new Tile(weights, kernel),
                geometry,
                shared: false,
                new DrainArguments { Mode = RequantMode.FixedSingle, Bias32 = bias, Multipliers = multipliers, Shifts = shifts, ClampMin = 0, ClampMax = 255 })));
        }
        using INativeModel? native = session.Runtime?.Open(new NativeModelRequest(
            OnnxModelBytes.QLinearConv(s.Channels, s.Size, s.Channels, s.Kernel, s.Stride, s.Pad, weights, groups: s.Channels),
            x,
            [1, s.Size, s.Size, s.Channels],
            result,
            [1, s.OutputSize, s.OutputSize, s.Channels],
            Threads: 1));
        if (native is not null)
        {
            contenders.Add(new Contender("depthwise QLinearConv", session.Runtime!.Name, native.Run) { IsBaseline = true });
        }
        return session.Compare("conv", $"depthwise {s}", s.Macs / s.Channels, contenders, 0.15);
    }
}
