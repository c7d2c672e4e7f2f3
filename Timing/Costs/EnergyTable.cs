using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Picojoules of one event, for each kind of event that has a published figure.</summary>
/// <param name="Name">Source.</param>
/// <param name="PicojoulesOf">Picojoules of one event; kinds that are missing are reported as unpriced.</param>
public sealed record EnergyTable(string Name, ImmutableDictionary<EventKind, double> PicojoulesOf)
{
    /// <summary>Bytes of the accesses the source gives figures for: 64 bit.</summary>
    private const int AccessBytes = 8;

    /// <summary>
    /// M. Horowitz, "Computing's energy problem (and what we can do about it)", ISSCC 2014, figure 1.1.9: 45 nm, 0.9 V. Nothing is scaled to another node.
    /// A MAC is the multiplication plus a 32-bit addition; wide integers use the 32-bit multiplier, narrow floats the fp16 multiplier and the fp32
    /// adder. A memory takes the smallest published SRAM it fits into, else the largest (1 MB); DRAM is the lower end of 1.3–2.6 nJ per 64 bit.
    /// </summary>
    public static EnergyTable Horowitz2014(MachineConfig machine)
    {
        ImmutableDictionary<EventKind, double>.Builder table = ImmutableDictionary.CreateBuilder<EventKind, double>();
        table[EventKind.MacsInteger8] = 0.2 + 0.1;
        table[EventKind.MacsIntegerWide] = 3.1 + 0.1;
        table[EventKind.MacsFloatNarrow] = 1.1 + 0.9;
        table[EventKind.MacsFloat] = 3.7 + 0.9;
        table[EventKind.IntegerOperations] = 0.1;
        table[EventKind.FloatOperations] = 0.9;
        table[EventKind.DramRead] = table[EventKind.DramWritten] = 1300.0 / AccessBytes;
        table[EventKind.ScratchpadRead] = table[EventKind.ScratchpadWritten] = Sram(machine.Scratchpad.Bytes);
        table[EventKind.AccumulatorRead] = table[EventKind.AccumulatorWritten] = Sram(machine.Accumulator.Bytes);
        return new EnergyTable("horowitz-2014-45nm", table.ToImmutable());
    }

    /// <summary>Energy of counted events.</summary>
    public EnergyReport Price(Tally<EventKind> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ImmutableArray<EnergyEntry>.Builder entries = ImmutableArray.CreateBuilder<EnergyEntry>();
        ImmutableArray<EventKind>.Builder unpriced = ImmutableArray.CreateBuilder<EventKind>();
        double total = 0;
        foreach ((EventKind kind, long count) in events.Entries)
        {
            if (count == 0)
            {
                continue;
            }
            if (PicojoulesOf.TryGetValue(kind, out double each))
            {
                entries.Add(new EnergyEntry(kind, count, each * count));
                total += each * count;
            }
            else
            {
                unpriced.Add(kind);
            }
        }
        return new EnergyReport(Name, total, entries.ToImmutable(), unpriced.ToImmutable());
    }

    private static double Sram(long bytes) => (bytes <= 8 << 10 ? 10.0 : bytes <= 32 << 10 ? 20.0 : 100.0) / AccessBytes;
}

/// <summary>Energy of the events that have a price.</summary>
/// <param name="Table">Source of the prices.</param>
/// <param name="Picojoules">The sum of all entries, in their order.</param>
/// <param name="Entries">One for each priced kind of event that occurred.</param>
/// <param name="Unpriced">Kinds that occurred and have no published figure: not part of the sum.</param>
public sealed record EnergyReport(string Table, double Picojoules, ImmutableArray<EnergyEntry> Entries, ImmutableArray<EventKind> Unpriced);

/// <summary>Energy of one kind of event.</summary>
/// <param name="Kind">What.</param>
/// <param name="Count">How often.</param>
/// <param name="Picojoules">Together.</param>
public sealed record EnergyEntry(EventKind Kind, long Count, double Picojoules);
