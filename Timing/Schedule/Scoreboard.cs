using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>
/// When every instruction starts and completes: in-order units, semaphores whose n-th wait pairs with the (n − initial)-th signal, and one DRAM
/// with a read and a write channel shared by all units of all cores.
/// </summary>
/// <remarks>
/// An instruction starts at max(issued, unit free, signals available). One that touches DRAM asks for its channels at that time; channels serve in
/// order of the requests' times (ties: lower core, then lower unit) and are held for bytes / bandwidth. Everything else is a function of
/// earlier times, so only channel grants are made in order of time: once nothing else can move, the earliest pending request precedes
/// every later one, because whoever is still blocked can only ask after a pending request has completed.
/// </remarks>
internal sealed class Scoreboard
{
    private readonly UnitClock[] units;
    private readonly NodeClock[] nodes;
    private readonly TimeQueue[] signals;
    private readonly long[] credits;
    private readonly long[] initial;
    private readonly int[] consumers;
    private readonly UnitKind[] producers;
    private readonly Stack<int> ready = new();
    private readonly List<int> atDram = [];
    private long readFree;
    private long writeFree;

    /// <summary>A scoreboard at cycle 0, for as many runs as there are one after the other.</summary>
    /// <param name="units">Every unit of every core.</param>
    /// <param name="nodes">Graph nodes; 0 = none.</param>
    /// <param name="semaphores">For each semaphore its producer's kind, its consumer (index in <paramref name="units"/>) and its credits.</param>
    public Scoreboard(UnitClock[] units, int nodes, ReadOnlySpan<(UnitKind Producer, int Consumer, int Initial)> semaphores)
    {
        this.units = units;
        this.nodes = new NodeClock[nodes];
        signals = new TimeQueue[semaphores.Length];
        credits = new long[semaphores.Length];
        initial = new long[semaphores.Length];
        consumers = new int[semaphores.Length];
        producers = new UnitKind[semaphores.Length];
        for (int s = 0; s < semaphores.Length; s++)
        {
            signals[s] = new TimeQueue();
            (producers[s], consumers[s], initial[s]) = semaphores[s];
        }
        initial.CopyTo(credits, 0);
    }

    /// <summary>Back to cycle 0, units and their queues included.</summary>
    public void Reset()
    {
        foreach (UnitClock unit in units)
        {
            unit.Reset();
        }
        foreach (TimeQueue queue in signals)
        {
            queue.Clear();
        }
        Array.Clear(nodes);
        initial.CopyTo(credits, 0);
        ready.Clear();
        atDram.Clear();
        readFree = writeFree = End = 0;
    }

    /// <summary>The units.</summary>
    public ReadOnlySpan<UnitClock> Units => units;

    /// <summary>The nodes; 0 = none.</summary>
    public ReadOnlySpan<NodeClock> Nodes => nodes;

    /// <summary>Completion of the last instruction.</summary>
    public long End { get; private set; }

    /// <summary>Runs all queued instructions; what no unit did until the end is idle time.</summary>
    /// <exception cref="TimingException">Units wait for each other in a circle.</exception>
    public void Run()
    {
        for (int u = units.Length - 1; u >= 0; u--)
        {
            List(u);
        }
        do
        {
            while (ready.TryPop(out int u))
            {
                units[u].Listed = false;
                Advance(u);
            }
        }
        while (GrantDram());
        foreach (UnitClock unit in units)
        {
            if (!unit.Queue.IsEmpty)
            {
                throw new TimingException("timing.trap", unit.Core, -1, $"{unit.Unit} waits for a signal that never comes");
            }
            unit.Stalls[StallCause.Idle] = End - unit.Free;
        }
    }

    private void List(int unit)
    {
        if (!units[unit].Listed && !units[unit].AtDram)
        {
            units[unit].Listed = true;
            ready.Push(unit);
        }
    }

