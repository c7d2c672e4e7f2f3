using System;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Timing;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>What does not fit, does not end, or does not belong together is refused by type, and the message says what and where.</summary>
public class CapacityTests
{
    private const string Model = "zoo:mlp-int8";

    [Fact]
    public void TooSmallScratchpad_IsRefusedByNodeAndBuffer()
    {
        MachineConfig edge = Models.Machine("edge");
        MachineConfig tiny = edge with { Name = "tiny", Scratchpad = edge.Scratchpad with { Bytes = 512 } };
        CompileException e = Assert.Throws<CompileException>(() => ModelCompiler.Compile(Models.Graph(Model), tiny));
        Assert.Equal("compile.capacity", e.Code);
        Assert.Contains("scratchpad", e.Message, StringComparison.Ordinal);
        Assert.Contains("512", e.Message, StringComparison.Ordinal);
        Assert.NotEqual("", e.Place);
    }

    [Fact]
    public void TooSmallAccumulator_IsRefused()
    {
        MachineConfig edge = Models.Machine("edge");
        MachineConfig tiny = edge with { Name = "tiny", Accumulator = edge.Accumulator with { Bytes = 64 } };
        CompileException e = Assert.Throws<CompileException>(() => ModelCompiler.Compile(Models.Graph("zoo:lenet-2exit-fp32"), tiny));
        Assert.Contains("accumulator", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TooSmallDram_IsRefused()
    {
        MachineConfig edge = Models.Machine("edge");
        MachineConfig tiny = edge with { Name = "tiny", Dram = edge.Dram with { Bytes = 64 * 1024 } };
        CompileException e = Assert.Throws<CompileException>(() => ModelCompiler.Compile(Models.Graph(Model), tiny));
        Assert.Equal("compile.capacity", e.Code);
        Assert.Contains("DRAM", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreCoresThanTheMachineHas_AreRefused()
    {
        CompileException e = Assert.Throws<CompileException>(() => ModelCompiler.Compile(Models.Graph(Model), Models.Machine("edge"), new CompileOptions { Cores = 2 }));
        Assert.Equal("compile.cores", e.Code);
    }

    [Fact]
    public void ProgramOfALargerMachine_IsRefusedByMemory()
    {
        CompiledModel cloud = Models.Compile("zoo:mlp-fp32", "cloud");
        MachineConfig edge = Models.Machine("edge");
        Assert.True(cloud.Program.ScratchpadBytes > edge.Scratchpad.Bytes, "the program fits the small machine; choose a larger one");
        using Machine machine = new(edge);
        IsaException e = Assert.Throws<IsaException>(() => machine.Load(cloud.Program));
        Assert.Contains("cratchpad", e.Message, StringComparison.Ordinal);
        Assert.Throws<IsaException>(() => TimingModel.Estimate(cloud.Program, edge));
    }

    [Fact]
    public void Budgets_EndARun_AndTheNextRunGoesOn()
    {
        using LoadedModel model = new(Models.Compile(Model, "edge"));
        byte[] input = Inputs.For(Model, model.Input);
        byte[] expected = model.Run(input);
        RunResult stopped = model.TryRun(input, LoadedModel.OneThread with { InstructionBudget = 10 });
        Assert.Equal(RunStatus.BudgetExhausted, stopped.Status);
        Assert.True(stopped.IsResumable);
        Assert.Equal(10, stopped.Statistics.Instructions);
        RunResult tired = model.TryRun(input, LoadedModel.OneThread with { WorkBudget = 1000 });
        Assert.Equal(RunStatus.BudgetExhausted, tired.Status);
        Assert.Equal(expected, model.Run(input));
    }

    [Fact]
    public void TraceOfAnotherProgram_IsRefused()
    {
        CompiledModel dynamic = Models.Compile("zoo:lenet-2exit-int8", "edge");
        CompiledModel other = Models.Compile(Model, "edge");
        using LoadedModel model = new(other);
        RetireTrace trace = model.RunWhole(Inputs.For(Model, model.Input), LoadedModel.OneThread with { Trace = TraceLevel.L1 }).Trace!;
        TimingException e = Assert.Throws<TimingException>(() => TimingModel.Estimate(dynamic.Program, dynamic.Machine, trace));
        Assert.StartsWith("timing.", e.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorOfAnotherSize_IsRefusedByName()
    {
        using LoadedModel model = new(Models.Compile(Model, "edge"));
        ArgumentException e = Assert.Throws<ArgumentException>(() => model.Run(new byte[3]));
        Assert.Contains(model.Input.Name, e.Message, StringComparison.Ordinal);
    }
}
