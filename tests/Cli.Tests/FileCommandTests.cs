using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>Commands that write files, and files that come back.</summary>
public class FileCommandTests
{
    private const string Model = "zoo:mlp-int8";

    [Fact]
    public void CompiledProgram_RunsAsTheModelDoes()
    {
        using TemporaryFolder folder = new();
        CliRun compile = CliRun.Expect(ExitCodes.Success, "compile", Model, "--machine", "edge", "--cores", "2", "-o", folder["m.aep"]);
        Assert.Contains("2 core(s)", compile.Out, StringComparison.Ordinal);
        // A program has no made-up input: both run on zeros.
        File.WriteAllBytes(folder["zeros.bin"], new byte[784]);
        string model = Output("run", Model, "--input", folder["zeros.bin"], "--machine", "edge", "--json");
        Assert.Equal(model, Output("run", folder["m.aep"], "--machine", "edge", "--cores", "2", "--json"));
        Assert.Equal(model, Output("run", folder["m.aep"], "--machine", "edge", "--cores", "2", "--races", "--json"));
    }

    [Fact]
    public void Disassembly_AssemblesToTheSameBytes()
    {
        using TemporaryFolder folder = new();
        CliRun.Expect(ExitCodes.Success, "compile", "zoo:lenet-2exit-int8", "--machine", "edge", "-o", folder["m.aep"]);
        CliRun.Expect(ExitCodes.Success, "disasm", folder["m.aep"], "-o", folder["m.s"]);
        Assert.Equal(File.ReadAllText(folder["m.s"]), CliRun.Expect(ExitCodes.Success, "disasm", folder["m.aep"]).Out);
        CliRun.Expect(ExitCodes.Success, "asm", folder["m.s"], "-o", folder["same.aep"]);
        Assert.Equal(File.ReadAllBytes(folder["m.aep"]), File.ReadAllBytes(folder["same.aep"]));
        Assert.Equal(Output("run", folder["m.aep"], "--json"), Output("run", folder["m.s"], "--json"));
    }

