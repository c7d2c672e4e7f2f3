using System;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class ControlInterpreterTests
{
    private static readonly UnitId Control = new(UnitKind.Control, 0);

    private static RegisterId R(int i) => new((byte)i);
    private static PredicateId P(int i) => new((byte)i);
    private static DescriptorId D(int i) => new((byte)i);
    private static CodeAddress At(int i) => new(i);
    private static SemaphoreId S(int i) => new((byte)i);
    private static MachineWord Op<T>(T instruction, InstructionHeader header = default) where T : struct, IInstruction<T> => InstructionSet.Encode(instruction, header);

    private static MachineProgram Program(params MachineWord[] words) => new() { Code = [[.. words]], Entries = [0] };

    private static (CoreState Core, PlainHost Host, StepResult Result) Run(MachineProgram program, Action<CoreState, PlainHost>? arrange = null)
    {
        PreparedProgram prepared = PreparedProgram.Create(program);
        CoreState core = prepared.CreateCore(0);
        PlainHost host = new();
        arrange?.Invoke(core, host);
        long budget = 10_000;
        StepResult result = new ControlInterpreter(prepared).Run(core, ref host, ref budget);
        return (core, host, result);
    }

    [Theory]
    [InlineData(3, 30)]
    [InlineData(1, 10)]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    public void Loop_RegisterTripCount_RunsBodyThatOften(long trips, long expected)
    {
        (CoreState core, _, StepResult result) = Run(Program(
            Op(new LoadImmediate(R(1), trips)),
            Op(new Loop(R(1), 0, At(5))),
            Op(new Loop(null, 2, At(4))),
            Op(new AluImmediate(AluOperation.Add, R(2), R(2), 5)),
            Op(new AluImmediate(AluOperation.Add, R(3), R(3), 1)),
            Op(new Halt())));
        Assert.Equal(StepResult.Halted, result);
        Assert.Equal(expected, core.Registers[2]);
        Assert.Equal(Math.Max(0, trips), core.Registers[3]);
        Assert.Equal(0, core.LoopDepth);
    }

    [Fact]
    public void Loop_NestedWithSameEnd_EndsBoth()
    {
        (CoreState core, _, StepResult result) = Run(Program(
            Op(new Loop(null, 4, At(3))),
            Op(new Loop(null, 3, At(3))),
            Op(new AluImmediate(AluOperation.Add, R(1), R(1), 1)),
            Op(new Halt())));
        Assert.Equal(StepResult.Halted, result);
        Assert.Equal(12, core.Registers[1]);
    }

    [Fact]
    public void Loop_JumpToEnd_ContinuesWithNextPass()
    {
        (CoreState core, _, _) = Run(Program(
            Op(new Loop(null, 4, At(4))),
            Op(new AluImmediate(AluOperation.Add, R(1), R(1), 1)),
            Op(new Jump(At(4))),
            Op(new AluImmediate(AluOperation.Add, R(2), R(2), 1)),
            Op(new Halt())));
        Assert.Equal(4, core.Registers[1]);
        Assert.Equal(0, core.Registers[2]);
    }

    [Fact]
    public void Call_TargetAtLoopEnd_DoesNotEndTheCallersLoop()
    {
        (CoreState core, _, StepResult result) = Run(Program(
            Op(new Jump(At(3))),
            Op(new AluImmediate(AluOperation.Add, R(1), R(1), 1)),
            Op(new Return()),
            Op(new Loop(null, 3, At(6))),
            Op(new Call(At(6))),
            Op(new AluImmediate(AluOperation.Add, R(3), R(3), 1)),
            Op(new AluImmediate(AluOperation.Add, R(2), R(2), 1)),
            Op(new Branch(Comparison.Ge, R(3), R(4), At(9))),
            Op(new Return()),
            Op(new Return(), new InstructionHeader(default, P(1), true))), (core, _) => core.Registers[4] = 3);
        Assert.Equal(StepResult.Trapped, result);
        Assert.Equal(TrapKind.ControlFlow, core.Trap!.Kind);
        Assert.Equal(3, core.Registers[3]);
        Assert.Equal(4, core.Registers[2]);
    }

    [Fact]
    public void Call_TooDeep_TrapsAndChangesNothing()
    {
        (CoreState core, _, StepResult result) = Run(Program(Op(new Call(At(0)))));
        Assert.Equal(StepResult.Trapped, result);
        Assert.Equal((TrapKind.ControlFlow, 0, "call"), (core.Trap!.Kind, core.Trap.ProgramCounter, core.Trap.Mnemonic));
        Assert.Equal(CoreState.MaxCalls, core.CallDepth);
        Assert.Equal(CoreState.MaxCalls, core.Counters[(int)EventCounter.Retired]);
    }

    [Fact]
    public void Fetch_BehindTheCode_Traps()
    {
        (CoreState core, _, StepResult result) = Run(Program(Op(new LoadImmediate(R(0), 1))));
        Assert.Equal(StepResult.Trapped, result);
        Assert.Equal((TrapKind.ControlFlow, 1), (core.Trap!.Kind, core.Trap.ProgramCounter));
    }

    [Theory]
    [InlineData(0, 11, true)]
    [InlineData(1, 22, true)]
    [InlineData(2, 0, false)]
    [InlineData(-1, 0, false)]
    public void Dispatch_CallsTableEntryOrTraps(long index, long expected, bool legal)
    {
        MachineProgram program = Program(
            Op(new Dispatch(R(1), 0)),
            Op(new Halt()),
            Op(new LoadImmediate(R(2), 11)),
            Op(new Return()),
            Op(new LoadImmediate(R(2), 22)),
            Op(new Return())) with
        { KernelTables = [[2, 4]] };
        (CoreState core, PlainHost host, StepResult result) = Run(program, (c, _) => c.Registers[1] = index);
        Assert.Equal(legal ? StepResult.Halted : StepResult.Trapped, result);
        Assert.Equal(expected, core.Registers[2]);
        Assert.Equal(legal, host.Log.Contains($"decide 0 {2 + (2 * index)}"));
        Assert.Equal(legal ? null : TrapKind.BadIndex, core.Trap?.Kind);
    }

    [Fact]
    public void Predicate_NotHeld_SkipsWaitsAndSignals()
    {
        MachineProgram program = Program(
            Op(new Sync(UnitKind.Control), new InstructionHeader(default, P(1), false, 0, S(1), default, S(1))),
            Op(new Sync(UnitKind.Control), new InstructionHeader(default, P(1), true, 0, default, default, S(1))),
            Op(new Halt())) with
        { Semaphores = [new SemaphoreDeclaration(S(1), "s", 0, Control, 0, Control)] };
        (CoreState core, PlainHost host, StepResult result) = Run(program);
        Assert.Equal(StepResult.Halted, result);
        Assert.Equal(["skip 0", "issue 1", "signal ctl s1", "retire 2"], host.Log);
        Assert.Equal(1, core.Counters[(int)EventCounter.PredicatedOff]);
        Assert.Equal(2, core.Counters[(int)EventCounter.Retired]);
    }

    [Fact]
    public void Wait_SecondLacking_SuspendsWithoutConsumingTheFirst()
    {
        MachineProgram program = Program(
            Op(new Sync(UnitKind.Control), new InstructionHeader(default, default, false, 0, S(1), S(2))),
            Op(new Halt())) with
        {
            Semaphores = [new SemaphoreDeclaration(S(1), "a", 0, Control, 0, Control), new SemaphoreDeclaration(S(2), "b", 0, Control, 0, Control)],
        };
        (CoreState core, PlainHost host, StepResult result) = Run(program, (_, h) => h.Credits[1] = 1);
        Assert.Equal(StepResult.Suspended, result);
        Assert.Equal(0, core.ProgramCounter);
        Assert.Equal(1, host.Credits[1]);
        Assert.Empty(host.Log);
    }

    [Fact]
    public void Wait_NoSignalPossible_TrapsDeadlockNamingTheSemaphore()
    {
        MachineProgram program = Program(
            Op(new Halt(), new InstructionHeader(default, default, false, 0, default, S(7)))) with
        { Semaphores = [new SemaphoreDeclaration(S(7), "a", 0, Control, 0, Control)] };
        (CoreState core, _, StepResult result) = Run(program, (_, h) => h.Empty = WaitOutcome.Deadlock);
        Assert.Equal(StepResult.Trapped, result);
        Assert.Equal((TrapKind.Deadlock, "s7", "halt"), (core.Trap!.Kind, core.Trap.Value, core.Trap.Mnemonic));
        Assert.False(core.Halted);
    }

    [Fact]
    public void UnitTrap_GivesBackItsWaits_AndSignalsNothing()
    {
        UnitId load = new(UnitKind.Load, 0);
        MachineProgram program = Program(
            Op(new Move(D(0), D(1)), new InstructionHeader(default, default, false, 0, S(1), S(1), S(2)))) with
        {
            Semaphores = [new SemaphoreDeclaration(S(1), "a", 0, Control, 0, load), new SemaphoreDeclaration(S(2), "b", 0, load, 0, Control)],
        };
        (CoreState core, PlainHost host, StepResult result) = Run(program, (_, h) => { h.Credits[1] = 2; h.Refuse = _ => true; });
        Assert.Equal(StepResult.Trapped, result);
        Assert.Equal(2, host.Credits[1]);
        Assert.False(host.Credits.ContainsKey(2));
        Assert.Equal(0, core.Counters[(int)EventCounter.Retired]);
    }

    /// <summary>Known answers of Random123's kat_vectors for philox4x32-10.</summary>
    [Theory]
    [InlineData(0ul, 0ul, 0ul, 0xe169c58d_6627e8d5, 0x9b00dbd8_bc57ac4c)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x41c83b0e_408f276d, 0x6d5451fd_a20bc7c6)]
    [InlineData(0x85a308d3_243f6a88, 0x03707344_13198a2e, 0x299f31d0_a4093822, 0x94fdcceb_d16cfe09, 0x24126ea1_5001e420)]
    public void Philox_GivesTheKnownAnswers(ulong counter0, ulong counter1, ulong key, ulong low, ulong high)
    {
        (CoreState core, _, _) = Run(
            Program(Op(new Philox(R(4), R(4), R(6))), Op(new Halt())),
            (c, _) => (c.Registers[4], c.Registers[5], c.Registers[6]) = ((long)counter0, (long)counter1, (long)key));
        Assert.Equal((low, high), ((ulong)core.Registers[4], (ulong)core.Registers[5]));
    }

    [Fact]
    public void Yield_StopsBehindItAndResumes()
    {
        PreparedProgram prepared = PreparedProgram.Create(Program(Op(new Yield(42, D(3))), Op(new Halt())));
        CoreState core = prepared.CreateCore(0);
        PlainHost host = new();
        ControlInterpreter interpreter = new(prepared);
        Assert.Equal(StepResult.Yielded, interpreter.Step(core, ref host));
        Assert.Equal((42u, D(3), 1), (core.YieldCode, core.YieldBuffer!.Value, core.ProgramCounter));
        Assert.Equal(StepResult.Halted, interpreter.Step(core, ref host));
    }

    [Fact]
    public void Counter_Retired_CountsItself()
    {
        (CoreState core, _, _) = Run(Program(Op(new LoadImmediate(R(0), 0)), Op(new ReadCounter(R(1), EventCounter.Retired)), Op(new Halt())));
        Assert.Equal(2, core.Registers[1]);
    }

    [Fact]
    public void Trap_User_ReportsItsCode()
    {
        (CoreState core, _, StepResult result) = Run(Program(Op(new TrapNow(77))));
        Assert.Equal(StepResult.Trapped, result);
        Assert.Equal((TrapKind.User, "77"), (core.Trap!.Kind, core.Trap.Value));
    }

    [Theory]
    [InlineData(AluOperation.Add, long.MaxValue, 1, long.MinValue)]
    [InlineData(AluOperation.Sub, long.MinValue, 1, long.MaxValue)]
    [InlineData(AluOperation.Mul, 1L << 62, 4, 0)]
    [InlineData(AluOperation.Div, 7, 0, -1)]
    [InlineData(AluOperation.Div, -7, 2, -3)]
    [InlineData(AluOperation.Div, long.MinValue, -1, long.MinValue)]
    [InlineData(AluOperation.Rem, 7, 0, 7)]
    [InlineData(AluOperation.Rem, -7, 2, -1)]
    [InlineData(AluOperation.Rem, long.MinValue, -1, 0)]
    [InlineData(AluOperation.And, 12, 10, 8)]
    [InlineData(AluOperation.Or, 12, 10, 14)]
    [InlineData(AluOperation.Xor, 12, 10, 6)]
    [InlineData(AluOperation.Shl, 1, 65, 2)]
    [InlineData(AluOperation.Shr, -1, 63, 1)]
    [InlineData(AluOperation.Sar, -8, 1, -4)]
    [InlineData(AluOperation.Min, -3, 2, -3)]
    [InlineData(AluOperation.Max, -3, 2, 2)]
    public void Alu_BothForms(AluOperation operation, long a, long b, long expected)
    {
        (CoreState core, _, _) = Run(
            Program(Op(new Alu(operation, R(2), R(0), R(1))), Op(new AluImmediate(operation, R(3), R(0), b)), Op(new Halt())),
            (c, _) => (c.Registers[0], c.Registers[1]) = (a, b));
        Assert.Equal((expected, expected), (core.Registers[2], core.Registers[3]));
    }

    [Fact]
    public void Branch_EveryComparison_AgreesWithSetPredicate()
    {
        foreach (Comparison comparison in Enum.GetValues<Comparison>())
        {
            foreach ((long a, long b) in new[] { (-1L, 1L), (1L, 1L), (2L, 1L) })
            {
                (CoreState core, _, _) = Run(Program(
                    Op(new SetPredicate(comparison, P(1), R(0), R(1))),
                    Op(new Branch(comparison, R(0), R(1), At(3))),
                    Op(new LoadImmediate(R(2), 1)),
                    Op(new Halt())), (c, _) => (c.Registers[0], c.Registers[1]) = (a, b));
                Assert.Equal((core.Predicates & 2) != 0, core.Registers[2] == 0);
            }
        }
    }
}
