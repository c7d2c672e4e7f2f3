using System.Collections.Generic;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>Every entry of the catalog once, briefly; speeds count products or elements.</summary>
internal static class CatalogBench
{
    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        foreach (KernelEntry entry in KernelCatalog.Entries)
        {
            if (entry.CanRun)
            {
                Contender contender = new(entry.Operation, BenchSession.Name(entry.Tier), CatalogWorkloads.Make(entry));
                yield return session.Compare("catalog", entry.Id, CatalogWorkloads.Size(entry), [contender], 0.02)[0];
            }
        }
    }
}
