using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>Closed forms and event replay against an oracle that serves every word of every line.</summary>
public sealed class OracleTests
{
    [Fact]
    public void RandomLayers_AreServedAsByTheOracle()
    {
        Random random = new(5);
        int cases = Fuzz.Cases(400, most: 20_000);
        (int stalled, int overflowed) = (0, 0);
        for (int i = 0; i < cases; i++)
        {
            ScaleSimCompat compat = (ScaleSimCompat)random.Next(2);
            ScaleSimLayer layer = Layer(random);
            ScaleSimConfig config = Config(random, compat == ScaleSimCompat.V3);
            layer = config.Sparsity is null ? layer with { KeptN = 1, BlockM = 1 } : layer;
            ScaleSimLayerReport report = ScaleSimModel.Run(config, [layer], compat).Layers[0];
            string expected = Serve(config, layer, compat);
            string actual = Text(
                report.TotalCycles, report.StallCycles, (report.Ifmap.Start, report.Ifmap.Stop), (report.Filter.Start, report.Filter.Stop), (report.Ofmap.Start, report.Ofmap.Stop),
                Of(report.IfmapDram), Of(report.FilterDram), Of(report.OfmapDram), config.Sparsity is null ? (long)report.Ifmap.Words : 0, (long)report.Filter.Words);
            Assert.True(expected == actual, $"case {i}: {compat} {layer}\n{config}\nexpected {expected}\nactual   {actual}");
            stalled += report.StallCycles > 0 ? 1 : 0;
            overflowed += report.IfmapDram.Stop >= 0 && layer.KernelHeight * layer.KernelWidth > 1 ? 1 : 0;
        }
        Assert.True(stalled > cases / 20, $"{stalled} of {cases} with stalls");
        Assert.True(overflowed > cases / 20, $"{overflowed} of {cases} with an input beyond its buffer");
    }

    private static ScaleSimLayer Layer(Random random)
    {
        if (random.Next(4) == 0)
        {
            return ScaleSimLayer.Gemm("gemm", random.Next(1, 60), random.Next(1, 40), random.Next(1, 60), random.Next(1, 3), random.Next(2, 6));
        }
        int height = random.Next(1, 15), width = random.Next(1, 15);
        return new ScaleSimLayer(
            "conv", height, width, random.Next(1, Math.Min(height, 5) + 1), random.Next(1, Math.Min(width, 5) + 1), random.Next(1, 13), random.Next(1, 30),
            random.Next(1, 4), random.Next(1, 4), random.Next(1, 3), random.Next(2, 6));
    }

    private static ScaleSimConfig Config(Random random, bool sparse)
    {
        Dataflow dataflow = (Dataflow[])[Dataflow.OutputStationary, Dataflow.WeightStationary, Dataflow.InputStationary] is var all ? all[random.Next(3)] : default;
        return new ScaleSimConfig
        {
            Rows = random.Next(1, 20),
            Columns = random.Next(1, 20),
            IfmapKilobytes = random.Next(1, 3),
            FilterKilobytes = random.Next(1, 3),
            OfmapKilobytes = random.Next(1, 3),
            Dataflow = dataflow,
            UserBandwidth = random.Next(2) == 0,
            Bandwidth = random.Next(1, 30),
            Sparsity = sparse && dataflow == Dataflow.WeightStationary && random.Next(3) == 0 ? new ScaleSimSparsity(ScaleSimFormat.EllpackBlock, false, 2, 0) : null,
        };
    }

    private static string Serve(ScaleSimConfig config, ScaleSimLayer layer, ScaleSimCompat compat)
    {
        NaiveArray array = new(config, layer);
        bool v3 = compat == ScaleSimCompat.V3;
        NaiveMemory.IReads Reads(List<int> stream, int kilobytes) =>
            config.UserBandwidth ? new NaiveMemory.User(stream, kilobytes * 1024, config.Bandwidth, v3) : new NaiveMemory.Calc(kilobytes * 1024);
        NaiveMemory.IReads input = Reads(array.InputPrefetch, config.IfmapKilobytes), filter = Reads(array.FilterPrefetch, config.FilterKilobytes);
        NaiveMemory.Writes output = new(config.OfmapKilobytes * 1024, config.UserBandwidth ? config.Bandwidth : config.Columns);
        long stalls = 0, end = 0;
        (long, long)? inputSpan = null, filterSpan = null, outputSpan = null;
        for (int line = 0; line < array.InputLines.Count; line++)
        {
            long cycle = line + stalls;
            long a = input.Serve(cycle, array.InputLines[line]), b = filter.Serve(cycle, array.FilterLines[line]);
            end = output.Serve(cycle, array.WritesPerLine[line]);
            stalls += Math.Max(a - cycle - 1, Math.Max(b - cycle - 1, end - cycle));
            inputSpan = array.InputLines[line].Any(w => w >= 0) ? (inputSpan?.Item1 ?? a, a) : inputSpan;
            filterSpan = array.FilterLines[line].Any(w => w >= 0) ? (filterSpan?.Item1 ?? b, b) : filterSpan;
            outputSpan = array.WritesPerLine[line] > 0 ? (outputSpan?.Item1 ?? end, end) : outputSpan;
        }
        return Text(
            end, stalls, inputSpan!.Value, filterSpan!.Value, outputSpan!.Value, input.Finish(), filter.Finish(), output.Finish(end, v3),
            config.Sparsity is null ? array.InputReads : 0, array.FilterReads);
    }

    private static (long, long, long) Of(ScaleSimDramReport report) => (report.Start, report.Stop, report.Words);

    private static string Text(params object[] values) => string.Join(" | ", values);
}
