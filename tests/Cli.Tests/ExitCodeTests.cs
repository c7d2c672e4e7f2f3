using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>Every exit code of the README, with the message that goes with it.</summary>
public class ExitCodeTests
{
    private const string Model = "zoo:mlp-int8";

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("run")]
    [InlineData("run", Model, "--no-such-option")]
    [InlineData("run", Model, "--budget", "many")]
    [InlineData("run", Model, "--cores", "0")]
    [InlineData("run", Model, "--cores", "100000")]
    [InlineData("run", Model, "--rounding", "up")]
    [InlineData("run", Model, "--tolerance", "x")]
    [InlineData("run", Model, "--tolerance", "-1")]
    [InlineData("run", Model, "--tolerance", "1,2,3")]
    [InlineData("machines", "edge", "cloud")]
    public void Usage_Is2(params string[] args) => Assert.Contains("error: ", CliRun.Expect(ExitCodes.Usage, args).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("no such file", "run", "absent.tflite")]
    [InlineData("suffix '.txt' is unknown", "run", "net.txt")]
    [InlineData("legal: ", "run", "zoo:absent")]
    [InlineData("Built in are", "run", Model, "--machine", "absent")]
    [InlineData("no such file", "run", Model, "--input", "absent.npy")]
    [InlineData("no such file", "run", Model, "--mapping", "absent.yaml")]
    [InlineData("no such file", "asm", "absent.s")]
    [InlineData("no such file", "disasm", "absent.aep")]
    [InlineData("absent.trace", "trace", "absent.trace")]
    [InlineData("not built in", "machines", "absent")]
    [InlineData("legal: ", "zoo", "absent")]
    [InlineData("no such folder", "eval", Model, "absent")]
    public void Unreadable_Is3_AndSaysWhat(string message, params string[] args) =>
        Assert.Contains(message, CliRun.Expect(ExitCodes.BadInput, args).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("net.tflite")]
    [InlineData("net.onnx")]
    [InlineData("net.aep")]
    [InlineData("net.s")]
    public void DamagedModel_Is3(string name)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write(name, "this is no model: \u0001\u0002\u0003 at all");
        Assert.StartsWith("error: ", CliRun.Expect(ExitCodes.BadInput, "run", file).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.npz")]
    [InlineData("x.pb")]
    [InlineData("x.png")]
    [InlineData("x.bin")]
    public void DamagedInput_Is3(string name)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write(name, "this is no tensor");
        Assert.StartsWith("error: ", CliRun.Expect(ExitCodes.BadInput, "run", Model, "--input", file).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownTensorName_Is3_AndNamesTheLegalOnes()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("x.bin", "x");
        string error = CliRun.Expect(ExitCodes.BadInput, "run", Model, "--input", $"absent={file}").Error;
        Assert.Contains("absent", error, StringComparison.Ordinal);
        Assert.Contains("legal are", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Trap_Is4_AndIsTold()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("t.s", ".memory dram=64 scratchpad=64 accumulator=64\n.core 0\n.entry 0\n    trap 7\n    halt\n");
        Assert.Contains("trap", CliRun.Expect(ExitCodes.Trapped, "run", file).Out, StringComparison.Ordinal);
        JsonElement json = CliRun.Expect(ExitCodes.Trapped, "run", file, "--json").Json();
        Assert.Equal("trapped", json.GetProperty("status").GetString());
        Assert.Contains("core 0 pc 0", json.GetProperty("trap").GetString(), StringComparison.Ordinal);
        Assert.Empty(json.GetProperty("outputs").EnumerateArray());
    }

    [Fact]
    public void Deadlock_Is4_AndNamesTheWait()
    {
        using TemporaryFolder folder = new();
        MachineProgram program = Edited(folder, ["--cores", "2"], 32);
        File.WriteAllBytes(folder["d.aep"], ProgramFile.Save(program));
        JsonElement json = CliRun.Expect(ExitCodes.Trapped, "run", folder["d.aep"], "--cores", "2", "--json").Json();
        Assert.Contains(json.GetProperty("status").GetString(), new[] { "deadlocked", "trapped" });
        Assert.NotEqual("", json.GetProperty("trap").GetString());
    }

    [Fact]
    public void Mismatch_Is5_AndNamesTheFirstDifferentElement()
    {
        using TemporaryFolder folder = new();
        CliRun.Expect(ExitCodes.Success, "run", Model, "--out", folder.Root);
        string file = Directory.GetFiles(folder.Root, "*.npy").Single();
        CliRun.Expect(ExitCodes.Success, "run", Model, "--expect", file);
        TensorData made = Npy.Read(File.ReadAllBytes(file), file);
        byte[] changed = [.. made.Bytes];
        changed[6] ^= 1;
        changed[8] ^= 1;
        File.WriteAllBytes(folder["changed.npy"], Npy.Write(new TensorData(made.Type, made.Shape, changed)));
        CliRun text = CliRun.Expect(ExitCodes.Mismatch, "run", Model, "--expect", folder["changed.npy"]);
        Assert.Contains("mismatch", text.Out, StringComparison.Ordinal);
        Assert.Contains("[0, 6]", text.Out, StringComparison.Ordinal);
        JsonElement mismatch = CliRun.Expect(ExitCodes.Mismatch, "run", Model, "--expect", folder["changed.npy"], "--json").Json().GetProperty("mismatches").EnumerateArray().Single();
        Assert.Equal([0, 6], mismatch.GetProperty("index").EnumerateArray().Select(i => i.GetInt32()));
        Assert.Equal(2, mismatch.GetProperty("differences").GetInt32());
        Assert.Equal($"{(sbyte)changed[6]}", mismatch.GetProperty("expected").GetString());
        Assert.Equal($"{(sbyte)made.Bytes[6]}", mismatch.GetProperty("actual").GetString());
    }

    [Fact]
    public void Expectation_OfAnotherSize_Is3()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["e.npy"], Npy.Write(new TensorData(DType.I8, [3], new byte[3])));
        CliRun.Expect(ExitCodes.BadInput, "run", Model, "--expect", folder["e.npy"]);
    }

    [Fact]
    public void Tolerance_AppliesToFloatOutputs()
    {
        using TemporaryFolder folder = new();
        CliRun.Expect(ExitCodes.Success, "run", "zoo:mlp-fp32", "--out", folder.Root);
        string file = Directory.GetFiles(folder.Root, "*.npy").Single();
        TensorData made = Npy.Read(File.ReadAllBytes(file), file);
        byte[] changed = [.. made.Bytes];
        changed[0] ^= 1;
        File.WriteAllBytes(folder["changed.npy"], Npy.Write(new TensorData(made.Type, made.Shape, changed)));
        CliRun.Expect(ExitCodes.Mismatch, "run", "zoo:mlp-fp32", "--expect", folder["changed.npy"]);
        CliRun.Expect(ExitCodes.Success, "run", "zoo:mlp-fp32", "--expect", folder["changed.npy"], "--tolerance", "0,1e-6");
    }

    [Fact]
    public void Races_Is6_AndNamesBothInstructions()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["r.aep"], ProgramFile.Save(Edited(folder, [], 16)));
        CliRun.Expect(ExitCodes.Success, "run", folder["r.aep"], "--machine", "edge");
        CliRun run = CliRun.Expect(ExitCodes.Races, "run", folder["r.aep"], "--machine", "edge", "--races", "--json");
        string race = run.Json().GetProperty("races").EnumerateArray().First().GetString()!;
        Assert.Equal(2, race.Split(" pc ").Length - 1);
    }

    [Fact]
    public void Budget_Is7()
    {
        Assert.Equal("budget_exhausted", CliRun.Expect(ExitCodes.Budget, "run", Model, "--budget", "10", "--json").Json().GetProperty("status").GetString());
        CliRun.Expect(ExitCodes.Budget, "run", Model, "--budget", "10");
    }

    /// <summary>The compiled model without its first token in the header field at <paramref name="bit"/>.</summary>
    private static MachineProgram Edited(TemporaryFolder folder, string[] options, int bit)
    {
        CliRun.Expect(ExitCodes.Success, ["compile", Model, "--machine", "edge", "-o", folder["m.aep"], .. options]);
        MachineProgram program = ProgramFile.Load(File.ReadAllBytes(folder["m.aep"]));
        ImmutableArray<MachineWord> code = program.Code[0];
        int at = Enumerable.Range(0, code.Length).First(i => code[i].Get(bit, 8) != 0);
        return program with { Code = program.Code.SetItem(0, code.SetItem(at, code[at].With(bit, 8, 0))) };
    }
}
