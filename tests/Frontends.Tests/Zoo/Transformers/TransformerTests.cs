using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Frontends.Tests;

public sealed class TransformerTests(ITestOutputHelper log)
{
    private static readonly (string Name, int Scratchpad, int Accumulator)[] s_machines = [("edge", 256, 64), ("dynamic", 1024, 256), ("cloud", 24 << 10, 4 << 10)];

    public static TheoryData<string, bool> Small => [.. SmallTransformers.Names.SelectMany(n => new[] { (n, false), (n, true) })];

    [Theory]
    [MemberData(nameof(Small))]
    public void Small_IsTheSameOnEveryMachine(string name, bool quantized)
    {
        Graph graph = SmallTransformers.Build(name, quantized);
        byte[] input = ZooInput.Create(graph, 3), expected = EmulatedRun.Of(graph, input)[0];
        foreach ((string machine, int scratchpad, int accumulator) in s_machines)
        {
            foreach (int cores in (int[])[1, 2])
            {
                MachineConfig config = EmulatedRun.MachineOf(machine, scratchpad, accumulator, cores);
                Assert.True(expected.AsSpan().SequenceEqual(EmulatedRun.On(config, graph, input)[0]), $"{graph.Name} differs on {machine} with {cores} cores");
            }
        }
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("gpt2")]
    [InlineData("vit")]
    public void SmallInt8_LiesNearFp32(string name)
    {
        Graph real = SmallTransformers.Build(name, quantized: false), quantized = SmallTransformers.Build(name, quantized: true);
        float[] expected = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(EmulatedRun.Of(real, ZooInput.Create(real, 5))[0]).ToArray();
        Quantization q = quantized.Outputs[0].Quantization!;
        float[] codes = [.. EmulatedRun.Of(quantized, ZooInput.Create(quantized, 5))[0].Select(b => ((sbyte)b - q.ZeroPoints[0]) * q.Scales[0])];
        double cosine = Dot(expected, codes) / Math.Sqrt(Dot(expected, expected) * Dot(codes, codes));
        log.WriteLine($"{name}: cosine {cosine:F4}");
        Assert.InRange(cosine, 0.95, 1);
    }

    [Fact]
    public void Small_CodesAreHealthy()
    {
        foreach (string name in SmallTransformers.Names)
        {
            CheckHealth(SmallTransformers.Build(name, quantized: true), runs: 6);
        }
    }

    /// <summary>
    /// The full int8 models: published numbers of products, and every quantised value uses its codes. The products are those of constant weights, and of
    /// attention, 2 · heads · tokens² · head width in each layer.
    /// </summary>
    [Theory]
    [InlineData("bert-base-int8", (84_934_656L * 128) + (12 * 2L * 128 * 128 * 768))]
    [InlineData("gpt2-small-int8", (84_934_656L * 128) + (12 * 2L * 128 * 128 * 768) + (768 * 50257))]
    [InlineData("vit-small-int8", (21_233_664L * 197) + (12 * 2L * 197 * 197 * 384) + (196 * 768 * 384) + (384 * 1000))]
    public void Full_HasItsProductsAndHealthyCodes(string name, long macs)
    {
        ZooTests.SkipSlowMachines(name);
        Stopwatch clock = Stopwatch.StartNew();
        Graph graph = Zoo.Build(name);
        log.WriteLine($"{name}: built in {clock.Elapsed.TotalSeconds:F1} s");
        Assert.Equal(macs, graph.Nodes.Sum(Macs));
        CheckHealth(graph, runs: 2);
        log.WriteLine($"{name}: {clock.Elapsed.TotalSeconds:F1} s in all");
    }

    private void CheckHealth(Graph graph, int runs)
    {
        Dictionary<string, byte[]> values = EmulatedRun.Values(graph, Enumerable.Range(1, runs).Select(seed => ZooInput.Create(graph, (ulong)seed)));
        List<string> unhealthy = [];
        int layers = 0;
        foreach (Node node in GraphPasses.Run(graph).Nodes.Where(n => n.Outputs[0].Quantization is not null && n.Operation is not SoftmaxOperation))
        {
            byte[] codes = values[node.Outputs[0].Name];
            int half = codes.Length / 2;
            double saturated = codes.Count(c => (sbyte)c is 127 or -128) / (double)codes.Length;
            int distinct = codes.Distinct().Count();
            double varying = Enumerable.Range(0, half).Count(i => codes[i] != codes[half + i]) / (double)half;
            layers++;
            if (distinct < 64 || saturated > 0.05 || varying < 0.1)
            {
                unhealthy.Add($"{node.Name}: {distinct} codes, {saturated:P1} saturated, {varying:P1} vary");
            }
        }
        log.WriteLine($"{graph.Name}: {layers} values of {runs} runs");
        Assert.True(unhealthy.Count == 0, string.Join("; ", unhealthy));
    }

    private static long Macs(Node node) => node.Operation switch
    {
        MatMulOperation => Elements(node.Outputs[0]) * node.Inputs[0].Shape[^1].Size,
        ConvOperation => Elements(node.Outputs[0]) * node.Inputs[1].Shape[..3].Aggregate(1L, (p, d) => p * d.Size),
        _ => 0,
    };

    private static long Elements(Value value) => value.Shape.Aggregate(1L, (p, d) => p * d.Size);

    private static double Dot(float[] a, float[] b) => a.Zip(b).Sum(p => (double)p.First * p.Second);
}
