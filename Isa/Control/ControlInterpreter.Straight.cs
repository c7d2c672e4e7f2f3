using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <content>
/// Plain scalar instructions, the hot loop. It calls nothing, so that everything it needs stays in registers: whatever would need a call ends it.
/// </content>
public sealed partial class ControlInterpreter
{
    /// <summary>
    /// Executes instructions from the core's program counter on until one is not plain; then brings program counter and count of retired instructions up to
    /// date. Positions and register numbers are in range because the program is validated, and behind the code stands <see cref="ControlOpKind.Fetch"/>.
    /// </summary>
    /// <param name="code">Code of the core.</param>
    /// <param name="core">State.</param>
    /// <param name="host">Asked for quick loads and stores.</param>
    /// <param name="kind">What the first instruction does.</param>
    /// <param name="budget">Most instructions; reduced by one for each that was executed.</param>
    /// <param name="loopEnd">Position at which a pass of the innermost loop is over, −1 for none.</param>
    /// <returns>
    /// What the instruction at the program counter does, which is not executed; or <see cref="ControlOpKind.LoopEnd"/> when the last pass of a loop is over.
    /// Means nothing when the budget is used up, but for the end of a loop.
    /// </returns>
    private static ControlOpKind Straight<THost>(PreparedCore code, CoreState core, ref THost host, ControlOpKind kind, ref long budget, int loopEnd) where THost : IControlHost, allows ref struct
    {
        ref ControlOp ops = ref MemoryMarshal.GetArrayDataReference(code.Ops);
        ref ControlOp op = ref Unsafe.Add(ref ops, core.ProgramCounter);
        ref ControlOp end = ref loopEnd < 0 ? ref Unsafe.NullRef<ControlOp>() : ref Unsafe.Add(ref ops, loopEnd);
        ref long r = ref MemoryMarshal.GetArrayDataReference(core.Registers);
        long left = budget;
        while (true)
        {
            ref ControlOp next = ref Unsafe.Add(ref op, 1);
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
                case ControlOpKind.AluMin: Unsafe.Add(ref r, op.Dst) = Minimum(Unsafe.Add(ref r, op.A), Unsafe.Add(ref r, op.B)); break;
                case ControlOpKind.AluMax: Unsafe.Add(ref r, op.Dst) = Maximum(Unsafe.Add(ref r, op.A), Unsafe.Add(ref r, op.B)); break;
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
                case ControlOpKind.ImmediateMin: Unsafe.Add(ref r, op.Dst) = Minimum(Unsafe.Add(ref r, op.A), op.Value); break;
                case ControlOpKind.ImmediateMax: Unsafe.Add(ref r, op.Dst) = Maximum(Unsafe.Add(ref r, op.A), op.Value); break;
                case ControlOpKind.LoadImmediate: Unsafe.Add(ref r, op.Dst) = op.Value; break;
                case ControlOpKind.Jump: next = ref Unsafe.Add(ref ops, (int)op.Value); break;
                case ControlOpKind.BranchEq: next = ref Unsafe.Add(ref r, op.A) == Unsafe.Add(ref r, op.B) ? ref Unsafe.Add(ref ops, (int)op.Value) : ref next; break;
                case ControlOpKind.BranchNe: next = ref Unsafe.Add(ref r, op.A) != Unsafe.Add(ref r, op.B) ? ref Unsafe.Add(ref ops, (int)op.Value) : ref next; break;
                case ControlOpKind.BranchLt: next = ref Unsafe.Add(ref r, op.A) < Unsafe.Add(ref r, op.B) ? ref Unsafe.Add(ref ops, (int)op.Value) : ref next; break;
                case ControlOpKind.BranchLe: next = ref Unsafe.Add(ref r, op.A) <= Unsafe.Add(ref r, op.B) ? ref Unsafe.Add(ref ops, (int)op.Value) : ref next; break;
                case ControlOpKind.BranchGt: next = ref Unsafe.Add(ref r, op.A) > Unsafe.Add(ref r, op.B) ? ref Unsafe.Add(ref ops, (int)op.Value) : ref next; break;
                case ControlOpKind.BranchGe: next = ref Unsafe.Add(ref r, op.A) >= Unsafe.Add(ref r, op.B) ? ref Unsafe.Add(ref ops, (int)op.Value) : ref next; break;
                case ControlOpKind.Load:
                    if (!host.TryLoadQuickly(core, (Space)op.B, Unsafe.Add(ref r, op.A) + op.Value, (DType)op.Extra, out long loaded))
                    {
                        goto default;
                    }
                    Unsafe.Add(ref r, op.Dst) = loaded;
                    break;
                case ControlOpKind.Store:
                    if (!host.TryStoreQuickly(core, (Space)op.B, Unsafe.Add(ref r, op.A) + op.Value, (DType)op.Extra, Unsafe.Add(ref r, op.Dst)))
                    {
                        goto default;
                    }
                    break;
                case ControlOpKind.Predicated when Holds(core, op.Predicate):
                    kind = op.Inner;
                    continue;
                case ControlOpKind.Predicated when !THost.Watches:
                    // What uses up the budget counts as retired; this has not.
                    core.Counters[(int)EventCounter.PredicatedOff]++;
                    core.Counters[(int)EventCounter.Retired]--;
                    break;
                default:
                    return Stopped(core, ref budget, left, Position(ref ops, ref op), kind);
            }
            op = ref next;
            left--;
            if (Unsafe.AreSame(ref op, ref end))
            {
                ref LoopFrame loop = ref core.Loops[core.LoopDepth - 1];
                if (loop.Remaining == 0 || (uint)loop.Start >= (uint)code.Words.Length)
                {
                    kind = ControlOpKind.LoopEnd;
                    break;
                }
                loop = loop with { Remaining = loop.Remaining - 1 };
                op = ref Unsafe.Add(ref ops, loop.Start);
            }
            kind = op.Kind;
            if (left == 0)
            {
                break;
            }
        }
        return Stopped(core, ref budget, left, Position(ref ops, ref op), kind);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ControlOpKind Stopped(CoreState core, ref long budget, long left, int position, ControlOpKind kind)
    {
        core.Counters[(int)EventCounter.Retired] += budget - left;
        core.ProgramCounter = position;
        budget = left;
        return kind;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Position(ref ControlOp ops, ref ControlOp op) => (int)(Unsafe.ByteOffset(ref ops, ref op) / Unsafe.SizeOf<ControlOp>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Divide(long a, long b) => b == 0 ? -1 : b == -1 ? -a : a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Remainder(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;

    // Without branches: which of two numbers is smaller cannot be guessed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Minimum(long a, long b) => b ^ ((a ^ b) & -(long)Unsafe.BitCast<bool, byte>(a < b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Maximum(long a, long b) => a ^ ((a ^ b) & -(long)Unsafe.BitCast<bool, byte>(a < b));
}
