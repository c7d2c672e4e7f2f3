using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Measurement;
using AccelEmu.Numerics;
using BenchmarkDotNet.Attributes;

namespace AccelEmu.Bench;

/// <summary>u8 × s8 products of ResNet-50 and BERT-base on every tier of the catalog, against ONNX Runtime.</summary>
[MemoryDiagnoser]
public class GemmBenchmarks
{
    private INativeModel? native;
    private Action ours = static () => { };

    public static IEnumerable<string> Kernels => KernelCatalog.Entries.Where(e => e.Operation == "gemm-i8" && e.CanRun).Select(e => e.Id);

    public static IEnumerable<string> Shapes => Workloads.Headline.Concat(Workloads.ResNet50Gemms).Concat(Workloads.BertGemms).Select(s => s.ToString());

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        GemmShape g = Workloads.Headline.Concat(Workloads.ResNet50Gemms).Concat(Workloads.BertGemms).First(s => s.ToString() == Shape);
        KernelOptions options = new(KernelCatalog.Entries.First(e => e.Id == Kernel).Tier, 1);
        byte[] a = new byte[g.M * g.K], weights = new byte[g.K * g.N], sums = new byte[g.M * g.N * 4];
        Random random = new(7);
        random.NextBytes(a);
        random.NextBytes(weights);
        byte[] panels = PanelPacking.Pack(DType.I8, weights, sums: true, 1, [g.K, g.N]);
        TileShape left = TileShape.Dense(DType.U8, g.M, g.K), right = TileShape.Panels(DType.I8, true, g.K, g.N), target = TileShape.Dense(DType.I32, g.M, g.N);
        ours = () => MatrixKernels.MatMul(options, new Tile(sums, target), new Tile(a, left), new Tile(panels, right), accumulate: false);
        native = new OnnxRuntime().Open(new NativeModelRequest(OnnxModelBytes.MatMulInteger(g.M, g.N, g.K, weights), a, [g.M, g.K], new int[g.M * g.N], [g.M, g.N], Threads: 1));
    }

    [GlobalCleanup]
    public void Close() => native?.Dispose();

    [Benchmark]
    public void Ours() => ours();

    [Benchmark(Baseline = true)]
    public void Native() => native!.Run();
}
