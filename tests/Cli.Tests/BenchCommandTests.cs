using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary><c>accelemu bench</c>: the document of docs/bench-schema.md. No figure is judged: machines differ and are busy.</summary>
public class BenchCommandTests
{
    private static readonly string[] Promised = ["kernel", "shape", "tier", "threads", "gmacs", "peak_gmacs", "ratio_to_peak", "baseline", "ratio_to_baseline"];

    [Fact]
    public void Document_HasTheSchema_AndRowsTheFieldsPromised()
    {
        JsonElement document = Brief();
        Assert.Equal("accelemu.bench/1", document.GetProperty("schema").GetString());
        Assert.Equal(["gemm"], document.GetProperty("families").EnumerateArray().Select(f => f.GetString()!));
        Assert.False(string.IsNullOrEmpty(document.GetProperty("cpu").GetString()));
        Assert.Equal(JsonValueKind.Null, document.GetProperty("runtime").ValueKind);
        Assert.True(document.GetProperty("own_cores").GetDouble() > 0);
        JsonElement[] rows = [.. document.GetProperty("rows").EnumerateArray()];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.All(Promised, field => Assert.True(row.TryGetProperty(field, out _), field)));
    }

    [Fact]
    public void Kernels_AreComparedWithANaiveLoop_AndBaselinesWithNothing()
    {
        JsonElement[] rows = [.. Brief().GetProperty("rows").EnumerateArray()];
        JsonElement[] compared = [.. rows.Where(r => r.GetProperty("baseline").ValueKind != JsonValueKind.Null)];
        Assert.NotEmpty(compared);
        Assert.All(compared, r => Assert.Equal("naive", r.GetProperty("baseline").GetString()));
        Assert.All(compared, r => Assert.True(r.GetProperty("ratio_to_baseline").GetDouble() > 0));
        Assert.All(compared, r => Assert.True(r.GetProperty("own_cores").GetDouble() > 0));
        JsonElement[] naive = [.. rows.Where(r => r.GetProperty("tier").GetString() == "naive")];
        Assert.NotEmpty(naive);
        Assert.All(naive, r => Assert.Equal(JsonValueKind.Null, r.GetProperty("ratio_to_baseline").ValueKind));
    }

    [Fact]
    public void RatioToPeak_IsTheSpeedOverThePeak()
    {
        JsonElement[] held = [.. Brief().GetProperty("rows").EnumerateArray().Where(r => r.GetProperty("peak_gmacs").ValueKind != JsonValueKind.Null)];
        Assert.All(held, r => Assert.Equal(r.GetProperty("gmacs").GetDouble() / r.GetProperty("peak_gmacs").GetDouble(), r.GetProperty("ratio_to_peak").GetDouble(), 1e-9));
        Assert.All(held.Where(r => r.GetProperty("kernel").GetString()!.StartsWith("peak", System.StringComparison.Ordinal)), r => Assert.Equal(1, r.GetProperty("ratio_to_peak").GetDouble(), 1e-9));
    }

    [Fact]
    public void DocumentedFields_AreTheDocumentsFields()
    {
        string[] documented = [.. File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "docs", "bench-schema.md"))
            .Where(l => l.StartsWith("| `", System.StringComparison.Ordinal))
            .SelectMany(l => l.Split('|')[1].Split(','))
            .Select(f => f.Trim().Trim('`').Replace("rows[].", "", System.StringComparison.Ordinal))];
        JsonElement document = Brief();
        HashSet<string> fields = [.. document.EnumerateObject().Select(p => p.Name), .. document.GetProperty("rows")[0].EnumerateObject().Select(p => p.Name)];
        Assert.Equal(fields.Order(), documented.ToHashSet().Order());
    }

    [Fact]
    public void Table_NamesTheProcessorAndWhatItIsComparedWith()
    {
        CliRun run = CliRun.Expect(ExitCodes.Success, "bench", "gemm", "--brief");
        Assert.Contains("compared with naive loops", run.Out);
        Assert.Contains("gemm u8×s8", run.Out);
        Assert.Contains("naive loop f32", run.Out);
    }

    [Fact]
    public void UnknownFamily_IsAUsageError_ThatListsTheLegalOnes()
    {
        CliRun run = CliRun.Expect(ExitCodes.Usage, "bench", "speed");
        Assert.Contains("speed", run.Error);
        Assert.Contains("dispatch", run.Error);
    }

    private static JsonElement Brief() => CliRun.Expect(ExitCodes.Success, "bench", "gemm", "--brief", "--json").Json();
}
