using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Timing;
using TraceLevel = AccelEmu.Isa.TraceLevel;

namespace AccelEmu.Cli;

/// <summary>What a user chose for compiling and running.</summary>
internal sealed record SessionOptions
{
    public required string Machine { get; init; }
    public int? Cores { get; init; }
    public int? Threads { get; init; }
    public string? Rounding { get; init; }
    public string? MappingFile { get; init; }
    public double? Sparsity { get; init; }
    public bool Races { get; init; }
    public TraceLevel Trace { get; init; }
    public long Budget { get; init; } = 1_000_000_000;
    public bool KeepIntermediates { get; init; }

    /// <summary>Whether a built-in model may come from the cache, and go there.</summary>
    public bool Cached { get; init; } = true;
}

/// <summary>A model made ready to run: compiled, loaded into a machine, its host times noted.</summary>
internal sealed class Session : IDisposable
{
    private readonly Machine machine;
    private readonly SessionOptions options;
    private readonly CompiledEntry? compiled;
    private TimingEstimator? estimator;

    private Session(ModelSource model, CompiledEntry? compiled, MachineConfig config, SessionOptions options, HostTimes times)
    {
        this.options = options;
        this.compiled = compiled;
        Model = model;
        Program = model.Program ?? compiled!.Program;
        Config = config;
        Times = times;
        machine = new Machine(config);
        Stopwatch clock = Stopwatch.StartNew();
        machine.Load(Program);
        times.Load = clock.Elapsed.TotalSeconds;
    }

    public ModelSource Model { get; }

    public MachineProgram Program { get; }

    public MachineConfig Config { get; }

    public HostTimes Times { get; }

    public KernelOptions Kernels => KernelOptions.Default with { Threads = options.Threads ?? 1 };

    public IReadOnlyList<TensorBinding> Inputs => [.. Program.Bindings.Where(b => !b.IsOutput)];

    public IReadOnlyList<TensorBinding> Outputs => [.. Program.Bindings.Where(b => b.IsOutput)];

    /// <summary>SHA-256 of the program's file.</summary>
    public string ProgramSha256 => compiled?.ProgramSha256 ?? System.Convert.ToHexStringLower(SHA256.HashData(ProgramFile.Save(Program)));

    /// <summary>Reads, compiles and loads; a built-in model that was compiled before comes from the cache instead.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="progress">Told what begins.</param>
    public static Session Open(string spec, SessionOptions options, Action<string>? progress = null)
    {
        HostTimes times = new() { Start = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds };
        CacheFolder? cache = options.Cached && ModelSource.IsBuiltIn(spec) ? CacheFolder.OfUser() : null;
        string key = cache is null ? "" : CompiledKey.Of(spec, MachineCatalog.Text(options.Machine), options);
        // Beside reading the machine's file, which takes as long.
        Task<CompiledEntry?> finding = Task.Run(() => cache is null ? null : ReadCached(cache, key, times));
        MachineConfig config = MachineCatalog.Load(options.Machine, options.Cores);
        if (finding.GetAwaiter().GetResult() is { } kept)
        {
            return new Session(new ModelSource(ModelSource.BuiltInName(spec), null, null), kept, config, options, times);
        }
        Stopwatch clock = Stopwatch.StartNew();
        progress?.Invoke(ModelSource.IsBuiltIn(spec) ? $"building {spec}" : $"reading {spec}");
        ModelSource model = ModelSource.Load(spec).Pruned(options.Sparsity);
        times.Read = clock.Elapsed.TotalSeconds;
        Interruption.Token.ThrowIfCancellationRequested();
        if (model.Program is not null)
        {
            return new Session(model, null, config, options, times);
        }
        progress?.Invoke($"compiling for {config.Name}");
        clock.Restart();
        MachineProgram program = ModelCompiler.Compile(model.Graph!, config, CompileChoices.From(options, config.Cores)).Program;
        times.Compile = clock.Elapsed.TotalSeconds;
        Interruption.Token.ThrowIfCancellationRequested();
        progress?.Invoke("loading");
        clock.Restart();
        (CompiledEntry entry, ReadOnlyMemory<byte>[] file) = CompiledEntry.Create(program, ModelSource.IsBuiltIn(spec) ? ZooInput.Create(model.Graph!) : null);
        if (cache?.Write(key, file) is { } reason)
        {
            Console.Error.WriteLine($"note: the compiled model is not kept in {cache.Root}: {reason}");
        }
        times.Cache += clock.Elapsed.TotalSeconds;
        return new Session(model, entry, config, options, times);
    }

    /// <summary>The input that is made up for a built-in model; null for other models.</summary>
    public byte[]? MadeUpInput => compiled?.MadeUpInput;

    private static CompiledEntry? ReadCached(CacheFolder cache, string key, HostTimes times)
    {
        Stopwatch clock = Stopwatch.StartNew();
        byte[]? file = cache.Read(key);
        CompiledEntry? entry = file is null ? null : CompiledEntry.Read(file);
        if (file is not null && entry is null)
        {
            Console.Error.WriteLine($"note: what {cache.Root} kept of this model is damaged; it is made anew");
        }
        times.Cache = clock.Elapsed.TotalSeconds;
        return entry;
    }

    /// <summary>One run: inputs in, program through, its yields told and resumed, timing from its observations.</summary>
    public (RunResult Run, TimingReport? Timing) Execute(IReadOnlyDictionary<TensorBinding, byte[]> inputs, bool timing = true, Action<YieldInfo>? onYield = null)
    {
        foreach ((TensorBinding binding, byte[] data) in inputs)
        {
            machine.WriteTensor(binding.Name, data);
        }
        Stopwatch clock = Stopwatch.StartNew();
        RunOptions choices = new()
        {
            Kernels = Kernels,
            InstructionBudget = options.Budget,
            Trace = timing && options.Trace == TraceLevel.None ? TraceLevel.L1 : options.Trace,
            CheckRaces = options.Races,
            Cancellation = Interruption.Token,
        };
        RunResult run = machine.Run(Program, choices);
        while (run.Status == RunStatus.Yielded && run.Statistics.Instructions < options.Budget)
        {
            onYield?.Invoke(run.Yield!);
            RunResult rest = machine.Run(Program, choices with { InstructionBudget = options.Budget - run.Statistics.Instructions });
            run = rest with { Statistics = run.Statistics + rest.Statistics };
        }
        Times.Run = clock.Elapsed.TotalSeconds;
        clock.Restart();
        TimingReport? report = timing && run.Status == RunStatus.Halted ? (estimator ??= new TimingEstimator(Program, Config)).Estimate(run.Trace) : null;
        Times.Timing = clock.Elapsed.TotalSeconds;
        return (run, report);
    }

    /// <summary>An output after a run, dense row-major in the model's dtype.</summary>
    public byte[] Read(TensorBinding output) => machine.ReadTensor(output.Name);

    /// <inheritdoc/>
    public void Dispose() => machine.Dispose();
}

/// <summary>Seconds of host time by stage.</summary>
internal sealed class HostTimes
{
    /// <summary>From the start of the process until there was something to do.</summary>
    public double Start { get; set; }
    /// <summary>Looking in the cache, and keeping what was not there.</summary>
    public double Cache { get; set; }
    public double Read { get; set; }
    public double Compile { get; set; }
    public double Load { get; set; }
    public double Run { get; set; }
    public double Timing { get; set; }
}
