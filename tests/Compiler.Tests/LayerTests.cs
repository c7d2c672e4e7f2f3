using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>Every operation on a machine where it fits and on one where it is cut, on one core and on two.</summary>
public sealed class LayerTests
{
    private static readonly DType[] Types = [DType.I8, DType.F32];

    public static TheoryData<string> Layers => [.. Builders.Keys];

    private static readonly Dictionary<string, Func<Random, DType, Graph>> Builders = new()
    {
        ["depthwise"] = Depthwise,
        ["max pool"] = (r, t) => Pool(r, t, Pooling.Max),
        ["average pool"] = (r, t) => Pool(r, t, Pooling.Average),
        ["add"] = (r, t) => Two(r, t, new BinaryOperationNode(BinaryOperation.Add, Clamp.Relu), [2, 7, 9, 13], [2, 7, 9, 13]),
        ["add broadcast"] = (r, _) => Two(r, DType.F32, new BinaryOperationNode(BinaryOperation.Mul, Clamp.Relu6), [2, 7, 9, 13], [7, 1, 13]),
        ["subtract"] = (r, t) => Two(r, t, new BinaryOperationNode(BinaryOperation.Sub, Clamp.None), [40, 33], [40, 33]),
        ["compare"] = (r, _) => Layer("compare", new CompareOperation(Comparison.Lt), new Value("y", DType.U8, 31, 41), RandomGraphs.Tensor(r, "a", DType.F32, 31, 41), RandomGraphs.Tensor(r, "b", DType.F32, 1, 41)),
        ["tanh"] = (r, _) => One(r, DType.F32, DType.F32, new UnaryOperationNode(UnaryOperation.Tanh), 37, 50),
        ["clamp"] = (r, t) => Clamped(r, t),
        ["quantize"] = (r, _) => One(r, DType.F32, DType.I8, new QuantizeOperation(true), 37, 50),
        ["dequantize"] = (r, _) => One(r, DType.I8, DType.F32, new DequantizeOperation(), 37, 50),
        ["requantize"] = (r, _) => One(r, DType.I8, DType.I8, new RequantizeOperation(RequantMode.FixedDouble), 37, 50),
        ["convert"] = (r, _) => Converted(r),
        ["softmax"] = (r, t) => One(r, t, t, new SoftmaxOperation(1.5f), 30, 21),
        ["mean"] = (r, _) => Layer("mean", new ReduceOperation(Reduction.Sum, [1, 2], false, true), new Value("y", DType.F32, 3, 20), RandomGraphs.Tensor(r, "x", DType.F32, 3, 5, 4, 20)),
        ["maximum"] = (r, _) => Layer("max", new ReduceOperation(Reduction.Max, [0], true), new Value("y", DType.F32, 1, 60), RandomGraphs.Tensor(r, "x", DType.F32, 7, 60)),
        ["transpose"] = (r, t) => Layer("t", new TransposeOperation([0, 3, 1, 2]), Like(r, t, 2, 9, 5, 6), RandomGraphs.Tensor(r, "x", t, 2, 5, 6, 9)),
        ["shuffle"] = (r, t) => Layer("shuffle", new TransposeOperation([0, 1, 4, 2, 5, 3]), Like(r, t, 1, 3, 4, 2, 5, 2), RandomGraphs.Tensor(r, "x", t, 1, 3, 2, 2, 4, 5)),
        ["pad"] = (r, t) => Layer("pad", new PadOperation([0, 1, 2, 0], [0, 2, 1, 0], 3), Like(r, t, 1, 8, 9, 4), RandomGraphs.Tensor(r, "x", t, 1, 5, 6, 4)),
        ["concat"] = (r, t) => Layer("cat", new ConcatOperation(1), Like(r, t, 4, 11), RandomGraphs.Tensor(r, "a", t, 4, 5), RandomGraphs.Tensor(r, "b", t, 4, 6)),
        ["slice"] = (r, t) => Layer("slice", new SliceOperation([1, 2], [2, 3]), Like(r, t, 3, 4), RandomGraphs.Tensor(r, "x", t, 7, 14)),
        ["chain"] = Chain,
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_OnAnyMachine_EqualsOracle(string layer)
    {
        foreach (DType type in Types)
        {
            for (int seed = 0; seed < 3; seed++)
            {
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(1 << 18, 1 << 16), new CompileOptions(), seed);
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(9000, 2048), new CompileOptions(), seed);
                TestMachine.Verify(Builders[layer](new Random(seed), type), TestMachine.Of(9000, 2048, 2), new CompileOptions { Cores = 2 }, seed);
            }
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    [InlineData(1, 24)]
    [InlineData(2, 9)]
    public void SelectedRows_AnyCount_EqualRowsOfTheWhole(int cores, int selected)
    {
        Random random = new(7);
        Value mask = new("mask", DType.U8, 24), x = new("x", DType.F32, 24, 20), index = new("index", DType.I32, new Dimension(24, "m"));
        Value rows = new("rows", DType.F32, new Dimension(24, "m"), 20), product = new("product", DType.F32, new Dimension(24, "m"), 20);
        Value positive = new("positive", DType.F32, new Dimension(24, "m"), 20), y = new("y", DType.F32, 24, 20);
        Value w = RandomGraphs.Constant(random, "w", DType.F32, 20, 20);
        Graph graph = RandomGraphs.Wrap("selected rows", y, mask, x);
        graph.Add("compact", new CompactOperation(), index, mask);
        graph.Add("gather", new GatherRowsOperation(), rows, x, index);
        graph.Add("product", new MatMulOperation(Clamp.None), product, rows, w);
        graph.Add("positive", new UnaryOperationNode(UnaryOperation.Abs), positive, product);
        graph.Add("scatter", new ScatterRowsOperation(), y, x, positive, index);
        MachineConfig config = TestMachine.Of(4096, 512, cores);
        CompiledModel model = ModelCompiler.Compile(graph, config, new CompileOptions { Cores = cores });
        byte[] flags = new byte[24];
        random.Shuffle(flags);
        foreach (int i in Enumerable.Range(0, 24).OrderBy(_ => random.Next()).Take(selected))
        {
            flags[i] = 1;
        }
        Dictionary<string, byte[]> inputs = new() { ["mask"] = flags, ["x"] = RandomGraphs.Content(random, DType.F32, 24, 20) };
        RunResult result = TestMachine.Run(model.Program, config, inputs, out Dictionary<string, byte[]> outputs);
        Assert.True(result.Status == RunStatus.Halted && result.Races.IsEmpty, $"{result.Status} {result.Trap} {result.Races.FirstOrDefault()}");
        Graph whole = RandomGraphs.Wrap("whole", new Value("z", DType.F32, 24, 20), new Value("x", DType.F32, 24, 20));
        Value p = whole.Add("product", new MatMulOperation(Clamp.None), new Value("p", DType.F32, 24, 20), whole.Inputs[0], w);
        whole.Add("positive", new UnaryOperationNode(UnaryOperation.Abs), whole.Outputs[0], p);
        byte[] all = new GraphOracle(whole).Run(inputs)[whole.Outputs[0]];
        for (int i = 0; i < 24; i++)
        {
            ReadOnlySpan<byte> expected = (flags[i] != 0 ? all : inputs["x"]).AsSpan(80 * i, 80);
            Assert.True(expected.SequenceEqual(outputs["y"].AsSpan(80 * i, 80)), $"row {i}, selected {flags[i]}");
        }
    }

    private static Graph Layer(string name, Operation operation, Value y, params Value[] inputs)
    {
        Graph graph = RandomGraphs.Wrap(name, y, inputs);
        graph.Add(name, operation, y, inputs);
        if (operation is TransposeOperation or PadOperation or ConcatOperation or SliceOperation && y.Quantization is not null)
        {
            foreach (Value input in inputs)
            {
                input.Quantization = y.Quantization;
            }
        }
        return graph;
    }

    private static Value Like(Random r, DType type, params long[] dims) => RandomGraphs.Tensor(r, "y", type, dims);

    private static Graph One(Random r, DType from, DType to, Operation operation, params long[] dims) =>
        Layer(operation.GetType().Name, operation, Like(r, to, dims), RandomGraphs.Tensor(r, "x", from, dims));

    private static Graph Two(Random r, DType type, Operation operation, long[] a, long[] b) =>
        Layer(operation.GetType().Name, operation, Like(r, type, a), RandomGraphs.Tensor(r, "a", type, a), RandomGraphs.Tensor(r, "b", type, b));

    private static Graph Clamped(Random r, DType type)
    {
        Graph graph = One(r, type, type, new ClampOperation(new Clamp(-0.5f, 0.75f)), 37, 50);
        graph.Inputs[0].Quantization = graph.Outputs[0].Quantization;
        return graph;
    }

    private static Graph Converted(Random r) =>
        Layer("convert", new ConvertOperation(), new Value("y", DType.I32, 37, 50), RandomGraphs.Tensor(r, "x", DType.F32, 37, 50));

    private static Graph Pool(Random r, DType type, Pooling kind)
    {
        ConvGeometry g = ConvGeometry.Unit;
        (g.KernelH, g.KernelW, g.StrideH, g.StrideW, g.PadTop, g.PadLeft) = (3, 2, 2, 1, 1, 1);
        Value y = Like(r, type, 2, g.OutputRows(9, 3), g.OutputColumns(8, 2), 20);
        Graph graph = Layer("pool", new PoolOperation(kind, g, Clamp.Relu6), y, RandomGraphs.Tensor(r, "x", type, 2, 9, 8, 20));
        graph.Inputs[0].Quantization = y.Quantization;
        return graph;
    }

    private static Graph Depthwise(Random r, DType type)
    {
        ConvGeometry g = ConvGeometry.Unit;
        (g.StrideH, g.PadTop, g.PadBottom, g.PadLeft) = (r.Next(1, 3), 1, 1, 1);
        int multiplier = r.Next(1, 3);
        Value x = RandomGraphs.Tensor(r, "x", type, 2, 9, 8, 20), y = Like(r, type, 2, g.OutputRows(9, 3), g.OutputColumns(8, 3), 20 * multiplier);
        return Layer("dw", new DepthwiseConvOperation(g, Clamp.Relu, HasBias: true), y, x, RandomGraphs.Weights(r, "w", type, true, 3, 3, 20 * multiplier),
            RandomGraphs.Constant(r, "b", type == DType.F32 ? DType.F32 : DType.I32, 20 * multiplier)) is { } graph ? Only(graph, x) : throw new InvalidOperationException();
    }

    private static Graph Only(Graph graph, Value input)
    {
        graph.Inputs.Clear();
        graph.Inputs.Add(input);
        return graph;
    }

    /// <summary>A residual block: values that live long, fused and unfused additions, a reshape and a classifier.</summary>
    private static Graph Chain(Random r, DType type)
    {
        ConvGeometry same = ConvGeometry.Unit;
        (same.PadTop, same.PadBottom, same.PadLeft, same.PadRight) = (1, 1, 1, 1);
        Value x = RandomGraphs.Tensor(r, "x", type, 1, 6, 6, 12);
        Graph graph = RandomGraphs.Wrap("chain", RandomGraphs.Tensor(r, "y", type, 1, 10), x);
        DType biases = type == DType.F32 ? DType.F32 : DType.I32;
        Value a = graph.Add("a", new ConvOperation(same, Clamp.Relu, HasBias: true), RandomGraphs.Tensor(r, "va", type, 1, 6, 6, 12), x,
            RandomGraphs.Weights(r, "wa", type, true, 3, 3, 12, 12), RandomGraphs.Constant(r, "ba", biases, 12));
        ResidualFusion fusion = new(type == DType.F32 ? ResidualMode.Plain : ResidualMode.Fixed, Clamp.Relu, type, type == DType.F32 ? null : RandomGraphs.Quantized(r, type));
        Value b = graph.Add("b", new ConvOperation(ConvGeometry.Unit, Clamp.None, Residual: fusion), RandomGraphs.Tensor(r, "vb", type, 1, 6, 6, 12), a,
            RandomGraphs.Weights(r, "wb", type, false, 1, 1, 12, 12), x);
        Value c = graph.Add("c", new BinaryOperationNode(BinaryOperation.Add, Clamp.None), RandomGraphs.Tensor(r, "vc", type, 1, 6, 6, 12), a, b);
        Value flat = graph.Add("flat", new ReshapeOperation(), new Value("vf", type, 1, 432) { Quantization = c.Quantization }, c);
        graph.Add("y", new MatMulOperation(Clamp.None), graph.Outputs[0], flat, RandomGraphs.Weights(r, "wy", type, false, 432, 10));
        return graph;
    }
}
