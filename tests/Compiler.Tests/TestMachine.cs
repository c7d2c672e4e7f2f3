using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>Machines for tests, and the check that a compiled graph gives the oracle's bytes without races and executes the same with and without loops.</summary>
internal static class TestMachine
{
    public static MachineConfig Of(long scratchpad, long accumulator, int cores = 1) => new()
    {
        Name = $"test-{scratchpad}-{accumulator}-{cores}",
        ClockHertz = 1e9,
        Cores = cores,
        Dram = new MemoryConfig(1L << 28, 16, 100),
        Scratchpad = new MemoryConfig(scratchpad, 64, 2),
        Accumulator = new MemoryConfig(accumulator, 64, 2),
        Arrays = [new ArrayConfig(16, 16, Dataflow.WeightStationary)],
        Vector = new VectorConfig(16, 4, 4),
        Formats = [SparseFormat.Dense, SparseFormat.Bitmask],
    };

    public static Dictionary<string, byte[]> RandomInputs(Graph graph, Random random)
    {
        Dictionary<string, byte[]> inputs = [];
        foreach (Value input in graph.Inputs)
        {
            inputs[input.Name] = RandomGraphs.Content(random, input.Type, GraphOracle.Dims(input));
        }
        return inputs;
    }

    public static RunResult Run(MachineProgram program, MachineConfig config, Dictionary<string, byte[]> inputs, out Dictionary<string, byte[]> outputs, bool checkRaces = true)
    {
        using Machine machine = new(config);
        machine.Load(program);
        foreach ((string name, byte[] data) in inputs)
        {
            machine.WriteTensor(name, data);
        }
        RunResult result = machine.Run(program, new RunOptions { CheckRaces = checkRaces });
        outputs = program.Bindings.Where(b => b.IsOutput).ToDictionary(b => b.Name, b => machine.ReadTensor(b.Name));
        return result;
    }

    public static CompiledModel Verify(Graph graph, MachineConfig config, CompileOptions options, int seed)
    {
        CompiledModel model = ModelCompiler.Compile(graph, config, options);
        ExecutedCode.AssertSame(ModelCompiler.Compile(graph, config, options with { RollLoops = false }).Program, model.Program);
        Dictionary<string, byte[]> inputs = RandomInputs(graph, new Random(seed));
        RunResult result = Run(model.Program, config, inputs, out Dictionary<string, byte[]> outputs);
        string what = $"seed {seed}, {graph.Name}, {config.Name}, cores {options.Cores}";
        Assert.True(result.Status == RunStatus.Halted, $"{what}: {result.Status} {result.Trap}");
        Assert.True(result.Races.IsEmpty, $"{what}: {result.Races.Length} races, first {result.Races.FirstOrDefault()}");
        Dictionary<Value, byte[]> expected = new GraphOracle(graph).Run(inputs);
        foreach (Value output in graph.Outputs)
        {
            int at = expected[output].AsSpan().CommonPrefixLength(outputs[output.Name]);
            Assert.True(at == outputs[output.Name].Length, $"{what}: {output} differs at byte {at} of {outputs[output.Name].Length}");
        }
        return model;
    }
}
