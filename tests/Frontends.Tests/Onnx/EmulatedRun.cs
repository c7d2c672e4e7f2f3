using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>A graph compiled and emulated on a large machine.</summary>
internal static class EmulatedRun
{
    private static readonly MachineConfig s_machine = new()
    {
        Name = "large",
        ClockHertz = 1e9,
        Dram = new MemoryConfig(1L << 32, 512, 200),
        Scratchpad = new MemoryConfig(24 << 20, 2048, 4),
        Accumulator = new MemoryConfig(4 << 20, 4096, 2),
        Arrays = [new ArrayConfig(256, 256, Dataflow.WeightStationary)],
        Vector = new VectorConfig(256, 16, 8),
        MatrixTypes = [DType.I8, DType.U8, DType.F32],
    };

    /// <summary>A machine with other memories.</summary>
    public static MachineConfig MachineOf(string name, int scratchpadKilobytes, int accumulatorKilobytes, int cores) => s_machine with
    {
        Name = name,
        Cores = cores,
        Scratchpad = s_machine.Scratchpad with { Bytes = scratchpadKilobytes << 10 },
        Accumulator = s_machine.Accumulator with { Bytes = accumulatorKilobytes << 10 },
    };

    /// <summary>Contents of each output, in order.</summary>
    public static byte[][] Of(Graph graph, params byte[][] inputs) => Of(graph, s_machine, new CompileOptions(), inputs);

    /// <summary>Contents of each output, on a machine with all its cores, without races.</summary>
    public static byte[][] On(MachineConfig config, Graph graph, params byte[][] inputs) => Of(graph, config, new CompileOptions { Cores = config.Cores }, inputs);

    /// <summary>Contents of every value that the passes leave, by name.</summary>
    public static Dictionary<string, byte[]> Values(Graph graph, params IEnumerable<byte[]> inputs)
    {
        CompiledModel compiled = ModelCompiler.Compile(graph, s_machine, new CompileOptions { KeepIntermediates = true });
        using Machine machine = new(s_machine);
        machine.Load(compiled.Program);
        Dictionary<string, byte[]> all = [];
        foreach (byte[] input in inputs)
        {
            machine.WriteTensor(graph.Inputs[0].Name, input);
            Assert.Equal(RunStatus.Halted, machine.Run(compiled.Program, RunOptions.Default).Status);
            foreach (TensorBinding binding in compiled.Program.Bindings.Where(b => b.IsOutput))
            {
                all[binding.Name] = [.. all.GetValueOrDefault(binding.Name) ?? [], .. machine.ReadTensor(binding.Name)];
            }
        }
        return all;
    }

    private static byte[][] Of(Graph graph, MachineConfig config, CompileOptions options, byte[][] inputs)
    {
        CompiledModel compiled = ModelCompiler.Compile(graph, config, options);
        using Machine machine = new(config);
        machine.Load(compiled.Program);
        foreach ((Value value, byte[] input) in graph.Inputs.Zip(inputs))
        {
            machine.WriteTensor(value.Name, input);
        }
        RunResult run = machine.Run(compiled.Program, new RunOptions { CheckRaces = config != s_machine });
        Assert.True(run.Status == RunStatus.Halted && run.Races.IsEmpty, $"{config.Name}, {config.Cores} cores: {run.Status} {run.Trap} {run.Races.FirstOrDefault()}");
        return [.. graph.Outputs.Select(o => machine.ReadTensor(o.Name))];
    }
}
