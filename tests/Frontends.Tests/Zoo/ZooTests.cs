using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

public sealed class ZooTests
{
    /// <summary>Transformers have tests of their own.</summary>
    public static TheoryData<string> Int8Models => [.. Zoo.Names.Where(n => n.EndsWith("-int8", StringComparison.Ordinal) && !Transformers.Any(t => n.StartsWith(t, StringComparison.Ordinal)))];

    private static readonly string[] Transformers = ["bert", "gpt2", "vit"];

    [Theory]
    [InlineData("resnet50", 4_089_184_256, 25_502_912)]
    [InlineData("mobilenetv2", 300_774_272, 3_469_760)]
    [InlineData("mlp", (784 * 512) + (512 * 256) + (256 * 10), (784 * 512) + (512 * 256) + (256 * 10))]
    public void Network_HasThePublishedNumberOfMacsAndWeights(string network, long macs, long weights)
    {
        SkipSlowMachines(network);
        foreach (string type in new[] { "-fp32", "-int8" })
        {
            Graph graph = Zoo.Build(network + type);
            Assert.Equal(macs, graph.Nodes.Sum(Macs));
            Assert.Equal(weights, graph.Nodes.Where(n => Macs(n) > 0).Sum(n => n.Inputs[1].Shape.Aggregate(1L, (p, d) => p * d.Size)));
        }
    }

    [Theory]
    [InlineData("resnet50-fp32", "b415d482e1368740")]
    [InlineData("resnet50-int8", "053b11fff8bb3573")]
    [InlineData("mobilenetv2-fp32", "476742828aee7432")]
    [InlineData("mobilenetv2-int8", "d1ce23cfdc3decb0")]
    [InlineData("mlp-fp32", "a4fbc4efdc49eda4")]
    [InlineData("mlp-int8", "34f8fb1ee14bda4c")]
    [InlineData("bert-tiny-fp32", "67ca9701db63ea81")]
    [InlineData("bert-tiny-int8", "1e7e815b72b23d17")]
    [InlineData("lenet-2exit-fp32", "60aeda0ae5404e83")]
    [InlineData("lenet-2exit-int8", "32edc6ea1017b727")]
    public void Model_IsTheSameOnEveryMachine(string name, string expected)
    {
        SkipSlowMachines(name);
        Assert.Equal(expected, Hash(Zoo.Build(name)));
    }

    [Fact]
    public void Seed_ChangesWeights() => Assert.NotEqual(Hash(Zoo.Build("mlp-int8", 0)), Hash(Zoo.Build("mlp-int8", 1)));

    [Theory]
    [MemberData(nameof(Int8Models))]
    public void Int8Layer_UsesItsCodes(string name)
    {
        SkipSlowMachines(name);
        Graph graph = Zoo.Build(name);
        RealExecutor[] runs = [.. Enumerable.Range(1, graph.Inputs[0].Shape[0].Size > 1 || name == "mlp-int8" ? 24 : 2).Select(seed => new RealExecutor(graph, ZooInput.Create(graph, (ulong)seed)))];
        List<string> unhealthy = [];
        foreach (Node node in graph.Nodes.Where(n => n.Outputs[0].Quantization is not null && n.Operation is not (SoftmaxOperation or ReduceOperation)))
        {
            Value output = node.Outputs[0];
            int[] codes = [.. runs.SelectMany(r => r.Codes(output))];
            int floor = Activation(node.Operation).Min >= 0 ? int.MinValue : -128;
            double saturated = codes.Count(c => c == 127 || c == floor) / (double)codes.Length;
            int distinct = codes.Distinct().Count();
            double varying = runs[0].Codes(output).Zip(runs[1].Codes(output)).Count(p => p.First != p.Second) / (double)runs[0].Codes(output).Length;
            if (distinct < 64 || saturated > 0.05 || varying < 0.1)
            {
                unhealthy.Add($"{node.Name}: {distinct} codes, {saturated:P1} saturated, {varying:P1} vary");
            }
        }
        Assert.True(unhealthy.Count == 0, string.Join("; ", unhealthy));
    }

    [Theory]
    [InlineData("lenet-2exit-fp32")]
    [InlineData("lenet-2exit-int8")]
    public void TwoExits_BothAreTaken(string name)
    {
        Graph graph = Zoo.Build(name);
        Value rows = graph.Nodes.Single(n => n.Operation is CompactOperation).Outputs[0];
        int remaining = Enumerable.Range(1, 8).Sum(seed => new RealExecutor(graph, ZooInput.Create(graph, (ulong)seed)).Reals(rows).Length);
        Assert.InRange(remaining, 16, 48);
    }

    [Theory]
    [InlineData("resnet50-int8", 16)]
    [InlineData("mobilenetv2-int8", 10)]
    [InlineData("mobilenetv2-fp32", 10)]
    [InlineData("lenet-2exit-int8", 0)]
    public void Additions_AllJoinDrains(string name, int residuals)
    {
        SkipSlowMachines(name);
        Graph after = GraphPasses.Run(Zoo.Build(name));
        Assert.DoesNotContain(after.Nodes, n => n.Operation is BinaryOperationNode);
        Assert.Equal(residuals, after.Nodes.Count(n => n.Operation is ConvOperation { Residual: not null }));
    }

    [Fact]
    public void Build_UnknownName_ListsTheModels()
    {
        CompileException error = Assert.Throws<CompileException>(() => Zoo.Build("resnet51"));
        Assert.Equal("zoo.unknown", error.Code);
        Assert.Contains("resnet50-int8", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Emulated fused multiply-adds make minutes of the seconds that a large network takes.</summary>
    internal static void SkipSlowMachines(string name) => Assert.SkipUnless(
        Vector256.IsHardwareAccelerated || name.StartsWith("mlp", StringComparison.Ordinal) || name.StartsWith("lenet", StringComparison.Ordinal),
        "large networks are built only with 256-bit vectors");

    private static Clamp Activation(Operation operation) => operation switch
    {
        ConvOperation conv => conv.Activation,
        DepthwiseConvOperation conv => conv.Activation,
        MatMulOperation matmul => matmul.Activation,
        BinaryOperationNode binary => binary.Activation,
        _ => Clamp.Relu,
    };

    private static long Macs(Node node)
    {
        long outputs = node.Outputs[0].Shape.Aggregate(1L, (p, d) => p * d.Size);
        return node.Operation switch
        {
            ConvOperation => outputs * node.Inputs[1].Shape[..3].Aggregate(1L, (p, d) => p * d.Size),
            DepthwiseConvOperation => outputs * node.Inputs[1].Shape[0].Size * node.Inputs[1].Shape[1].Size,
            MatMulOperation => outputs * node.Inputs[1].Shape[0].Size,
            _ => 0,
        };
    }

    private static string Hash(Graph graph)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Value value in graph.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)).Concat(graph.Inputs))
        {
            hash.AppendData(value.Constant ?? []);
            foreach (float scale in value.Quantization?.Scales ?? [])
            {
                hash.AppendData(BitConverter.GetBytes(scale));
            }
            foreach (int zeroPoint in value.Quantization?.ZeroPoints ?? [])
            {
                hash.AppendData(BitConverter.GetBytes(zeroPoint));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
