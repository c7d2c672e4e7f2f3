using System.Collections.Generic;
using AccelEmu.Kernels;

namespace AccelEmu.Bench;

/// <summary>Every entry of the catalog once, a few milliseconds each; rates are products or elements a second.</summary>
internal static class CatalogBench
{
    public static IEnumerable<Row> Run()
    {
        foreach (KernelEntry entry in KernelCatalog.Entries)
        {
            if (entry.CanRun)
            {
                double seconds = Stopwatching.Best(CatalogWorkloads.Make(entry), 0.02);
                yield return new Row("catalog", entry.Operation, entry.Tier.ToString(), entry.Id, seconds, CatalogWorkloads.Size(entry) / seconds, null, null);
            }
        }
    }
}
