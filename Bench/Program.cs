using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Bench;
using AccelEmu.Kernels;
using BenchmarkDotNet.Running;

Dictionary<string, Func<IEnumerable<Row>>> families = new()
{
    ["gemm"] = GemmBench.Run,
    ["conv"] = ConvBench.Run,
    ["vector"] = VectorBench.Run,
    ["catalog"] = CatalogBench.Run,
    ["sparse"] = SparseBench.Run,
    ["dispatch"] = DispatchBench.Run,
    ["timing"] = TimingBench.Run,
    ["model"] = ModelBench.Run,
    ["scalesim"] = ScaleSimBench.Run,
};

if (args.Length > 0 && args[0] == "bdn")
{
    BenchmarkSwitcher.FromAssembly(typeof(CatalogBenchmarks).Assembly).Run([.. args.Skip(1)]);
    return 0;
}
if (args.Length == 0 || args[0] != "quick")
{
    Console.Error.WriteLine($"usage: quick [{string.Join('|', families.Keys)}] [--json] | bdn [BenchmarkDotNet options]");
    return 2;
}
bool json = args.Contains("--json");
string[] chosen = [.. args.Skip(1).Where(a => a != "--json")];
string? unknown = chosen.FirstOrDefault(c => !families.ContainsKey(c));
if (unknown is not null)
{
    Console.Error.WriteLine($"unknown bench '{unknown}'; legal: {string.Join(", ", families.Keys)}");
    return 2;
}
Console.WriteLine(json ? $"{{\"cpu\":\"{Stopwatching.CpuName}\"}}" : $"{Stopwatching.CpuName}; tiers: {string.Join(", ", KernelTiers.Accelerated)}; one thread; best run");
if (!json)
{
    Console.WriteLine(Row.Header);
}
foreach (string family in chosen.Length == 0 ? [.. families.Keys] : chosen)
{
    foreach (Row row in families[family]())
    {
        Console.WriteLine(json ? row.ToJson() : row.ToString());
    }
}
return 0;
