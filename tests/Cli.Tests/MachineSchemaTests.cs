using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>The JSON schema and the strict loader declare the same keys, and agree on which are required.</summary>
public sealed class MachineSchemaTests
{
    private const string Yaml = """
        name: full
        clock_hertz: 1e9
        cores: 1
        dram: { bytes: 1 MiB, bytes_per_cycle: 8, latency_cycles: 1 }
        scratchpad: { bytes: 64 KiB, bytes_per_cycle: 8, latency_cycles: 1 }
        accumulator: { bytes: 4 KiB, bytes_per_cycle: 8, latency_cycles: 1 }
        arrays: [{ rows: 4, columns: 4, dataflow: weight_stationary, reshapeable: true, reconfigure_cycles: 2 }]
        vector: { lanes: 4, start_cycles: 1, transcendental_cycles: 1 }
        link: { bytes_per_cycle: 8, latency_cycles: 1 }
        formats: [dense]
        matrix_types: [i8]
        """;

    public static TheoryData<string, string, string> Objects => new()
    {
        { "", "name: full", "properties" },
        { "dram", "dram: {", "$defs/memory/properties" },
        { "scratchpad", "scratchpad: {", "$defs/memory/properties" },
        { "accumulator", "accumulator: {", "$defs/memory/properties" },
        { "arrays", "arrays: [{", "$defs/array/properties" },
        { "vector", "vector: {", "properties/vector/properties" },
        { "link", "link: {", "properties/link/properties" },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void Keys_OfSchemaAndLoader_AreTheSame(string place, string anchor, string schemaPath)
    {
        string unknown = place.Length == 0 ? Yaml.Replace(anchor, $"{anchor}\nzzz: 1", StringComparison.Ordinal) : Yaml.Replace(anchor, $"{anchor} zzz: 1,", StringComparison.Ordinal);
        CliException error = Assert.Throws<CliException>(() => MachineFile.Parse("m.yaml", unknown));
        Assert.Contains("zzz", error.Message, StringComparison.Ordinal);
        string[] legal = error.Message[(error.Message.IndexOf("legal are ", StringComparison.Ordinal) + 10)..].Split(", ");
        Assert.Equal(Keys(schemaPath).Order(StringComparer.Ordinal), legal);
    }

    [Theory]
    [InlineData("name: full\n", "name")]
    [InlineData("clock_hertz: 1e9\n", "clock_hertz")]
    [InlineData("bytes: 1 MiB, ", "dram.bytes")]
    [InlineData("lanes: 4, ", "vector.lanes")]
    [InlineData("rows: 4, ", "arrays[0].rows")]
    public void MissingRequiredKey_IsNamedWithItsPlace(string text, string key)
    {
        CliException error = Assert.Throws<CliException>(() => MachineFile.Parse("m.yaml", Yaml.Replace(text, "", StringComparison.Ordinal)));
        Assert.Contains($"{key}: missing", error.Message, StringComparison.Ordinal);
        Assert.Matches(@"^m\.yaml:\d+:\d+: ", error.Message);
    }

    [Fact]
    public void OptionalKeys_HaveTheSchemasDefaults()
    {
        Isa.MachineConfig machine = MachineFile.Parse("m.yaml", Yaml
            .Replace("cores: 1\n", "", StringComparison.Ordinal)
            .Replace(", reshapeable: true, reconfigure_cycles: 2", "", StringComparison.Ordinal));
        Assert.Equal(1, machine.Cores);
        Assert.False(machine.Arrays[0].Reshapeable);
        Assert.Equal(0, machine.Arrays[0].ReconfigureCycles);
    }

    private static IEnumerable<string> Keys(string path)
    {
        JsonElement at = JsonDocument.Parse(MachineCatalog.Schema).RootElement;
        foreach (string part in path.Split('/'))
        {
            at = at.GetProperty(part);
        }
        return at.EnumerateObject().Select(p => p.Name);
    }
}
