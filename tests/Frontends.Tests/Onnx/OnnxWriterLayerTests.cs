using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Each layer of ResNet-50 int8 on what ONNX Runtime gave the layer: differences cannot add up, so each is the layer's own.</summary>
public sealed class OnnxWriterLayerTests(ITestOutputHelper log)
{
    /// <summary>
    /// Additions: the runtime computes a·(sa/sy) + (b·(sb/sy) + c) with the zero points folded into c, we ((a − za)·sa + (b − zb)·sb) / sy as
    /// the operator's definition says. Both round to fp32 at each step, so only sums within about 2⁻¹⁶ of the middle between two codes differ, by one code: 12 of 5 519 360.
    /// </summary>
    private const double AdditionShare = 1e-5;

    [Fact]
    public void Products_are_equal_and_sums_nearly_so()
    {
        ZooTests.SkipSlowMachines("resnet50-int8");
        Graph graph = Zoo.Build("resnet50-int8");
        byte[] input = ZooInput.Create(graph, 1);
        Value[] layers = [.. graph.Nodes.Select(n => n.Outputs[0])];
        graph.Outputs.Clear();
        graph.Outputs.AddRange(layers);
        byte[][] outputs = OnnxRuntimeSession.Run(OnnxWriter.Write(graph), input, GraphOptimizationLevel.ORT_DISABLE_ALL);
        Dictionary<Value, byte[]> theirs = layers.Zip(outputs).ToDictionary(p => p.First, p => p.Second);
        theirs[graph.Inputs[0]] = input;
        long sums = 0, different = 0;
        foreach (Node node in graph.Nodes)
        {
            byte[] ours = Emulate(node, theirs), expected = theirs[node.Outputs[0]];
            if (node.Operation is BinaryOperationNode)
            {
                Assert.InRange(ours.Zip(expected).Max(p => Math.Abs((sbyte)p.First - (sbyte)p.Second)), 0, 1);
                sums += ours.Length;
                different += ours.Zip(expected).Count(p => p.First != p.Second);
            }
            else if (node.Operation is PoolOperation { Kind: Pooling.Average })
            {
                // Integers round half away from zero, the file's floats to even.
                Assert.InRange(ours.Zip(expected).Max(p => Math.Abs((sbyte)p.First - (sbyte)p.Second)), 0, 1);
            }
            else
            {
                Assert.True(expected.AsSpan().SequenceEqual(ours), $"{node.Name} differs");
            }
        }
        log.WriteLine($"{different} of {sums} sums differ");
        Assert.InRange(different / (double)sums, 0, AdditionShare);
    }

    private static byte[] Emulate(Node node, Dictionary<Value, byte[]> inputs)
    {
        Graph one = new() { Name = node.Name, Requantization = RequantMode.Float32 };
        Operation operation = node.Operation switch
        {
            ConvOperation conv => conv with { Requantization = RequantMode.Float32 },
            MatMulOperation product => product with { Requantization = RequantMode.Float32 },
            BinaryOperationNode binary => binary with { Arithmetic = ResidualMode.Float32 },
            _ => node.Operation,
        };
        one.Inputs.AddRange(node.Inputs.Where(v => v.Constant is null).Distinct());
        one.Outputs.Add(one.Add(node.Name, operation, node.Outputs[0], node.Inputs));
        return EmulatedRun.Of(one, [.. one.Inputs.Select(v => inputs[v])])[0];
    }
}
