using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using AccelEmu.Frontends;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>The JSON document of a run: the fields of docs/run-schema.md, with values that fit each other.</summary>
public class RunJsonTests
{
    private const string Model = "zoo:mlp-int8";

    [Fact]
    public void Document_HasEveryField_WithItsType()
    {
        JsonElement run = CliRun.Expect(ExitCodes.Success, "run", Model, "--machine", "edge", "--json").Json();
        Assert.Equal("accelemu.run/1", run.GetProperty("schema").GetString());
        foreach (string text in new[] { "model", "machine", "tier", "status", "tool_version", "program_sha256", "energy_table" })
        {
            Assert.False(string.IsNullOrEmpty(run.GetProperty(text).GetString()), text);
        }
        foreach (string number in new[] { "cores", "threads", "cycles", "seconds", "utilization", "energy_picojoules", "host_seconds", "instructions", "multiply_accumulates" })
        {
            Assert.True(run.GetProperty(number).GetDouble() > 0, number);
        }
        Assert.InRange(run.GetProperty("utilization").GetDouble(), 0, 1);
        Assert.Equal(["dram_read", "dram_written", "scratchpad_read", "scratchpad_written", "accumulator_read", "accumulator_written", "link"], Keys(run.GetProperty("bytes")));
        Assert.Equal(["dram", "scratchpad", "accumulator", "dram_planned", "scratchpad_planned", "accumulator_planned"], Keys(run.GetProperty("peak_memory")));
        Assert.Equal(["start", "cache", "read", "compile", "load", "run", "timing"], Keys(run.GetProperty("host_stages")));
        Assert.NotEmpty(Keys(run.GetProperty("stalls")));
        Assert.Empty(run.GetProperty("races").EnumerateArray());
        JsonElement layer = run.GetProperty("layers").EnumerateArray().Last();
        Assert.Equal(["name", "start", "end", "cycles", "utilization", "macs", "dram_bytes", "busy", "terms", "stalls"], Keys(layer));
        JsonElement output = Assert.Single(run.GetProperty("outputs").EnumerateArray());
        Assert.Equal(["name", "shape", "dtype", "sha256"], Keys(output));
        Assert.Equal("i8", output.GetProperty("dtype").GetString());
        Assert.Equal([1, 10], output.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
    }

    [Fact]
    public void Figures_FitEachOther()
    {
        JsonElement run = CliRun.Expect(ExitCodes.Success, "run", Model, "--machine", "edge", "--json").Json();
        Assert.Equal(run.GetProperty("cycles").GetInt64() / 500e6, run.GetProperty("seconds").GetDouble(), 1e-12);
        Assert.Equal(535_040, run.GetProperty("multiply_accumulates").GetInt64());
        Assert.Equal(535_040, run.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("macs").GetInt64()));
        JsonElement bytes = run.GetProperty("bytes");
        Assert.Equal(bytes.GetProperty("dram_read").GetInt64() + bytes.GetProperty("dram_written").GetInt64(), run.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("dram_bytes").GetInt64()));
        JsonElement memory = run.GetProperty("peak_memory");
        foreach (string space in new[] { "dram", "scratchpad", "accumulator" })
        {
            Assert.InRange(memory.GetProperty(space).GetInt64(), 1, memory.GetProperty($"{space}_planned").GetInt64());
        }
    }

    [Fact]
    public void Hashes_AreThoseOfTheFilesWritten()
    {
        using TemporaryFolder folder = new();
        JsonElement run = CliRun.Expect(ExitCodes.Success, "run", Model, "--machine", "edge", "--json", "--out", folder.Root).Json();
        JsonElement output = run.GetProperty("outputs").EnumerateArray().Single();
        string file = Directory.GetFiles(folder.Root, "*.npy").Single();
        TensorData tensor = Npy.Read(File.ReadAllBytes(file), file);
        Assert.Equal([1, 10], tensor.Shape);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes)), output.GetProperty("sha256").GetString());
        CliRun.Expect(ExitCodes.Success, "compile", Model, "--machine", "edge", "-o", folder["m.aep"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["m.aep"]))), run.GetProperty("program_sha256").GetString());
    }

    /// <summary>All but host times is a function of the arguments.</summary>
    [Fact]
    public void Document_IsTheSame_WhateverTheThreadsAndRepeats()
    {
        Assert.Equal(Stable("--threads", "1"), Stable("--threads", "2", "--repeat", "3"));

        static string Stable(params string[] options)
        {
            JsonElement run = CliRun.Expect(ExitCodes.Success, ["run", Model, "--machine", "dynamic", "--json", .. options]).Json();
            return string.Join('\n', run.EnumerateObject().Where(p => p.Name is not ("host_seconds" or "host_stages" or "threads")).Select(p => $"{p.Name}: {p.Value.GetRawText()}"));
        }
    }

    [Fact]
    public void DocumentedFields_AreTheDocumentsFields()
    {
        string schema = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "run-schema.md"));
        JsonElement run = CliRun.Expect(ExitCodes.Success, "run", Model, "--json").Json();
        Assert.All(Keys(run), key => Assert.Contains($"`{key}", schema, StringComparison.Ordinal));
    }

    private static List<string> Keys(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
