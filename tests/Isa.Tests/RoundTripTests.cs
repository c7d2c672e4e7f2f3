using System;
using System.Linq;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void RandomPrograms_AreLegal_AndSurviveTextAndFile()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            MachineProgram program = RandomProgram.Generate(seed, 60);
            try
            {
                PreparedProgram.Create(program);
                byte[] file = ProgramFile.Save(program);
                Assert.Equal(file, ProgramFile.Save(ProgramFile.Load(file)));
                Assert.Equal(file, ProgramFile.Save(Assembler.Assemble(Disassembler.Disassemble(program))));
            }
            catch (IsaException fault)
            {
                Assert.Fail($"seed {seed}: {fault.Message}");
            }
        }
    }

    [Fact]
    public void EqualSeeds_GiveEqualPrograms() =>
        Assert.Equal(ProgramFile.Save(RandomProgram.Generate(7, 50)), ProgramFile.Save(RandomProgram.Generate(7, 50)));

    [Fact]
    public void InvalidWords_AreWrittenRaw()
    {
        MachineWord[] words = [default, new MachineWord(0xFF, 1), new MachineWord((ulong)Opcode.Halt | (1UL << 60), 5), new MachineWord((ulong)Opcode.Halt | (3UL << 13), 0)];
        foreach (MachineWord word in words)
        {
            Assert.Equal($".raw 0x{word}", Disassembler.Instruction(word));
        }
    }

    [Fact]
    public void File_TruncatedAnywhere_IsATypedError()
    {
        byte[] file = ProgramFile.Save(RandomProgram.Generate(3, 10));
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<IsaException>(() => ProgramFile.Load(file.AsSpan(0, length)));
        }
    }

    [Fact]
    public void File_FromAnotherVersion_SaysSo()
    {
        byte[] file = ProgramFile.Save(RandomProgram.Generate(1, 5));
        file[4]++;
        IsaException fault = Assert.Throws<IsaException>(() => ProgramFile.Load(file));
        Assert.Equal("version", fault.Field);
    }

    [Fact]
    public void RandomPrograms_RunToSomeEnd_WithinTheirBudget()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            PreparedProgram prepared = PreparedProgram.Create(RandomProgram.Generate(seed, 80));
            ControlInterpreter interpreter = new(prepared);
            CoreState core = prepared.CreateCore(0);
            PlainHost host = new();
            long budget = 5_000;
            StepResult result = interpreter.Run(core, ref host, ref budget);
            Assert.True(result != StepResult.Retired || budget == 0, $"seed {seed}");
            Assert.Equal(result == StepResult.Trapped, core.Trap is not null);
            Assert.Equal(5_000 - budget, core.Counters[(int)EventCounter.Retired] + core.Counters[(int)EventCounter.PredicatedOff]);
        }
    }
}
