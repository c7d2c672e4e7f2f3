using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <content>
/// What is not on the path of plain scalar instructions: guards and the rarer instructions. They stay out of line, because their locals (decoded records, trap texts)
/// would otherwise be cleared on every instruction.
/// </content>
public sealed partial class ControlInterpreter
{
    /// <summary>The unit in whose queue an instruction stands: its class's, or the one a <c>sync</c> names.</summary>
    public static UnitId UnitOf(in InstructionHeader header, MachineWord word) => header.Opcode == Opcode.Sync
        ? new UnitId(InstructionSet.Decode<Sync>(word).Unit, header.Instance)
        : header.Unit(InstructionSet.Find(header.Opcode)?.Class ?? InstructionClass.Control);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private StepResult Guarded<THost>(PreparedCore code, CoreState core, ref THost host, int pc) where THost : IControlHost, allows ref struct
    {
        MachineWord word = code.Words[pc];
        InstructionHeader header = InstructionHeader.Decode(word);
        if (((core.Predicates >> header.Predicate.Index) & 1) != 0 == header.Negated)
        {
            core.Counters[(int)EventCounter.PredicatedOff]++;
            core.ProgramCounter = LoopControl.Continue(core, pc + 1);
            host.Skip(core, pc, word);
            return StepResult.Retired;
        }
        UnitId unit = UnitOf(header, word);
        SemaphoreId first = header.Wait0.IsNone ? header.Wait1 : header.Wait0;
        SemaphoreId second = header.Wait0.IsNone ? default : header.Wait1;
        if (!first.IsNone)
        {
            WaitOutcome outcome = host.Wait(core, unit, first, second, out SemaphoreId lacking);
            if (outcome == WaitOutcome.Suspend)
            {
                return StepResult.Suspended;
            }
            if (outcome == WaitOutcome.Deadlock)
            {
                return DeadlockTrap(core, unit, lacking);
            }
        }
        StepResult result = Execute(code, core, ref host, pc);
        if (result == StepResult.Trapped)
        {
            if (!first.IsNone)
            {
                host.Unwait(core, unit, first, second);
            }
            return result;
        }
        Signal(core, ref host, unit, header.Signal0);
        Signal(core, ref host, unit, header.Signal1);
        return result;
    }

    private static void Signal<THost>(CoreState core, ref THost host, UnitId unit, SemaphoreId semaphore) where THost : IControlHost, allows ref struct
    {
        if (!semaphore.IsNone)
        {
            host.Signal(core, unit, semaphore);
        }
    }

    /// <summary>Retired and yielded instructions are finished by the caller; halted ones are finished here.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private StepResult ExecuteRare<THost>(MachineWord word, CoreState core, ref THost host, in ControlOp op, ref int next) where THost : IControlHost, allows ref struct
    {
        long[] r = core.Registers;
        switch (op.Kind)
        {
            case ControlOpKind.Dispatch:
                if (!TryDispatch(core, r[op.A], (int)op.Value, ref next))
                {
                    return StepResult.Trapped;
                }
                host.Decide(core, core.ProgramCounter, next);
                break;
            case ControlOpKind.ReadCounter:
                r[op.Dst] = core.Counters[op.A] + (op.A == (byte)EventCounter.Retired ? 1 : 0);
                break;
            case ControlOpKind.Philox:
                UInt128 random = Philox4x32.Block(new UInt128((ulong)r[op.A + 1], (ulong)r[op.A]), (ulong)r[op.B]);
                r[op.Dst] = (long)(ulong)random;
                r[op.Dst + 1] = (long)(ulong)(random >> 64);
                break;
            case ControlOpKind.SetPredicate:
                SetPredicate setp = InstructionSet.Decode<SetPredicate>(word);
                WritePredicate(core, setp.Dst, Compares(setp.Comparison, r[setp.A.Index], r[setp.B.Index]));
                break;
            case ControlOpKind.CombinePredicates:
                CombinePredicates plogic = InstructionSet.Decode<CombinePredicates>(word);
                WritePredicate(core, plogic.Dst, Combine(plogic.Operation, ((core.Predicates >> plogic.A.Index) & 1) != 0, ((core.Predicates >> plogic.B.Index) & 1) != 0));
                break;
            case ControlOpKind.Trap:
                core.Raise(TrapKind.User, "trap", "code", $"{op.Value}", "never reached");
                return StepResult.Trapped;
            case ControlOpKind.Yield:
                Yield yield = InstructionSet.Decode<Yield>(word);
                core.YieldCode = yield.Code;
                core.YieldBuffer = yield.Buffer;
                return StepResult.Yielded;
            case ControlOpKind.Halt:
                core.Halted = true;
                core.Counters[(int)EventCounter.Retired]++;
                host.Retire(core, core.ProgramCounter, word);
                return StepResult.Halted;
            default:
                if (!DescriptorOperations.TryExecute(Program.Program, core, op, word))
                {
                    return StepResult.Trapped;
                }
                break;
        }
        return StepResult.Retired;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StepResult FetchTrap(CoreState core, PreparedCore code)
    {
        core.Raise(TrapKind.ControlFlow, "fetch", "pc", $"{core.ProgramCounter}", $"0..{code.Ops.Length - 1}");
        return StepResult.Trapped;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private StepResult DeadlockTrap(CoreState core, UnitId unit, SemaphoreId lacking)
    {
        core.Raise(TrapKind.Deadlock, Program.Mnemonic(core.Index, core.ProgramCounter), "wait", $"{lacking}", $"a signal before this wait in program order; {unit} waits for ever");
        return StepResult.Trapped;
    }

    private bool TryDispatch(CoreState core, long index, int table, ref int next)
    {
        int entries = Program.Program.KernelTables[table].Length;
        return (ulong)index < (ulong)entries
            ? LoopControl.TryCall(core, "dispatch", Program.Program.KernelTables[table][(int)index], ref next)
            : core.Raise(TrapKind.BadIndex, "dispatch", "index", $"{index}", $"0..{entries - 1}");
    }

    private static bool Compares(Comparison comparison, long a, long b) => comparison switch
    {
        Comparison.Eq => a == b,
        Comparison.Ne => a != b,
        Comparison.Lt => a < b,
        Comparison.Le => a <= b,
        Comparison.Gt => a > b,
        _ => a >= b,
    };

    private static bool Combine(PredicateOperation operation, bool a, bool b) => operation switch
    {
        PredicateOperation.And => a && b,
        PredicateOperation.Or => a || b,
        PredicateOperation.Xor => a != b,
        _ => a && !b,
    };

    private static void WritePredicate(CoreState core, PredicateId predicate, bool value)
    {
        int bit = 1 << predicate.Index;
        core.Predicates = (ushort)(value ? core.Predicates | bit : core.Predicates & ~bit);
    }
}
