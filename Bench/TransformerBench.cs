using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AccelEmu.Cli;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using Microsoft.ML.OnnxRuntime;
using OrtSessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;
using RunOptions = AccelEmu.Emulator.RunOptions;

namespace AccelEmu.Bench;

/// <summary>
/// All of BERT-base int8 for 128 tokens: emulated on the cloud machine, and by ONNX Runtime from the same network with u8 activations and s8 weights. Runs are
/// paired, with another input each round, and the codes of both sides compared.
/// </summary>
internal static class TransformerBench
{
    private const string Model = "bert-base-int8";
    private const int WarmRounds = 3;
    private const int Rounds = 20;

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
        yield return Once($"load, {compiled.Program.Code[0].Length} words", clock);
        byte[] file = OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = true });
        yield return Once("write ONNX", clock);
        string name = graph.Inputs[0].Name;
        byte[][] inputs = [.. Enumerable.Range(0, WarmRounds + Rounds).Select(round => ZooInput.Create(graph, (ulong)round))];
        double macs = Emulate(machine, compiled.Program, inputs[0], new KernelOptions(KernelOptions.Default.Tier, 1)).Macs;
        foreach (int threads in (int[])[1, 2])
        {
            using RuntimeSession session = new(file, threads);
            List<double> ours = [], theirs = [];
            long different = 0, codes = 0;
            int worst = 0;
            for (int round = 0; round < WarmRounds + Rounds; round++)
            {
                byte[] input = inputs[round];
                (double runtime, byte[] expected) = session.Run(name, input);
                long start = Stopwatch.GetTimestamp();
                (byte[] output, _) = Emulate(machine, compiled.Program, input, new KernelOptions(KernelOptions.Default.Tier, threads));
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (round >= WarmRounds)
                {
                    ours.Add(seconds);
                    theirs.Add(runtime);
                    codes += output.Length;
                    int[] distances = [.. output.Zip(expected, (a, b) => Math.Abs((sbyte)a - (sbyte)(b ^ 0x80)))];
                    different += distances.Count(d => d != 0);
                    worst = Math.Max(worst, distances.Max());
                }
            }
            string shape = $"{threads} thread{(threads > 1 ? "s" : "")}";
            yield return new Row("transformer", "median run", "onnxruntime", shape, Median(theirs), macs / Median(theirs), null, 1);
            yield return new Row("transformer", "median run", KernelOptions.Default.Tier.ToString(), shape, Median(ours), macs / Median(ours), null, Median(ours.Zip(theirs, (a, b) => a / b)));
            yield return new Row("transformer", $"{different} of {codes} codes differ", "", $"by at most {worst}", 0, 0, null, null);
        }
        machine.WriteTensor(name, inputs[0]);
        foreach ((string mnemonic, long count, double seconds) in StepTimes.Of(machine, KernelOptions.Default.Tier))
        {
            yield return new Row("transformer", mnemonic, KernelOptions.Default.Tier.ToString(), $"{count} times, 1 thread", seconds, 0, null, null);
        }
    }

    private static (byte[] Output, double Macs) Emulate(Machine machine, MachineProgram program, byte[] input, KernelOptions kernels)
    {
        machine.WriteTensor(program.Bindings.First(b => !b.IsOutput).Name, input);
        RunResult run = machine.Run(program, new RunOptions { Kernels = kernels });
        return run.Status == RunStatus.Halted
            ? (machine.ReadTensor(program.Bindings.First(b => b.IsOutput).Name), run.Statistics.MultiplyAccumulates)
            : throw new InvalidOperationException($"the run ended as {run.Status} {run.Trap}");
    }

    private static Row Once(string what, Stopwatch clock)
    {
        Row row = new("transformer", what, "", "once", clock.Elapsed.TotalSeconds, 0, null, null);
        clock.Restart();
        return row;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>ONNX Runtime with all fusions; its threads spin while it runs, but not on into our runs.</summary>
    private sealed class RuntimeSession : IDisposable
    {
        private readonly InferenceSession session;

        public RuntimeSession(byte[] model, int threads)
        {
            using OrtSessionOptions settings = new() { IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
            settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
            settings.AddSessionConfigEntry("session.force_spinning_stop", "1");
            session = new InferenceSession(model, settings);
        }

        /// <summary>Seconds from input bytes to output bytes, and those.</summary>
        public (double Seconds, byte[] Output) Run(string name, byte[] input)
        {
            long start = Stopwatch.GetTimestamp();
            NodeMetadata type = session.InputMetadata[name];
            using OrtValue tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type.ElementDataType, [.. type.Dimensions.Select(d => (long)d)]);
            input.CopyTo(tensor.GetTensorMutableRawData());
            using Microsoft.ML.OnnxRuntime.RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, new Dictionary<string, OrtValue> { [name] = tensor }, session.OutputNames);
            byte[] output = outputs[0].GetTensorMutableRawData().ToArray();
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, output);
        }

        public void Dispose() => session.Dispose();
    }
}
