using System;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Emulator;

/// <summary>One core: control state and its own memories.</summary>
internal sealed class CoreResources : IDisposable
{
    /// <summary>A core at power-on.</summary>
    public CoreResources(MachineConfig config, int index, MachineMemory dram)
    {
        State = new CoreState { Index = index };
        Scratchpad = new MachineMemory(Space.Scratchpad, index, config.Scratchpad.Bytes);
        Accumulator = new MachineMemory(Space.Accumulator, index, config.Accumulator.Bytes);
        Spaces = [dram, Scratchpad, Accumulator];
    }

    /// <summary>Control state.</summary>
    public readonly CoreState State;

    /// <summary>Operand memory.</summary>
    public readonly MachineMemory Scratchpad;

    /// <summary>Memory of sums.</summary>
    public readonly MachineMemory Accumulator;

    /// <summary>The memories this core reaches, by <see cref="Space"/>.</summary>
    public readonly MachineMemory[] Spaces;

    /// <summary>What its descriptors resolved to.</summary>
    public readonly TileCache Tiles = new();

    /// <summary>Small products it has executed.</summary>
    public readonly KeptProducts Products = new();

    /// <summary>The drain descriptor of the instruction at hand: kernels get spans over its scalars.</summary>
    public DrainDescriptor Drain;

    /// <inheritdoc/>
    public void Dispose()
    {
        Scratchpad.Dispose();
        Accumulator.Dispose();
    }
}

/// <summary>Everything that exists once in a machine, and what the instruction at hand leaves for its host.</summary>
internal sealed class MachineState : IDisposable
{
    private Observation[] observations = new Observation[16];
    private int observed;

    /// <summary>A machine at power-on.</summary>
    public MachineState(MachineConfig config)
    {
        Config = config;
        Dram = new MachineMemory(Space.Dram, -1, config.Dram.Bytes);
        Cores = new CoreResources[config.Cores];
        for (int i = 0; i < Cores.Length; i++)
        {
            Cores[i] = new CoreResources(config, i, Dram);
        }
    }

    /// <summary>Capacities and features.</summary>
    public readonly MachineConfig Config;

    /// <summary>Shared memory.</summary>
    public readonly MachineMemory Dram;

    /// <summary>Cores.</summary>
    public readonly CoreResources[] Cores;

    /// <summary>Signals and waits of the loaded program.</summary>
    public SemaphoreTable Semaphores = SemaphoreTable.Empty;

    /// <summary>How kernels run.</summary>
    public KernelOptions Kernels;

    /// <summary>Whether large loads may be put off (<see cref="DeferredCopies"/>); tests compare with a machine that makes every copy.</summary>
    public bool DefersCopies = true;

    /// <summary>Element operations still allowed.</summary>
    public long WorkBudget;

    /// <summary>Set when an instruction needs more than <see cref="WorkBudget"/>: it has not happened.</summary>
    public bool WorkExhausted;

    /// <summary>Counters of the run.</summary>
    public readonly RunCounters Counters = new();

    /// <summary>Reads and writes of the instruction at hand.</summary>
    public readonly OperandAccesses Accesses = new();

    /// <summary>Figures of the instruction at hand that only the values decided.</summary>
    public ReadOnlySpan<Observation> Observations => observations.AsSpan(0, observed);

    /// <summary>Set when the run is to stop: the instruction at hand has not happened.</summary>
    public bool Interrupted;

    /// <summary>Adds a figure.</summary>
    public void Observe(ObservationKind kind, long value)
    {
        if (observed == observations.Length)
        {
            Array.Resize(ref observations, observed * 2);
        }
        observations[observed++] = new Observation(kind, value);
    }

    /// <summary>Whether somebody asks for more than values.</summary>
    public bool IsObserved;

    /// <summary>Starts a new instruction.</summary>
    public void ForgetObservations() => observed = 0;

    /// <summary>The memory of a space as <paramref name="core"/> sees it.</summary>
    public MachineMemory Memory(Space space, int core) => space == Space.Dram ? Dram : Cores[core].Spaces[(int)space];

    /// <inheritdoc/>
    public void Dispose()
    {
        Dram.Dispose();
        foreach (CoreResources core in Cores)
        {
            core.Dispose();
        }
    }
}

/// <summary>Counters of a run, cheap enough to be always on.</summary>
internal sealed class RunCounters
{
    /// <summary>Multiply-accumulates.</summary>
    public long Macs;
    /// <summary>Instructions handed to units.</summary>
    public long UnitInstructions;
    /// <summary>Bytes read, by space.</summary>
    public readonly long[] Read = new long[3];
    /// <summary>Bytes written, by space.</summary>
    public readonly long[] Written = new long[3];

    /// <summary>Starts from zero.</summary>
    public void Clear()
    {
        Macs = 0;
        UnitInstructions = 0;
        Array.Clear(Read);
        Array.Clear(Written);
    }
}
