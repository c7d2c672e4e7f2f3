using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.Timing;

namespace AccelEmu.Cli;

/// <summary>Everything a run tells, in the shape of its JSON document (schema <c>accelemu.run/1</c>; see docs/run-schema.md).</summary>
internal sealed record RunReport
{
    public string Schema { get; } = "accelemu.run/1";
    public required string Model { get; init; }
    public required string Machine { get; init; }
    public required int Cores { get; init; }
    public required int Threads { get; init; }
    public required string Tier { get; init; }
    public required string Status { get; init; }
    public string? Trap { get; init; }
    public required string ToolVersion { get; init; }
    public required string ProgramSha256 { get; init; }
    public required IReadOnlyList<OutputSummary> Outputs { get; init; }
    public long? Cycles { get; init; }
    public double? Seconds { get; init; }
    public IReadOnlyDictionary<string, long>? Stalls { get; init; }
    public double? Utilization { get; init; }
    public IReadOnlyDictionary<string, long>? Bytes { get; init; }
    public IReadOnlyDictionary<string, long>? PeakMemory { get; init; }
    public double? EnergyPicojoules { get; init; }
    public string? EnergyTable { get; init; }
    public required double HostSeconds { get; init; }
    public required IReadOnlyDictionary<string, double> HostStages { get; init; }
    public required long Instructions { get; init; }
    public required long MultiplyAccumulates { get; init; }
    public required IReadOnlyList<string> Races { get; init; }
    public IReadOnlyList<LayerRow>? Layers { get; init; }
    public IReadOnlyList<Difference>? Mismatches { get; init; }

    public static RunReport Build(Session session, RunResult run, TimingReport? timing, IReadOnlyList<Difference>? mismatches)
    {
        bool finished = run.Status == RunStatus.Halted;
        return new RunReport
        {
            Model = session.Model.Name,
            Machine = session.Config.Name,
            Cores = session.Program.Code.Length,
            Threads = session.Kernels.Threads,
            Tier = Json.Name(session.Kernels.Tier),
            Status = Json.Name(run.Status),
            Trap = run.Trap?.ToString() ?? (run.Waits.IsDefaultOrEmpty ? null : string.Join("; ", run.Waits)),
            ToolVersion = typeof(RunReport).Assembly.GetName().Version!.ToString(3),
            ProgramSha256 = session.ProgramSha256,
            Outputs = finished ? [.. session.Outputs.Select(o => OutputSummary.Of(o, session.Read(o)))] : [],
            Cycles = timing?.Cycles,
            Seconds = timing?.Seconds,
            Stalls = timing is null ? null : Stall(timing),
            Utilization = timing?.Utilization,
            Bytes = timing is null ? null : Traffic(timing.Events),
            PeakMemory = timing is null ? null : new Dictionary<string, long>
            {
                ["dram"] = timing.Memory.DramTouched,
                ["scratchpad"] = timing.Memory.ScratchpadTouched,
                ["accumulator"] = timing.Memory.AccumulatorTouched,
                ["dram_planned"] = timing.Memory.DramPlanned,
                ["scratchpad_planned"] = timing.Memory.ScratchpadPlanned,
                ["accumulator_planned"] = timing.Memory.AccumulatorPlanned,
            },
            EnergyPicojoules = timing?.Energy.Picojoules,
            EnergyTable = timing?.Energy.Table,
            HostSeconds = session.Times.Run,
            HostStages = new Dictionary<string, double>
            {
                ["start"] = session.Times.Start,
                ["cache"] = session.Times.Cache,
                ["read"] = session.Times.Read,
                ["compile"] = session.Times.Compile,
                ["load"] = session.Times.Load,
                ["run"] = session.Times.Run,
                ["timing"] = session.Times.Timing,
            },
            Instructions = run.Statistics.Instructions,
            MultiplyAccumulates = run.Statistics.MultiplyAccumulates,
            Races = [.. run.Races.Select(r => r.ToString())],
            Layers = timing is null ? null : [.. timing.Layers.Select(LayerRow.Of)],
            Mismatches = mismatches,
        };
    }

    private static Dictionary<string, long> Stall(TimingReport timing) => Enum.GetValues<StallCause>()
        .ToDictionary(c => Json.Name(c), c => timing.Units.Sum(u => u.Stalls[c]));

    private static Dictionary<string, long> Traffic(Tally<EventKind> events) => new()
    {
        ["dram_read"] = events[EventKind.DramRead],
        ["dram_written"] = events[EventKind.DramWritten],
        ["scratchpad_read"] = events[EventKind.ScratchpadRead],
        ["scratchpad_written"] = events[EventKind.ScratchpadWritten],
        ["accumulator_read"] = events[EventKind.AccumulatorRead],
        ["accumulator_written"] = events[EventKind.AccumulatorWritten],
        ["link"] = events[EventKind.LinkBytes],
    };
}

/// <summary>One output.</summary>
internal sealed record OutputSummary(string Name, IReadOnlyList<long> Shape, string Dtype, string Sha256)
{
    public static OutputSummary Of(TensorBinding binding, byte[] data) =>
        new(binding.Name, binding.Shape, binding.Type.Name(), System.Convert.ToHexStringLower(SHA256.HashData(data)));
}

/// <summary>One row of the table of layers.</summary>
internal sealed record LayerRow(string Name, long Start, long End, long Cycles, double Utilization, long Macs, long DramBytes, IReadOnlyDictionary<string, long> Busy, IReadOnlyDictionary<string, long> Terms, IReadOnlyDictionary<string, long> Stalls)
{
    public static LayerRow Of(LayerReport layer) => new(
        layer.Node < 0 ? "(no layer)" : layer.Name,
        layer.Start,
        layer.End,
        layer.Cycles,
        layer.Utilization,
        layer.Events[EventKind.MacsInteger8] + layer.Events[EventKind.MacsIntegerWide] + layer.Events[EventKind.MacsFloatNarrow] + layer.Events[EventKind.MacsFloat],
        layer.Events[EventKind.DramRead] + layer.Events[EventKind.DramWritten],
        Named(layer.Busy),
        Named(layer.Terms),
        Named(layer.Stalls));

    private static Dictionary<string, long> Named<TKind>(Tally<TKind> tally) where TKind : unmanaged, Enum =>
        tally.Entries.Where(e => e.Value != 0).ToDictionary(e => Json.Name(e.Key), e => e.Value);
}
