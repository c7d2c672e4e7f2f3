using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace AccelEmu.Measurement;

/// <summary>One measured line: a kernel, a baseline or a peak loop on one shape. The fields are those of docs/bench-schema.md.</summary>
internal sealed record BenchRow
{
    /// <summary>Bench family, such as <c>gemm</c>.</summary>
    public required string Family { get; init; }

    /// <summary>What ran.</summary>
    public required string Kernel { get; init; }

    /// <summary>The problem.</summary>
    public required string Shape { get; init; }

    /// <summary>Kernel tier in lower case, or the baseline's name.</summary>
    public required string Tier { get; init; }

    /// <summary>Threads it ran on.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Median time of a call in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>10⁹ multiply-accumulates a second; elements in family vector, instructions in dispatch and timing. 0 where nothing is counted.</summary>
    public double Gmacs { get; init; }

    /// <summary>What the peak loop of this row's tier reached at best in this run, times <see cref="Threads"/>.</summary>
    public double? PeakGmacs { get; init; }

    /// <summary><see cref="Gmacs"/> over <see cref="PeakGmacs"/>.</summary>
    public double? RatioToPeak { get; init; }

    /// <summary>Name of what ran in turn with this one, null for baselines themselves and where there is none.</summary>
    public string? Baseline { get; init; }

    /// <summary>Our speed over the baseline's: median of the ratios of paired runs; more than 1 is faster.</summary>
    public double? RatioToBaseline { get; init; }

    /// <summary>Processors' worth of time this process got while the row was measured.</summary>
    public double? OwnCores { get; init; }

    /// <summary>Processors' worth of time everyone got in that while, null where the system does not say.</summary>
    public double? BusyCores { get; init; }

    /// <summary>Whether this process really had the processors for <see cref="Threads"/>: others left as many, give or take 5 %.</summary>
    public bool? HadCores { get; init; }

    /// <summary>The peak this row is held against; it may still rise until the family ends.</summary>
    [JsonIgnore]
    public Peak? Peak { get; init; }

    /// <summary>Whether this row is the peak itself.</summary>
    [JsonIgnore]
    public bool IsPeak { get; init; }

    /// <summary>This row with the peak as it is known now.</summary>
    public BenchRow Settle() => Peak is not { MacsPerSecond: > 0 } peak ? this : this with
    {
        Gmacs = IsPeak ? peak.MacsPerSecond / 1e9 : Gmacs,
        PeakGmacs = peak.MacsPerSecond * Threads / 1e9,
        RatioToPeak = IsPeak ? 1 : Gmacs * 1e9 / (peak.MacsPerSecond * Threads),
        Peak = null,
    };

    /// <summary>The geometric mean of rows of one kernel: of speeds, and of each ratio that all rows have.</summary>
    public static BenchRow GeometricMean(string shape, IReadOnlyList<BenchRow> rows)
    {
        BenchRow[] settled = [.. rows.Select(r => r.Settle())];
        return settled[0] with
        {
            Shape = shape,
            Seconds = Mean(r => r.Seconds) ?? 0,
            Gmacs = Mean(r => r.Gmacs) ?? 0,
            PeakGmacs = Mean(r => r.PeakGmacs),
            RatioToPeak = Mean(r => r.RatioToPeak),
            RatioToBaseline = Mean(r => r.RatioToBaseline),
            OwnCores = settled.Average(r => r.OwnCores),
            BusyCores = settled.Average(r => r.BusyCores),
            HadCores = settled.All(r => r.HadCores == true),
        };

        double? Mean(Func<BenchRow, double?> value) =>
            settled.All(r => value(r) is > 0) ? Math.Exp(settled.Average(r => Math.Log(value(r)!.Value))) : null;
    }
}
