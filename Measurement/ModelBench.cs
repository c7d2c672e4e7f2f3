using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Timing;
using TraceLevel = AccelEmu.Isa.TraceLevel;

namespace AccelEmu.Measurement;

/// <summary>
/// All of ResNet-50 int8 for one image: emulated on the cloud machine, and by a native runtime from the same network with u8 activations, s8
/// weights with a scale for each channel, QLinearConv and QLinearAdd. Input and output are copied in and out in both.
/// </summary>
/// <remarks>
/// Runs are paired, so that other load on the machine meets all alike. The runtime has all its fusions, and its threads spin while it runs, but not on into ours: by
/// default they do, for longer than a run takes. What it does alone by default is measured before the pairs.
/// </remarks>
internal static class ModelBench
{
    private const string Family = "model";
    private const string Model = "resnet50-int8";
    private const int Rounds = 20;
    private static readonly int[] Threads = [1, 2];

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        string name = session.Brief ? "mlp-int8" : Model;
        session.Progress($"model: building and compiling {name}");
        Stopwatch clock = Stopwatch.StartNew();
        Graph graph = Zoo.Build(name);
        yield return Once("build the network", clock);
        MachineConfig config = session.Machines("cloud");
        MachineProgram program = ModelCompiler.Compile(graph, config).Program;
        yield return Once("compile", clock);
        using Machine machine = new(config);
        machine.Load(program);
        yield return Once("load", clock);
        double macs = TimingModel.Estimate(program, config).Macs;
        TensorBinding into = program.Bindings.First(b => !b.IsOutput), from = program.Bindings.First(b => b.IsOutput);
        byte[] input = ZooInput.Create(graph, 1), expected = Emulate(KernelTier.Vector128, 1, timed: false);
        byte[] onnx = session.Runtime is null ? [] : OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = true });
        foreach (int threads in Threads.Where(t => t <= Environment.ProcessorCount))
        {
            if (session.Runtime is not null)
            {
                using INativeModel alone = Open(threads, stopsSpinning: false);
                yield return session.Compare(Family, name, macs, [new Contender("inference alone", session.Runtime.Name, alone.Run) { Threads = threads }], 0.2, Rounds)[0];
            }
            using INativeModel? native = session.Runtime is null ? null : Open(threads, stopsSpinning: true);
            List<Contender> contenders = native is null ? [] : [new Contender("inference", session.Runtime!.Name, native.Run) { Threads = threads, IsBaseline = true, Peak = Peak(session.Fastest) }];
            foreach (KernelTier tier in session.Tiers(everyTier: false))
            {
                contenders.Add(new Contender("inference", BenchSession.Name(tier), () => Emulate(tier, threads, timed: false)) { Threads = threads, Peak = Peak(tier) });
                contenders.Add(new Contender("inference, trace and timing", BenchSession.Name(tier), () => Emulate(tier, threads, timed: true)) { Threads = threads, Peak = Peak(tier) });
                if (!Emulate(tier, threads, timed: true).AsSpan().SequenceEqual(expected))
                {
                    throw new InvalidOperationException($"{tier} with {threads} threads gives another output");
                }
            }
            foreach (BenchRow row in session.Compare(Family, name, macs, contenders, 1, session.Brief ? 3 : Rounds))
            {
                yield return row;
            }
        }

        Peak? Peak(KernelTier tier) => session.Peaks.For("i8", tier);

        INativeModel Open(int threads, bool stopsSpinning)
        {
            byte[] unsigned = [.. input.Select(b => (byte)(b ^ 0x80))];
            return session.Runtime!.Open(new NativeModelRequest(onnx, unsigned, [.. into.Shape], new byte[from.Bytes], [.. from.Shape], threads) { StopsSpinning = stopsSpinning });
        }

        byte[] Emulate(KernelTier tier, int threads, bool timed)
        {
            machine.WriteTensor(into.Name, input);
            RunResult run = machine.Run(program, new RunOptions { Kernels = new KernelOptions(tier, threads), Trace = timed ? TraceLevel.L1 : TraceLevel.None });
            if (run.Status != RunStatus.Halted || (timed && TimingModel.Estimate(program, config, run.Trace).Cycles <= 0))
            {
                throw new InvalidOperationException($"the run ended as {run.Status}");
            }
            return machine.ReadTensor(from.Name);
        }
    }

    private static BenchRow Once(string what, Stopwatch clock)
    {
        BenchRow row = new() { Family = Family, Kernel = what, Shape = "once", Tier = "host", Seconds = clock.Elapsed.TotalSeconds };
        clock.Restart();
        return row;
    }
}
