using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using AccelEmu.Cli;
using AccelEmu.Compiler;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.TestKit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>The models of these tests, read and compiled once each.</summary>
internal static class Models
{
    public const string ResNet8 = "mlperf_tiny/resnet8_int8.tflite";
    public const string Anomaly = "mlperf_tiny/ad01_int8.tflite";
    public const string Keywords = "mlperf_tiny/dscnn_kws_int8.tflite";
    public const string Mnist = "onnx/mnist_onnxzoo/model.onnx";

    private static readonly ConcurrentDictionary<string, Lazy<Graph>> Graphs = new();
    private static readonly ConcurrentDictionary<(string, string, int, RequantMode?), Lazy<CompiledModel>> Programs = new();

    /// <summary>A path below the data folder's models.</summary>
    public static string PathOf(string model) => SharedData.PathOf(["models", .. model.Split('/')]);

    /// <summary>A graph by path below the data folder's models, or <c>zoo:NAME</c>.</summary>
    public static Graph Graph(string model) => Graphs.GetOrAdd(model, name => new Lazy<Graph>(() => Read(name), LazyThreadSafetyMode.ExecutionAndPublication)).Value;

    /// <summary>A machine of the catalog.</summary>
    public static MachineConfig Machine(string name, int cores = 1) => MachineCatalog.Load(name, cores);

    /// <summary>A compiled model; models that only exist with the data folder must not be asked for without it.</summary>
    public static CompiledModel Compile(string model, string machine = "cloud", int cores = 1, RequantMode? rounding = null) =>
        Programs.GetOrAdd((model, machine, cores, rounding), key => new Lazy<CompiledModel>(
            () => ModelCompiler.Compile(Graph(key.Item1), Machine(key.Item2, key.Item3), new CompileOptions { Cores = key.Item3, Requantization = key.Item4 }),
            LazyThreadSafetyMode.ExecutionAndPublication)).Value;

    /// <summary>True for models that need the data folder.</summary>
    public static bool NeedsData(string model) => !model.StartsWith("zoo:", StringComparison.Ordinal);

    private static Graph Read(string model)
    {
        if (!NeedsData(model))
        {
            return Zoo.Build(model[4..]);
        }
        byte[] file = File.ReadAllBytes(PathOf(model));
        return Path.GetExtension(model) == ".onnx" ? OnnxReader.Read(file, model) : TfLiteReader.Read(file, model);
    }
}
