using System;
using System.Globalization;
using System.IO;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>Machine files: the built-in ones are read, and every kind of error is told with file, line, column, key and legal values.</summary>
public class MachineYamlTests
{
    public static TheoryData<string> Names => [.. MachineCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void BuiltInMachine_Parses_AndPrintsItself(string name)
    {
        MachineConfig machine = MachineCatalog.Load(name);
        Assert.Equal(name, machine.Name);
        Assert.Equal(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "machines", $"{name}.yaml")), CliRun.Expect(ExitCodes.Success, "machines", name).Out);
        using TemporaryFolder folder = new();
        string file = folder.Write("mine.yaml", MachineCatalog.Source(name).Replace($"name: {name}", "name: mine", StringComparison.Ordinal));
        Assert.Equal("mine", CliRun.Expect(ExitCodes.Success, "run", "zoo:mlp-int8", "--machine", file, "--json").Json().GetProperty("machine").GetString());
    }

    [Fact]
    public void EdgeMachine_HasTheValuesOfItsFile()
    {
        MachineConfig edge = MachineCatalog.Load("edge");
        Assert.Equal(500e6, edge.ClockHertz);
        Assert.Equal(new MemoryConfig(256 * 1024, 64, 2), edge.Scratchpad);
        Assert.Equal(new ArrayConfig(16, 16, Dataflow.WeightStationary), Assert.Single(edge.Arrays));
        Assert.Equal(3, MachineCatalog.Load("edge", 3).Cores);
    }

    [Fact]
    public void Machines_AreListed_AsTextAndJson()
    {
        string text = CliRun.Expect(ExitCodes.Success, "machines").Out;
        Assert.All(MachineCatalog.Names, n => Assert.Contains(n, text, StringComparison.Ordinal));
        Assert.Equal(MachineCatalog.Names.Length, CliRun.Expect(ExitCodes.Success, "machines", "--json").Json().GetProperty("machines").GetArrayLength());
        Assert.Equal("object", CliRun.Expect(ExitCodes.Success, "machines", "--schema").Json().GetProperty("type").GetString());
    }

    /// <param name="from">Text of the edge machine's file.</param>
    /// <param name="to">What stands there instead.</param>
    /// <param name="place">Text in the line of the error; a missing key is told where its mapping starts.</param>
    /// <param name="message">Part of the message.</param>
    [Theory]
    [InlineData("clock_hertz: 500e6", "clock_herz: 500e6", "name:", "clock_hertz: missing")]
    [InlineData("cores: 1", "cores: 1\ncolour: red", "colour:", "colour: unknown key; legal are ")]
    [InlineData("lanes: 16, ", "", "vector:", "vector.lanes: missing")]
    [InlineData("cores: 1", "cores: 0", "cores:", "cores = 0 is not an integer in [1, 1024]")]
    [InlineData("cores: 1", "cores: many", "cores:", "cores = many is not an integer in [1, 1024]")]
    [InlineData("500e6", "fast", "clock_hertz:", "clock_hertz = fast is not a number in [1, ")]
    [InlineData("500e6", "NaN", "clock_hertz:", "clock_hertz = NaN is not a number in [1, ")]
    [InlineData("500e6", "1e400", "clock_hertz:", "is not a number in [1, ")]
    [InlineData("256 KiB", "256 kB", "scratchpad:", "scratchpad.bytes = 256 kB is not a size in [64, ")]
    [InlineData("256 KiB", "9000000000 GiB", "scratchpad:", "is not a size in [64, ")]
    [InlineData("256 KiB", "-1", "scratchpad:", "is not a size in [64, ")]
    [InlineData("bytes: 64 KiB, ", "bites: 64 KiB, ", "accumulator:", "accumulator.bytes: missing")]
    [InlineData("weight_stationary", "row_stationary", "rows:", "arrays[0].dataflow = row_stationary is not one of weight_stationary, ")]
    [InlineData("rows: 16", "rows: 70000", "rows:", "arrays[0].rows = 70000 is not an integer in [1, 65535]")]
    [InlineData("[dense, bitmask]", "[dense, csr]", "formats:", "formats = csr is not one of dense, bitmask")]
    [InlineData("[dense, bitmask]", "dense", "formats:", "formats: expected a list")]
    [InlineData("[i8, u8, i16, f32]", "[i8, q7]", "matrix_types:", "matrix_types = q7 is not one of ")]
    [InlineData("{ lanes: 16, start_cycles: 8, transcendental_cycles: 8 }", "7", "vector:", "expected a mapping")]
    [InlineData("name: edge", "name: [edge]", "name:", "expected a single value")]
    public void Error_NamesFileLineColumnAndLegalValues(string from, string to, string place, string message)
    {
        string text = MachineCatalog.Source("edge");
        Assert.Contains(from, text, StringComparison.Ordinal);
        int at = text.LastIndexOf(from, StringComparison.Ordinal);
        text = string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length));
        CliException e = Assert.Throws<CliException>(() => MachineFile.Parse("mine.yaml", text));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Matches(@"^mine\.yaml:\d+:\d+: yaml\.", e.Message);
        Assert.Equal(ExitCodes.BadInput, e.ExitCode);
        string[] parts = e.Message.Split(':');
        string line = text.Split('\n')[int.Parse(parts[1], CultureInfo.InvariantCulture) - 1];
        Assert.Contains(place, line, StringComparison.Ordinal);
        Assert.InRange(int.Parse(parts[2], CultureInfo.InvariantCulture), 1, line.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("just text")]
    [InlineData("name: a\nname: b")]
    [InlineData("name: 'open")]
    [InlineData("{")]
    [InlineData("a: &x [*x]")]
    [InlineData("--- a\n--- b")]
    [InlineData("name: edge\n\tcores: 1")]
    [InlineData("? [a, b]\n: c")]
    [InlineData("%YAML 9.9\n--- {}")]
    public void Nonsense_IsRefused(string text) => Assert.StartsWith("mine.yaml", Assert.Throws<CliException>(() => MachineFile.Parse("mine.yaml", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void DeepNesting_IsRefused(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 100_000));
        Assert.Contains("yaml.syntax", Assert.Throws<CliException>(() => MachineFile.Parse("mine.yaml", text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("layers:\n  - { node: a, tile_rows: -1 }", "tile_rows = -1 is not an integer in [0, ")]
    [InlineData("layers:\n  - { tile_rows: 1 }", "node: missing")]
    [InlineData("layers:\n  - { node: a, tile_cols: 1 }", "tile_cols: unknown key")]
    [InlineData("layers:\n  - { node: a, core: 5000 }", "core = 5000 is not an integer in [-1, 1023]")]
    [InlineData("layers: 5", "layers: expected a list")]
    [InlineData("lairs: []", "layers: missing")]
    public void MappingErrors_AreAsStrict(string text, string message) =>
        Assert.Contains(message, Assert.Throws<CliException>(() => MappingFile.Parse("map.yaml", text)).Message, StringComparison.Ordinal);
}
