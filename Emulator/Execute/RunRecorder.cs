using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>Race check and retire trace of one run, either of which may be absent; goes on when a stopped run is resumed.</summary>
internal sealed class RunRecording
{
    /// <summary>Starts a recording of <paramref name="program"/> at the given semaphore state.</summary>
    public RunRecording(MachineProgram program, int cores, SemaphoreTable semaphores, TraceLevel level, bool checkRaces)
    {
        Races = checkRaces ? new RaceCheck(program, cores, semaphores) : null;
        Trace = level == TraceLevel.None ? null : new RetireTrace(level, cores);
    }

    /// <summary>The race check, or null.</summary>
    public RaceCheck? Races { get; }

    /// <summary>The trace, or null.</summary>
    public RetireTrace? Trace { get; }

    /// <summary>True when this is what a run asks for.</summary>
    public bool Serves(TraceLevel level, bool checkRaces) => checkRaces == Races is not null && level == (Trace?.Level ?? TraceLevel.None);
}

/// <summary>Writes the race check and the trace.</summary>
/// <param name="recording">Where to.</param>
internal readonly struct RunRecorder(RunRecording recording) : IRunObserver
{
    private readonly RaceCheck? races = recording.Races;
    private readonly RetireTrace? trace = recording.Trace;

    /// <inheritdoc/>
    public static bool Active => true;

    /// <inheritdoc/>
    public void Waited(int core, UnitId consumer, int semaphore, long number) => races?.Wait(core, consumer, semaphore, number);

    /// <inheritdoc/>
    public void Signalled(int core, UnitId producer, int semaphore) => races?.Signal(core, producer, semaphore);

    /// <inheritdoc/>
    public void Scalar(int core, int programCounter, MachineMemory memory, long address, int bytes, bool write, long value)
    {
        if (races is not null)
        {
            AccessStamp stamp = races.Start(core, new UnitId(UnitKind.Control, 0), programCounter);
            races.Access(memory, address, address + bytes, write, stamp);
        }
        if (!write)
        {
            trace?.Cores[core].Scalar(value);
        }
    }

    /// <inheritdoc/>
    public void Decided(int core, int programCounter, int target) => trace?.Cores[core].Decide(programCounter, target);

    /// <inheritdoc/>
    public void Executed(in ExecutedInstruction instruction)
    {
        if (races is not null)
        {
            Check(races, instruction);
        }
        if (trace is { Level: TraceLevel.L1 })
        {
            Write(trace.Cores[instruction.Core], instruction);
        }
    }

    private static void Check(RaceCheck races, in ExecutedInstruction instruction)
    {
        AccessStamp stamp = races.Start(instruction.Core, instruction.Unit, instruction.ProgramCounter);
        for (int i = 0; i < instruction.Accesses.Count; i++)
        {
            ref OperandAccess access = ref instruction.Accesses[i];
            long rows = access.Bytes.Rows;
            for (long row = 0; row < rows; row++)
            {
                long start = access.Bytes.RowAddress(row);
                races.Access(access.Memory, start, start + access.Bytes.Run, access.Write, stamp);
            }
        }
    }

    private static void Write(CoreTrace trace, in ExecutedInstruction instruction)
    {
        trace.BeginUnit(instruction.ProgramCounter, instruction.Unit);
        for (int i = 0; i < instruction.Accesses.Count; i++)
        {
            ref OperandAccess access = ref instruction.Accesses[i];
            if (access.IsTile)
            {
                trace.AddTile(new TileSummary(access.Memory.Space, access.Memory.Core < 0 ? 0 : access.Memory.Core, access.Bytes.Address, access.Shape));
            }
        }
        foreach (Observation observation in instruction.Observations)
        {
            trace.Observe(observation.Kind, observation.Value);
        }
    }
}
