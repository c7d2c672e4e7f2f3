using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>
/// Whole networks of the zoo on the cloud machine, from input bytes to output bytes, against a native runtime with the same network as ONNX: u8 activations and s8 weights
/// with a scale for each channel where it is int8.
/// </summary>
/// <remarks>
/// Runs are paired, with another input every round. The runtime has all its fusions, and its threads spin while it runs, but not on into ours: by default they do, for
/// longer than a run takes. What it does alone by default is measured before the pairs, also with one scale for a weight tensor; the faster of the two is paired.
/// </remarks>
internal static class ModelBench
{
    private const string Family = "model";
    private const int Rounds = 20;
    private const double TimingSeconds = 0.1;
    // Code that is no kernel is compiled in earnest, twice, after thirty calls each: without this a good part of the pairs is measured before.
    private const int CallsUntilCompiled = 80;
    private static readonly int[] ThreadCounts = [1, 2];
    private static readonly string[] Models = ["resnet50-int8", "mobilenetv2-int8", "bert-base-int8", "resnet50-fp32"];

    public static IEnumerable<BenchRow> Run(BenchSession session) => (session.Brief ? ["mlp-int8"] : Models).SelectMany(name => Model(session, name));

    private static IEnumerable<BenchRow> Model(BenchSession session, string name)
    {
        session.Progress($"model: building and compiling {name}");
        Stopwatch clock = Stopwatch.StartNew();
        using ModelRun model = new(session.Machines("cloud"), name, session.Runtime);
        yield return new BenchRow { Family = Family, Kernel = "build, compile and load once", Shape = name, Tier = "host", Seconds = clock.Elapsed.TotalSeconds };
        string operands = name.EndsWith("fp32", StringComparison.Ordinal) ? "f32" : "i8";
        foreach (int threads in ThreadCounts.Where(t => t <= Environment.ProcessorCount))
        {
            foreach (BenchRow row in Threads(session, model, name, operands, threads))
            {
                yield return row;
            }
        }
        session.Progress($"model: taking {name} apart");
        foreach ((string part, double seconds) in Parts(session, model))
        {
            yield return new BenchRow { Family = Family, Kernel = part, Shape = $"{name}, where the time goes", Tier = BenchSession.Name(session.Fastest), Seconds = seconds };
        }
    }

    private static IEnumerable<(string Part, double Seconds)> Parts(BenchSession session, ModelRun model)
    {
        RetireTrace trace = model.Record(new KernelOptions(session.Fastest, 1));
        (InstructionInfo Instruction, long Count, double Seconds)[] steps = [.. StepTimes.Of(model.Machine, session.Fastest)];
        ProductParts products = ProductParts.Of(trace, session.Fastest);
        double measured = products.Kernel + products.Gather + products.Drain + products.Residual;
        yield return ("kernel", products.Kernel);
        yield return ("gather", products.Gather);
        yield return ("requantise, begin of tiles", products.Drain);
        yield return ("residual", products.Residual);
        yield return ("other products, and what caches cost", OfClass(InstructionClass.Matrix) - measured);
        yield return ("vector", OfClass(InstructionClass.Vector));
        yield return ("moves", OfClass(InstructionClass.Move));
        yield return ("control", OfClass(InstructionClass.Control) + OfClass(InstructionClass.Descriptor) + OfClass(InstructionClass.Sync));
        yield return ("timing", PairedRuns.Median(PairedRuns.Measure([() => model.Estimate(trace)], TimingSeconds)[0]));
        foreach ((InstructionInfo instruction, long count, double seconds) in steps)
        {
            yield return ($"all {instruction.Mnemonic}, {count} of them", seconds);
        }

        double OfClass(InstructionClass kind) => steps.Where(s => s.Instruction.Class == kind).Sum(s => s.Seconds);
    }

    private static IEnumerable<BenchRow> Threads(BenchSession session, ModelRun model, string name, string operands, int threads)
    {
        string runtime = session.Runtime?.Name ?? "";
        bool perTensor = false;
        if (session.Runtime is not null)
        {
            double[] alone = new double[model.IsQuantized ? 2 : 1];
            for (int i = 0; i < alone.Length; i++)
            {
                using INativeModel open = model.Open(threads, stopsSpinning: false, perTensor: i == 1);
                BenchRow row = session.Compare(Family, name, model.Macs, [new Contender($"inference alone{Scales(i == 1)}", runtime, open.Run) { Threads = threads }], 0.2, Rounds)[0];
                alone[i] = row.Seconds;
                yield return row;
            }
            perTensor = alone[^1] < alone[0];
        }
        using INativeModel? native = session.Runtime is null ? null : model.Open(threads, stopsSpinning: true, perTensor);
        List<Contender> contenders = native is null
            ? []
            : [new Contender($"inference{Scales(perTensor)}", runtime, () => model.Infer(native)) { Threads = threads, IsBaseline = true, Peak = session.Peaks.For(operands, session.Fastest) }];
        foreach (KernelTier tier in session.Tiers(everyTier: false))
        {
            KernelOptions kernels = new(tier, threads);
            for (int i = 0; i < (session.Brief ? 1 : CallsUntilCompiled); i++)
            {
                model.Emulate(kernels, isTimed: true);
            }
            contenders.Add(new Contender("inference", BenchSession.Name(tier), () => model.Emulate(kernels, isTimed: false)) { Threads = threads, Peak = session.Peaks.For(operands, tier) });
            contenders.Add(new Contender("inference, trace and timing", BenchSession.Name(tier), () => model.Emulate(kernels, isTimed: true)) { Threads = threads, Peak = session.Peaks.For(operands, tier) });
        }
        foreach (BenchRow row in session.Compare(Family, name, model.Macs, contenders, 1, session.Brief ? 3 : Rounds, model.NextInput))
        {
            yield return row;
        }
        if (native is not null)
        {
            using INativeModel same = model.Open(threads, stopsSpinning: true);
            (long different, long all, double worst) = model.Compare(same, new KernelOptions(session.Fastest, threads));
            yield return new BenchRow
            {
                Family = Family,
                Kernel = FormattableString.Invariant($"outputs: {different} of {all} differ, by at most {worst:G3}"),
                Shape = name,
                Tier = $"{BenchSession.Name(session.Fastest)} and {runtime}",
                Threads = threads,
            };
        }
    }

    private static string Scales(bool perTensor) => perTensor ? ", a scale a tensor" : "";
}
