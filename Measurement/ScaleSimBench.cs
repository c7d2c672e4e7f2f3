using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Timing;

namespace AccelEmu.Measurement;

/// <summary>SCALE-Sim's reports of ResNet-50, files included, on a 256×256 array; and closed forms over many designs. Rates are layers a second.</summary>
internal static class ScaleSimBench
{
    private const int Sizes = 32;
    private static readonly (bool User, int Kilobytes, string Name)[] Buffers =
        [(false, 6144, "fits, CALC"), (true, 6144, "fits, USER"), (false, 256, "256 kB, CALC"), (true, 256, "256 kB, USER"), (false, 64, "64 kB, CALC"), (true, 64, "64 kB, USER")];
    private static readonly Dataflow[] Dataflows = [Dataflow.OutputStationary, Dataflow.WeightStationary, Dataflow.InputStationary];

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        ScaleSimLayer[] layers = [.. ResNet50()];
        foreach (Dataflow dataflow in session.Brief ? Dataflows[..1] : Dataflows)
        {
            foreach ((bool user, int kilobytes, string name) in Buffers)
            {
                ScaleSimConfig config = new()
                {
                    Rows = 256, Columns = 256, Dataflow = dataflow, UserBandwidth = user, Bandwidth = 10,
                    IfmapKilobytes = kilobytes, FilterKilobytes = kilobytes, OfmapKilobytes = kilobytes,
                };
                Contender reports = new("SCALE-Sim reports", "timing", () => ScaleSimReportFiles.Write(ScaleSimModel.Run(config, layers, ScaleSimCompat.V3)));
                yield return session.Compare("timing", $"resnet50, {layers.Length} layers, {Short(dataflow)} 256×256, {name}", layers.Length, [reports], 0.5)[0];
            }
        }
        yield return session.Compare("timing", $"{Dataflows.Length * Sizes * layers.Length} layer-design points", Dataflows.Length * Sizes * layers.Length, [new Contender("sweep by closed forms", "timing", () => Sweep(layers))], 0.5)[0];
    }

    private static void Sweep(ScaleSimLayer[] layers)
    {
        long cycles = 0;
        foreach (Dataflow dataflow in Dataflows)
        {
            for (int size = 1; size <= Sizes; size++)
            {
                foreach (ScaleSimLayer layer in layers)
                {
                    cycles += ScaleSimClosedForms.Estimate(dataflow, size * 8, size * 16, layer).TotalCycles;
                }
            }
        }
        GC.KeepAlive(cycles);
    }

    private static string Short(Dataflow dataflow) => dataflow switch { Dataflow.OutputStationary => "os", Dataflow.WeightStationary => "ws", _ => "is" };

    /// <summary>ResNet-50 (He et al. 2016) as SCALE-Sim's topology has it: unpadded inputs, shortcuts as layers.</summary>
    private static IEnumerable<ScaleSimLayer> ResNet50()
    {
        yield return new ScaleSimLayer("conv1", 224, 224, 7, 7, 3, 64, 2, 2);
        (int Size, int Width, int Blocks)[] stages = [(56, 64, 3), (28, 128, 4), (14, 256, 6), (7, 512, 3)];
        int channels = 64;
        foreach ((int size, int width, int blocks) in stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                int stride = block == 0 && size < 56 ? 2 : 1;
                string name = $"{size}_{block}_";
                yield return new ScaleSimLayer(name + "reduce", size * stride, size * stride, 1, 1, channels, width, stride, stride);
                yield return new ScaleSimLayer(name + "conv", size, size, 3, 3, width, width, 1, 1);
                yield return new ScaleSimLayer(name + "expand", size, size, 1, 1, width, width * 4, 1, 1);
                if (block == 0)
                {
                    yield return new ScaleSimLayer(name + "shortcut", size * stride, size * stride, 1, 1, channels, width * 4, stride, stride);
                }
                channels = width * 4;
            }
        }
        yield return new ScaleSimLayer("fc", 1, 1, 1, 1, 2048, 1000, 1, 1);
    }
}
