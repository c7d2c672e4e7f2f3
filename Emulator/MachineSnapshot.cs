using System;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>Everything a machine's future depends on: control state, semaphores and the touched ranges of every memory.</summary>
public sealed class MachineSnapshot
{
    internal MachineSnapshot(MachineProgram program, ImmutableArray<CoreState> cores, long[] signals, long[] waits, SavedRange[][] memories, bool resumable, int nextCore)
    {
        Program = program;
        Cores = cores;
        Signals = signals;
        Waits = waits;
        Memories = memories;
        Resumable = resumable;
        NextCore = nextCore;
    }

    /// <summary>The program that was loaded.</summary>
    public MachineProgram Program { get; }

    /// <summary>Bytes a machine must move to save this: memories, descriptors, registers, semaphores.</summary>
    public long Bytes
    {
        get
        {
            long bytes = ((long)Signals.Length + Waits.Length) * sizeof(long);
            foreach (SavedRange[] memory in Memories)
            {
                foreach (SavedRange range in memory)
                {
                    bytes += range.Data.Length;
                }
            }
            return bytes + (Cores.Length * ControlBytes);
        }
    }

    internal ImmutableArray<CoreState> Cores { get; }

    internal long[] Signals { get; }

    internal long[] Waits { get; }

    internal SavedRange[][] Memories { get; }

    internal bool Resumable { get; }

    internal int NextCore { get; }

    /// <summary>Registers, predicates, descriptors, loops (two positions and a count), calls (position and depth), counters, program counter.</summary>
    private const long ControlBytes = (RegisterId.Count * sizeof(long)) + sizeof(ushort) + (DescriptorId.Count * Descriptor.Words * sizeof(long))
        + (CoreState.MaxLoops * 16) + (CoreState.MaxCalls * 8) + (5 * sizeof(long)) + sizeof(int);

    internal static void Copy(CoreState from, CoreState to)
    {
        to.Index = from.Index;
        to.ProgramCounter = from.ProgramCounter;
        to.Halted = from.Halted;
        from.Registers.CopyTo(to.Registers, 0);
        to.Predicates = from.Predicates;
        from.Descriptors.CopyTo(to.Descriptors, 0);
        from.Loops.CopyTo(to.Loops, 0);
        to.LoopDepth = from.LoopDepth;
        from.Calls.CopyTo(to.Calls, 0);
        to.CallDepth = from.CallDepth;
        from.Counters.CopyTo(to.Counters, 0);
        to.Trap = from.Trap;
        to.YieldCode = from.YieldCode;
        to.YieldBuffer = from.YieldBuffer;
    }
}

/// <summary>Saving and restoring.</summary>
public sealed partial class Machine
{
    /// <summary>Copies the state of the machine; it may be restored here or in another machine of the same configuration.</summary>
    /// <exception cref="InvalidOperationException">No program is loaded.</exception>
    public MachineSnapshot Save()
    {
        MachineProgram program = Loaded().Program;
        ImmutableArray<CoreState>.Builder cores = ImmutableArray.CreateBuilder<CoreState>(state.Cores.Length);
        SavedRange[][] memories = new SavedRange[1 + (2 * state.Cores.Length)][];
        memories[0] = Dram.Save();
        for (int i = 0; i < state.Cores.Length; i++)
        {
            CoreState copy = new();
            MachineSnapshot.Copy(state.Cores[i].State, copy);
            cores.Add(copy);
            memories[1 + (2 * i)] = state.Cores[i].Scratchpad.Save();
            memories[2 + (2 * i)] = state.Cores[i].Accumulator.Save();
        }
        return new MachineSnapshot(program, cores.MoveToImmutable(), [.. state.Semaphores.Signals], [.. state.Semaphores.Waits], memories, resumable, nextCore);
    }

    /// <summary>Makes the machine what it was at <see cref="Save"/>. Recordings start anew.</summary>
    /// <exception cref="ArgumentException">The snapshot is of a machine with another number of cores or smaller memories.</exception>
    /// <exception cref="IsaException">The program needs what this machine lacks.</exception>
    public void Restore(MachineSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Cores.Length != state.Cores.Length)
        {
            throw new ArgumentException($"snapshot of {snapshot.Cores.Length} cores; legal: {state.Cores.Length}, as machine {Config.Name} has", nameof(snapshot));
        }
        if (!ReferenceEquals(snapshot.Program, Program))
        {
            Load(snapshot.Program);
        }
        Dram.Restore(snapshot.Memories[0]);
        for (int i = 0; i < state.Cores.Length; i++)
        {
            MachineSnapshot.Copy(snapshot.Cores[i], state.Cores[i].State);
            state.Cores[i].Scratchpad.Restore(snapshot.Memories[1 + (2 * i)]);
            state.Cores[i].Accumulator.Restore(snapshot.Memories[2 + (2 * i)]);
        }
        snapshot.Signals.CopyTo(state.Semaphores.Signals, 0);
        snapshot.Waits.CopyTo(state.Semaphores.Waits, 0);
        recording = null;
        resumable = snapshot.Resumable;
        nextCore = snapshot.NextCore;
    }
}
