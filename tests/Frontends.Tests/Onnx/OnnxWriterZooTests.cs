using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.Frontends.Tests;

public sealed class OnnxWriterZooTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("resnet50-fp32")]
    [InlineData("resnet50-int8")]
    [InlineData("mobilenetv2-fp32")]
    [InlineData("mobilenetv2-int8")]
    [InlineData("mlp-fp32")]
    [InlineData("mlp-int8")]
    [InlineData("lenet-2exit-fp32")]
    [InlineData("lenet-2exit-int8")]
    public void Probe(string name)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        void Lap(string what) { log.WriteLine($"  {what} {clock.ElapsedMilliseconds} ms"); clock.Restart(); }
        Graph graph = Zoo.Build(name);
        Lap("build");
        byte[] file = OnnxWriter.Write(graph);
        Lap("write");
        Graph? back = null;
        try { back = OnnxReader.Read(file, name); } catch (CompileException e) { log.WriteLine("READ " + e.Message[..Math.Min(200, e.Message.Length)]); }
        Lap("read");
        for (ulong seed = 1; seed <= 2; seed++)
        {
            byte[] input = ZooInput.Create(graph, seed);
            byte[] zoo = EmulatedRun.Of(graph, input)[0];
            Lap("emulate");
            byte[]? mine = null;
            if (back is not null) { mine = EmulatedRun.Of(back, input)[0]; Lap("emulate read back"); }
            foreach (GraphOptimizationLevel level in new[] { GraphOptimizationLevel.ORT_DISABLE_ALL, GraphOptimizationLevel.ORT_ENABLE_BASIC, GraphOptimizationLevel.ORT_ENABLE_ALL })
            {
                byte[] ort = OnnxRuntimeSession.Run(file, input, level)[0];
                Lap($"ort {level}");
                log.WriteLine($"{name} {seed} {level}: zoo {Compare(zoo, ort, name)}  read back {(mine is null ? "-" : Compare(mine, ort, name))}");
            }
            if (name.EndsWith("int8", StringComparison.Ordinal) && seed == 1)
            {
                byte[] u = OnnxRuntimeSession.Run(OnnxWriter.Write(graph, new OnnxWriterOptions { UnsignedActivations = true }), [.. input.Select(b => (byte)(b ^ 0x80))], GraphOptimizationLevel.ORT_ENABLE_ALL)[0];
                log.WriteLine($"{name} u8: {Compare(zoo, [.. u.Select(b => (byte)(b ^ 0x80))], name)} {(mine is null ? "-" : Compare(mine, [.. u.Select(b => (byte)(b ^ 0x80))], name))}");
            }
        }
    }

    private static string Compare(byte[] a, byte[] b, string name)
    {
        double[] x = Numbers(a, name), y = Numbers(b, name);
        double worst = x.Zip(y).Max(p => Math.Abs(p.First - p.Second));
        double share = x.Zip(y).Count(p => p.First != p.Second) / (double)x.Length;
        return $"max {worst:G3} of {y.Max(Math.Abs):G3}, differ {share:P2}, argmax {Array.IndexOf(x, x.Max())} {Array.IndexOf(y, y.Max())} n={y.Length}/{x.Length}";
    }

    private static double[] Numbers(byte[] a, string name) => name.EndsWith("fp32", StringComparison.Ordinal)
        ? [.. MemoryMarshal.Cast<byte, float>(a).ToArray().Select(v => (double)v)]
        : [.. a.Select(v => (double)(sbyte)v)];
}
