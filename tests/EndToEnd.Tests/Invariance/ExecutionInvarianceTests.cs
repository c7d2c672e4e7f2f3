using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.TestKit;
using AccelEmu.Timing;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>The same program gives the same bits however it is executed and observed, and the same figures however it is timed.</summary>
public class ExecutionInvarianceTests
{
    [Theory]
    [InlineData(Models.Anomaly, true)]
    [InlineData(Models.Keywords, true)]
    [InlineData(Models.ResNet8, false)]
    [InlineData(Models.Mnist, true)]
    [InlineData("zoo:mlp-int8", true)]
    [InlineData("zoo:mlp-fp32", true)]
    public void Bits_AreTheSame_OnEveryTierAndNumberOfThreads(string name, bool withReference)
    {
        Assert.SkipUnless(SharedData.Exists || !Models.NeedsData(name), SharedData.Missing);
        using LoadedModel model = new(Models.Compile(name, "edge"));
        byte[] input = Inputs.For(name, model.Input);
        if (model.Input.Type == Numerics.DType.F32 && Models.NeedsData(name))
        {
            input = LoadedModel.Bytes(Array.ConvertAll(input[..(int)(model.Input.Bytes / 4)], b => (float)b));
        }
        byte[]? first = null;
        foreach (KernelTier tier in Enum.GetValues<KernelTier>().Where(t => withReference || t != KernelTier.Reference))
        {
            foreach (int threads in new[] { 1, 2 })
            {
                byte[] output = model.Run(input, new RunOptions { Kernels = new KernelOptions(tier, threads) });
                first ??= output;
                Assert.True(first.AsSpan().SequenceEqual(output), $"{name}: {tier} with {threads} threads differs");
            }
        }
    }

    [Theory]
    [InlineData(Models.Anomaly, "edge", 1)]
    [InlineData(Models.ResNet8, "edge", 2)]
    [InlineData(Models.Keywords, "dynamic", 1)]
    [InlineData("zoo:mlp-int8", "cloud", 2)]
    public void Observation_ChangesNothing_AndTimingIsTheSameInAllThreeModes(string name, string machine, int cores)
    {
        Assert.SkipUnless(SharedData.Exists || !Models.NeedsData(name), SharedData.Missing);
        CompiledModel compiled = Models.Compile(name, machine, cores);
        using LoadedModel model = new(compiled);
        byte[] input = Inputs.For(name, model.Input);
        byte[] plain = model.Run(input);
        string without = TimingModel.Estimate(compiled.Program, compiled.Machine).ToString();
        foreach (TraceLevel level in new[] { TraceLevel.L0, TraceLevel.L1 })
        {
            foreach (bool races in new[] { false, true })
            {
                RunResult run = model.RunWhole(input, LoadedModel.OneThread with { Trace = level, CheckRaces = races });
                Assert.Equal(plain, model.ReadOutputs());
                Assert.Equal(without, TimingModel.Estimate(compiled.Program, compiled.Machine, run.Trace).ToString());
                Assert.Equal(without, TimingModel.Estimate(compiled.Program, compiled.Machine, RetireTrace.Load(run.Trace!.Save())).ToString());
            }
        }
    }

    /// <summary>A program with run-time values is timed from its trace, live and saved, and refused without one.</summary>
    [Fact]
    public void DynamicModel_IsTimedFromItsTrace_LiveAndSaved()
    {
        CompiledModel compiled = Models.Compile("zoo:lenet-2exit-int8", "dynamic");
        using LoadedModel model = new(compiled);
        RunResult run = model.RunWhole(Inputs.For("zoo:lenet-2exit-int8", model.Input), LoadedModel.OneThread with { Trace = TraceLevel.L1 });
        string live = TimingModel.Estimate(compiled.Program, compiled.Machine, run.Trace).ToString();
        Assert.Equal(live, TimingModel.Estimate(compiled.Program, compiled.Machine, RetireTrace.Load(run.Trace!.Save())).ToString());
        Assert.Equal("timing.dynamic", Assert.Throws<TimingException>(() => TimingModel.Estimate(compiled.Program, compiled.Machine)).Code);
    }

    [Theory]
    [InlineData(Models.Anomaly, "edge", 1)]
    [InlineData(Models.ResNet8, "edge", 2)]
    [InlineData(Models.Keywords, "edge", 1)]
    [InlineData(Models.Mnist, "dynamic", 1)]
    [InlineData("zoo:mlp-int8", "edge", 1)]
    public void SavedAndReassembledPrograms_AreTheSameProgram(string name, string machine, int cores)
    {
        Assert.SkipUnless(SharedData.Exists || !Models.NeedsData(name), SharedData.Missing);
        CompiledModel compiled = Models.Compile(name, machine, cores);
        byte[] file = ProgramFile.Save(compiled.Program);
        MachineProgram loaded = ProgramFile.Load(file);
        Assert.True(file.AsSpan().SequenceEqual(ProgramFile.Save(loaded)), "a loaded program is saved as other bytes");
        MachineProgram assembled = Assembler.Assemble(Disassembler.Disassemble(compiled.Program));
        Assert.True(file.AsSpan().SequenceEqual(ProgramFile.Save(assembled)), "a disassembled and assembled program is saved as other bytes");
        using LoadedModel original = new(compiled);
        using LoadedModel copy = new(loaded, compiled.Machine);
        byte[] input = Inputs.For(name, original.Input);
        Assert.Equal(original.Run(input), copy.Run(input));
    }

    /// <summary>Nothing of a run stays behind for the next one: outputs depend on inputs alone.</summary>
    [Fact]
    public void RepeatedRuns_InAnyOrder_AreTheSame()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile(Models.ResNet8, "edge", 2));
        byte[][] inputs = [.. Enumerable.Range(0, 3).Select(seed => Inputs.For(Models.ResNet8, model.Input, seed))];
        byte[][] outputs = [.. inputs.Select(i => model.Run(i))];
        foreach (int k in new[] { 2, 0, 1, 1, 2, 0 })
        {
            Assert.Equal(outputs[k], model.Run(inputs[k]));
        }
    }

    /// <summary>A run in slices of a small budget ends as an uninterrupted one does, trace included.</summary>
    [Fact]
    public void InterruptedRuns_EndTheSame()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile(Models.ResNet8, "edge", 2));
        byte[] input = Inputs.For(Models.ResNet8, model.Input);
        RunResult whole = model.RunWhole(input, LoadedModel.OneThread with { Trace = TraceLevel.L1 });
        byte[] output = model.ReadOutputs();
        int slices = 0;
        RunResult run;
        do
        {
            run = model.TryRun(input, LoadedModel.OneThread with { Trace = TraceLevel.L1, InstructionBudget = 29 });
            slices++;
        }
        while (run.Status == RunStatus.BudgetExhausted);
        Assert.Equal(RunStatus.Halted, run.Status);
        Assert.True(slices > 5, $"{slices} slices");
        Assert.Equal(output, model.ReadOutputs());
        Assert.Equal(whole.Trace!.Save(), run.Trace!.Save());
    }
}
