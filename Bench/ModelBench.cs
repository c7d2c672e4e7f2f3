using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using AccelEmu.Cli;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Timing;
using TraceLevel = AccelEmu.Isa.TraceLevel;

namespace AccelEmu.Bench;

/// <summary>
/// All of ResNet-50 int8 for one image: emulated on the cloud machine, and by ONNX Runtime from the same network with u8 activations, s8
/// weights with a scale for each channel, QLinearConv and QLinearAdd. Input and output are copied in and out in both.
/// </summary>
/// <remarks>
/// Runs are paired: each run of ours comes right after one of ONNX Runtime with as many threads, and the rounds go through all candidates in turn, so that other load
/// on the machine meets all alike. The ratio beside a median is the median of the pairs' ratios.
/// </remarks>
internal static class ModelBench
{
    private const string Model = "resnet50-int8";
    private const double Macs = 4_089_184_256;
    private const int WarmRounds = 3;
    private const int Rounds = 15;

    private sealed record Candidate(KernelTier Tier, int Threads, bool Timed)
    {
        public List<double> Seconds { get; } = [];
        public List<double> Baseline { get; } = [];
        public string Shape => $"{Threads} thread{(Threads > 1 ? "s" : "")}{(Timed ? ", trace and timing" : "")}";
    }

    public static IEnumerable<Row> Run()
    {
        Stopwatch clock = Stopwatch.StartNew();
        Graph graph = Zoo.Build(Model);
        yield return Once("build the network", clock);
        MachineConfig config = MachineCatalog.Load("cloud");
        CompiledModel compiled = ModelCompiler.Compile(graph, config);
        yield return Once("compile", clock);
        using Machine machine = new(config);
        machine.Load(compiled.Program);
        yield return Once("load", clock);
        byte[] file = OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = true });
        yield return Once("write ONNX", clock);

        byte[] input = ZooInput.Create(graph, 1);
        byte[] shifted = [.. input.Select(b => (byte)(b ^ 0x80))];
        byte[] result = new byte[1000];
        OnnxRuntimeBaseline[] sessions = [.. Enumerable.Range(1, 2).Select(threads => new OnnxRuntimeBaseline(file, shifted, [1, 224, 224, 3], result, [1, 1000], threads))];
        yield return Once("create 2 sessions", clock, "onnxruntime");

        Candidate[] candidates =
        [
            .. KernelTiers.Accelerated.Where(t => t != KernelTier.Reference).SelectMany(t => Enumerable.Range(1, 2).SelectMany(n => new[] { new Candidate(t, n, false), new Candidate(t, n, true) })),
        ];
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        (long busy, long all) = ProcessorTicks();
        byte[]? first = null;
        for (int round = -WarmRounds; round < Rounds; round++)
        {
            foreach (Candidate candidate in candidates)
            {
                double baseline = Seconds(sessions[candidate.Threads - 1].Run);
                byte[] output = [];
                double seconds = Seconds(() => output = Emulate(machine, compiled.Program, config, input, candidate));
                first ??= output;
                if (!output.AsSpan().SequenceEqual(first))
                {
                    throw new InvalidOperationException($"{candidate.Tier} with {candidate.Shape} gives another output");
                }
                if (round >= 0)
                {
                    candidate.Seconds.Add(seconds);
                    candidate.Baseline.Add(baseline);
                }
            }
        }
        double wall = clock.Elapsed.TotalSeconds;
        double share = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / (wall * Environment.ProcessorCount);
        (long busyNow, long allNow) = ProcessorTicks();
        yield return new Row("model", "own share of processors", "", $"{Environment.ProcessorCount} processors, all loops", wall, 0, share, null);
        if (allNow > all)
        {
            yield return new Row("model", "everyone's share", "", "", wall, 0, (busyNow - busy) / (double)(allNow - all), null);
        }
        foreach (Row row in Rows(candidates))
        {
            yield return row;
        }
        foreach (OnnxRuntimeBaseline session in sessions)
        {
            session.Dispose();
        }
    }

    private static IEnumerable<Row> Rows(Candidate[] candidates)
    {
        foreach (IGrouping<int, Candidate> threads in candidates.GroupBy(c => c.Threads))
        {
            double[] baseline = [.. threads.SelectMany(c => c.Baseline)];
            string shape = threads.First(c => !c.Timed).Shape;
            double fastest = baseline.Min();
            yield return new Row("model", "best run", "onnxruntime", shape, fastest, Macs / fastest, null, 1);
            yield return new Row("model", "median run", "onnxruntime", shape, Median(baseline), Macs / Median(baseline), null, 1);
            foreach (Candidate c in threads)
            {
                double best = c.Seconds.Min(), median = Median(c.Seconds);
                yield return new Row("model", "best run", c.Tier.ToString(), c.Shape, best, Macs / best, null, best / fastest);
                yield return new Row("model", "median run", c.Tier.ToString(), c.Shape, median, Macs / median, null, Median(c.Seconds.Zip(c.Baseline, (ours, theirs) => ours / theirs)));
            }
        }
    }

    private static byte[] Emulate(Machine machine, MachineProgram program, MachineConfig config, byte[] input, Candidate candidate)
    {
        machine.WriteTensor(program.Bindings.First(b => !b.IsOutput).Name, input);
        RunResult run = machine.Run(program, new RunOptions { Kernels = new KernelOptions(candidate.Tier, candidate.Threads), Trace = candidate.Timed ? TraceLevel.L1 : TraceLevel.None });
        if (run.Status != RunStatus.Halted || (candidate.Timed && TimingModel.Estimate(program, config, run.Trace).Cycles <= 0))
        {
            throw new InvalidOperationException($"the run ended as {run.Status}");
        }
        return machine.ReadTensor(program.Bindings.First(b => b.IsOutput).Name);
    }

    private static Row Once(string what, Stopwatch clock, string tier = "")
    {
        Row row = new("model", what, tier, "once", clock.Elapsed.TotalSeconds, 0, null, null);
        clock.Restart();
        return row;
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Time that all processes took, and time there was, in clock ticks since the start; zeros where the system does not say.</summary>
    private static (long Busy, long All) ProcessorTicks()
    {
        if (!File.Exists("/proc/stat"))
        {
            return (0, 0);
        }
        long[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(long.Parse)];
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }
}
