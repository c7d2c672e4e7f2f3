using System;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.Timing;
using Xunit;

namespace AccelEmu.Compression.Tests;

public sealed class MagnitudePrunerTests
{
    private static readonly MachineConfig Part = new()
    {
        Name = "part",
        ClockHertz = 1e9,
        Dram = new MemoryConfig(1 << 28, 16, 50),
        Scratchpad = new MemoryConfig(1 << 20, 64, 2),
        Accumulator = new MemoryConfig(1 << 18, 64, 1),
        Arrays = [new ArrayConfig(16, 16, Dataflow.WeightStationary)],
        Vector = new VectorConfig(16, 4, 8),
        Formats = [SparseFormat.Dense, SparseFormat.Bitmask],
        MatrixTypes = [DType.I8, DType.U8, DType.F32],
    };

    [Fact]
    public void Prune_RemovesTheSmallest_TiesByPosition()
    {
        Graph graph = new();
        Value x = new("x", DType.I8, 1, 4) { Quantization = Quantization.PerTensor(1, 0) };
        Value w = new("w", DType.I8, 4, 2) { Constant = [3, 0xFE, 2, 5, 2, 0xFF, 9, 2], Quantization = Quantization.PerTensor(1, 0) };
        graph.Add("fc", new MatMulOperation(Clamp.None), new Value("y", DType.I32, 1, 2), x, w);
        PrunedLayer layer = Assert.Single(MagnitudePruner.Prune(graph, 0.5));
        // |w| = 3 2 2 5 2 1 9 2: the 1 and the first three 2s go.
        Assert.Equal([3, 0, 0, 5, 0, 0, 9, 2], w.Constant);
        Assert.Equal(4, layer.Zeros);
        Assert.Equal(64, layer.DenseBits);
        Assert.Equal((4 * 8) + 8, layer.StoredBits);
        Assert.Equal(SparseFormat.Bitmask, w.Storage);
    }

    [Theory]
    [InlineData("mlp-int8")]
    [InlineData("mlp-fp32")]
    public void BitmaskModel_GivesTheDenseBits_AndReadsFewerBytes(string model)
    {
        (byte[] dense, long denseBytes) = Run(model, asDense: true);
        (byte[] sparse, long sparseBytes) = Run(model, asDense: false);
        Assert.Equal(dense, sparse);
        Assert.InRange(sparseBytes, 1, denseBytes / 2);
    }

    private static (byte[] Output, long DramRead) Run(string model, bool asDense)
    {
        Graph graph = Zoo.Build(model);
        ImmutableArray<PrunedLayer> layers = MagnitudePruner.Prune(graph, 0.8);
        Assert.All(layers, l => Assert.InRange(l.Zeros, (long)(0.8 * l.Weights) - 1, l.Weights));
        if (asDense)
        {
            foreach (Value w in graph.Nodes.SelectMany(n => n.Inputs))
            {
                w.Storage = SparseFormat.Dense;
            }
        }
        MachineProgram program = ModelCompiler.Compile(graph, Part, new CompileOptions()).Program;
        using Machine machine = new(Part);
        machine.Load(program);
        machine.WriteTensor(program.Bindings.Single(b => !b.IsOutput).Name, ZooInput.Create(graph));
        RunResult run = machine.Run(program, RunOptions.Default with { Trace = TraceLevel.L1, CheckRaces = true });
        Assert.Equal(RunStatus.Halted, run.Status);
        Assert.Empty(run.Races);
        TimingReport timing = TimingModel.Estimate(program, Part, run.Trace);
        return (machine.ReadTensor(program.Bindings.Single(b => b.IsOutput).Name), timing.Events[EventKind.DramRead]);
    }

    [Fact]
    public void IllegalSparsity_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => MagnitudePruner.Prune(new Graph(), 1));
}
