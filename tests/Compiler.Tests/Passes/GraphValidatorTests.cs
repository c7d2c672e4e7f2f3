using System;
using System.Collections.Generic;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

public sealed class GraphValidatorTests
{
    private static readonly Quantization Codes = Quantization.PerTensor(0.5f, 3);

    private static readonly Dictionary<string, (Func<TestGraph, Value> Build, string Message)> Faults = new()
    {
        ["output shape"] = (g => g.Add(new UnaryOperationNode(UnaryOperation.Neg), [2, 4], g.Input(2, 3)), "node0: shape is node0: f32[2, 4]; legal: [2, 3]"),
        ["operand count"] = (g => g.Add(new ReshapeOperation(), [2], g.Input(2), g.Real(2)), "node1: operands is 2; legal: 1"),
        ["unknown operand"] = (g => g.Add(new ReshapeOperation(), [2], new Value("ghost", DType.F32, 2)), "operand is ghost: f32[2]; legal: a model input"),
        ["conv channels"] = (g => g.Add(new ConvOperation(TestGraph.Same, Clamp.None), [1, 4, 4, 5], g.Input(1, 4, 4, 3), g.Real(3, 3, 2, 5)), "weights is constant0: f32[3, 3, 2, 5]"),
        ["conv extents"] = (g => g.Add(new ConvOperation(ConvGeometry.Unit, Clamp.None), [1, 4, 4, 5], g.Input(1, 4, 4, 3), g.Real(3, 3, 3, 5)), "legal: [1, 2, 2, 5]"),
        ["conv stride"] = (g => g.Add(new ConvOperation(default, Clamp.None), [1, 4, 4, 5], g.Input(1, 4, 4, 3), g.Real(3, 3, 3, 5)), "geometry is strides 0, 0"),
        ["conv quantisation"] = (g => g.Add(new ConvOperation(TestGraph.Same, Clamp.None), DType.I8, null, [1, 4, 4, 5], g.Input(DType.I8, Codes, 1, 4, 4, 3), g.Integers(DType.I8, Codes, 3, 3, 3, 5)), "result is node1: i8[1, 4, 4, 5]; legal: quantised"),
        ["matmul depth"] = (g => g.Add(new MatMulOperation(Clamp.None), [2, 5], g.Input(2, 3), g.Real(4, 5)), "legal: […, 3, N]"),
        ["bias extent"] = (g => g.Add(new MatMulOperation(Clamp.None, HasBias: true), [2, 5], g.Input(2, 3), g.Real(3, 5), g.Real(4)), "shape is constant1: f32[4]; legal: [5]"),
        ["broadcast"] = (g => g.Add(new BinaryOperationNode(BinaryOperation.Add, Clamp.None), [2, 3], g.Input(2, 3), g.Real(2)), "operand is constant0: f32[2]"),
        ["binary type"] = (g => g.Add(new BinaryOperationNode(BinaryOperation.Add, Clamp.None), [3], g.Input(3), g.Input(DType.I32, null, 3)), "type is f32, i32 to f32; legal: one type"),
        ["quantised product"] = (g => g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), DType.I8, Codes, [3], g.Input(DType.I8, Codes, 3), g.Integers(DType.I8, Codes, 3)), "operation is Mul"),
        ["pool quantisation"] = (g => g.Add(new PoolOperation(Pooling.Max, ConvGeometry.Unit, Clamp.None), DType.I8, null, [1, 2, 2, 1], g.Input(DType.I8, Codes, 1, 2, 2, 1)), "quantisation is node0"),
        ["permutation"] = (g => g.Add(new TransposeOperation([0, 0]), [2, 3], g.Input(2, 3)), "permutation is [0, 0]"),
        ["reshape"] = (g => g.Add(new ReshapeOperation(), [5], g.Input(2, 3)), "legal: 6 elements"),
        ["slice"] = (g => g.Add(new SliceOperation([1], [2]), [2], g.Input(3)), "slice is 1 to 3 along axis 0"),
        ["concat"] = (g => g.Add(new ConcatOperation(0), [5], g.Input(2), g.Real(2)), "legal: 4 along axis 0"),
        ["reduce axes"] = (g => g.Add(new ReduceOperation(Reduction.Sum, [1, 0], KeepDimensions: false), [], g.Input(2, 3)), "axes is [1, 0]"),
        ["dequantise"] = (g => g.Add(new DequantizeOperation(), [3], g.Input(DType.I8, null, 3)), "operand is input0: i8[3]; legal: quantised"),
        ["compact"] = (g => g.Add(new CompactOperation(), DType.I32, null, [8], g.Input(DType.U8, null, 8)), "legal: i32[m≤8] with a symbol"),
        ["gather"] = (g => g.Add(new GatherRowsOperation(), [3, 4], g.Input(8, 4), g.Input(DType.I32, null, new Dimension(8, "m"))), "legal: [m≤8, 4]"),
        ["constant size"] = (g => g.Add(new ReshapeOperation(), [3], new Value("c", DType.F32, 3) { Constant = new byte[11] }), "legal: 12 bytes"),
        ["scale"] = (g => g.Relu(g.Input(DType.I8, Quantization.PerTensor(0, 0), 3)), "scale is 0"),
        ["zero point"] = (g => g.Relu(g.Input(DType.I8, Quantization.PerTensor(1, 200), 3)), "zero point is 200 of input0: i8[3]; legal: -128 to 127"),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void Fault_IsNamed(string fault)
    {
        TestGraph g = new();
        Graph graph = g.Output(Faults[fault].Build(g));
        CompileException error = Assert.Throws<CompileException>(() => GraphValidator.Check(graph));
        Assert.Equal("compile.graph", error.Code);
        Assert.Contains(Faults[fault].Message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NameUsedTwice_IsRefused()
    {
        TestGraph g = new();
        Value x = g.Input(2);
        g.Graph.Add("a", new ReshapeOperation(), new Value("y", DType.F32, 2), x);
        g.Graph.Add("a", new ReshapeOperation(), new Value("z", DType.F32, 2), x);
        Assert.Contains("name is a", Assert.Throws<CompileException>(() => GraphPasses.Run(g.Graph)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Argument_IsNotChanged()
    {
        TestGraph g = new();
        Graph graph = g.Output(g.Relu(g.Conv(g.Input(1, 4, 4, 3), 2)));
        GraphPasses.Run(graph);
        Assert.Equal(2, graph.Nodes.Count);
        Assert.Equal(Clamp.None, graph.Nodes[0].Operation.Activation());
    }
}
