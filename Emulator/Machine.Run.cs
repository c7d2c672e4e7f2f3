using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>The run loop: cores take turns, always in the same order.</summary>
public sealed partial class Machine
{
    /// <summary>Instructions a core executes before the next one has its turn.</summary>
    private const long Quantum = 4096;

    private const long ProgressInterval = 1 << 16;

    /// <summary>
    /// Runs a program, loading it unless it is loaded already. Goes on where the last run stopped when that was a yield, a budget or a
    /// cancellation; otherwise starts at the entries.
    /// </summary>
    /// <exception cref="IsaException">The program is not legal or needs what the machine lacks.</exception>
    public RunResult Run(MachineProgram program, RunOptions? options = null)
    {
        if (!ReferenceEquals(program, Program))
        {
            Load(program);
        }
        return Run(options);
    }

    /// <summary>Runs the loaded program, as <see cref="Run(MachineProgram, RunOptions)"/>.</summary>
    /// <exception cref="InvalidOperationException">No program is loaded.</exception>
    public RunResult Run(RunOptions? options = null)
    {
        options ??= RunOptions.Default;
        MachineProgram program = Loaded().Program;
        if (!resumable)
        {
            Restart();
        }
        if (recording?.Serves(options.Trace, options.CheckRaces) != true)
        {
            bool records = options.CheckRaces || options.Trace != TraceLevel.None;
            recording = records ? new RunRecording(program, Loaded().Cores, state.Semaphores, options.Trace, options.CheckRaces) : null;
        }
        state.Kernels = options.Kernels;
        state.WorkBudget = options.WorkBudget;
        state.Counters.Clear();
        state.IsObserved = recording is not null;
        RunResult result = recording is null
            ? Run(options, new MachineHost<NoObserver>(state, default, options.Cancellation))
            : Run(options, new MachineHost<RunRecorder>(state, new RunRecorder(recording), options.Cancellation));
        resumable = result.IsResumable;
        return result;
    }

    private RunResult Run<TObserver>(RunOptions options, MachineHost<TObserver> host) where TObserver : struct, IRunObserver
    {
        int cores = Loaded().Cores;
        long remaining = options.InstructionBudget;
        long nextReport = remaining - ProgressInterval;
        int idle = 0;
        while (true)
        {
            CoreState core = state.Cores[nextCore].State;
            nextCore = nextCore + 1 == cores ? 0 : nextCore + 1;
            long turn = Math.Min(Quantum, remaining);
            long left = turn;
            state.Interrupted = false;
            state.WorkExhausted = false;
            StepResult result = core.Halted ? StepResult.Halted : interpreter!.Run(core, ref host, ref left);
            remaining -= turn - left;
            idle = turn == left ? idle + 1 : 0;
            if (result == StepResult.Trapped || result == StepResult.Yielded || options.Cancellation.IsCancellationRequested)
            {
                return Stop(options, remaining, core, result);
            }
            if (AllHalted(cores))
            {
                return Result(RunStatus.Halted, options, remaining);
            }
            if (remaining <= 0)
            {
                return Result(RunStatus.BudgetExhausted, options, remaining);
            }
            if (idle >= cores)
            {
                return Result(RunStatus.Deadlocked, options, remaining) with { Waits = DescribeDeadlock(cores) };
            }
            if (remaining <= nextReport)
            {
                nextReport = remaining - ProgressInterval;
                options.Progress?.Report(options.InstructionBudget - remaining);
            }
        }
    }

    private RunResult Stop(RunOptions options, long remaining, CoreState core, StepResult result)
    {
        if (result == StepResult.Yielded)
        {
            return Result(RunStatus.Yielded, options, remaining) with { Yield = new YieldInfo(core.Index, core.YieldCode, core.YieldBuffer) };
        }
        if (result == StepResult.Trapped && !state.Interrupted)
        {
            return Result(RunStatus.Trapped, options, remaining) with { Trap = core.Trap };
        }
        // The interrupted core has its turn again first, so that a resumed run is the run it would have been.
        nextCore = core.Index;
        return Result(state.WorkExhausted ? RunStatus.BudgetExhausted : RunStatus.Cancelled, options, remaining);
    }

    private RunResult Result(RunStatus status, RunOptions options, long remaining)
    {
        RunCounters counters = state.Counters;
        return new RunResult
        {
            Status = status,
            Races = recording?.Races is { } races ? [.. races.Races] : [],
            Trace = recording?.Trace,
            Statistics = new RunStatistics(options.InstructionBudget - remaining, counters.UnitInstructions, counters.Macs,
                Traffic(Space.Dram), Traffic(Space.Scratchpad), Traffic(Space.Accumulator)),
        };
    }

    private MemoryTraffic Traffic(Space space) => new(state.Counters.Read[(int)space], state.Counters.Written[(int)space]);

    private bool AllHalted(int cores)
    {
        for (int i = 0; i < cores; i++)
        {
            if (!state.Cores[i].State.Halted)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Follows each wait to the core that should signal, until a core comes twice or has halted.</summary>
    private ImmutableArray<SuspendedWait> DescribeDeadlock(int cores)
    {
        SuspendedWait?[] waits = new SuspendedWait?[cores];
        for (int i = 0; i < cores; i++)
        {
            waits[i] = state.Cores[i].State.Halted ? null : DescribeWait(state.Cores[i].State);
        }
        int at = Array.FindIndex(waits, w => w is not null);
        HashSet<int> visited = [];
        while (visited.Add(at) && waits[waits[at]!.ProducerCore] is not null)
        {
            at = waits[at]!.ProducerCore;
        }
        List<SuspendedWait> ordered = [];
        while (waits[at] is { } wait)
        {
            ordered.Add(wait);
            waits[at] = null;
            at = wait.ProducerCore;
        }
        foreach (SuspendedWait? rest in waits)
        {
            if (rest is not null)
            {
                ordered.Add(rest);
            }
        }
        return [.. ordered];
    }

    private SuspendedWait DescribeWait(CoreState core)
    {
        InstructionHeader header = InstructionHeader.Decode(Loaded().Code(core.Index)[core.ProgramCounter]);
        SemaphoreId id = header.Wait0;
        if (id.IsNone || (!header.Wait1.IsNone && state.Semaphores.Available(state.Semaphores.Find(core.Index, id)) > 0))
        {
            id = header.Wait1;
        }
        int producer = state.Semaphores[state.Semaphores.Find(core.Index, id)].ProducerCore;
        return new SuspendedWait(core.Index, core.ProgramCounter, id, producer, state.Cores[producer].State.Halted);
    }
}
