using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>Compiled zoo models are kept between runs: found again, found out when damaged, bounded, and never the reason of a failure.</summary>
[Collection(nameof(CacheTests))]
[CollectionDefinition(nameof(CacheTests), DisableParallelization = true)]
public sealed class CacheTests : IDisposable
{
    private const string Model = "zoo:mlp-int8";
    private readonly TemporaryFolder folder = new();

    public CacheTests() => Environment.SetEnvironmentVariable(CacheFolder.Variable, folder["cache"]);

    public void Dispose()
    {
        NoUserCache.SwitchOff();
        folder.Dispose();
    }

    private string[] Kept => Directory.Exists(folder["cache"]) ? Directory.GetFiles(folder["cache"]) : [];

    [Fact]
    public void SecondRun_NeitherBuildsNorCompiles_AndGivesTheSame()
    {
        JsonElement first = Run(), second = Run();
        Assert.True(Stage(first, "read") > 0 && Stage(first, "compile") > 0);
        Assert.Equal((0, 0), (Stage(second, "read"), Stage(second, "compile")));
        Assert.True(Stage(second, "cache") > 0);
        Assert.Single(Kept);
        Assert.Equal(Stable(first), Stable(second));
        Assert.Equal(Stable(first), Stable(Run("--no-cache")));
    }

    [Theory]
    [InlineData("--machine", "edge")]
    [InlineData("--cores", "2")]
    [InlineData("--rounding", "double")]
    [InlineData("--sparsity", "0.5")]
    public void OtherOptions_AreOtherEntries(params string[] options)
    {
        Run();
        Assert.True(Stage(Run(options), "compile") > 0);
        Assert.Equal(2, Kept.Length);
        Assert.Equal(0, Stage(Run(options), "compile"));
    }

    [Fact]
    public void AnEditedMachineOrMapping_IsAnotherEntry()
    {
        string machine = folder.Write("m.yaml", MachineCatalog.Source("edge"));
        Run("--machine", machine);
        File.WriteAllText(machine, MachineCatalog.Source("edge").Replace("bytes_per_cycle: ", "bytes_per_cycle: 1", StringComparison.Ordinal));
        Assert.True(Stage(Run("--machine", machine), "compile") > 0);
        string mapping = folder["map.yaml"];
        CliRun.Expect(ExitCodes.Success, "compile", Model, "-o", folder["x.aep"], "--mapping-out", mapping);
        Run("--mapping", mapping);
        File.AppendAllText(mapping, "\n");
        Assert.True(Stage(Run("--mapping", mapping), "compile") > 0);
    }

    /// <summary>Whatever byte is damaged, the run is as good as the first, with a note, and so is the one after it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-100_000)]
    public void DamagedEntry_IsMadeAnew_WithANote(int position)
    {
        string expected = Stable(Run());
        byte[] bytes = File.ReadAllBytes(Kept.Single());
        bytes[position < 0 ? bytes.Length + position : position] ^= 1;
        File.WriteAllBytes(Kept.Single(), bytes);
        CliRun repaired = CliRun.Expect(ExitCodes.Success, "run", Model, "--json");
        Assert.StartsWith("note: ", repaired.Error, StringComparison.Ordinal);
        Assert.Equal(expected, Stable(repaired.Json()));
        CliRun again = CliRun.Expect(ExitCodes.Success, "run", Model, "--json");
        Assert.Equal("", again.Error);
        Assert.Equal(0, Stage(again.Json(), "compile"));
    }

    [Fact]
    public void TruncatedEntry_IsNoEntry()
    {
        Run();
        byte[] bytes = File.ReadAllBytes(Kept.Single());
        Assert.NotNull(CompiledEntry.Read(bytes));
        Assert.All([0, 1, 11, 12, 75, 76, 80, bytes.Length - 1], length => Assert.Null(CompiledEntry.Read(bytes[..length])));
    }

    [Fact]
    public void UnusableFolder_IsANote()
    {
        File.WriteAllText(folder["cache"], "a file where the folder should be");
        CliRun run = CliRun.Expect(ExitCodes.Success, "run", Model, "--json");
        Assert.Contains("is not kept", run.Error, StringComparison.Ordinal);
        Assert.True(Stage(run.Json(), "compile") > 0);
    }

    [Fact]
    public void NoCache_ReadsAndWritesNothing()
    {
        Run("--no-cache");
        Assert.Empty(Kept);
    }

    [Fact]
    public void ClearCache_DeletesWhatWasKept_AndNothingElse()
    {
        Run();
        string mine = Path.Combine(folder["cache"], "mine.txt");
        File.WriteAllText(mine, "mine");
        File.WriteAllText(Path.Combine(folder["cache"], ".x.compiled.1.tmp"), "left behind");
        Assert.Contains("2 compiled models", CliRun.Expect(ExitCodes.Success, "zoo", "--clear-cache").Out, StringComparison.Ordinal);
        Assert.Equal([mine], Kept);
    }

    [Fact]
    public void Folder_KeepsWhatWasUsedLast_WithinItsBound()
    {
        CacheFolder cache = new(folder["bounded"], mostBytes: 250);
        Assert.Null(cache.Write("a", new byte[100]));
        Assert.Null(cache.Write("b", new byte[100]));
        File.SetLastWriteTimeUtc(Path.Combine(cache.Root, "a.compiled"), DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(Path.Combine(cache.Root, "b.compiled"), DateTime.UtcNow.AddHours(-1));
        Assert.Equal(100, cache.Read("a")!.Length);
        Assert.Null(cache.Write("c", new byte[40], new byte[60]));
        Assert.Null(cache.Read("b"));
        Assert.Equal((100, 100), (cache.Read("a")!.Length, cache.Read("c")!.Length));
    }

    [Fact]
    public void Place_IsTheVariables_ThenXdgs_AndCanBeOff()
    {
        Assert.Equal(folder["cache"], CacheFolder.OfUser()!.Root);
        Environment.SetEnvironmentVariable(CacheFolder.Variable, "off");
        Assert.Null(CacheFolder.OfUser());
        string? before = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        try
        {
            Environment.SetEnvironmentVariable(CacheFolder.Variable, null);
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder["xdg"]);
            Assert.Equal(Path.Combine(folder["xdg"], "accelemu"), CacheFolder.OfUser()!.Root);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", before);
        }
    }

    private static JsonElement Run(params string[] options) => CliRun.Expect(ExitCodes.Success, ["run", Model, "--json", .. options]).Json();

    private static double Stage(JsonElement run, string name) => run.GetProperty("host_stages").GetProperty(name).GetDouble();

    private static string Stable(JsonElement run) =>
        string.Join('\n', run.EnumerateObject().Where(p => p.Name is not ("host_seconds" or "host_stages")).Select(p => $"{p.Name}: {p.Value.GetRawText()}"));
}
