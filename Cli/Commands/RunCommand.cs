using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Timing;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary><c>accelemu run MODEL</c>: executes a model and reports outputs, cycles and memory.</summary>
internal static class RunCommand
{
    private sealed record Choices(string Model, string[] Inputs, string[] Expected, string? Out, string? Trace, int Repeat, double Absolute, double Relative, bool Json, SessionOptions Session);

    public static Command Build()
    {
        Argument<string> model = SharedOptions.Model();
        Option<string[]> input = new("--input", "-i") { Description = "[NAME=]FILE: .npy, .npz, .pb, an image, or raw bytes. Without it zoo models get made-up input, others zeros." };
        Option<string[]> expect = new("--expect", "-e") { Description = "[NAME=]FILE: what an output must equal, exactly; exit code 5 when it does not." };
        Option<string?> tolerance = new("--tolerance") { Description = "ABSOLUTE[,RELATIVE] allowed on float outputs; default 0." };
        Option<string?> output = new("--out", "-o") { Description = "Folder for NAME.npy of every output." };
        Option<string> machine = SharedOptions.Machine();
        Option<int?> cores = SharedOptions.Cores();
        Option<int?> threads = new("--threads") { Description = "Host threads; default 1. Changes no bit." };
        Option<string?> rounding = SharedOptions.Rounding();
        Option<string?> mapping = SharedOptions.Mapping();
        Option<double?> sparsity = SharedOptions.Sparsity();
        Option<string?> trace = new("--trace") { Description = "File for the retire trace (L1)." };
        Option<bool> races = new("--races") { Description = "Looks for unordered accesses; exit code 6 when there are any." };
        Option<long> budget = new("--budget") { Description = "Most instructions to execute.", DefaultValueFactory = _ => 1_000_000_000 };
        Option<int> repeat = new("--repeat") { Description = "Runs in this process; host times are the last one's.", DefaultValueFactory = _ => 1 };
        Option<bool> noCache = SharedOptions.NoCache();
        Option<bool> json = SharedOptions.Json();
        Command command = new("run", "Runs a model. Example: accelemu run zoo:resnet50-int8 --machine edge --races")
        {
            model, input, expect, tolerance, output, machine, cores, threads, rounding, mapping, sparsity, trace, races, budget, repeat, noCache, json,
        };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            (double absolute, double relative) = Tolerance(parsed.GetValue(tolerance));
            return Execute(new Choices(
                parsed.GetValue(model)!,
                parsed.GetValue(input) ?? [],
                parsed.GetValue(expect) ?? [],
                parsed.GetValue(output),
                parsed.GetValue(trace),
                Math.Max(1, parsed.GetValue(repeat)),
                absolute,
                relative,
                parsed.GetValue(json),
                new SessionOptions
                {
                    Machine = parsed.GetValue(machine)!,
                    Cores = parsed.GetValue(cores),
                    Threads = parsed.GetValue(threads),
                    Rounding = parsed.GetValue(rounding),
                    MappingFile = parsed.GetValue(mapping),
                    Sparsity = parsed.GetValue(sparsity),
                    Races = parsed.GetValue(races),
                    Trace = parsed.GetValue(trace) is null ? TraceLevel.None : TraceLevel.L1,
                    Budget = parsed.GetValue(budget),
                    Cached = !parsed.GetValue(noCache),
                }));
        }));
        return command;
    }

    private static int Execute(Choices choices)
    {
        using Session session = Progress(choices.Json, "reading", told => Session.Open(choices.Model, choices.Session, told));
        Dictionary<TensorBinding, byte[]> inputs = Inputs(session, choices);
        RunResult? run = null;
        TimingReport? timing = null;
        for (int i = 0; i < choices.Repeat && run?.Status != RunStatus.Cancelled; i++)
        {
            (run, timing) = Progress(choices.Json, "running", _ => session.Execute(inputs, onYield: choices.Json ? null : y => Console.WriteLine($"yield: core {y.Core}, code {y.Code}")));
        }
        bool finished = run!.Status == RunStatus.Halted;
        List<Difference>? mismatches = finished && choices.Expected.Length > 0 ? Expectations(session, choices) : null;
        RunReport report = RunReport.Build(session, run, timing, mismatches);
        if (finished && choices.Out is { } folder)
        {
            foreach (TensorBinding o in session.Outputs)
            {
                AtomicFile.WriteAll(Path.Combine(folder, $"{FileName(o.Name)}.npy"), Npy.Write(new TensorData(o.Type, o.Shape.Select(d => (int)d), session.Read(o), o.Name)));
            }
        }
        if (choices.Trace is { } traceFile && run.Trace is { } recorded && run.Status != RunStatus.Cancelled)
        {
            AtomicFile.WriteAll(traceFile, recorded.Save());
        }
        Print(session, report, choices.Json, finished);
        return run.Status switch
        {
            RunStatus.Trapped or RunStatus.Deadlocked => ExitCodes.Trapped,
            RunStatus.BudgetExhausted => ExitCodes.Budget,
            RunStatus.Cancelled => ExitCodes.Cancelled,
            _ when mismatches is { Count: > 0 } => ExitCodes.Mismatch,
            _ when report.Races.Count > 0 => ExitCodes.Races,
            _ => ExitCodes.Success,
        };
    }

    private static void Print(Session session, RunReport report, bool json, bool finished)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, Json.Options));
            return;
        }
        TensorBinding? first = finished && session.Outputs.Count > 0 ? session.Outputs[0] : null;
        double[] values = first is not null && InputConversion.Elements(first) <= 4096
            ? OutputComparison.Numbers(session.Read(first), first.Type, InputConversion.Elements(first))
            : [];
        RunTables.Write(report, values, first?.Name ?? "");
    }

    private static Dictionary<TensorBinding, byte[]> Inputs(Session session, Choices choices)
    {
        Dictionary<TensorBinding, byte[]> inputs = TensorFile.Assign(choices.Inputs, session.Inputs, "--input")
            .ToDictionary(p => p.Key, p => InputConversion.ToInput(p.Key, p.Value));
        TensorBinding[] missing = [.. session.Inputs.Where(b => !inputs.ContainsKey(b))];
        if (missing.Length > 0 && choices.Inputs.Length > 0)
        {
            throw new CliException($"--input is missing for {string.Join(", ", missing.Select(b => $"{b.Name} {InputConversion.Describe(b)}"))}");
        }
        foreach (TensorBinding binding in missing)
        {
            bool made = session.MadeUpInput is not null;
            inputs[binding] = session.MadeUpInput ?? new byte[binding.Bytes];
            if (!choices.Json)
            {
                AnsiConsole.MarkupLineInterpolated($"[grey]input {binding.Name} {InputConversion.Describe(binding)}: {(made ? "made up from seed 0" : "zeros")}; give --input for your own[/]");
            }
        }
        return inputs;
    }

    private static List<Difference> Expectations(Session session, Choices choices) =>
    [
        .. TensorFile.Assign(choices.Expected, session.Outputs, "--expect")
            .Select(p => OutputComparison.Compare(p.Key, session.Read(p.Key), p.Value, choices.Absolute, choices.Relative))
            .OfType<Difference>(),
    ];

    private static (double Absolute, double Relative) Tolerance(string? text)
    {
        string[] parts = (text ?? "0").Split(',');
        double relative = 0;
        return parts.Length <= 2 && double.TryParse(parts[0], out double absolute) && absolute >= 0 && (parts.Length == 1 || (double.TryParse(parts[1], out relative) && relative >= 0))
            ? (absolute, relative)
            : throw new CliException(ExitCodes.Usage, $"--tolerance {text}: write ABSOLUTE or ABSOLUTE,RELATIVE, both not negative");
    }

    private static string FileName(string tensor) => string.Concat(tensor.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));

    private static T Progress<T>(bool quiet, string what, Func<Action<string>, T> work) => quiet || !AnsiConsole.Profile.Capabilities.Interactive
        ? work(_ => { })
        : AnsiConsole.Status().Start($"{what}…", status => work(told => status.Status($"{Markup.Escape(told)}…")));
}
