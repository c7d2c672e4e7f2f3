using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using BenchmarkDotNet.Attributes;

namespace AccelEmu.Bench;

/// <summary>BenchmarkDotNet over the catalog's matrix kernels; memory allocated per call must stay 0.</summary>
[MemoryDiagnoser]
public class CatalogBenchmarks
{
    private const int M = 196;
    private const int N = 256;
    private const int K = 1024;
    private readonly TileShape left = TileShape.Dense(DType.U8, M, K);
    private readonly TileShape right = TileShape.Panels(DType.I8, true, K, N);
    private readonly TileShape sums = TileShape.Dense(DType.I32, M, N);
    private readonly byte[] a = new byte[M * K];
    private readonly byte[] c = new byte[M * N * 4];
    private readonly byte[] b = PanelPacking.Pack(DType.I8, new byte[K * N], sums: true, 1, [K, N]);
    private KernelOptions options;

    public static IEnumerable<string> Kernels => KernelCatalog.Entries.Where(e => e.Operation == "gemm-i8" && e.CanRun).Select(e => e.Id);

    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "";

    [GlobalSetup]
    public void Choose() => options = new KernelOptions(KernelCatalog.Entries.First(e => e.Id == Kernel).Tier, 1);

    [Benchmark]
    public void MatMul() => MatrixKernels.MatMul(options, new Tile(c, sums), new Tile(a, left), new Tile(b, right), accumulate: false);
}