    private void Advance(int u)
    {
        UnitClock unit = units[u];
        bool control = unit.Unit.Kind == UnitKind.Control;
        while (!unit.AtDram && !unit.Queue.IsEmpty && (control || unit.Issues.Count > 0))
        {
            ref readonly WorkItem item = ref unit.Queue.Next;
            if (!SignalsKnown(item.Wait0, item.Wait1))
            {
                return;
            }
            long time = unit.Free;
            ref StallVector stalls = ref nodes[item.Node].Stalls;
            if (!control)
            {
                long issued = unit.Issues.Take();
                unit.Queued += Math.Max(0, time - issued);
                Wait(unit, ref stalls, StallCause.Issue, ref time, issued);
            }
            WaitFor(unit, ref stalls, item.Wait0, ref time);
            WaitFor(unit, ref stalls, item.Wait1, ref time);
            if (item.DramRead + item.DramWrite > 0)
            {
                unit.AtDram = true;
                unit.DramRequest = time;
                atDram.Add(u);
                return;
            }
            Complete(unit, item, time);
            unit.Queue.Advance();
        }
    }

    private bool GrantDram()
    {
        if (atDram.Count == 0)
        {
            return false;
        }
        int first = 0;
        for (int i = 1; i < atDram.Count; i++)
        {
            long a = units[atDram[i]].DramRequest;
            long b = units[atDram[first]].DramRequest;
            if (a < b || (a == b && atDram[i] < atDram[first]))
            {
                first = i;
            }
        }
        int u = atDram[first];
        atDram.RemoveAt(first);
        UnitClock unit = units[u];
        ref readonly WorkItem item = ref unit.Queue.Next;
        long time = unit.DramRequest;
        long granted = Math.Max(item.DramRead > 0 ? readFree : 0, item.DramWrite > 0 ? writeFree : 0);
        Wait(unit, ref nodes[item.Node].Stalls, StallCause.Dram, ref time, granted);
        readFree = item.DramRead > 0 ? time + item.DramRead : readFree;
        writeFree = item.DramWrite > 0 ? time + item.DramWrite : writeFree;
        unit.AtDram = false;
        Complete(unit, item, time);
        unit.Queue.Advance();
        List(u);
        return true;
    }

    private void Complete(UnitClock unit, in WorkItem item, long start)
    {
        long end = start + item.Busy;
        unit.Free = end;
        unit.Busy += item.Busy;
        unit.Instructions++;
        End = Math.Max(End, end);
        nodes[item.Node].Add((int)unit.Unit.Kind, start, end);
        Signal(item.Signal0, end);
        Signal(item.Signal1, end);
        if (item.Target >= 0)
        {
            units[item.Target].Issues.Add(end);
            List(item.Target);
        }
    }

    private void Signal(int semaphore, long time)
    {
        if (semaphore >= 0)
        {
            signals[semaphore].Add(time);
            List(consumers[semaphore]);
        }
    }

    /// <summary>Two waits of one instruction on one semaphore need two signals.</summary>
    private bool SignalsKnown(int wait0, int wait1) => Available(wait0, wait0 == wait1 ? 2 : 1) && Available(wait1, 1);

    private bool Available(int semaphore, int count) => semaphore < 0 || credits[semaphore] + signals[semaphore].Count >= count;

    private void WaitFor(UnitClock unit, ref StallVector stalls, int semaphore, ref long time)
    {
        if (semaphore < 0)
        {
            return;
        }
        if (credits[semaphore] > 0)
        {
            credits[semaphore]--;
            return;
        }
        Wait(unit, ref stalls, StallVector.WaitFor(producers[semaphore]), ref time, signals[semaphore].Take());
    }

    private static void Wait(UnitClock unit, ref StallVector stalls, StallCause cause, ref long time, long until)
    {
        if (until > time)
        {
            unit.Stalls[cause] += until - time;
            stalls[cause] += until - time;
            time = until;
        }
    }
}
