using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

/// <summary>
/// Drives control without memories: scalar reads come from the trace, and every instruction becomes events, named cycles and an entry of its unit's queue.
/// </summary>
internal sealed class TimingHost : IControlHost
{
    /// <inheritdoc/>
    public static bool Watches => true;

    private readonly MachineProgram program;
    private RetireTrace? trace;
    private readonly ValueSource values;
    private readonly InstructionCounter counter;
    private readonly CostModel costs;
    private readonly SemaphoreTable semaphores;
    private readonly ScalarReader[] scalars;
    private readonly OutcomeReader[] outcomes;
    private readonly Unknowns[] unknowns;
    private readonly UnitClock[] units;
    private readonly int unitsOfCore;
    private readonly int arrays;

    /// <summary>A host for runs of a program; <see cref="Begin"/> begins one.</summary>
    public TimingHost(MachineProgram program, MachineConfig machine)
    {
        this.program = program;
        values = new ValueSource(program);
        counter = new InstructionCounter(machine, values);
        costs = new CostModel(machine);
        semaphores = new SemaphoreTable(program);
        int cores = program.Code.Length;
        scalars = new ScalarReader[cores];
        outcomes = new OutcomeReader[cores];
        unknowns = new Unknowns[cores];
        for (int c = 0; c < cores; c++)
        {
            unknowns[c] = new Unknowns();
        }
        arrays = machine.Arrays.Length;
        unitsOfCore = 4 + arrays;
        units = new UnitClock[cores * unitsOfCore];
        Terms = new TermVector[units.Length];
        for (int u = 0; u < units.Length; u++)
        {
            units[u] = new UnitClock(u / unitsOfCore, UnitAt(u % unitsOfCore));
        }
        int nodes = program.Nodes.Length + 1;
        NodeEvents = new EventVector[nodes];
        NodeTerms = new TermVector[nodes];
    }

    /// <summary>Back to the start of a run, but for the units' clocks, which are the scoreboard's.</summary>
    /// <param name="recorded">What the run has recorded; may be null.</param>
    public void Begin(RetireTrace? recorded)
    {
        trace = recorded is { Level: TraceLevel.None } ? null : recorded;
        values.Begin(trace);
        counter.Reset();
        semaphores.Reset();
        Array.Clear(NodeEvents);
        Array.Clear(NodeTerms);
        Array.Clear(Terms);
        for (int c = 0; c < unknowns.Length; c++)
        {
            unknowns[c].Begin(trace is not null);
            if (trace is not null)
            {
                scalars[c] = trace.Cores[c].ReadScalars();
                outcomes[c] = trace.Cores[c].ReadOutcomes();
            }
        }
    }

    /// <summary>Events of each node; 0 = none.</summary>
    public EventVector[] NodeEvents { get; }
    /// <summary>Named cycles of each node.</summary>
    public TermVector[] NodeTerms { get; }
    /// <summary>Named cycles of each unit.</summary>
    public TermVector[] Terms { get; }
    /// <summary>High-water marks.</summary>
    public Touched Touched => counter.Touched;

    /// <summary>True when a core's control depends on values nobody has recorded, so that a trap may be a consequence.</summary>
    public bool HasUnknowns(int core) => unknowns[core].Any;

    /// <summary>The scoreboard of this host's units.</summary>
    public Scoreboard CreateScoreboard()
    {
        (UnitKind Producer, int Consumer, int Initial)[] table = new (UnitKind, int, int)[semaphores.Declarations.Length];
        for (int s = 0; s < table.Length; s++)
        {
            SemaphoreDeclaration declaration = semaphores.Declarations[s];
            table[s] = (declaration.Producer.Kind, IndexOf(declaration.ConsumerCore, declaration.Consumer), declaration.Initial);
        }
        return new Scoreboard(units, NodeEvents.Length, table);
    }

    /// <inheritdoc/>
    public bool TryLoadQuickly(CoreState core, Space space, long address, DType type, out long value)
    {
        value = 0;
        return false;
    }

    /// <inheritdoc/>
    public bool TryStoreQuickly(CoreState core, Space space, long address, DType type, long value) => false;

    /// <inheritdoc/>
    public bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
    {
        value = 0;
        return trace is null || scalars[core.Index].TryRead(out value)
            ? true
            : throw new TimingException("timing.trace", core.Index, core.ProgramCounter, "the trace has no more scalars; record it again from this program");
    }

