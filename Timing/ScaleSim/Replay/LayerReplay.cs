using System;

namespace AccelEmu.Timing;

/// <summary>Three buffers served line by line; only lines on which one of them does something are visited.</summary>
internal sealed class LayerReplay
{
    private readonly ScaleSimConfig config;
    private readonly LayerPlan plan;
    private readonly string layer;
    private readonly ScaleSimCompat compat;
    private readonly IReadReplay? inputReads;
    private readonly IReadReplay? filterReads;
    private readonly WriteBuffer writes;

    public LayerReplay(ScaleSimConfig config, LayerPlan plan, ScaleSimCompat compat, string layer)
    {
        (this.config, this.plan, this.compat, this.layer) = (config, plan, compat, layer);
        if (config.UserBandwidth)
        {
            inputReads = Reads(plan.Input, plan.InputSource, config.IfmapKilobytes, config.IfmapBandwidth);
            filterReads = Reads(plan.Filter, plan.FilterSource, config.FilterKilobytes, config.FilterBandwidth);
        }
        writes = new WriteBuffer(plan.Writes, Words(config.OfmapKilobytes), config.UserBandwidth ? config.Bandwidth : config.Columns);
    }

    public LayerTraffic Run()
    {
        (long inputFirst, long inputLast) = plan.InputSource?.Span() ?? RequestSpan.Of(plan.Input);
        (long filterFirst, long filterLast) = plan.FilterSource?.Span() ?? RequestSpan.Of(plan.Filter);
        CalcReads? input = config.UserBandwidth ? null : Misses(plan.Input, plan.InputSource, config.IfmapKilobytes);
        CalcReads? filter = config.UserBandwidth ? null : Misses(plan.Filter, plan.FilterSource, config.FilterKilobytes);
        Probe[] probes =
        [
            new(inputFirst, Buffer.Input), new(inputLast, Buffer.Input),
            new(filterFirst, Buffer.Filter), new(filterLast, Buffer.Filter),
            new(plan.Writes.FirstLine, Buffer.Output), new(plan.Writes.LastLine, Buffer.Output),
            new(plan.Lines - 1, Buffer.Output),
            new(input?.LastFlushLine ?? -1, Buffer.None), new(filter?.LastFlushLine ?? -1, Buffer.None),
        ];
        long stalls = Serve(probes);
        writes.Finish(probes[6].Cycle);
        return new LayerTraffic
        {
            LastCycle = probes[6].Cycle,
            Stalls = stalls,
            InputSram = new Span(probes[0].Cycle, probes[1].Cycle),
            FilterSram = new Span(probes[2].Cycle, probes[3].Cycle),
            OutputSram = new Span(probes[4].Cycle, probes[5].Cycle),
            InputDram = input is { } i ? Estimated(i, inputFirst, probes[7].Cycle, config.IfmapKilobytes) : Fetched(inputReads!),
            FilterDram = filter is { } f ? Estimated(f, filterFirst, probes[8].Cycle, config.FilterKilobytes) : Fetched(filterReads!),
            OutputDram = new DramTraffic(
                writes.FirstStart,
                writes.Stop(latest: compat != ScaleSimCompat.V2),
                compat == ScaleSimCompat.Fixed ? writes.Words : writes.DrainedWords),
        };
    }

    private static long Words(int kilobytes) => kilobytes * 1024L;

    private IReadReplay Reads(ReadOperand operand, WordSource? source, int kilobytes, int ownBandwidth)
    {
        long bandwidth = compat == ScaleSimCompat.V2 || ownBandwidth == 0 ? config.Bandwidth : ownBandwidth;
        StallRule rule = compat == ScaleSimCompat.V3 ? StallRule.Twice : StallRule.Late;
        return source is not null
            ? new WordReads(source, Words(kilobytes), bandwidth, rule)
            : new KeyedReads(operand, new PrefetchWindow(Words(kilobytes), bandwidth, operand.MatrixWords, operand.RealWords, rule), layer);
    }

    /// <summary>Words of a hundredth of a buffer: what CALC fetches at a time.</summary>
    private static long Hundredth(int kilobytes) => Words(kilobytes) / 100;

    private CalcReads Misses(ReadOperand operand, WordSource? source, int kilobytes)
    {
        long capacity = 50 * Hundredth(kilobytes);
        return source is not null ? WordMisses.Replay(source, capacity)
            : operand.Window is { } window ? WindowMisses.Replay(operand, window, capacity, layer)
            : CyclicMisses.Replay(operand, capacity);
    }

    /// <summary>CALC: the first half is fetched at 10 words a cycle before it is asked for; each later one while the one before is used.</summary>
    private static DramTraffic Estimated(CalcReads reads, long firstLine, long flushCycle, int kilobytes)
    {
        long hundredth = Hundredth(kilobytes);
        return reads.LastFlushLine < 0
            ? new DramTraffic(-CeilDiv(CeilDiv(reads.Words, hundredth) * hundredth, 10), -1, reads.Words)
            : new DramTraffic(firstLine - CeilDiv(50 * hundredth, 10), flushCycle + 1, reads.Words);
    }

    private static DramTraffic Fetched(IReadReplay reads) => new(reads.Start, reads.Stop, reads.Words);

    /// <summary>Goes from event to event; returns all stall cycles.</summary>
    private long Serve(Probe[] probes)
    {
        long stalls = 0;
        for (long line = -1; ;)
        {
            long reads = Math.Min(inputReads?.NextLine ?? long.MaxValue, filterReads?.NextLine ?? long.MaxValue);
            writes.Predict(line + 1, stalls, reads);
            line = Math.Min(writes.NextLine, reads);
            if (line == long.MaxValue)
            {
                Settle(probes, long.MaxValue, stalls, default);
                return stalls;
            }
            Settle(probes, line, stalls, default);
            long cycle = line + stalls;
            Waits waits = new(
                inputReads?.NextLine == line ? inputReads.Service(cycle) - PrefetchWindow.HitLatency : 0,
                filterReads?.NextLine == line ? filterReads.Service(cycle) - PrefetchWindow.HitLatency : 0,
                writes.NextLine == line ? writes.Service(cycle) : 0);
            Settle(probes, line + 1, stalls, waits);
            stalls += Math.Max(waits.Input, Math.Max(waits.Filter, waits.Output));
        }
    }

    /// <summary>Fixes the cycles of probes on lines below <paramref name="end"/>.</summary>
    private static void Settle(Probe[] probes, long end, long stalls, Waits waits)
    {
        foreach (ref Probe probe in probes.AsSpan())
        {
            if (probe.Settled || probe.Line >= end)
            {
                continue;
            }
            probe.Settled = true;
            probe.Cycle = probe.Line + stalls + probe.Buffer switch
            {
                Buffer.Input => PrefetchWindow.HitLatency + waits.Input,
                Buffer.Filter => PrefetchWindow.HitLatency + waits.Filter,
                Buffer.Output => waits.Output,
                _ => 0,
            };
        }
    }

    private static long CeilDiv(long a, long b) => (a + b - 1) / b;

    private enum Buffer
    {
        None,
        Input,
        Filter,
        Output,
    }

    /// <summary>Cycles the buffers wait on one line.</summary>
    private readonly record struct Waits(long Input, long Filter, long Output);

    /// <summary>A line whose cycle is wanted.</summary>
    private record struct Probe(long Line, Buffer Buffer)
    {
        public long Cycle { get; set; }

        public bool Settled { get; set; }
    }
}
