using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;
using AccelEmu.Measurement;
using BenchmarkDotNet.Attributes;

namespace AccelEmu.Bench;

/// <summary>BenchmarkDotNet over every entry of the kernel catalog that runs here; memory allocated per call must stay 0.</summary>
[MemoryDiagnoser]
public class CatalogBenchmarks
{
    private Action call = static () => { };

    public static IEnumerable<string> Kernels => KernelCatalog.Entries.Where(e => e.CanRun).Select(e => e.Id);

    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "";

    [GlobalSetup]
    public void Choose() => call = CatalogWorkloads.Make(KernelCatalog.Entries.First(e => e.Id == Kernel));

    [Benchmark]
    public void Call() => call();
}
