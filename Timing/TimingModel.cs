using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Cycles, events, memory and energy of a program, from the program and its observations; never from numbers. Formulas: docs/timing-model.md.</summary>
public static class TimingModel
{
    /// <summary>Words a run may issue in all; more is taken for an endless program.</summary>
    public const long InstructionLimit = 100_000_000;

    /// <summary>Times one run of a program.</summary>
    /// <param name="program">Any legal program.</param>
    /// <param name="machine">Machine that runs it.</param>
    /// <param name="trace">
    /// What the run has recorded: L0 for control that depends on values in memory, L1 for costs that do. Null, or a trace of level none: the program's path and
    /// costs must be static. All ways give the same figures where they apply.
    /// </param>
    /// <exception cref="IsaException">The program is not legal or does not fit the machine.</exception>
    /// <exception cref="TimingException">
    /// A value decides and nothing holds it (<c>timing.dynamic</c>), the trace is of another run (<c>timing.trace</c>), the program traps
    /// (<c>timing.trap</c>), it does not end (<c>timing.budget</c>), or its counts leave 64 bits
    /// (<c>timing.range</c>).
    /// </exception>
    public static TimingReport Estimate(MachineProgram program, MachineConfig machine, RetireTrace? trace = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(machine);
        if (trace is { Level: not TraceLevel.None } && trace.Cores.Length < program.Code.Length)
        {
            throw new TimingException("timing.trace", -1, -1, $"the trace has {trace.Cores.Length} cores, the program {program.Code.Length}; record it again from this program");
        }
        PreparedProgram prepared = PreparedProgram.Create(program, machine);
        TimingHost host = new(program, machine, trace);
        Replay(new ControlInterpreter(prepared), host);
        Scoreboard board = host.CreateScoreboard();
        board.Run();
        return ReportBuilder.Build(program, machine, host, board);
    }

    /// <summary>Control in program order, each core as far as it gets before the next.</summary>
    private static void Replay(ControlInterpreter interpreter, TimingHost host)
    {
        CoreState[] cores = new CoreState[interpreter.Program.Cores];
        for (int c = 0; c < cores.Length; c++)
        {
            cores[c] = interpreter.Program.CreateCore(c);
        }
        long budget = InstructionLimit;
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
                    result = Run(interpreter, core, host, ref budget);
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
                        throw new TimingException("timing.budget", core.Index, core.ProgramCounter, $"more than {InstructionLimit} instructions; the program does not end");
                }
            }
            if (budget == before && running > 0)
            {
                throw new TimingException("timing.trap", -1, -1, "every core waits for another: deadlock");
            }
        }
    }

    private static StepResult Run(ControlInterpreter interpreter, CoreState core, TimingHost host, ref long budget)
    {
        try
        {
            return interpreter.Run(core, ref host, ref budget);
        }
        catch (OverflowException)
        {
            throw new TimingException("timing.range", core.Index, core.ProgramCounter, "the counts of this instruction leave 64 bits; its tiles must be smaller");
        }
    }
}
