namespace AccelEmu.Isa;

/// <summary>
/// Executes control and descriptor instructions and hands unit instructions to a host: the one place where control semantics exist. The emulator drives
/// it with memories, Timing with a trace.
/// </summary>
/// <param name="program">The prepared program.</param>
public sealed partial class ControlInterpreter(PreparedProgram program)
{
    /// <summary>The prepared program.</summary>
    public PreparedProgram Program { get; } = program;

    /// <summary>Executes one instruction of a core.</summary>
    /// <param name="core">State of the core; its index selects the code.</param>
    /// <param name="host">Memories, semaphores and units.</param>
    public StepResult Step<THost>(CoreState core, ref THost host) where THost : IControlHost, allows ref struct
    {
        long budget = 1;
        return Run(core, ref host, ref budget);
    }

    /// <summary>Executes instructions of a core until one does not simply retire, or <paramref name="budget"/> is used up.</summary>
    /// <param name="core">State of the core; its index selects the code.</param>
    /// <param name="host">Memories, semaphores and units.</param>
    /// <param name="budget">Instructions that may still be executed or skipped; reduced by one each.</param>
    /// <returns><see cref="StepResult.Retired"/> when the budget is used up.</returns>
    public StepResult Run<THost>(CoreState core, ref THost host, ref long budget) where THost : IControlHost, allows ref struct =>
        budget <= 0 ? StepResult.Retired
        : core.Halted ? StepResult.Halted
        : Execute(Program[core.Index], core, ref host, ref budget, guarded: false);

    /// <summary>Runs of plain instructions, and between them one that is not.</summary>
    /// <param name="code">Code of the core.</param>
    /// <param name="core">State.</param>
    /// <param name="host">Memories, semaphores and units.</param>
    /// <param name="budget">Instructions left, at least one.</param>
    /// <param name="guarded">The first instruction's guards are answered: only its operation is left.</param>
    private StepResult Execute<THost>(PreparedCore code, CoreState core, ref THost host, ref long budget, bool guarded) where THost : IControlHost, allows ref struct
    {
        while (true)
        {
            if ((uint)core.ProgramCounter >= (uint)code.Ops.Length)
            {
                return FetchTrap(core, code);
            }
            ControlOpKind kind = guarded ? code.Ops[core.ProgramCounter].Inner : code.Ops[core.ProgramCounter].Kind;
            guarded = false;
            kind = THost.Watches
                ? Watched(code, core, ref host, kind, ref budget)
                : Straight(code, core, ref host, kind, ref budget, LoopControl.ActiveEnd(core));
            if (kind == ControlOpKind.LoopEnd)
            {
                core.ProgramCounter = LoopControl.Continue(core, core.ProgramCounter);
            }
            else if (budget > 0)
            {
                StepResult result = ExecuteRare(code, core, ref host, kind);
                if (result is StepResult.Suspended or StepResult.Trapped)
                {
                    return result;
                }
                budget--;
                if (result != StepResult.Retired)
                {
                    return result;
                }
            }
            if (budget == 0)
            {
                return StepResult.Retired;
            }
        }
    }

    /// <summary>
    /// Executes one plain instruction for a host that is told everything; one that is not plain is left alone.
    /// </summary>
    /// <returns>As <see cref="Straight"/>, each instruction being the last of its pass.</returns>
    private static ControlOpKind Watched<THost>(PreparedCore code, CoreState core, ref THost host, ControlOpKind kind, ref long budget) where THost : IControlHost, allows ref struct
    {
        int pc = core.ProgramCounter;
        long one = 1;
        kind = Straight(code, core, ref host, kind, ref one, loopEnd: -1);
        if (one == 1)
        {
            return kind;
        }
        budget--;
        int target = core.ProgramCounter;
        if (code.Ops[pc].Inner is >= ControlOpKind.BranchEq and <= ControlOpKind.BranchGe)
        {
            core.ProgramCounter = pc;
            host.Decide(core, pc, target);
        }
        core.ProgramCounter = LoopControl.Continue(core, target);
        host.Retire(core, pc, code.Words[pc]);
        return ControlOpKind.LoopEnd;
    }

    private static bool Holds(CoreState core, byte predicate) => ((core.Predicates >> (predicate & 15)) & 1) != predicate >> 4;
}
