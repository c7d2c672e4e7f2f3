using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>Single layers of an int16 network with golden outputs, value by value.</summary>
public class Int16LayerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("conv")]
    [InlineData("pad")]
    [InlineData("strided_slice")]
    public void EveryLayer_GivesItsGoldenOutput(string folder)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        Assert.All(Stems(folder), stem => AssertGolden(folder, stem));
    }

    /// <summary>Kinds of layers that are read in part: what is not refused is right.</summary>
    [Theory]
    [InlineData("add")]
    [InlineData("leaky_relu")]
    [InlineData("quantize")]
    [InlineData("sub")]
    [InlineData("transpose_conv")]
    public void Layer_IsRefusedOrRight(string folder)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int refused = 0;
        string[] stems = Stems(folder);
        foreach (string stem in stems)
        {
            try
            {
                AssertGolden(folder, stem);
            }
            catch (CompileException e)
            {
                Assert.StartsWith("tflite.", e.Code, StringComparison.Ordinal);
                refused++;
            }
        }
        output.WriteLine($"{folder}: {refused} of {stems.Length} refused");
    }

    private static string[] Stems(string folder)
    {
        string[] files = Directory.GetFiles(Models.PathOf($"tflm/seanet/{folder}"), "*.tflite");
        Assert.NotEmpty(files);
        return [.. files.Order(StringComparer.Ordinal).Select(f => f[..^".tflite".Length])];
    }

    private static void AssertGolden(string folder, string stem)
    {
        string name = Path.GetFileName(stem);
        CompiledModel compiled = Models.Compile($"tflm/seanet/{folder}/{name}.tflite", "edge");
        MachineProgram program = compiled.Program;
        using Machine machine = new(compiled.Machine);
        machine.Load(program);
        TensorBinding[] inputs = [.. program.Bindings.Where(b => !b.IsOutput)];
        for (int i = 0; i < inputs.Length; i++)
        {
            machine.WriteTensor(inputs[i].Name, MemoryMarshal.AsBytes<short>([.. Numbers($"{stem}_input{i}_int16.csv").Select(v => (short)v)]));
        }
        RunResult run = machine.Run(LoadedModel.OneThread with { CheckRaces = true });
        Assert.True(run.Status == RunStatus.Halted && run.Races.IsEmpty, $"{name}: {run.Status} {run.Trap} {run.Races.FirstOrDefault()}");
        TensorBinding result = Assert.Single(program.Bindings, b => b.IsOutput);
        byte[] bytes = machine.ReadTensor(result.Name);
        int[] actual = result.Type == Numerics.DType.I32 ? MemoryMarshal.Cast<byte, int>(bytes).ToArray() : [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(v => (int)v)];
        Assert.True(Numbers(Directory.GetFiles(Path.GetDirectoryName(stem)!, $"{name}_golden*.csv").Single()).AsSpan().SequenceEqual(actual), $"{name} differs from its golden output");
    }

    private static int[] Numbers(string file) =>
        [.. File.ReadAllText(file).Split([',', '\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries).Select(v => int.Parse(v, CultureInfo.InvariantCulture))];
}
