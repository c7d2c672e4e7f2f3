using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>A model with one input, loaded once and run on many samples.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly Machine machine;

    public LoadedModel(CompiledModel model) : this(model.Program, model.Machine) { }

    public LoadedModel(MachineProgram program, MachineConfig config)
    {
        machine = new Machine(config);
        machine.Load(program);
        Program = program;
        Input = Assert.Single(program.Bindings, b => !b.IsOutput);
    }

    public MachineProgram Program { get; }

    public TensorBinding Input { get; }

    public TensorBinding Output => Program.Bindings.First(b => b.IsOutput);

    /// <summary>Options that leave the second processor to other tests.</summary>
    public static RunOptions OneThread { get; } = new() { Kernels = KernelOptions.Default with { Threads = 1 } };

    /// <summary>Runs to the end and gives the first output's bytes.</summary>
    public byte[] Run(ReadOnlySpan<byte> input, RunOptions? options = null)
    {
        RunWhole(input, options);
        return machine.ReadTensor(Output.Name);
    }

    /// <summary>Runs to the end, asserting that it gets there.</summary>
    public RunResult RunWhole(ReadOnlySpan<byte> input, RunOptions? options = null)
    {
        RunResult result = TryRun(input, options);
        Assert.True(result.Status == RunStatus.Halted, $"{Program.Name}: {result.Status} {result.Trap} {string.Join("; ", result.Waits)}");
        return result;
    }

    /// <summary>Runs until it stops for whatever reason.</summary>
    public RunResult TryRun(ReadOnlySpan<byte> input, RunOptions? options = null)
    {
        machine.WriteTensor(Input.Name, input);
        return machine.Run(options ?? OneThread);
    }

    public byte[] Read(string tensor) => machine.ReadTensor(tensor);

    /// <summary>All outputs one behind the other.</summary>
    public byte[] ReadOutputs() => [.. Program.Bindings.Where(b => b.IsOutput).SelectMany(b => machine.ReadTensor(b.Name))];

    /// <summary>real / scale (divided in fp64) + zero point, ties away from zero, in the input's int8.</summary>
    public byte[] Quantize(ReadOnlySpan<float> real)
    {
        Assert.Equal(DType.I8, Input.Type);
        byte[] raw = new byte[real.Length];
        for (int i = 0; i < real.Length; i++)
        {
            double q = Math.Round((double)real[i] / Input.Scale[0], MidpointRounding.AwayFromZero) + Input.ZeroPoint[0];
            raw[i] = (byte)(sbyte)Math.Clamp(q, sbyte.MinValue, sbyte.MaxValue);
        }
        return raw;
    }

    /// <summary>(raw − zero point) · scale of int8 output bytes, in fp32.</summary>
    public float[] Dequantize(ReadOnlySpan<byte> raw)
    {
        Assert.Equal(DType.I8, Output.Type);
        float[] real = new float[raw.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            real[i] = ((sbyte)raw[i] - Output.ZeroPoint[0]) * Output.Scale[0];
        }
        return real;
    }

    /// <summary>Bytes as fp32 values.</summary>
    public static float[] Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    /// <summary>fp32 values as bytes.</summary>
    public static byte[] Bytes(ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values).ToArray();

    public void Dispose() => machine.Dispose();
}
