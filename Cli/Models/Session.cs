using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
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
}

/// <summary>A model made ready to run: compiled, loaded into a machine, its host times noted.</summary>
internal sealed class Session : IDisposable
{
    private readonly Machine machine;
    private readonly SessionOptions options;

    private Session(ModelSource model, MachineProgram program, Mapping? mapping, MachineConfig config, SessionOptions options, HostTimes times)
    {
        this.options = options;
        Model = model;
        Program = program;
        Mapping = mapping;
        Config = config;
        Times = times;
        machine = new Machine(config);
        Stopwatch clock = Stopwatch.StartNew();
        machine.Load(program);
        times.Load = clock.Elapsed.TotalSeconds;
    }

    public ModelSource Model { get; }

    public MachineProgram Program { get; }

    /// <summary>The tiling; null when a finished program was given.</summary>
    public Mapping? Mapping { get; }

    public MachineConfig Config { get; }

    public HostTimes Times { get; }

    public KernelOptions Kernels => KernelOptions.Default with { Threads = options.Threads ?? 1 };

    public IReadOnlyList<TensorBinding> Inputs => [.. Program.Bindings.Where(b => !b.IsOutput)];

    public IReadOnlyList<TensorBinding> Outputs => [.. Program.Bindings.Where(b => b.IsOutput)];

    /// <summary>Reads, compiles and loads.</summary>
    public static Session Open(string spec, SessionOptions options)
    {
        MachineConfig config = MachineCatalog.Load(options.Machine, options.Cores);
        HostTimes times = new();
        Stopwatch clock = Stopwatch.StartNew();
        ModelSource model = ModelSource.Load(spec).Pruned(options.Sparsity);
        times.Read = clock.Elapsed.TotalSeconds;
        if (model.Program is { } finished)
        {
            return new Session(model, finished, null, config, options, times);
        }
        clock.Restart();
        CompiledModel compiled = ModelCompiler.Compile(model.Graph!, config, CompileChoices.From(options, config.Cores));
        times.Compile = clock.Elapsed.TotalSeconds;
        return new Session(model, compiled.Program, compiled.Mapping, config, options, times);
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
        TimingReport? report = timing && run.Status == RunStatus.Halted ? TimingModel.Estimate(Program, Config, run.Trace) : null;
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
    public double Read { get; set; }
    public double Compile { get; set; }
    public double Load { get; set; }
    public double Run { get; set; }
    public double Timing { get; set; }
}
