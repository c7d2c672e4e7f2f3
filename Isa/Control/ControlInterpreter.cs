using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

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

    /// <summary>
    /// The loop. Program counter, budget and the end of the innermost loop are locals; the core has them, and its count of retired instructions, only
    /// when somebody may look: in front of whatever is not plain arithmetic, and for a host that is told everything. Positions and register numbers are
    /// in range because the program is validated, and behind the code stands <see cref="ControlOpKind.Fetch"/>.
    /// </summary>
    /// <param name="code">Code of the core.</param>
    /// <param name="core">State.</param>
    /// <param name="host">Memories, semaphores and units.</param>
    /// <param name="budget">Instructions left.</param>
    /// <param name="guarded">The first instruction's guards are answered: only its operation is left.</param>
    private StepResult Execute<THost>(PreparedCore code, CoreState core, ref THost host, ref long budget, bool guarded) where THost : IControlHost, allows ref struct
    {
        if ((uint)core.ProgramCounter >= (uint)code.Ops.Length)
        {
            return FetchTrap(core, code);
        }
        ref ControlOp ops = ref MemoryMarshal.GetArrayDataReference(code.Ops);
        ref long r = ref MemoryMarshal.GetArrayDataReference(core.Registers);
        int next = core.ProgramCounter;
        int end = LoopControl.ActiveEnd(core);
        long left = budget;
        ref readonly ControlOp op = ref Unsafe.Add(ref ops, next++);
        ControlOpKind kind = guarded ? op.Inner : op.Kind;
        while (true)
        {
            switch (kind)
            {
                case ControlOpKind.AluAdd: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) + Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluSub: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) - Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluMul: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) * Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluDiv: Unsafe.Add(ref r, op.Dst) = Divide(Unsafe.Add(ref r, op.A), Unsafe.Add(ref r, op.B)); break;
                case ControlOpKind.AluRem: Unsafe.Add(ref r, op.Dst) = Remainder(Unsafe.Add(ref r, op.A), Unsafe.Add(ref r, op.B)); break;
                case ControlOpKind.AluAnd: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) & Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluOr: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) | Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluXor: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) ^ Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluShl: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) << (int)Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluShr: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) >>> (int)Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluSar: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) >> (int)Unsafe.Add(ref r, op.B); break;
                case ControlOpKind.AluMin: Unsafe.Add(ref r, op.Dst) = Math.Min(Unsafe.Add(ref r, op.A), Unsafe.Add(ref r, op.B)); break;
                case ControlOpKind.AluMax: Unsafe.Add(ref r, op.Dst) = Math.Max(Unsafe.Add(ref r, op.A), Unsafe.Add(ref r, op.B)); break;
                case ControlOpKind.ImmediateAdd: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) + op.Value; break;
                case ControlOpKind.ImmediateSub: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) - op.Value; break;
                case ControlOpKind.ImmediateMul: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) * op.Value; break;
                case ControlOpKind.ImmediateDiv: Unsafe.Add(ref r, op.Dst) = Divide(Unsafe.Add(ref r, op.A), op.Value); break;
                case ControlOpKind.ImmediateRem: Unsafe.Add(ref r, op.Dst) = Remainder(Unsafe.Add(ref r, op.A), op.Value); break;
                case ControlOpKind.ImmediateAnd: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) & op.Value; break;
                case ControlOpKind.ImmediateOr: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) | op.Value; break;
                case ControlOpKind.ImmediateXor: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) ^ op.Value; break;
                case ControlOpKind.ImmediateShl: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) << (int)op.Value; break;
                case ControlOpKind.ImmediateShr: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) >>> (int)op.Value; break;
                case ControlOpKind.ImmediateSar: Unsafe.Add(ref r, op.Dst) = Unsafe.Add(ref r, op.A) >> (int)op.Value; break;
                case ControlOpKind.ImmediateMin: Unsafe.Add(ref r, op.Dst) = Math.Min(Unsafe.Add(ref r, op.A), op.Value); break;
                case ControlOpKind.ImmediateMax: Unsafe.Add(ref r, op.Dst) = Math.Max(Unsafe.Add(ref r, op.A), op.Value); break;
                case ControlOpKind.LoadImmediate: Unsafe.Add(ref r, op.Dst) = op.Value; break;
                case ControlOpKind.Jump: next = (int)op.Value; break;
                case ControlOpKind.BranchEq: next = Decide(core, ref host, next, Unsafe.Add(ref r, op.A) == Unsafe.Add(ref r, op.B), op.Value); break;
                case ControlOpKind.BranchNe: next = Decide(core, ref host, next, Unsafe.Add(ref r, op.A) != Unsafe.Add(ref r, op.B), op.Value); break;
                case ControlOpKind.BranchLt: next = Decide(core, ref host, next, Unsafe.Add(ref r, op.A) < Unsafe.Add(ref r, op.B), op.Value); break;
                case ControlOpKind.BranchLe: next = Decide(core, ref host, next, Unsafe.Add(ref r, op.A) <= Unsafe.Add(ref r, op.B), op.Value); break;
                case ControlOpKind.BranchGt: next = Decide(core, ref host, next, Unsafe.Add(ref r, op.A) > Unsafe.Add(ref r, op.B), op.Value); break;
                case ControlOpKind.BranchGe: next = Decide(core, ref host, next, Unsafe.Add(ref r, op.A) >= Unsafe.Add(ref r, op.B), op.Value); break;
                case ControlOpKind.Load:
                    core.ProgramCounter = next - 1;
                    if (!host.TryLoadScalar(core, (Space)op.B, Unsafe.Add(ref r, op.A) + op.Value, (DType)op.Extra, out long loaded))
                    {
                        CountRetired(core, ref budget, left);
                        return StepResult.Trapped;
                    }
                    Unsafe.Add(ref r, op.Dst) = loaded;
                    break;
                case ControlOpKind.Store:
                    core.ProgramCounter = next - 1;
                    if (!host.TryStoreScalar(core, (Space)op.B, Unsafe.Add(ref r, op.A) + op.Value, (DType)op.Extra, Unsafe.Add(ref r, op.Dst)))
                    {
                        CountRetired(core, ref budget, left);
                        return StepResult.Trapped;
                    }
                    break;
                case ControlOpKind.Predicated:
                    if (Holds(core, op.Predicate))
                    {
                        kind = op.Inner;
                        continue;
                    }
                    if (THost.Watches)
                    {
                        goto default;
                    }
                    // Whatever uses up the budget counts as retired, this has not.
                    core.Counters[(int)EventCounter.PredicatedOff]++;
                    core.Counters[(int)EventCounter.Retired]--;
                    break;
                default:
                    core.ProgramCounter = next - 1;
                    CountRetired(core, ref budget, left);
                    StepResult result = ExecuteRare(code, core, ref host, kind);
                    if (result is StepResult.Suspended or StepResult.Trapped)
                    {
                        return result;
                    }
                    budget = --left;
                    if (result != StepResult.Retired || left == 0)
                    {
                        return result;
                    }
                    next = core.ProgramCounter;
                    if ((uint)next >= (uint)code.Ops.Length)
                    {
                        return FetchTrap(core, code);
                    }
                    end = LoopControl.ActiveEnd(core);
                    op = ref Unsafe.Add(ref ops, next++);
                    kind = op.Kind;
                    continue;
            }
            left--;
            if (next == end)
            {
                next = LoopControl.Continue(core, next);
                end = LoopControl.ActiveEnd(core);
            }
            if (THost.Watches)
            {
                core.ProgramCounter = next;
                CountRetired(core, ref budget, left);
                int pc = (int)(Unsafe.ByteOffset(ref ops, ref Unsafe.AsRef(in op)) / Unsafe.SizeOf<ControlOp>());
                host.Retire(core, pc, code.Words[pc]);
            }
            if (left == 0)
            {
                core.ProgramCounter = next;
                CountRetired(core, ref budget, left);
                return StepResult.Retired;
            }
            op = ref Unsafe.Add(ref ops, next++);
            kind = op.Kind;
        }
    }

    /// <summary>Brings the core's count of retired instructions and the caller's budget up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CountRetired(CoreState core, ref long budget, long left)
    {
        core.Counters[(int)EventCounter.Retired] += budget - left;
        budget = left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Decide<THost>(CoreState core, ref THost host, int next, bool taken, long target) where THost : IControlHost, allows ref struct
    {
        int to = taken ? (int)target : next;
        if (THost.Watches)
        {
            core.ProgramCounter = next - 1;
            host.Decide(core, next - 1, to);
        }
        return to;
    }

    private static bool Holds(CoreState core, byte predicate) => ((core.Predicates >> (predicate & 15)) & 1) != predicate >> 4;

    private static long Divide(long a, long b) => b == 0 ? -1 : b == -1 ? -a : a / b;

    private static long Remainder(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;
}
