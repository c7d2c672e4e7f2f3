using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>From events to cycles by a machine's rates: the only place where both meet. Formulas: docs/timing-model.md.</summary>
/// <param name="machine">Rates and latencies.</param>
internal sealed class CostModel(MachineConfig machine)
{
    private readonly MemoryRate dram = new(machine.Dram);
    private readonly MemoryRate scratchpad = new(machine.Scratchpad);
    private readonly MemoryRate accumulator = new(machine.Accumulator);
    private readonly MemoryRate link = new(new MemoryConfig(0, machine.Link.BytesPerCycle, machine.Link.LatencyCycles));

    /// <summary>Cycles the read channel of DRAM is held.</summary>
    public long DramReadCycles(in EventVector events) => dram.Cycles(events[EventKind.DramRead]);

    /// <summary>Cycles the write channel of DRAM is held.</summary>
    public long DramWriteCycles(in EventVector events) => dram.Cycles(events[EventKind.DramWritten]);

    /// <summary>The named cycles of an instruction of a unit.</summary>
    public TermVector Cost(UnitId unit, in EventVector events)
    {
        TermVector terms = default;
        terms[CostTerm.Latency] = Latency(events);
        terms[CostTerm.Link] = events[EventKind.LinkBytes] > 0 ? machine.Link.LatencyCycles : 0;
        switch (unit.Kind)
        {
            case UnitKind.Load or UnitKind.Store:
                terms[CostTerm.Transfer] = Math.Max(Remote(events), Math.Max(Local(scratchpad, events, EventKind.ScratchpadRead), Local(accumulator, events, EventKind.AccumulatorRead)));
                terms[CostTerm.Convert] = scratchpad.Cycles(events[EventKind.ConversionBytes]);
                return terms;
            case UnitKind.Matrix:
                terms[CostTerm.Fill] = events[EventKind.FillSteps];
                terms[CostTerm.Stream] = events[EventKind.StreamSteps];
                terms[CostTerm.Drain] = events[EventKind.DrainSteps];
                terms[CostTerm.Reconfigure] = events[EventKind.Reconfigurations] * machine.Arrays[unit.Instance].ReconfigureCycles;
                break;
            case UnitKind.Vector:
                long work = events[EventKind.LaneSlots] + events[EventKind.SerialSteps];
                terms[CostTerm.Start] = work > 0 ? machine.Vector.StartCycles : 0;
                terms[CostTerm.Lanes] = PerLane(events[EventKind.LaneSlots]) + events[EventKind.SerialSteps];
                terms[CostTerm.Transcendental] = PerLane(events[EventKind.Transcendentals]) * machine.Vector.TranscendentalCycles;
                break;
        }
        long compute = terms.Sum - terms[CostTerm.Latency] - terms[CostTerm.Link];
        compute += terms[CostTerm.ScratchpadStall] = Math.Max(0, Local(scratchpad, events, EventKind.ScratchpadRead) - compute);
        compute += terms[CostTerm.AccumulatorStall] = Math.Max(0, Local(accumulator, events, EventKind.AccumulatorRead) - compute);
        terms[CostTerm.RemoteStall] = Math.Max(0, Remote(events) - compute);
        return terms;
    }

    private long Latency(in EventVector events) =>
        Math.Max(dram.Latency(events[EventKind.DramRead]), Math.Max(scratchpad.Latency(events[EventKind.ScratchpadRead]), accumulator.Latency(events[EventKind.AccumulatorRead])))
        + Math.Max(dram.Latency(events[EventKind.DramWritten]), Math.Max(scratchpad.Latency(events[EventKind.ScratchpadWritten]), accumulator.Latency(events[EventKind.AccumulatorWritten])));

    private long Remote(in EventVector events) => Math.Max(link.Cycles(events[EventKind.LinkBytes]), Local(dram, events, EventKind.DramRead));

    /// <summary>Both directions of a memory work at once.</summary>
    private static long Local(in MemoryRate rate, in EventVector events, EventKind read) => Math.Max(rate.Cycles(events[read]), rate.Cycles(events[read + 1]));

    private long PerLane(long slots) => (slots + machine.Vector.Lanes - 1) / machine.Vector.Lanes;

    /// <summary>Bytes and cycles of one memory direction; whole rates stay in integers, so that no host's rounding shows.</summary>
    private readonly struct MemoryRate(MemoryConfig memory)
    {
        private readonly double bytesPerCycle = memory.BytesPerCycle;
        private readonly int latency = memory.LatencyCycles;
        private readonly long whole = memory.BytesPerCycle == Math.Floor(memory.BytesPerCycle) ? (long)memory.BytesPerCycle : 0;

        public long Cycles(long bytes) => bytes == 0 ? 0 : whole > 0 ? (bytes + whole - 1) / whole : (long)Math.Ceiling(bytes / bytesPerCycle);

        public int Latency(long bytes) => bytes == 0 ? 0 : latency;
    }
}
