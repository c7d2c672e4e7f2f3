using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>
/// Times runs of one program on one machine: checks and decodes the program once and keeps its memory from run to run, but no figure. Not for several threads at once.
/// </summary>
public sealed class TimingEstimator
{
    private readonly MachineProgram program;
    private readonly MachineConfig machine;
    private readonly ControlInterpreter interpreter;
    private readonly CoreState[] cores;
    private readonly TimingHost host;
    private readonly Scoreboard board;

    /// <summary>Prepares a program for its runs.</summary>
    /// <param name="program">Any legal program.</param>
    /// <param name="machine">Machine that runs it.</param>
    /// <exception cref="IsaException">The program is not legal or does not fit the machine.</exception>
    public TimingEstimator(MachineProgram program, MachineConfig machine) : this(program, machine, null) { }

    // A trace of too few cores is refused before the program is.
    internal TimingEstimator(MachineProgram program, MachineConfig machine, RetireTrace? trace)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(machine);
        this.program = program;
        this.machine = machine;
        CheckCores(trace);
        PreparedProgram prepared = PreparedProgram.Create(program, machine);
        interpreter = new ControlInterpreter(prepared);
        cores = new CoreState[prepared.Cores];
        for (int c = 0; c < cores.Length; c++)
        {
            cores[c] = prepared.CreateCore(c);
        }
        host = new TimingHost(program, machine);
        board = host.CreateScoreboard();
    }

    /// <summary>Times one run; the same figures as <see cref="TimingModel.Estimate"/>.</summary>
    /// <param name="trace">What the run has recorded; null, or a trace of level none: the program's path and costs must be static.</param>
    /// <exception cref="TimingException">As <see cref="TimingModel.Estimate"/>; the next run may be timed all the same.</exception>
    public TimingReport Estimate(RetireTrace? trace = null)
    {
        CheckCores(trace);
        host.Begin(trace);
        board.Reset();
        Replay();
        board.Run();
        return ReportBuilder.Build(program, machine, host, board);
    }

    private void CheckCores(RetireTrace? trace)
    {
        if (trace is { Level: not TraceLevel.None } && trace.Cores.Length < program.Code.Length)
        {
            throw new TimingException("timing.trace", -1, -1, $"the trace has {trace.Cores.Length} cores, the program {program.Code.Length}; record it again from this program");
        }
    }

    /// <summary>Control in program order, each core as far as it gets before the next.</summary>
    private void Replay()
    {
        foreach (CoreState core in cores)
        {
            core.Reset(program.Entries[core.Index]);
        }
        long budget = TimingModel.InstructionLimit;
        int running = cores.Length;
        while (running > 0)
        {
            long before = budget;
            foreach (CoreState core in cores)
            {
                if (core.Halted)
                {
                    continue;
                }
                StepResult result;
                do
                {
                    result = Run(core, ref budget);
                }
                while (result == StepResult.Yielded);
                switch (result)
                {
                    case StepResult.Halted:
                        running--;
                        break;
                    case StepResult.Trapped when host.HasUnknowns(core.Index):
                        throw TimingException.Dynamic(core.Index, core.ProgramCounter, "an operand computed from a value of the run");
                    case StepResult.Trapped:
                        throw new TimingException("timing.trap", core.Index, core.ProgramCounter, $"{core.Trap}");
                    case StepResult.Retired:
                        throw new TimingException("timing.budget", core.Index, core.ProgramCounter, $"more than {TimingModel.InstructionLimit} instructions; the program does not end");
                }
            }
            if (budget == before && running > 0)
            {
                throw new TimingException("timing.trap", -1, -1, "every core waits for another: deadlock");
            }
        }
    }

    private StepResult Run(CoreState core, ref long budget)
    {
        try
        {
            TimingHost replay = host;
            return interpreter.Run(core, ref replay, ref budget);
        }
        catch (OverflowException)
        {
            throw new TimingException("timing.range", core.Index, core.ProgramCounter, "the counts of this instruction leave 64 bits; its tiles must be smaller");
        }
    }
}
