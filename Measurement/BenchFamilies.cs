using System;
using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Measurement;

/// <summary>The families of benches by name, in the order in which all are run.</summary>
internal static class BenchFamilies
{
    /// <summary>Each measures when enumerated.</summary>
    public static IReadOnlyDictionary<string, Func<BenchSession, IEnumerable<BenchRow>>> All { get; } = new Dictionary<string, Func<BenchSession, IEnumerable<BenchRow>>>
    {
        ["gemm"] = GemmBench.Run,
        ["conv"] = ConvBench.Run,
        ["vector"] = VectorBench.Run,
        ["sparse"] = SparseBench.Run,
        ["model"] = ModelBench.Run,
        ["dispatch"] = DispatchBench.Run,
        ["timing"] = session => TimingBench.Run(session).Concat(ScaleSimBench.Run(session)),
        ["catalog"] = CatalogBench.Run,
    };
}
