using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>A graph with one input, compiled and emulated on a large machine.</summary>
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

    /// <summary>Contents of each output, in order.</summary>
    public static byte[][] Of(Graph graph, byte[] input)
    {
        CompiledModel compiled = ModelCompiler.Compile(graph, s_machine);
        using Machine machine = new(s_machine);
        machine.Load(compiled.Program);
        machine.WriteTensor(compiled.Program.Bindings.Single(b => !b.IsOutput).Name, input);
        RunResult run = machine.Run(compiled.Program, RunOptions.Default);
        Assert.Equal(RunStatus.Halted, run.Status);
        return [.. graph.Outputs.Select(o => machine.ReadTensor(o.Name))];
    }
}
