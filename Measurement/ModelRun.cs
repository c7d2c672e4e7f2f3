using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using AccelEmu.Timing;

namespace AccelEmu.Measurement;

/// <summary>A network loaded on a machine and, where there is one, in a native runtime, with the same inputs for both. Nothing is kept from one input to the next.</summary>
internal sealed class ModelRun : IDisposable
{
    private const int Inputs = 8;

    private readonly TimingEstimator estimator;
    private readonly MachineProgram program;
    private readonly INativeRuntime? runtime;
    private readonly TensorBinding into;
    private readonly TensorBinding from;
    private readonly byte[][] inputs;
    private readonly byte[] onnx;
    private readonly byte[] onnxPerTensor;
    private readonly Array nativeInput;
    private readonly Array nativeOutput;
    private int current;

    /// <summary>Compiles and loads a network of the zoo; <paramref name="runtime"/> may be null.</summary>
    public ModelRun(MachineConfig config, string name, INativeRuntime? runtime)
    {
        this.runtime = runtime;
        Graph graph = Zoo.Build(name);
        program = ModelCompiler.Compile(graph, config).Program;
        estimator = new TimingEstimator(program, config);
        Machine = new Machine(config);
        Machine.Load(program);
        into = program.Bindings.First(b => !b.IsOutput);
        from = program.Bindings.First(b => b.IsOutput);
        inputs = [.. Enumerable.Range(1, Inputs).Select(seed => ZooInput.Create(graph, (ulong)seed))];
        OnnxWriterOptions unsigned = new() { UnsignedActivations = true };
        onnx = runtime is null ? [] : OnnxWriter.Write(graph, unsigned);
        onnxPerTensor = runtime is null || !IsQuantized ? [] : OnnxWriter.Write(PerTensorWeights.Apply(graph), unsigned);
        nativeInput = Allocate(into);
        nativeOutput = Allocate(from);
        Machine.WriteTensor(into.Name, inputs[0]);
        Macs = Machine.Run(program, new RunOptions()).Statistics.MultiplyAccumulates;
    }

    /// <summary>The machine, loaded.</summary>
    public Machine Machine { get; }

    /// <summary>Multiply-accumulates of an inference.</summary>
    public double Macs { get; }

    /// <summary>Whether inputs are codes.</summary>
    public bool IsQuantized => into.Type != DType.F32 && from.Type == DType.I8;

    /// <summary>Loads the network into the runtime: as it is, or with a scale for each weight tensor instead of each channel.</summary>
    public INativeModel Open(int threads, bool stopsSpinning, bool perTensor = false) =>
        runtime!.Open(new NativeModelRequest(perTensor ? onnxPerTensor : onnx, nativeInput, [.. into.Shape], nativeOutput, [.. from.Shape], threads) { StopsSpinning = stopsSpinning });

    /// <summary>Turns to another input, for both.</summary>
    public void NextInput() => current = (current + 1) % Inputs;

    /// <summary>What a run with the current input records.</summary>
    public RetireTrace Record(in KernelOptions kernels)
    {
        Machine.WriteTensor(into.Name, inputs[current]);
        return Machine.Run(program, new RunOptions { Kernels = kernels, Trace = TraceLevel.L1 }).Trace!;
    }

    /// <summary>The timing report of a recorded run.</summary>
    public TimingReport Estimate(RetireTrace trace) => estimator.Estimate(trace);

    /// <summary>One emulated inference.</summary>
    /// <exception cref="InvalidOperationException">The program did not reach its end.</exception>
    public byte[] Emulate(in KernelOptions kernels, bool isTimed)
    {
        Machine.WriteTensor(into.Name, inputs[current]);
        RunResult run = Machine.Run(program, new RunOptions { Kernels = kernels, Trace = isTimed ? TraceLevel.L1 : TraceLevel.None });
        if (run.Status != RunStatus.Halted || (isTimed && estimator.Estimate(run.Trace).Cycles <= 0))
        {
            throw new InvalidOperationException($"the run ended as {run.Status} {run.Trap}");
        }
        return Machine.ReadTensor(from.Name);
    }

    /// <summary>One native inference, with the current input; codes of int8 are shifted to u8.</summary>
    public void Infer(INativeModel native)
    {
        ReadOnlySpan<byte> source = inputs[current];
        Span<byte> target = Bytes(nativeInput);
        source.CopyTo(target);
        if (into.Type == DType.I8)
        {
            Flip(target);
        }
        native.Run();
    }

    /// <summary>Both on every input: elements that differ, of how many, and by how much at most (codes, or absolute for floats).</summary>
    public (long Different, long All, double Worst) Compare(INativeModel native, in KernelOptions kernels)
    {
        (long different, long all, double worst) = (0, 0, 0);
        for (int i = 0; i < Inputs; i++)
        {
            NextInput();
            double[] ours = Numbers(Emulate(kernels, isTimed: false));
            Infer(native);
            byte[] theirs = Bytes(nativeOutput).ToArray();
            if (from.Type == DType.I8)
            {
                Flip(theirs);
            }
            double[] distances = [.. ours.Zip(Numbers(theirs), (a, b) => Math.Abs(a - b))];
            all += distances.Length;
            different += distances.Count(d => d != 0);
            worst = Math.Max(worst, distances.Max());
        }
        return (different, all, worst);
    }

    /// <inheritdoc/>
    public void Dispose() => Machine.Dispose();

    private double[] Numbers(byte[] bytes) => from.Type == DType.F32
        ? [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)]
        : [.. bytes.Select(b => (double)(sbyte)b)];

    private static void Flip(Span<byte> codes)
    {
        foreach (ref byte code in codes)
        {
            code ^= 0x80;
        }
    }

    private static Array Allocate(TensorBinding binding) => binding.Type switch
    {
        DType.F32 => new float[binding.Bytes / sizeof(float)],
        DType.I32 => new int[binding.Bytes / sizeof(int)],
        DType.I64 => new long[binding.Bytes / sizeof(long)],
        _ => new byte[binding.Bytes],
    };

    private static Span<byte> Bytes(Array array) => array switch
    {
        float[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        int[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        long[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        _ => (byte[])array,
    };
}
