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
    private const int Inputs = 8;
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
        byte[][] inputs = [.. Enumerable.Range(1, Inputs).Select(seed => ZooInput.Create(graph, (ulong)seed))];
        int turn = 0;
        byte[][] expected = [.. inputs.Select(input => Emulate(input, KernelTier.Vector128, 1, timed: false))];
        byte[] onnx = session.Runtime is null ? [] : OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = true });
        foreach (int threads in Threads.Where(t => t <= Environment.ProcessorCount))
        {
            if (session.Runtime is not null)
            {
                byte[] image = new byte[inputs[0].Length], scores = new byte[from.Bytes];
                using INativeModel alone = Open(image, scores, threads, stopsSpinning: false);
                Agree(alone, image, scores);
                yield return session.Compare(Family, name, macs, [new Contender("inference alone", session.Runtime.Name, alone.Run) { Threads = threads }], 0.2, Rounds)[0];
            }
            byte[] shown = new byte[inputs[0].Length];
            using INativeModel? native = session.Runtime is null ? null : Open(shown, new byte[from.Bytes], threads, stopsSpinning: true);
            List<Contender> contenders = native is null ? [] : [new Contender("inference", session.Runtime!.Name, () => Infer(native, shown, Next())) { Threads = threads, IsBaseline = true, Peak = Peak(session.Fastest) }];
            foreach (KernelTier tier in session.Tiers(everyTier: false))
            {
                contenders.Add(new Contender("inference", BenchSession.Name(tier), () => Emulate(Next(), tier, threads, timed: false)) { Threads = threads, Peak = Peak(tier) });
                contenders.Add(new Contender("inference, trace and timing", BenchSession.Name(tier), () => Emulate(Next(), tier, threads, timed: true)) { Threads = threads, Peak = Peak(tier) });
                if (inputs.Where((input, i) => !Emulate(input, tier, threads, timed: i == 0).AsSpan().SequenceEqual(expected[i])).Any())
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

        // Another image every time: nothing may be remembered from run to run.
        byte[] Next() => inputs[turn++ % Inputs];

        INativeModel Open(byte[] image, byte[] scores, int threads, bool stopsSpinning) =>
            session.Runtime!.Open(new NativeModelRequest(onnx, image, [.. into.Shape], scores, [.. from.Shape], threads) { StopsSpinning = stopsSpinning });

        static void Infer(INativeModel native, byte[] image, byte[] input)
        {
            for (int i = 0; i < input.Length; i++)
            {
                image[i] = (byte)(input[i] ^ 0x80);
            }
            native.Run();
        }

        // Its sums are scaled in fp32, ours in fixed point: the scores differ by their last steps at most.
        void Agree(INativeModel native, byte[] image, byte[] scores)
        {
            int apart = 0;
            for (int i = 0; i < Inputs; i++)
            {
                Infer(native, image, inputs[i]);
                apart = Math.Max(apart, scores.Zip(expected[i], (theirs, ours) => Math.Abs((sbyte)(theirs ^ 0x80) - (sbyte)ours)).Max());
            }
            session.Progress($"model: scores of {Inputs} images differ by at most {apart} steps of 256");
        }

        byte[] Emulate(byte[] input, KernelTier tier, int threads, bool timed)
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