    /// <inheritdoc/>
    public bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value)
    {
        if (space == Space.Dram)
        {
            values.NoteWrite(address, type.BytesOf(1));
        }
        return true;
    }

    /// <inheritdoc/>
    public WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking) =>
        semaphores.Take(core.Index, first, second, out lacking);

    /// <inheritdoc/>
    public void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second)
    {
        semaphores.Give(core.Index, first);
        semaphores.Give(core.Index, second);
    }

    /// <inheritdoc/>
    public void Signal(CoreState core, UnitId producer, SemaphoreId semaphore) => semaphores.Give(core.Index, semaphore);

    /// <inheritdoc/>
    public bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word)
    {
        UnitId unit = ControlInterpreter.UnitOf(header, word);
        unknowns[core.Index].CheckPredicate(core, programCounter, header.Predicate);
        values.Issue(core, programCounter, unit, optional: header.Opcode == Opcode.Sync);
        counter.Count(core, programCounter, word, unknowns[core.Index].Descriptors);
        ref readonly EventVector events = ref counter.Events;
        int node = NodeOf(core.Index, programCounter);
        if (unit.Kind == UnitKind.Control)
        {
            Control(core.Index, node, header);
            return true;
        }
        int index = IndexOf(core.Index, unit);
        Control(core.Index, node, new InstructionHeader(header.Opcode), index);
        TermVector terms = costs.Cost(unit, events);
        Add(ref NodeEvents[node], events);
        Add(ref NodeTerms[node], terms);
        Add(ref Terms[index], terms);
        // The program may read this counter; the emulator counts the same.
        core.Counters[(int)EventCounter.MultiplyAccumulates] += events.Macs;
        units[index].Queue.Add(new WorkItem
        {
            Node = node,
            Wait0 = semaphores.Find(core.Index, header.Wait0),
            Wait1 = semaphores.Find(core.Index, header.Wait1),
            Signal0 = semaphores.Find(core.Index, header.Signal0),
            Signal1 = semaphores.Find(core.Index, header.Signal1),
            Target = WorkItem.None,
            Busy = terms.Sum,
            DramRead = costs.DramReadCycles(events),
            DramWrite = costs.DramWriteCycles(events),
        });
        return true;
    }

    /// <inheritdoc/>
    public void Decide(CoreState core, int programCounter, int target)
    {
        if (trace is null)
        {
            return;
        }
        if (!outcomes[core.Index].TryRead(out Outcome outcome) || outcome.ProgramCounter != programCounter || outcome.Target != target)
        {
            throw new TimingException("timing.trace", core.Index, programCounter, $"control goes to {target}, the trace says otherwise; record it again from this program");
        }
    }

    /// <inheritdoc/>
    public void Retire(CoreState core, int programCounter, MachineWord word)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        unknowns[core.Index].Retire(core, programCounter, header, word);
        int node = NodeOf(core.Index, programCounter);
        if (header.Opcode is Opcode.ScalarLoad or Opcode.ScalarStore)
        {
            counter.Count(core, programCounter, word, 0);
            Add(ref NodeEvents[node], counter.Events);
        }
        Control(core.Index, node, header);
    }

    /// <inheritdoc/>
    public void Skip(CoreState core, int programCounter, MachineWord word)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        unknowns[core.Index].CheckPredicate(core, programCounter, header.Predicate);
        int node = NodeOf(core.Index, programCounter);
        NodeEvents[node][EventKind.Skipped]++;
        Control(core.Index, node, new InstructionHeader(header.Opcode));
    }

    /// <summary>One issue slot of control; slots without tokens that follow each other in one node become one entry.</summary>
    private void Control(int core, int node, in InstructionHeader header, int target = WorkItem.None)
    {
        int index = core * unitsOfCore;
        NodeEvents[node][EventKind.Instructions]++;
        NodeTerms[node][CostTerm.Issue]++;
        Terms[index][CostTerm.Issue]++;
        WorkQueue queue = units[index].Queue;
        int wait0 = semaphores.Find(core, header.Wait0);
        int wait1 = semaphores.Find(core, header.Wait1);
        if (wait0 < 0 && wait1 < 0 && !queue.IsEmpty && queue.Last is { Target: < 0, Signal0: < 0, Signal1: < 0 } && queue.Last.Node == node)
        {
            ref WorkItem last = ref queue.Last;
            last.Busy++;
            last.Signal0 = semaphores.Find(core, header.Signal0);
            last.Signal1 = semaphores.Find(core, header.Signal1);
            last.Target = target;
            return;
        }
        queue.Add(new WorkItem
        {
            Node = node,
            Wait0 = wait0,
            Wait1 = wait1,
            Signal0 = semaphores.Find(core, header.Signal0),
            Signal1 = semaphores.Find(core, header.Signal1),
            Target = target,
            Busy = 1,
        });
    }

    private int NodeOf(int core, int programCounter) => program.SourceMap.IsEmpty || program.SourceMap[core].IsEmpty ? 0 : program.SourceMap[core][programCounter] + 1;

    private int IndexOf(int core, UnitId unit) => (core * unitsOfCore) + unit.Kind switch
    {
        // A declaration may name an array this machine lacks; no instruction can then use it.
        UnitKind.Matrix => unit.Instance < arrays ? 3 + unit.Instance : 0,
        UnitKind.Vector => 3 + arrays,
        _ => (int)unit.Kind,
    };

    private UnitId UnitAt(int position) => position < 3 ? new UnitId((UnitKind)position, 0)
        : position < 3 + arrays ? new UnitId(UnitKind.Matrix, (byte)(position - 3))
        : new UnitId(UnitKind.Vector, 0);

    private static void Add(ref EventVector sum, in EventVector addend)
    {
        for (int i = 0; i < EventVector.Count; i++)
        {
            sum[i] += addend[i];
        }
    }

    private static void Add(ref TermVector sum, in TermVector addend)
    {
        for (int i = 0; i < TermVector.Count; i++)
        {
            sum[i] += addend[i];
        }
    }
}
