using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>A model's outputs do not depend on the machine, its cores, or the tiling; no program has a race.</summary>
public class MachineInvarianceTests
{
    [Theory]
    [InlineData(Models.Anomaly)]
    [InlineData(Models.ResNet8)]
    [InlineData(Models.Keywords)]
    [InlineData("zoo:mlp-int8")]
    [InlineData("zoo:mlp-fp32")]
    [InlineData("zoo:lenet-2exit-int8")]
    public void Outputs_AreTheSame_OnEveryMachineAndNumberOfCores(string name)
    {
        Assert.SkipUnless(SharedData.Exists || !Models.NeedsData(name), SharedData.Missing);
        byte[]? first = null;
        foreach (string machine in new[] { "edge", "cloud", "dynamic" })
        {
            foreach (int cores in new[] { 1, 2 })
            {
                byte[] output = RunChecked(name, machine, cores);
                first ??= output;
                Assert.True(first.AsSpan().SequenceEqual(output), $"{name} on {machine} with {cores} cores differs from edge with 1");
            }
        }
    }

    [Fact]
    public void MobileNetV2_IsTheSame_OnTwoMachines()
    {
        byte[] cloud = RunChecked("zoo:mobilenetv2-int8", "cloud", 1);
        Assert.Equal(cloud, RunChecked("zoo:mobilenetv2-int8", "edge", 2));
        Assert.True(cloud.Distinct().Count() > 10, "the classes' scores are all alike");
    }

    /// <summary>Tilings a user may ask for, far from the compiler's own.</summary>
    [Theory]
    [InlineData(1, 16, 0)]
    [InlineData(3, 32, 16)]
    [InlineData(7, 48, 32)]
    public void ResNet8_IsTheSame_WithOtherTilings(int rows, int columns, int depth)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        CompiledModel chosen = Models.Compile(Models.ResNet8);
        Mapping mapping = new([.. chosen.Mapping.Layers.Select(l => l with
        {
            TileRows = l.TileRows > 0 ? Math.Min(rows, l.TileRows) : 0,
            TileColumns = l.TileColumns > columns ? columns : l.TileColumns,
            TileDepth = depth > 0 && l.TileDepth > depth ? depth : l.TileDepth,
        })]);
        CompiledModel tiled = ModelCompiler.Compile(Models.Graph(Models.ResNet8), chosen.Machine, new CompileOptions { Mapping = mapping });
        Assert.NotEqual(ProgramFile.Save(chosen.Program), ProgramFile.Save(tiled.Program));
        using LoadedModel expected = new(chosen);
        using LoadedModel actual = new(tiled);
        byte[] input = Inputs.For(Models.ResNet8, expected.Input);
        Assert.Equal(expected.Run(input), actual.Run(input));
    }

    private static byte[] RunChecked(string name, string machine, int cores)
    {
        CompiledModel compiled = Models.Compile(name, machine, cores);
        Assert.Equal(cores, compiled.Program.Code.Length);
        using LoadedModel model = new(compiled);
        RunResult run = model.RunWhole(Inputs.For(name, model.Input), LoadedModel.OneThread with { CheckRaces = true });
        Assert.True(run.Races.IsEmpty, $"{name} on {machine} with {cores} cores: {run.Races.Length} races, first {run.Races.FirstOrDefault()}");
        return model.ReadOutputs();
    }
}
