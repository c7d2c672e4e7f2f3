using System;
using System.Collections.Immutable;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class PreparedProgramTests
{
    private static readonly MachineConfig Machine = new()
    {
        Name = "small",
        ClockHertz = 1e9,
        Dram = new MemoryConfig(1 << 20, 8, 100),
        Scratchpad = new MemoryConfig(1 << 16, 64, 1),
        Accumulator = new MemoryConfig(1 << 14, 64, 1),
        Arrays = [new ArrayConfig(16, 16, Dataflow.WeightStationary)],
        Vector = new VectorConfig(16, 4, 8),
        MatrixTypes = [DType.I8],
    };

    private static MachineWord Op<T>(T instruction, InstructionHeader header = default) where T : struct, IInstruction<T> => InstructionSet.Encode(instruction, header);

    private static MachineProgram Program(params MachineWord[] words) => new() { Code = [[.. words]], Entries = [0] };

    private static IsaException Refused(MachineProgram program, MachineConfig? machine = null) =>
        Assert.Throws<IsaException>(() => PreparedProgram.Create(program, machine));

    [Fact]
    public void UndefinedOpcode_NamesThePlace()
    {
        IsaException fault = Refused(Program(Op(new Halt()), new MachineWord(0, 0)));
        Assert.Equal(("isa.opcode", 0, 1, "opcode", "0x00"), (fault.Code, fault.Core!.Value, fault.ProgramCounter!.Value, fault.Field, fault.Value));
        Assert.NotEmpty(fault.Legal);
    }

    [Fact]
    public void ReservedBit_IsNamed()
    {
        MachineWord word = Op(new Halt()) with { High = 1UL << 40 };
        Assert.Equal(("isa.reserved", "bit 104"), (Refused(Program(word)).Code, Refused(Program(word)).Field));
    }

    [Fact]
    public void EveryUndefinedEnumeration_IsRefused()
    {
        foreach (InstructionInfo info in InstructionSet.All)
        {
            foreach (FieldLayout field in info.Fields)
            {
                for (int number = 0; !field.Values.IsEmpty && number < 1 << field.Width; number++)
                {
                    MachineWord word = new InstructionHeader(info.Opcode).Encode().With(field.Lo, field.Width, (ulong)number);
                    bool defined = false;
                    foreach ((_, int known) in field.Values)
                    {
                        defined |= known == number;
                    }
                    Assert.Equal(defined, info.Codec.FindUndefined(word) is null);
                }
            }
        }
        MachineWord bad = Op(new DescriptorGet(default, default, DescriptorField.TileBase)).With(64, 8, 0x3F);
        Assert.Equal("isa.enum", Refused(Program(bad)).Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void MoveInstance_BeyondStoreQueue_IsRefused(int instance) =>
        Assert.Equal("isa.instance", Refused(Program(Op(new Move(new DescriptorId(0), new DescriptorId(1)), new InstructionHeader(default, default, false, (byte)instance)))).Code);

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(0, 2, true)]
    [InlineData(0, 5, true)]
    [InlineData(0, 6, false)]
    public void Loop_End(int at, int end, bool legal)
    {
        MachineWord[] words = new MachineWord[5];
        Array.Fill(words, Op(new LoadImmediate(default, 1)));
        words[at] = Op(new Loop(null, 2, new CodeAddress(end)));
        Assert.Equal(legal, Record.Exception(() => PreparedProgram.Create(Program(words))) is null);
    }

    [Fact]
    public void Loops_ThatCross_AreRefused()
    {
        MachineWord nop = Op(new LoadImmediate(default, 1));
        Assert.Equal("isa.loop", Refused(Program(Op(new Loop(null, 2, new CodeAddress(3))), Op(new Loop(null, 2, new CodeAddress(5))), nop, nop, nop)).Code);
    }

    [Theory]
    [InlineData(0, 4, true)]
    [InlineData(0, 2, false)]
    [InlineData(2, 3, true)]
    [InlineData(2, 4, true)]
    [InlineData(2, 0, false)]
    [InlineData(2, 1, false)]
    [InlineData(4, 5, false)]
    public void Jump_StaysInItsBody(int from, int to, bool legal)
    {
        MachineWord[] words = new MachineWord[5];
        Array.Fill(words, Op(new LoadImmediate(default, 1)));
        words[1] = Op(new Loop(null, 2, new CodeAddress(4)));
        words[from] = Op(new Jump(new CodeAddress(to)));
        Assert.Equal(legal, Record.Exception(() => PreparedProgram.Create(Program(words))) is null);
    }

    [Fact]
    public void Semaphore_UsedByAnotherUnit_IsRefused()
    {
        UnitId load = new(UnitKind.Load, 0);
        MachineProgram program = Program(Op(new Halt(), new InstructionHeader(default, Wait0: new SemaphoreId(1)))) with
        {
            Semaphores = [new SemaphoreDeclaration(new SemaphoreId(1), "a", 0, load, 0, load)],
        };
        Assert.Equal(("isa.semaphore", "wait"), (Refused(program).Code, Refused(program).Field));
        Assert.Equal("isa.semaphore", Refused(program with { Semaphores = [] }).Code);
        Assert.Equal("isa.semaphore", Refused(program with { Semaphores = [program.Semaphores[0], program.Semaphores[0]] }).Code);
    }

    [Fact]
    public void References_OutsideTheirTables_AreRefused()
    {
        Assert.Equal("template", Refused(Program(Op(new DescriptorLoad(default, 0)))).Field);
        Assert.Equal("table", Refused(Program(Op(new Dispatch(default, 0)))).Field);
        Assert.Equal("isa.target", Refused(Program(Op(new Dispatch(default, 0))) with { KernelTables = [[1]] }).Code);
        Assert.Equal("isa.target", Refused(Program(Op(new Call(new CodeAddress(3))))).Code);
        Assert.Equal("entry", Refused(Program(Op(new Halt())) with { Entries = [1] }).Field);
    }

    [Fact]
    public void DrainOperands_GoWithTheDisposition()
    {
        DescriptorId d = new(1);
        Assert.Equal("out", Refused(Program(Op(new MatMul(d, d, d, SumsDisposition.Drain, false, null, d)))).Field);
        Assert.Equal("drain", Refused(Program(Op(new MatMul(d, d, d, SumsDisposition.Keep, false, null, d)))).Field);
        PreparedProgram.Create(Program(Op(new MatMul(d, d, d, SumsDisposition.Drain, false, d, d))));
    }

    [Fact]
    public void Machine_LackingSomething_IsRefusedByName()
    {
        MachineProgram halt = Program(Op(new Halt()));
        PreparedProgram.Create(halt with { DramBytes = 1 << 20, Features = ["dtype:i8", "format:dense"] }, Machine);
        Assert.Equal(("machine.memory", "dram"), (Refused(halt with { DramBytes = (1 << 20) + 1 }, Machine).Code, Refused(halt with { DramBytes = (1 << 20) + 1 }, Machine).Field));
        Assert.Equal("scratchpad", Refused(halt with { ScratchpadBytes = 1 << 17 }, Machine).Field);
        Assert.Equal("accumulator", Refused(halt with { AccumulatorBytes = 1 << 17 }, Machine).Field);
        Assert.Equal("machine.cores", Refused(halt with { Code = [halt.Code[0], halt.Code[0]], Entries = [0, 0] }, Machine).Code);
        Assert.Equal("format:bitmask", Refused(halt with { Features = ["format:bitmask"] }, Machine).Value);
        Assert.Equal("warp drive", Refused(halt with { Features = ["warp drive"] }, Machine).Value);
        DescriptorId d = new(1);
        Assert.Equal("machine.instance", Refused(Program(Op(new MatMul(d, d, d), new InstructionHeader(default, Instance: 1))), Machine).Code);
        Assert.Equal("machine.array", Refused(Program(Op(new ConfigureArray(8, 32))), Machine).Code);
        PreparedProgram.Create(Program(Op(new ConfigureArray(8, 32))), Machine with { Arrays = [Machine.Arrays[0] with { Reshapeable = true }] });
    }
}
