using System;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>A whole layer behind its embedding, on memories of the edge, dynamic and cloud machines, against the graph's plain evaluation.</summary>
public sealed class TransformerLayerTests
{
    private const long Tokens = 33, Heads = 3, HeadWidth = 16, Width = Heads * HeadWidth, Inner = 112, Vocabulary = 90;

    [Theory]
    [InlineData(DType.F32, 256, 64)]
    [InlineData(DType.F32, 1024, 256)]
    [InlineData(DType.F32, 24576, 4096)]
    [InlineData(DType.I8, 256, 64)]
    [InlineData(DType.I8, 1024, 256)]
    [InlineData(DType.I8, 24576, 4096)]
    public void Layer_OnOneCoreAndTwo_EqualsOracle(DType type, int scratchpadKilobytes, int accumulatorKilobytes)
    {
        Graph graph = Layer(new Random(11), type);
        byte[] tokens = [.. Enumerable.Range(0, (int)Tokens).SelectMany(i => BitConverter.GetBytes((int)(i * 37 % Vocabulary)))];
        byte[] expected = new GraphOracle(graph).Run(new System.Collections.Generic.Dictionary<string, byte[]> { ["tokens"] = tokens })[graph.Outputs[0]];
        foreach (int cores in (int[])[1, 2])
        {
            MachineConfig config = TestMachine.Of(scratchpadKilobytes << 10, accumulatorKilobytes << 10, cores);
            MachineProgram program = ModelCompiler.Compile(graph, config, new CompileOptions { Cores = cores }).Program;
            RunResult run = TestMachine.Run(program, config, new() { ["tokens"] = tokens }, out var outputs);
            Assert.True(run.Status == RunStatus.Halted && run.Races.IsEmpty, $"{cores} cores: {run.Status} {run.Trap} {run.Races.FirstOrDefault()}");
            Assert.True(expected.AsSpan().SequenceEqual(outputs["y"]), $"{cores} cores differ at {expected.AsSpan().CommonPrefixLength(outputs["y"])} of {expected.Length}");
            Assert.InRange(program.Code.Sum(code => code.Length), 1, 2000);
        }
    }

    private static Graph Layer(Random r, DType type)
    {
        Value tokens = new("tokens", DType.I32, Tokens);
        Graph graph = RandomGraphs.Wrap("layer", RandomGraphs.Tensor(r, "y", type, Tokens, Width), tokens);
        graph.Requantization = RequantMode.Float32;
        Value table = RandomGraphs.Constant(r, "table", type, Vocabulary, Width);
        table.Quantization = type == DType.F32 ? null : RandomGraphs.Quantized(r, type);
        Value x = graph.Add("embedding", new GatherRowsOperation(), Kept("embedding", table, Tokens, Width), table, tokens);
        Value Dense(string name, Value input, long outputs) => graph.Add(name, new MatMulOperation(Clamp.None, HasBias: true), RandomGraphs.Tensor(r, name, type, Tokens, outputs),
            input, RandomGraphs.Weights(r, name + "/w", type, true, input.Shape[1].Size, outputs), RandomGraphs.Constant(r, name + "/b", type == DType.F32 ? DType.F32 : DType.I32, outputs));
        Value Norm(string name, Value input, Value output) =>
            graph.Add(name, new LayerNormOperation(1e-5f), output, input, RandomGraphs.Constant(r, name + "/gamma", DType.F32, Width), RandomGraphs.Constant(r, name + "/beta", DType.F32, Width));
        Value Add(string name, Value a, Value b) =>
            graph.Add(name, new BinaryOperationNode(BinaryOperation.Add, Clamp.None, ResidualMode.Float32), RandomGraphs.Tensor(r, name, type, Tokens, Width), a, b);
        Value Split(Value flat, ImmutableArray<int> order)
        {
            long[] apart = [Tokens, Heads, HeadWidth];
            Value shaped = graph.Add(flat.Name + "/apart", new ReshapeOperation(), Kept(flat.Name + "/apart", flat, apart), flat);
            return graph.Add(flat.Name + "/turned", new TransposeOperation(order), Kept(flat.Name + "/turned", flat, [.. order.Select(axis => apart[axis])]), shaped);
        }
        Value q = Split(Dense("q", x, Width), [1, 0, 2]), k = Split(Dense("k", x, Width), [1, 2, 0]), v = Split(Dense("v", x, Width), [1, 0, 2]);
        Value scores = graph.Add("scores", new MatMulOperation(Clamp.None), RandomGraphs.Tensor(r, "scores", type, Heads, Tokens, Tokens), q, k);
        Value p = RandomGraphs.Tensor(r, "p", type, Heads, Tokens, Tokens);
        p.Quantization = type == DType.F32 ? null : Quantization.PerTensor(1 / 256f, -128);
        graph.Add("p", new SoftmaxOperation(HasAddend: true, HalfAway: false), p, scores, RandomGraphs.Constant(r, "mask", DType.F32, Tokens, Tokens));
        Value mixed = graph.Add("mixed", new MatMulOperation(Clamp.None), RandomGraphs.Tensor(r, "mixed", type, Heads, Tokens, HeadWidth), p, v);
        Value back = graph.Add("back", new TransposeOperation([1, 0, 2]), Kept("back", mixed, Tokens, Heads, HeadWidth), mixed);
        Value joined = graph.Add("joined", new ReshapeOperation(), Kept("joined", mixed, Tokens, Width), back);
        Value middle = Norm("norm1", Add("add1", Dense("o", joined, Width), x), RandomGraphs.Tensor(r, "norm1", type, Tokens, Width));
        Value inner = Dense("inner", middle, Inner), active = RandomGraphs.Tensor(r, "gelu", type, Tokens, Inner);
        AttentionTests.Gelu(graph, inner, active);
        Norm("norm2", Add("add2", Dense("outer", active, Width), middle), graph.Outputs[0]);
        return graph;
    }

    private static Value Kept(string name, Value like, params long[] dims) => new(name, like.Type, dims.Select(d => (Dimension)d)) { Quantization = like.Quantization };
}
