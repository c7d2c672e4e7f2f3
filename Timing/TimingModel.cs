using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Cycles, events, memory and energy of a program, from the program and its observations; never from numbers. Formulas: docs/timing-model.md.</summary>
public static class TimingModel
{
    /// <summary>Words a run may issue in all; more is taken for an endless program.</summary>
    public const long InstructionLimit = 100_000_000;

    /// <summary>Times one run of a program. For many runs of one program keep a <see cref="TimingEstimator"/>: it checks and decodes the program once.</summary>
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
    public static TimingReport Estimate(MachineProgram program, MachineConfig machine, RetireTrace? trace = null) => new TimingEstimator(program, machine, trace).Estimate(trace);
}
