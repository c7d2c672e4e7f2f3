using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>What transformers are made of, on a machine where it fits and on one where it is cut, on one core and on two.</summary>
public sealed class AttentionTests
{
    private static readonly DType[] Types = [DType.I8, DType.F32];

    private static readonly Dictionary<string, Func<Random, DType, Graph>> Builders = new()
    {
        ["layer norm"] = LayerNorm,
        ["softmax, addend"] = MaskedSoftmax,
        ["products of computed matrices"] = Products,
        ["product, broadcast batch"] = BroadcastProducts,
        ["product of constants with a batch"] = ConstantBatch,
        ["heads"] = (r, t) => Heads(r, t, 9, 3, 8),
        ["heads of one number"] = (r, t) => Heads(r, t, 5, 2, 1),
        ["fused heads"] = FusedHeads,
        ["table"] = (r, _) => Table(r),
        ["product and table"] = (r, _) => ProductAndTable(r),
    };

    public static TheoryData<string> Names => [.. Builders.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_OnAnyMachine_EqualsOracle(string layer)
    {
        foreach (DType type in Types)
        {
            for (int seed = 0; seed < 3; seed++)
            {
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(1 << 18, 1 << 16), new CompileOptions(), seed);
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(9000, 2048), new CompileOptions(), seed);
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(9000, 2048, 2), new CompileOptions { Cores = 2 }, seed);
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(1 << 18, 1 << 16), new CompileOptions { KeepIntermediates = true }, seed);
            }
        }
    }

    [Fact]
    public void Heads_NeedNoMoves()
    {
        CompiledModel model = ModelCompiler.Compile(Heads(new Random(1), DType.I8, 16, 4, 16), TestMachine.Of(1 << 20, 1 << 18));
        Isa.Opcode[] moves = [.. model.Program.Code[0].Select(word => Isa.InstructionHeader.Decode(word).Opcode).Where(code => code is Isa.Opcode.Move)];
        // The input for each of three projections, weights of four, the softmax's scales, the output.
        Assert.Equal(9, moves.Length);
    }

    private static Graph LayerNorm(Random r, DType type)
    {
        Value x = RandomGraphs.Tensor(r, "x", type, 2, 19, 37), y = RandomGraphs.Tensor(r, "y", type, 2, 19, 37);
        Graph graph = RandomGraphs.Wrap("norm", y, x);
        graph.Add("norm", new LayerNormOperation(1e-5f), y, x, RandomGraphs.Constant(r, "gamma", DType.F32, 37), RandomGraphs.Constant(r, "beta", DType.F32, 37));
        return graph;
    }

    private static Graph MaskedSoftmax(Random r, DType type)
    {
        Value x = RandomGraphs.Tensor(r, "x", type, 3, 9, 21), y = RandomGraphs.Tensor(r, "y", type, 3, 9, 21);
        Graph graph = RandomGraphs.Wrap("softmax", y, x);
        graph.Add("softmax", new SoftmaxOperation(0.5f, HasAddend: true, HalfAway: false), y, x, RandomGraphs.Constant(r, "mask", DType.F32, 9, 21));
        return graph;
    }

    private static Graph Products(Random r, DType type)
    {
        Value a = RandomGraphs.Tensor(r, "a", type, 2, 3, 7, 20), b = RandomGraphs.Tensor(r, "b", type, 2, 3, 20, 18), y = RandomGraphs.Tensor(r, "y", type, 2, 3, 7, 18);
        Graph graph = RandomGraphs.Wrap("products", y, a, b);
        graph.Add("products", new MatMulOperation(Clamp.None), y, a, b);
        return graph;
    }

    private static Graph BroadcastProducts(Random r, DType type)
    {
        Value a = RandomGraphs.Tensor(r, "a", type, 3, 7, 20), b = RandomGraphs.Tensor(r, "b", type, 2, 1, 20, 18), y = RandomGraphs.Tensor(r, "y", type, 2, 3, 7, 18);
        Graph graph = RandomGraphs.Wrap("products", y, a, b);
        graph.Add("products", new MatMulOperation(Clamp.Relu), y, a, b);
        return graph;
    }

    private static Graph ConstantBatch(Random r, DType type)
    {
        Value a = RandomGraphs.Tensor(r, "a", type, 3, 7, 20), y = RandomGraphs.Tensor(r, "y", type, 3, 7, 18), b = RandomGraphs.Weights(r, "b", type, false, 3, 20, 18);
        Graph graph = RandomGraphs.Wrap("products", y, a);
        graph.Add("products", new MatMulOperation(Clamp.None), y, a, b);
        return graph;
    }

    /// <summary>Projections, scores, probabilities, mixture of values, projection.</summary>
    private static Graph Heads(Random r, DType type, long rows, long heads, long width)
    {
        Value x = RandomGraphs.Tensor(r, "x", type, rows, heads * width);
        Graph graph = RandomGraphs.Wrap("heads", RandomGraphs.Tensor(r, "y", type, rows, heads * width), x);
        Value Project(string name, Value input, Value output) =>
            graph.Add(name, new MatMulOperation(Clamp.None), output, input, RandomGraphs.Weights(r, name + "/w", type, false, heads * width, heads * width));
        Value Split(string name, ImmutableArray<int> order, params long[] shape)
        {
            Value flat = Project(name, x, RandomGraphs.Tensor(r, name + "/flat", type, rows, heads * width));
            Value apart = graph.Add(name + "/apart", new ReshapeOperation(), Kept(name + "/apart", flat, rows, heads, width), flat);
            return graph.Add(name + "/turned", new TransposeOperation(order), Kept(name + "/turned", flat, shape), apart);
        }
        Value q = Split("q", [1, 0, 2], heads, rows, width), k = Split("k", [1, 2, 0], heads, width, rows), v = Split("v", [1, 0, 2], heads, rows, width);
        Value scores = graph.Add("scores", new MatMulOperation(Clamp.None), RandomGraphs.Tensor(r, "scores", type, heads, rows, rows), q, k);
        Value p = graph.Add("p", new SoftmaxOperation(HalfAway: false), RandomGraphs.Tensor(r, "p", type, heads, rows, rows), scores);
        Value mixed = graph.Add("mixed", new MatMulOperation(Clamp.None), RandomGraphs.Tensor(r, "mixed", type, heads, rows, width), p, v);
        Value back = graph.Add("back", new TransposeOperation([1, 0, 2]), Kept("back", mixed, rows, heads, width), mixed);
        Value joined = graph.Add("joined", new ReshapeOperation(), Kept("joined", mixed, rows, heads * width), back);
        Project("y", joined, graph.Outputs[0]);
        return graph;
    }

    /// <summary>Queries and keys are parts of one projection.</summary>
    private static Graph FusedHeads(Random r, DType type)
    {
        Value x = RandomGraphs.Tensor(r, "x", type, 9, 24);
        Graph graph = RandomGraphs.Wrap("fused", RandomGraphs.Tensor(r, "y", type, 9, 9), x);
        Value both = graph.Add("both", new MatMulOperation(Clamp.None), RandomGraphs.Tensor(r, "both", type, 9, 40), x, RandomGraphs.Weights(r, "w", type, false, 24, 40));
        Value turned = graph.Add("turned", new TransposeOperation([1, 0]), Kept("turned", both, 40, 9), both);
        Value q = graph.Add("q", new SliceOperation([0, 0], [1, 1]), Kept("q", both, 9, 20), both);
        Value k = graph.Add("k", new SliceOperation([20, 0], [1, 1]), Kept("k", both, 20, 9), turned);
        graph.Add("y", new MatMulOperation(Clamp.None), graph.Outputs[0], q, k);
        return graph;
    }

    private static Graph Table(Random r)
    {
        Value x = RandomGraphs.Tensor(r, "x", DType.I8, 30, 21), y = RandomGraphs.Tensor(r, "y", DType.U8, 30, 21);
        Graph graph = RandomGraphs.Wrap("table", y, x);
        Gelu(graph, x, y);
        return graph;
    }

    private static Graph ProductAndTable(Random r)
    {
        Value x = RandomGraphs.Tensor(r, "x", DType.I8, 30, 21), sums = RandomGraphs.Tensor(r, "sums", DType.I8, 30, 40), y = RandomGraphs.Tensor(r, "y", DType.I8, 30, 40);
        Graph graph = RandomGraphs.Wrap("table", y, x);
        graph.Add("product", new MatMulOperation(Clamp.None, HasBias: true), sums, x, RandomGraphs.Weights(r, "w", DType.I8, true, 21, 40), RandomGraphs.Constant(r, "b", DType.I32, 40));
        Gelu(graph, sums, y);
        return graph;
    }

    [Fact]
    public void Gelu_BehindAProduct_IsATableOfItsDrain()
    {
        Graph graph = GraphPasses.Run(ProductAndTable(new Random(3)));
        Assert.Equal(256, Assert.IsType<MatMulOperation>(Assert.Single(graph.Nodes).Operation).Table!.Codes.Length);
    }

    /// <summary>GELU by its fp32 operations, between conversions when quantised.</summary>
    internal static void Gelu(Graph graph, Value x, Value y)
    {
        Dimension[] shape = x.Shape;
        Value Number(string name, float number) => new(name, DType.F32) { Constant = BitConverter.GetBytes(number) };
        Value Real(string name) => new(name, DType.F32, shape);
        bool isReal = x.Type == DType.F32;
        Value real = isReal ? x : graph.Add("real", new DequantizeOperation(), Real("real"), x);
        Value ratio = graph.Add("ratio", new BinaryOperationNode(BinaryOperation.Div, Clamp.None), Real("ratio"), real, Number("root", 1.4142135f));
        Value erf = graph.Add("erf", new UnaryOperationNode(UnaryOperation.Erf), Real("erf"), ratio);
        Value one = graph.Add("one", new BinaryOperationNode(BinaryOperation.Add, Clamp.None), Real("one"), erf, Number("unit", 1));
        Value product = graph.Add("times", new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), Real("times"), real, one);
        Value half = graph.Add("half", new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), isReal ? y : Real("half"), product, Number("0.5", 0.5f));
        if (!isReal)
        {
            graph.Add("quantize", new QuantizeOperation(false), y, half);
        }
    }

    private static Value Kept(string name, Value like, params long[] dims) => new(name, like.Type, dims.Select(d => (Dimension)d)) { Quantization = like.Quantization };
}