    [Fact]
    public void AssemblyErrors_NameFileLineAndColumn()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("bad.s", ".core 0\n.entry 0\n    frob d1, d2\n    halt\n");
        Assert.Contains("bad.s(3,", CliRun.Expect(ExitCodes.BadInput, "asm", file).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["bad.aep"]));
    }

    [Fact]
    public void Trace_IsWrittenPrintedAndTimed()
    {
        using TemporaryFolder folder = new();
        CliRun.Expect(ExitCodes.Success, "compile", Model, "--machine", "edge", "-o", folder["m.aep"]);
        JsonElement run = CliRun.Expect(ExitCodes.Success, "run", folder["m.aep"], "--machine", "edge", "--trace", folder["m.trace"], "--json").Json();
        Assert.Contains("mx0", CliRun.Expect(ExitCodes.Success, "trace", folder["m.trace"]).Out, StringComparison.Ordinal);
        Assert.Contains("matmul", CliRun.Expect(ExitCodes.Success, "trace", folder["m.trace"], "--program", folder["m.aep"]).Out, StringComparison.Ordinal);
        CliRun timing = CliRun.Expect(ExitCodes.Success, "trace", folder["m.trace"], "--program", folder["m.aep"], "--timing", "--machine", "edge");
        Assert.Contains($"{run.GetProperty("cycles").GetInt64()}", timing.Out.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        CliRun.Expect(ExitCodes.Usage, "trace", folder["m.trace"], "--timing");
        CliRun.Expect(ExitCodes.BadInput, "trace", folder["m.aep"]);
    }

    [Fact]
    public void Mapping_RoundTrips()
    {
        using TemporaryFolder folder = new();
        CliRun.Expect(ExitCodes.Success, "compile", Model, "--machine", "edge", "-o", folder["a.aep"], "--mapping-out", folder["a.yaml"]);
        CliRun.Expect(ExitCodes.Success, "compile", Model, "--machine", "edge", "-o", folder["b.aep"], "--mapping", folder["a.yaml"], "--mapping-out", folder["b.yaml"]);
        Assert.Equal(File.ReadAllText(folder["a.yaml"]), File.ReadAllText(folder["b.yaml"]));
        Assert.Equal(File.ReadAllBytes(folder["a.aep"]), File.ReadAllBytes(folder["b.aep"]));
        Mapping mapping = MappingFile.Read(folder["a.yaml"]);
        Assert.NotEmpty(mapping.Layers);
        Assert.Equal(mapping.Layers, MappingFile.Parse("again.yaml", MappingFile.Write(mapping)).Layers);
        Mapping odd = new([new LayerMapping("it's: a #node\\name ", 1, 16, 32, 0), new LayerMapping("日本", 0, 0, 0)]);
        Assert.Equal(odd.Layers, MappingFile.Parse("odd.yaml", MappingFile.Write(odd)).Layers);
        Assert.Empty(MappingFile.Parse("empty.yaml", MappingFile.Write(new Mapping([]))).Layers);
    }

    [Fact]
    public void MappingOfAnUnknownLayer_IsRefusedByName()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("m.yaml", "layers:\n  - { node: absent, tile_rows: 1 }\n");
        string error = CliRun.Expect(ExitCodes.BadInput, "run", Model, "--mapping", file).Error;
        Assert.Contains("compile.mapping", error, StringComparison.Ordinal);
        Assert.Contains("absent", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ExportedZooModel_RunsAsTheZooModel()
    {
        using TemporaryFolder folder = new();
        CliRun.Expect(ExitCodes.Success, "zoo", "mlp-fp32", "--export", folder["mlp.onnx"]);
        float[] input = [.. Enumerable.Range(0, 784).Select(i => MathF.Sin(i) * 2)];
        File.WriteAllBytes(folder["x.bin"], MemoryMarshal.AsBytes<float>(input).ToArray());
        Assert.Equal(Output("run", "zoo:mlp-fp32", "--input", folder["x.bin"], "--json"), Output("run", folder["mlp.onnx"], "--input", folder["x.bin"], "--json"));
        CliRun.Expect(ExitCodes.Success, "zoo", "mlp-int8", "--export", folder["mlp8.onnx"]);
        CliRun.Expect(ExitCodes.Success, "run", folder["mlp8.onnx"]);
    }

    [Fact]
    public void Zoo_ListsAndDescribes()
    {
        Assert.Contains("zoo:resnet50-int8", CliRun.Expect(ExitCodes.Success, "zoo").Out, StringComparison.Ordinal);
        Assert.Equal("accelemu.zoo/1", CliRun.Expect(ExitCodes.Success, "zoo", "--json").Json().GetProperty("schema").GetString());
        Assert.NotEmpty(CliRun.Expect(ExitCodes.Success, "zoo", "mlp-int8").Out);
        Assert.True(CliRun.Expect(ExitCodes.Success, "zoo", "mlp-int8", "--json").Json().GetProperty("nodes").GetArrayLength() >= 3);
    }

    [Fact]
    public void Isa_IsTheManual_AndJson()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "isa.md")), CliRun.Expect(ExitCodes.Success, "isa").Out);
        JsonElement json = CliRun.Expect(ExitCodes.Success, "isa", "--json").Json();
        Assert.Equal(JsonValueKind.Object, json.ValueKind);
        Assert.Contains("matmul", json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_RunsWithoutRaces()
    {
        string example = Path.Combine(SharedData.RepositoryRoot, "examples", "two_core_matmul.s");
        CliRun.Expect(ExitCodes.Success, "run", example, "--machine", "edge", "--cores", "2", "--races");
    }

    [Fact]
    public void Run_PrintsATableForPeople()
    {
        string text = CliRun.Expect(ExitCodes.Success, "run", Model, "--machine", "edge").Out;
        foreach (string part in new[] { "mlp-int8", "edge", "latency", "cycles", "DRAM traffic", "peak memory", "energy", "sha256", "halted" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    /// <summary>Hash of the only output.</summary>
    private static string Output(params string[] args) =>
        string.Join(' ', CliRun.Expect(ExitCodes.Success, args).Json().GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("sha256").GetString()));
}
