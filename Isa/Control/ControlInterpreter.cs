using System;
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
    public StepResult Run<THost>(CoreState core, ref THost host, ref long budget) where THost : IControlHost, allows ref struct
    {
        PreparedCore code = Program[core.Index];
        while (budget > 0)
        {
            if (core.Halted)
            {
                return StepResult.Halted;
            }
            int pc = core.ProgramCounter;
            if ((uint)pc >= (uint)code.Ops.Length)
            {
                return FetchTrap(core, code);
            }
            StepResult result = code.Ops[pc].Guarded
                ? Guarded(code, core, ref host, pc)
                : Execute(code, core, ref host, pc);
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
        return StepResult.Retired;
    }

    private StepResult Execute<THost>(PreparedCore code, CoreState core, ref THost host, int pc) where THost : IControlHost, allows ref struct
    {
        ref readonly ControlOp op = ref code.Ops[pc];
        long[] r = core.Registers;
        int next = pc + 1;
        StepResult result = StepResult.Retired;
        switch (op.Kind)
        {
            case ControlOpKind.Unit:
                MachineWord unitWord = code.Words[pc];
                if (!host.Issue(core, pc, InstructionHeader.Decode(unitWord), unitWord))
                {
                    return StepResult.Trapped;
                }
                core.Counters[(int)EventCounter.Retired]++;
                core.ProgramCounter = LoopControl.Continue(core, next);
                return StepResult.Retired;
            case ControlOpKind.AluAdd: r[op.Dst] = r[op.A] + r[op.B]; break;
            case ControlOpKind.AluSub: r[op.Dst] = r[op.A] - r[op.B]; break;
            case ControlOpKind.AluMul: r[op.Dst] = r[op.A] * r[op.B]; break;
            case ControlOpKind.AluDiv: r[op.Dst] = Divide(r[op.A], r[op.B]); break;
            case ControlOpKind.AluRem: r[op.Dst] = Remainder(r[op.A], r[op.B]); break;
            case ControlOpKind.AluAnd: r[op.Dst] = r[op.A] & r[op.B]; break;
            case ControlOpKind.AluOr: r[op.Dst] = r[op.A] | r[op.B]; break;
            case ControlOpKind.AluXor: r[op.Dst] = r[op.A] ^ r[op.B]; break;
            case ControlOpKind.AluShl: r[op.Dst] = r[op.A] << (int)(r[op.B] & 63); break;
            case ControlOpKind.AluShr: r[op.Dst] = r[op.A] >>> (int)(r[op.B] & 63); break;
            case ControlOpKind.AluSar: r[op.Dst] = r[op.A] >> (int)(r[op.B] & 63); break;
            case ControlOpKind.AluMin: r[op.Dst] = Math.Min(r[op.A], r[op.B]); break;
            case ControlOpKind.AluMax: r[op.Dst] = Math.Max(r[op.A], r[op.B]); break;
            case ControlOpKind.ImmediateAdd: r[op.Dst] = r[op.A] + op.Value; break;
            case ControlOpKind.ImmediateSub: r[op.Dst] = r[op.A] - op.Value; break;
            case ControlOpKind.ImmediateMul: r[op.Dst] = r[op.A] * op.Value; break;
            case ControlOpKind.ImmediateDiv: r[op.Dst] = Divide(r[op.A], op.Value); break;
            case ControlOpKind.ImmediateRem: r[op.Dst] = Remainder(r[op.A], op.Value); break;
            case ControlOpKind.ImmediateAnd: r[op.Dst] = r[op.A] & op.Value; break;
            case ControlOpKind.ImmediateOr: r[op.Dst] = r[op.A] | op.Value; break;
            case ControlOpKind.ImmediateXor: r[op.Dst] = r[op.A] ^ op.Value; break;
            case ControlOpKind.ImmediateShl: r[op.Dst] = r[op.A] << (int)(op.Value & 63); break;
            case ControlOpKind.ImmediateShr: r[op.Dst] = r[op.A] >>> (int)(op.Value & 63); break;
            case ControlOpKind.ImmediateSar: r[op.Dst] = r[op.A] >> (int)(op.Value & 63); break;
            case ControlOpKind.ImmediateMin: r[op.Dst] = Math.Min(r[op.A], op.Value); break;
            case ControlOpKind.ImmediateMax: r[op.Dst] = Math.Max(r[op.A], op.Value); break;
            case ControlOpKind.LoadImmediate: r[op.Dst] = op.Value; break;
            case ControlOpKind.Load:
                if (!host.TryLoadScalar(core, (Space)op.B, r[op.A] + op.Value, (DType)op.Extra, out long loaded))
                {
                    return StepResult.Trapped;
                }
                r[op.Dst] = loaded;
                break;
            case ControlOpKind.Store:
                if (!host.TryStoreScalar(core, (Space)op.B, r[op.A] + op.Value, (DType)op.Extra, r[op.Dst]))
                {
                    return StepResult.Trapped;
                }
                break;
            case ControlOpKind.Jump: next = (int)op.Value; break;
            case ControlOpKind.BranchEq: next = Decide(core, ref host, pc, r[op.A] == r[op.B], op.Value); break;
            case ControlOpKind.BranchNe: next = Decide(core, ref host, pc, r[op.A] != r[op.B], op.Value); break;
            case ControlOpKind.BranchLt: next = Decide(core, ref host, pc, r[op.A] < r[op.B], op.Value); break;
            case ControlOpKind.BranchLe: next = Decide(core, ref host, pc, r[op.A] <= r[op.B], op.Value); break;
            case ControlOpKind.BranchGt: next = Decide(core, ref host, pc, r[op.A] > r[op.B], op.Value); break;
            case ControlOpKind.BranchGe: next = Decide(core, ref host, pc, r[op.A] >= r[op.B], op.Value); break;
            case ControlOpKind.Loop:
                if (!LoopControl.TryEnter(core, (uint)op.Value, (int)(op.Value >> 32), ref next))
                {
                    return StepResult.Trapped;
                }
                break;
            case ControlOpKind.LoopRegister:
                if (!LoopControl.TryEnter(core, r[op.A], (int)(op.Value >> 32), ref next))
                {
                    return StepResult.Trapped;
                }
                break;
            case ControlOpKind.Call:
                if (!LoopControl.TryCall(core, "call", (int)op.Value, ref next))
                {
                    return StepResult.Trapped;
                }
                break;
            case ControlOpKind.Return:
                if (!LoopControl.TryReturn(core, ref next))
                {
                    return StepResult.Trapped;
                }
                break;
            default:
                result = ExecuteRare(code.Words[pc], core, ref host, op, ref next);
                if (result is StepResult.Trapped or StepResult.Halted)
                {
                    return result;
                }
                break;
        }
        core.Counters[(int)EventCounter.Retired]++;
        core.ProgramCounter = LoopControl.Continue(core, next);
        host.Retire(core, pc, code.Words[pc]);
        return result;
    }

    private static int Decide<THost>(CoreState core, ref THost host, int pc, bool taken, long target) where THost : IControlHost, allows ref struct
    {
        int next = taken ? (int)target : pc + 1;
        host.Decide(core, pc, next);
        return next;
    }

    private static long Divide(long a, long b) => b == 0 ? -1 : b == -1 ? -a : a / b;

    private static long Remainder(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;
}
