using System;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;
using static AccelEmu.Compiler.Tests.TestGraph;

namespace AccelEmu.Compiler.Tests;

/// <summary>Each pass by its graph before and after; results keep their bits.</summary>
public sealed class PassTests
{
    [Fact]
    public void DeadNode_IsRemoved()
    {
        TestGraph g = new();
        Value x = g.Input(2, 3);
        g.Relu(x);
        Check(g.Output(g.Add(new UnaryOperationNode(UnaryOperation.Neg), x.Shape, x)), "UnaryOperationNode");
    }

    [Fact]
    public void ConstantArithmetic_IsFolded()
    {
        TestGraph g = new();
        Value x = g.Input(2, 3);
        Value scaled = g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), [2, 3], g.Real(2, 3), g.Real(3));
        Value turned = g.Add(new TransposeOperation([1, 0]), [3, 2], g.Add(new UnaryOperationNode(UnaryOperation.Exp), [2, 3], scaled));
        Check(g.Output(g.Add(new BinaryOperationNode(BinaryOperation.Sub, Clamp.None), [2, 3], x, g.Add(new ReshapeOperation(), [2, 3], turned))), "BinaryOperationNode");
    }

    [Fact]
    public void ConstantPad_IsFolded()
    {
        TestGraph g = new();
        Value x = g.Input(2, 4);
        Value padded = g.Add(new PadOperation([0, 1], [0, 0], 2.5f), [2, 4], g.Real(2, 3));
        Graph after = GraphPasses.Run(g.Output(g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), [2, 4], x, padded)));
        byte[] constant = after.Nodes.Single().Inputs[1].Constant!;
        Assert.Equal([2.5f, 2.5f], new[] { BitConverter.ToSingle(constant, 0), BitConverter.ToSingle(constant, 16) });
    }

    [Fact]
    public void ConstantModelOutput_StaysComputed()
    {
        TestGraph g = new();
        g.Input(1);
        Check(g.Output(g.Relu(g.Real(4))), "UnaryOperationNode");
    }

    [Fact]
    public void TransposesAroundSpatialOperations_Cancel()
    {
        TestGraph g = new();
        Value x = g.Input(1, 3, 5, 4);
        Value conv = g.Transpose(g.Conv(g.Transpose(x, ToNhwc), 6), ToNchw);
        Value scaled = g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), conv.Shape, conv, g.Real(6, 1, 1));
        Value bent = g.Add(new UnaryOperationNode(UnaryOperation.Abs), scaled.Shape, scaled);
        Value last = g.Transpose(g.Conv(g.Transpose(bent, ToNhwc), 2), ToNchw);
        Check(g.Output(last), "TransposeOperation ConvOperation BinaryOperationNode UnaryOperationNode ConvOperation TransposeOperation");
    }

    [Fact]
    public void TransposeOfBothOperands_SinksOnce()
    {
        TestGraph g = new();
        Value x = g.Input(1, 4, 4, 3);
        Value a = g.Transpose(g.Conv(x, 2), ToNchw);
        Value b = g.Transpose(g.Conv(x, 2), ToNchw);
        Value product = g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), a.Shape, a, b);
        Check(g.Output(g.Transpose(product, ToNhwc)), "ConvOperation ConvOperation BinaryOperationNode");
    }

    [Fact]
    public void TransposeThatMovesUnits_IsAReshape()
    {
        TestGraph g = new();
        Value x = g.Input(2, 1, 1, 5);
        Check(g.Output(g.Transpose(x, ToNchw)), "ReshapeOperation");
    }

    [Fact]
    public void Reduction_MovesOnlyWhileItsOrderStays()
    {
        TestGraph g = new();
        Value x = g.Transpose(g.Input(1, 4, 4, 3), ToNchw);
        ReduceOperation mean = new(Reduction.Sum, [2, 3], KeepDimensions: false, Mean: true);
        ReduceOperation mixed = new(Reduction.Sum, [1, 3], KeepDimensions: false, Mean: true);
        Graph after = GraphPasses.Run(g.Output(g.Add(mean, [1, 3], x), g.Add(mixed, [1, 4], x)));
        Assert.Equal([1, 2], after.Nodes.Select(n => n.Operation).OfType<ReduceOperation>().First(r => r.Axes[0] == 1 && r.Axes[1] == 2).Axes);
        Assert.Contains(after.Nodes, n => n.Operation is ReduceOperation r && r.Axes.SequenceEqual([1, 3]));
        Assert.Single(after.Nodes, n => n.Operation is TransposeOperation);
    }

    [Fact]
    public void FlattenedTranspose_PermutesTheWeights()
    {
        TestGraph g = new();
        Value x = g.Input(2, 3, 4, 5);
        Value flat = g.Add(new ReshapeOperation(), [2, 60], g.Relu(g.Transpose(x, ToNchw)));
        Check(g.Output(g.Add(new MatMulOperation(Clamp.None), [2, 7], flat, g.Real(60, 7))), "UnaryOperationNode ReshapeOperation MatMulOperation");
    }

    [Fact]
    public void BiasReluAndResidual_JoinTheDrain()
    {
        TestGraph g = new();
        Value x = g.Input(1, 4, 4, 8);
        Value biased = g.Add(new ClampOperation(Clamp.Relu6), x.Shape, g.Sum(g.Real(8), g.Conv(x, 8)) is var sum ? Shaped(sum, x) : x);
        Graph after = Check(g.Output(g.Relu(g.Sum(biased, x))), "ConvOperation");
        ConvOperation conv = (ConvOperation)after.Nodes[0].Operation;
        Assert.True(conv.HasBias);
        Assert.Equal(Clamp.Relu6, conv.Activation);
        Assert.Equal(new ResidualFusion(ResidualMode.Plain, Clamp.Relu, DType.F32, null), conv.Residual);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SumUsedTwice_IsNotAbsorbed(bool output)
    {
        TestGraph g = new();
        Value x = g.Input(1, 4, 4, 8);
        Value conv = g.Conv(x, 8);
        Value bent = g.Relu(conv);
        Check(output ? g.Output(bent, conv) : g.Output(g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), x.Shape, conv, bent)), "ConvOperation UnaryOperationNode" + (output ? "" : " BinaryOperationNode"));
    }

    [Fact]
    public void RequantizationSpelledOut_KeepsItsRoundings()
    {
        TestGraph g = new();
        Value conv = g.Conv(g.Input(1, 4, 4, 3), 2);
        Value scaled = g.Add(new BinaryOperationNode(BinaryOperation.Mul, Clamp.None), conv.Shape, conv, g.Real(2));
        Value moved = g.Sum(scaled, g.Real(2));
        Value divided = g.Add(new BinaryOperationNode(BinaryOperation.Div, Clamp.None), conv.Shape, moved, g.Real(1));
        Value whole = g.Add(new UnaryOperationNode(UnaryOperation.Floor), conv.Shape, divided);
        Check(g.Output(g.Add(new ClampOperation(new Clamp(0, 255)), conv.Shape, whole)),
            "ConvOperation BinaryOperationNode BinaryOperationNode BinaryOperationNode UnaryOperationNode ClampOperation");
    }

    [Fact]
    public void QuantizedAddition_JoinsTheLaterConvolution()
    {
        TestGraph g = new();
        Quantization q = Quantization.PerTensor(0.1f, 3);
        Value x = g.Input(DType.I8, q, 1, 4, 4, 8);
        Value[] branches = [.. Enumerable.Range(0, 2).Select(i => g.Add(new ConvOperation(Same, Clamp.None, RequantMode.FixedSingle), DType.I8, Quantization.PerTensor(0.2f + i, i), x.Shape, x, g.Integers(DType.I8, Quantization.PerTensor(0.5f, 0), 3, 3, 8, 8)))];
        Value sum = g.Add(new BinaryOperationNode(BinaryOperation.Add, Clamp.None), DType.I8, q, x.Shape, branches);
        Value bent = g.Add(new ClampOperation(Clamp.Relu), DType.I8, q, x.Shape, sum);
        Graph after = Check(g.Output(bent), "ConvOperation ConvOperation");
        ResidualFusion fusion = after.Nodes[1].Operation.Residual()!;
        Assert.Equal((ResidualMode.Fixed, Clamp.Relu, DType.I8), (fusion.Arithmetic, fusion.Activation, fusion.IntermediateType));
        Assert.Equal(1.2f, fusion.Intermediate!.Scales[0]);
        Assert.Same(after.Nodes[0].Outputs[0], after.Nodes[1].Inputs[^1]);
        Assert.Equal(bent.Name, after.Nodes[1].Outputs[0].Name);
    }

    private static Value Shaped(Value sum, Value like)
    {
        sum.Shape = like.Shape;
        return sum;
    }

    /// <summary>Runs the passes twice: operations as expected, the second run changes nothing, the first output keeps its bits.</summary>
    private static Graph Check(Graph before, string operations)
    {
        Graph after = GraphPasses.Run(before);
        Assert.Equal(operations, Operations(after));
        Assert.Equal(operations, Operations(GraphPasses.Run(after)));
        Assert.Equal(before.Outputs.Select(v => v.ToString()), after.Outputs.Select(v => v.ToString()));
        Assert.Equal(Evaluate(before), Evaluate(after));
        return after;
    }

    private static string Operations(Graph graph) => string.Join(' ', graph.Nodes.Select(n => n.Operation.GetType().Name));
}
