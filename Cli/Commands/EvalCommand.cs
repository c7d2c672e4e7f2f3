using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Scheduling;
using AccelEmu.Timing;

namespace AccelEmu.Cli;

/// <summary><c>accelemu eval MODEL DATASET</c>: accuracy over a labelled data set, with the distribution of cost.</summary>
internal static class EvalCommand
{
    private sealed record Result(string Schema, string Model, string Dataset, int Samples, string Metric, double? Score, double[]? Interval95, int? Right, long ReferenceChecked, long ReferenceDifferent, double CyclesMean, double CyclesP50, double CyclesP99, double HostSeconds);

    public static Command Build()
    {
        Argument<string> model = SharedOptions.Model();
        Argument<string> folder = new("dataset") { Description = "Folder with y_labels.csv and samples, a CIFAR .bin.gz, or IDX files." };
        Option<string> layout = new("--layout") { Description = $"How samples are stored: {string.Join(", ", DatasetReader.Layouts)}.", DefaultValueFactory = _ => "auto" };
        Option<int> samples = new("--samples") { Description = "Most samples to run; 0 = all.", DefaultValueFactory = _ => 0 };
        Option<string?> reference = new("--reference") { Description = "CSV with expected integer outputs of every sample (columns out_single and out_double); any difference is exit code 5." };
        Option<string> machine = SharedOptions.Machine();
        Option<int?> cores = SharedOptions.Cores();
        Option<int?> threads = new("--threads") { Description = "Host threads; default 1." };
        Option<string?> rounding = SharedOptions.Rounding();
        Option<bool> noCache = SharedOptions.NoCache();
        Option<bool> json = SharedOptions.Json();
        Command command = new("eval", "Scores a model on labelled data. Example: accelemu eval dscnn_kws_int8.tflite data/kws01 --rounding double")
        {
            model, folder, layout, samples, reference, machine, cores, threads, rounding, noCache, json,
        };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            using Session session = Session.Open(parsed.GetValue(model)!, new SessionOptions
            {
                Machine = parsed.GetValue(machine)!,
                Cores = parsed.GetValue(cores),
                Threads = parsed.GetValue(threads),
                Rounding = parsed.GetValue(rounding),
                Cached = !parsed.GetValue(noCache),
            });
            if (session.Inputs.Count != 1 || session.Outputs.Count != 1)
            {
                throw new CliException($"eval takes models with one input and one output, this one has {session.Inputs.Count} and {session.Outputs.Count}");
            }
            Dataset data = DatasetReader.Open(parsed.GetValue(folder)!, parsed.GetValue(layout)!, session.Inputs[0].Type == Numerics.DType.I8);
            ReferenceOutputs? expected = parsed.GetValue(reference) is { } file ? ReferenceOutputs.Read(file, parsed.GetValue(rounding) == "double") : null;
            Result result = Evaluate(session, data, parsed.GetValue(samples), expected);
            Print(result, parsed.GetValue(json));
            return result.ReferenceDifferent > 0 ? ExitCodes.Mismatch : ExitCodes.Success;
        }));
        return command;
    }

    private static Result Evaluate(Session session, Dataset data, int most, ReferenceOutputs? expected)
    {
        TensorBinding input = session.Inputs[0];
        TensorBinding output = session.Outputs[0];
        List<(double Score, int Label)> scored = [];
        List<double> cycles = [];
        int right = 0;
        long different = 0;
        double host = 0;
        foreach (Sample sample in most > 0 ? data.Samples.Take(most) : data.Samples)
        {
            double error = 0;
            double[] last = [];
            foreach (byte[] window in sample.Windows)
            {
                byte[] bytes = ToModel(input, window, sample.IsFloat);
                (RunResult run, TimingReport? timing) = session.Execute(new Dictionary<TensorBinding, byte[]> { [input] = bytes });
                Interruption.Token.ThrowIfCancellationRequested();
                if (run.Status != RunStatus.Halted)
                {
                    throw new CliException(ExitCodes.Trapped, $"sample {sample.Name}: {run.Status}: {run.Trap}");
                }
                host += session.Times.Run;
                cycles.Add(timing!.Cycles);
                last = OutputComparison.Numbers(session.Read(output), output.Type, InputConversion.Elements(output));
                error += data.Kind == DatasetKind.Anomaly ? MeanSquare(MemoryMarshal.Cast<byte, float>(window), last, output) : 0;
            }
            bool hit = data.Kind == DatasetKind.Classification && Scores.ArgMax(last) == sample.Label;
            right += hit ? 1 : 0;
            double score = error / Math.Max(1, sample.Windows.Count);
            scored.Add((score, sample.Label));
            different += expected is null || expected.Matches(sample.Name, last, score) ? 0 : 1;
        }
        if (scored.Count == 0)
        {
            throw new CliException($"data set '{data.Name}' is empty");
        }
        CostDistribution cost = CostDistribution.FromRuns(cycles);
        bool classes = data.Kind == DatasetKind.Classification;
        (double low, double high) = Scores.Wilson(right, scored.Count);
        return new Result(
            "accelemu.eval/1", session.Model.Name, data.Name, scored.Count,
            classes ? "accuracy" : "auc",
            classes ? (double)right / scored.Count : Scores.AreaUnderCurve(scored),
            classes ? [low, high] : null,
            classes ? right : null,
            expected is null ? 0 : scored.Count, different,
            cost.Mean, cost.Quantile(0.5), cost.Quantile(0.99), host);
    }

    private static byte[] ToModel(TensorBinding input, byte[] window, bool isFloat) =>
        InputConversion.ToInput(input, new FileTensor(new Frontends.TensorData(Numerics.DType.U8, [window.Length], window))
        {
            // Byte samples of a float model are numbers 0..255; everything else is raw model bytes, or fp32 to be quantised.
            IsRaw = isFloat || input.Type != Numerics.DType.F32,
        });

    private static double MeanSquare(ReadOnlySpan<float> real, double[] raw, TensorBinding output)
    {
        double sum = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            double value = output.Scale.Length > 0 ? (raw[i] - output.ZeroPoint[0]) * output.Scale[0] : raw[i];
            double difference = value - real[i];
            sum += difference * difference;
        }
        return sum / raw.Length;
    }

    private static void Print(Result r, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(r, Json.Options));
            return;
        }
        Console.WriteLine(r.Metric == "accuracy"
            ? $"{r.Model} on {r.Dataset}: accuracy {r.Right}/{r.Samples} = {100 * r.Score:0.00} % (95 %: {100 * r.Interval95![0]:0.0}..{100 * r.Interval95[1]:0.0} %)"
            : $"{r.Model} on {r.Dataset}: AUC {(r.Score is { } area ? $"{area:0.0000}" : "undefined (samples of one kind only)")} over {r.Samples} samples");
        Console.WriteLine($"cycles a run: mean {r.CyclesMean:N0}, p50 {r.CyclesP50:N0}, p99 {r.CyclesP99:N0}; host {r.HostSeconds:0.00} s");
        if (r.ReferenceChecked > 0)
        {
            Console.WriteLine($"reference: {r.ReferenceChecked - r.ReferenceDifferent} of {r.ReferenceChecked} samples equal");
        }
    }
}
