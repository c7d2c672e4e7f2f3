using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>The peaks of one run, by operands and tier.</summary>
internal sealed class Peaks
{
    private const double LoopMacs = 2e7;
    private static readonly (string, int)[] MemoryLevels = [("24 KiB", 24 << 10), ("384 KiB", 384 << 10), ("4 MiB", 4 << 20), ("256 MiB", 256 << 20)];

    private readonly Dictionary<PeakLoop, Peak> measured = [];

    /// <summary>
    /// The peak for a tier: the fastest of the loops it may use, int8 through products of words included; null where none runs here. Kernels that are not emitted are
    /// held against loops that are not.
    /// </summary>
    /// <param name="operands"><c>i8</c>, <c>i16</c>, <c>f32</c> or <c>bf16</c>.</param>
    /// <param name="tier">Tier of the kernel.</param>
    public Peak? For(string operands, KernelTier tier) => PeakLoops.All
        .Where(l => l.Tier <= tier && (l.Operands == operands || (operands == "i8" && l.Operands == "i16")))
        .Select(Measure)
        .MaxBy(p => p.MacsPerSecond);

    /// <summary>Every loop as a row.</summary>
    public IEnumerable<BenchRow> Rows(string family) => PeakLoops.All.Select(l => new BenchRow
    {
        Family = family,
        Kernel = $"peak {l.Operands}",
        Shape = l.Instruction,
        Tier = BenchSession.Name(l.Tier),
        Peak = Measure(l),
        IsPeak = true,
    });

    /// <summary>Reads from each level of the memory as rows, in 10⁹ bytes a second.</summary>
    public static IEnumerable<BenchRow> MemoryRows(string family)
    {
        foreach ((string level, int bytes) in MemoryLevels)
        {
            BandwidthLoop loop = new(bytes);
            Peak peak = new("memory reads", loop.Bytes, loop.Run);
            peak.Sample(bytes > (1 << 24) ? 10 : 200);
            yield return new BenchRow { Family = family, Kernel = "peak memory", Shape = level, Tier = "read", Gmacs = peak.MacsPerSecond / 1e9 };
        }
    }

    private Peak Measure(PeakLoop loop)
    {
        if (!measured.TryGetValue(loop, out Peak? peak))
        {
            long rounds = Math.Max(1, (long)(LoopMacs / loop.MacsPerRound));
            peak = measured[loop] = new Peak(loop.Instruction, rounds * loop.MacsPerRound, () => loop.Run(rounds));
            peak.Sample();
        }
        return peak;
    }
}
