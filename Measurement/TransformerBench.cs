using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Timing;
using TraceLevel = AccelEmu.Isa.TraceLevel;

namespace AccelEmu.Measurement;

/// <summary>
/// All of BERT-base int8 for 128 tokens: emulated on the cloud machine, and by a native runtime from the same network with u8 activations, s8 weights with a
/// scale for each channel, QGemm, QLinearMatMul and QLinearAdd. Every run has another text; then the time of each instruction.
/// </summary>
internal static class TransformerBench
{
    private const string Family = "model";
    private const string Model = "bert-base-int8";
    private const int Rounds = 20;
    private static readonly int[] Threads = [1, 2];

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        string name = session.Brief ? "bert-tiny-int8" : Model;
        session.Progress($"model: building and compiling {name}");
        Stopwatch clock = Stopwatch.StartNew();
        Graph graph = Zoo.Build(name);
        yield return Once("build the network", name, clock);
        MachineConfig config = session.Machines("cloud");
        MachineProgram program = ModelCompiler.Compile(graph, config).Program;
        yield return Once("compile", name, clock);
        using Machine machine = new(config);
        machine.Load(program);
        yield return Once("load", name, clock);
        double macs = TimingModel.Estimate(program, config).Macs;
        TensorBinding into = program.Bindings.First(b => !b.IsOutput), from = program.Bindings.First(b => b.IsOutput);
        byte[][] texts = [.. Enumerable.Range(0, Rounds).Select(text => ZooInput.Create(graph, (ulong)text))];
        byte[] onnx = session.Runtime is null ? [] : OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = true });
        int[] tokens = new int[texts[0].Length / sizeof(int)];
        byte[] codes = new byte[from.Bytes];
        int next = 0;
        foreach (int threads in Threads.Where(t => t <= Environment.ProcessorCount))
        {
            using INativeModel? native = session.Runtime?.Open(new NativeModelRequest(onnx, tokens, [.. into.Shape], codes, [.. from.Shape], threads) { StopsSpinning = true });
            List<Contender> contenders = [];
            if (native is not null)
            {
                contenders.Add(new Contender("inference", session.Runtime!.Name, () => Infer(native)) { Threads = threads, IsBaseline = true, Peak = session.Peaks.For("i8", session.Fastest) });
            }
            foreach (bool timed in (bool[])[false, true])
            {
                contenders.Add(new Contender(timed ? "inference, trace and timing" : "inference", BenchSession.Name(session.Fastest), () => Emulate(Next(), threads, timed))
                {
                    Threads = threads,
                    Peak = session.Peaks.For("i8", session.Fastest),
                });
            }
            foreach (BenchRow row in session.Compare(Family, name, macs, contenders, 1, session.Brief ? 3 : Rounds))
            {
                yield return row;
            }
        }
        machine.WriteTensor(into.Name, texts[0]);
        foreach ((string mnemonic, long count, double seconds) in StepTimes.Of(machine, session.Fastest))
        {
            yield return new BenchRow { Family = Family, Kernel = mnemonic, Shape = $"{name}, {count} times", Tier = BenchSession.Name(session.Fastest), Seconds = seconds };
        }

        byte[] Next() => texts[next++ % Rounds];

        void Infer(INativeModel native)
        {
            Next().CopyTo(MemoryMarshal.AsBytes(tokens.AsSpan()));
            native.Run();
        }

        void Emulate(byte[] text, int threads, bool timed)
        {
            machine.WriteTensor(into.Name, text);
            RunResult run = machine.Run(program, new RunOptions { Kernels = new KernelOptions(session.Fastest, threads), Trace = timed ? TraceLevel.L1 : TraceLevel.None });
            if (run.Status != RunStatus.Halted || (timed && TimingModel.Estimate(program, config, run.Trace).Cycles <= 0))
            {
                throw new InvalidOperationException($"the run ended as {run.Status}");
            }
            _ = machine.ReadTensor(from.Name);
        }
    }

    private static BenchRow Once(string what, string name, Stopwatch clock)
    {
        BenchRow row = new() { Family = Family, Kernel = what, Shape = $"{name}, once", Tier = "host", Seconds = clock.Elapsed.TotalSeconds };
        clock.Restart();
        return row;
    }
}
