using System;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Puts what host and scoreboard know into a report.</summary>
internal static class ReportBuilder
{
    /// <summary>The report of a finished run.</summary>
    public static TimingReport Build(MachineProgram program, MachineConfig machine, TimingHost host, Scoreboard board)
    {
        long elements = 0;
        foreach (ArrayConfig array in machine.Arrays)
        {
            elements += (long)array.Rows * array.Columns * machine.Cores;
        }
        EventVector sum = default;
        foreach (ref readonly EventVector node in host.NodeEvents.AsSpan())
        {
            for (int i = 0; i < EventVector.Count; i++)
            {
                sum[i] += node[i];
            }
        }
        Tally<EventKind> events = new(sum);
        long macs = sum.Macs;
        return new TimingReport
        {
            Program = program.Name,
            Machine = machine.Name,
            Cycles = board.End,
            Seconds = board.End / machine.ClockHertz,
            Instructions = sum[EventKind.Instructions],
            Macs = macs,
            Utilization = Ratio(macs, board.End, elements),
            Events = events,
            Units = Units(host, board),
            Layers = Layers(program, host, board, elements),
            Memory = new MemoryReport(program.DramBytes, program.ScratchpadBytes, program.AccumulatorBytes, host.Touched.Dram, host.Touched.Scratchpad, host.Touched.Accumulator),
            Energy = EnergyTable.Horowitz2014(machine).Price(events),
        };
    }

    private static ImmutableArray<UnitReport> Units(TimingHost host, Scoreboard board)
    {
        ImmutableArray<UnitReport>.Builder units = ImmutableArray.CreateBuilder<UnitReport>(board.Units.Length);
        for (int u = 0; u < board.Units.Length; u++)
        {
            UnitClock unit = board.Units[u];
            long instructions = unit.Unit.Kind == UnitKind.Control ? unit.Busy : unit.Instructions;
            units.Add(new UnitReport(unit.Core, unit.Unit, instructions, unit.Busy, new Tally<CostTerm>(host.Terms[u]), new Tally<StallCause>(unit.Stalls), unit.Queued));
        }
        return units.MoveToImmutable();
    }

    private static ImmutableArray<LayerReport> Layers(MachineProgram program, TimingHost host, Scoreboard board, long elements)
    {
        long[] shares = Shares(board);
        ImmutableArray<LayerReport>.Builder layers = ImmutableArray.CreateBuilder<LayerReport>();
        for (int n = 0; n < board.Nodes.Length; n++)
        {
            ref readonly NodeClock node = ref board.Nodes[n];
            if (n > 0 && node.Start < 0)
            {
                continue;
            }
            StallVector stalls = node.Stalls;
            foreach (UnitClock unit in n == 0 ? board.Units : default)
            {
                stalls[StallCause.Idle] += unit.Stalls[StallCause.Idle];
            }
            layers.Add(new LayerReport(
                n - 1,
                n == 0 ? "" : program.Nodes[n - 1],
                Math.Max(0, node.Start),
                node.End,
                shares[n],
                new Tally<UnitKind>(node.Busy),
                new Tally<CostTerm>(host.NodeTerms[n]),
                new Tally<StallCause>(stalls),
                new Tally<EventKind>(host.NodeEvents[n]),
                Ratio(host.NodeEvents[n].Macs, shares[n], elements)));
        }
        return layers.ToImmutable();
    }

    /// <summary>In order of completion, each node's share is how much later it completes than every node before it; the shares add up to the end.</summary>
    private static long[] Shares(Scoreboard board)
    {
        int[] order = new int[board.Nodes.Length];
        long[] ends = new long[order.Length];
        for (int n = 0; n < order.Length; n++)
        {
            order[n] = n;
            ends[n] = board.Nodes[n].End;
        }
        Array.Sort(ends, order);
        long[] shares = new long[order.Length];
        long frontier = 0;
        for (int i = 0; i < order.Length; i++)
        {
            shares[order[i]] = ends[i] - frontier;
            frontier = ends[i];
        }
        return shares;
    }

    private static double Ratio(long macs, long cycles, long elements) => cycles == 0 || elements == 0 ? 0 : macs / ((double)cycles * elements);
}
