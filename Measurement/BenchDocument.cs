using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>What a run of benches found: the document of <c>--json</c>, described in docs/bench-schema.md.</summary>
internal sealed record BenchDocument
{
    /// <summary>Name and version of the format.</summary>
    public const string CurrentSchema = "accelemu.bench/1";

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>Version of the program.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>UTC day of the run.</summary>
    public required string Date { get; init; }

    /// <summary>The processor's name, family and model.</summary>
    public required string Cpu { get; init; }

    /// <summary>What of interest to kernels the processor has.</summary>
    public required string[] CpuFeatures { get; init; }

    /// <summary>Processors this process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>Kernel tiers that run on hardware here, slowest first.</summary>
    public required string[] Tiers { get; init; }

    /// <summary>Native runtime compared with, null for none.</summary>
    public required string? Runtime { get; init; }

    /// <summary>Families run.</summary>
    public required string[] Families { get; init; }

    /// <summary>Wall time of the whole run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processors' worth of time this process got.</summary>
    public required double OwnCores { get; init; }

    /// <summary>Processors' worth of time everyone got, null where the system does not say.</summary>
    public required double? BusyCores { get; init; }

    /// <summary>What was measured.</summary>
    public required BenchRow[] Rows { get; init; }

    /// <summary>Runs families and collects their rows, peaks settled.</summary>
    /// <param name="session">What to measure with.</param>
    /// <param name="families">Names in <see cref="BenchFamilies"/>.</param>
    public static BenchDocument Measure(BenchSession session, IReadOnlyList<string> families)
    {
        ProcessorUse use = new();
        DateTime start = DateTime.UtcNow;
        List<BenchRow> rows = [];
        foreach (string family in families)
        {
            // A family's rows are settled when all are there: until then its peaks may rise.
            BenchRow[] found = [.. BenchFamilies.All[family](session)];
            rows.AddRange(found.Select(r => r.Settle()));
        }
        return new BenchDocument
        {
            Schema = CurrentSchema,
            ToolVersion = typeof(BenchDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            Date = start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Cpu = HostProcessor.Name,
            CpuFeatures = [.. HostProcessor.Features],
            Processors = Environment.ProcessorCount,
            Tiers = [.. KernelTiers.Accelerated.Select(BenchSession.Name)],
            Runtime = session.Runtime?.Description,
            Families = [.. families],
            Seconds = (DateTime.UtcNow - start).TotalSeconds,
            OwnCores = use.OwnCores,
            BusyCores = use.BusyCores,
            Rows = [.. rows],
        };
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">The text is not such a document.</exception>
    public static BenchDocument Read(string json) => JsonSerializer.Deserialize(json, BenchJson.Written.BenchDocument) ?? throw new JsonException("the document is empty");

    /// <summary>Writes the document.</summary>
    public string Write() => JsonSerializer.Serialize(this, BenchJson.Written.BenchDocument);
}
