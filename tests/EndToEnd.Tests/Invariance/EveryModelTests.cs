using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using AccelEmu.Timing;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>
/// Every model that can be read, whatever its operators: the same outputs on one and on several cores of different machines, no race, the same figures however it is
/// timed, the same bytes through assembly.
/// </summary>
public class EveryModelTests(ITestOutputHelper output)
{
    /// <param name="family">Folder below the data folder's models, or <c>zoo</c>.</param>
    /// <param name="least">Models that are known to compile; more may.</param>
    [Theory]
    [InlineData("coral", 4)]
    [InlineData("deeploy", 45)]
    [InlineData("dory_int8", 3)]
    [InlineData("mlperf_tiny", 6)]
    [InlineData("onnx", 4)]
    [InlineData("tflm", 2)]
    [InlineData("tract", 1)]
    [InlineData("zoo", 8)]
    public void Model_IsTheSameEverywhere(string family, int least)
    {
        Assert.SkipUnless(SharedData.Exists || family == "zoo", SharedData.Missing);
        List<string> refused = [];
        int compiled = 0;
        foreach (string model in ModelsOf(family))
        {
            try
            {
                Check(model);
                compiled++;
            }
            catch (CompileException e)
            {
                refused.Add($"{model}: {e.Code}");
            }
        }
        output.WriteLine($"{family}: {compiled} the same everywhere, refused: {string.Join(", ", refused)}");
        Assert.True(compiled >= least, $"{compiled} models compile, {least} did; refused: {string.Join(", ", refused)}");
    }

    private static readonly string[] Large = ["resnet50", "bert-base", "gpt2-small", "vit-small"];

    /// <summary>All but what only takes long: the largest networks, and folders of single layers that have their own test.</summary>
    private static IEnumerable<string> ModelsOf(string family) => family == "zoo"
        ? Zoo.Names.Where(n => !Large.Any(large => n.StartsWith(large, StringComparison.Ordinal))).Select(n => $"zoo:{n}")
        : Directory.EnumerateFiles(Models.PathOf(family), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".onnx" or ".tflite" && !f.Contains("seanet", StringComparison.Ordinal) && !f.Contains("deeplab", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Models.PathOf("."), f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static void Check(string model)
    {
        byte[]? first = null;
        foreach ((string machine, int cores) in new[] { ("cloud", 1), ("edge", 2) })
        {
            CompiledModel compiled = ModelCompiler.Compile(Models.Graph(model), Models.Machine(machine, cores), new CompileOptions { Cores = cores });
            (byte[] made, RetireTrace trace) = Run(model, compiled);
            first ??= made;
            Assert.True(first.AsSpan().SequenceEqual(made), $"{model} differs on {machine} with {cores} cores");
            string timed = TimingModel.Estimate(compiled.Program, compiled.Machine, trace).ToString();
            Assert.Equal(timed, Static(compiled) ?? timed);
            byte[] file = ProgramFile.Save(compiled.Program);
            Assert.True(file.AsSpan().SequenceEqual(ProgramFile.Save(Assembler.Assemble(Disassembler.Disassemble(compiled.Program)))), $"{model} is another program after assembly");
        }
    }

    /// <summary>The figures without a run; null when values decide over them.</summary>
    private static string? Static(CompiledModel compiled)
    {
        try
        {
            return TimingModel.Estimate(compiled.Program, compiled.Machine).ToString();
        }
        catch (TimingException e) when (e.Code == "timing.dynamic")
        {
            return null;
        }
    }

    private static (byte[] Outputs, RetireTrace Trace) Run(string model, CompiledModel compiled)
    {
        using Machine machine = new(compiled.Machine);
        machine.Load(compiled.Program);
        Random random = new(1);
        foreach (TensorBinding input in compiled.Program.Bindings.Where(b => !b.IsOutput))
        {
            byte[] data = new byte[input.Bytes];
            if (input.Type == DType.F32)
            {
                data = LoadedModel.Bytes([.. Enumerable.Range(0, data.Length / 4).Select(_ => (float)((random.NextDouble() * 4) - 2))]);
            }
            else if (input.Type is DType.I8 or DType.U8)
            {
                random.NextBytes(data);
            }
            machine.WriteTensor(input.Name, data);
        }
        RunResult run = machine.Run(LoadedModel.OneThread with { CheckRaces = true, Trace = TraceLevel.L1 });
        Assert.True(run.Status == RunStatus.Halted, $"{model} on {compiled.Machine.Name}: {run.Status} {run.Trap} {string.Join("; ", run.Waits)}");
        Assert.True(run.Races.IsEmpty, $"{model} on {compiled.Machine.Name}: {run.Races.FirstOrDefault()}");
        return ([.. compiled.Program.Bindings.Where(b => b.IsOutput).SelectMany(b => machine.ReadTensor(b.Name))], run.Trace!);
    }
}
