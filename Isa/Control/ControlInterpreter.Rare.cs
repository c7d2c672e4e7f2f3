using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <content>
/// What is not on the path of plain scalar instructions: guards and the rarer instructions. They stay out of line, because their locals (decoded records, trap texts)
/// would otherwise take registers from the loop.
/// </content>
public sealed partial class ControlInterpreter
{
    /// <summary>The unit in whose queue an instruction stands: its class's, or the one a <c>sync</c> names.</summary>
    public static UnitId UnitOf(in InstructionHeader header, MachineWord word) => header.Opcode == Opcode.Sync
        ? new UnitId(InstructionSet.Decode<Sync>(word).Unit, header.Instance)
        : header.Unit(InstructionSet.Find(header.Opcode)?.Class ?? InstructionClass.Control);

    private StepResult Guarded<THost>(PreparedCore code, CoreState core, ref THost host, int pc) where THost : IControlHost, allows ref struct
    {
        MachineWord word = code.Words[pc];
        if (!Holds(core, code.Ops[pc].Predicate))
        {
            core.Counters[(int)EventCounter.PredicatedOff]++;
            core.ProgramCounter = LoopControl.Continue(core, pc + 1);
            if (THost.Watches)
            {
                host.Skip(core, pc, word);
            }
            return StepResult.Retired;
        }
        InstructionHeader header = InstructionHeader.Decode(word);
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
        long one = 1;
        StepResult result = Execute(code, core, ref host, ref one, guarded: true);
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

    /// <summary>Executes one instruction that is not plain arithmetic, its retirement included. The core is up to date, and is so again afterwards.</summary>
    /// <param name="code">Code of the core.</param>
    /// <param name="core">State; the program counter names the instruction.</param>
    /// <param name="host">Memories, semaphores and units.</param>
    /// <param name="kind">The instruction's guard, or when that is answered its operation.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private StepResult ExecuteRare<THost>(PreparedCore code, CoreState core, ref THost host, ControlOpKind kind) where THost : IControlHost, allows ref struct
    {
        int pc = core.ProgramCounter;
        switch (kind)
        {
            case ControlOpKind.Fetch:
                return FetchTrap(core, code);
            case ControlOpKind.Guarded:
            case ControlOpKind.Predicated:
                return Guarded(code, core, ref host, pc);
            case ControlOpKind.Unit:
                MachineWord unitWord = code.Words[pc];
                if (!host.Issue(core, pc, InstructionHeader.Decode(unitWord), unitWord))
                {
                    return StepResult.Trapped;
                }
                core.Counters[(int)EventCounter.Retired]++;
                core.ProgramCounter = LoopControl.Continue(core, pc + 1);
                return StepResult.Retired;
        }
        int next = pc + 1;
        StepResult result = Control(code, core, ref host, kind, ref next);
        if (result == StepResult.Trapped)
        {
            return result;
        }
        core.Counters[(int)EventCounter.Retired]++;
        if (result == StepResult.Halted)
        {
            core.Halted = true;
        }
        else
        {
            core.ProgramCounter = LoopControl.Continue(core, next);
        }
        if (THost.Watches)
        {
            host.Retire(core, pc, code.Words[pc]);
        }
        return result;
    }

    /// <summary>The effect of a control instruction but on program counter and counters; halting is the caller's.</summary>
    private StepResult Control<THost>(PreparedCore code, CoreState core, ref THost host, ControlOpKind kind, ref int next) where THost : IControlHost, allows ref struct
    {
        ref readonly ControlOp op = ref code.Ops[core.ProgramCounter];
        MachineWord word = code.Words[core.ProgramCounter];
        long[] r = core.Registers;
        switch (kind)
        {
            case ControlOpKind.Load:
                if (!host.TryLoadScalar(core, (Space)op.B, r[op.A] + op.Value, (DType)op.Extra, out long loaded))
                {
                    return StepResult.Trapped;
                }
                r[op.Dst] = loaded;
                break;
            case ControlOpKind.Store:
                return Outcome(host.TryStoreScalar(core, (Space)op.B, r[op.A] + op.Value, (DType)op.Extra, r[op.Dst]));
            case ControlOpKind.Loop:
                return Outcome(LoopControl.TryEnter(core, (uint)op.Value, (int)(op.Value >> 32), ref next));
            case ControlOpKind.LoopRegister:
                return Outcome(LoopControl.TryEnter(core, r[op.A], (int)(op.Value >> 32), ref next));
            case ControlOpKind.Call:
                return Outcome(LoopControl.TryCall(core, "call", (int)op.Value, ref next));
            case ControlOpKind.Return:
                return Outcome(LoopControl.TryReturn(core, ref next));
            case ControlOpKind.Dispatch:
                if (!TryDispatch(core, r[op.A], (int)op.Value, ref next))
                {
                    return StepResult.Trapped;
                }
                if (THost.Watches)
                {
                    host.Decide(core, core.ProgramCounter, next);
                }
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
                return StepResult.Halted;
            default:
                return Outcome(DescriptorOperations.TryExecute(Program.Program, core, kind, op, word));
        }
        return StepResult.Retired;
    }

    private static StepResult Outcome(bool executed) => executed ? StepResult.Retired : StepResult.Trapped;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StepResult FetchTrap(CoreState core, PreparedCore code)
    {
        core.Raise(TrapKind.ControlFlow, "fetch", "pc", $"{core.ProgramCounter}", $"0..{code.Words.Length - 1}");
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
