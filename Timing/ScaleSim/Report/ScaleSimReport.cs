using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>Reports of a topology on a configuration.</summary>
/// <param name="Compat">Whose reports.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Layers">Each layer's, in order; depthwise rows give one for each channel.</param>
public sealed record ScaleSimReport(ScaleSimCompat Compat, ScaleSimConfig Config, IReadOnlyList<ScaleSimLayerReport> Layers)
{
    /// <summary>Total Cycles of all layers, one after the other.</summary>
    public long TotalCycles
    {
        get
        {
            long sum = 0;
            foreach (ScaleSimLayerReport layer in Layers)
            {
                sum += layer.TotalCycles;
            }
            return sum;
        }
    }
}

/// <summary>Reports of a layer.</summary>
public sealed record ScaleSimLayerReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>Dense multiply-accumulates.</summary>
    public required long Macs { get; init; }
    /// <summary>From the first fetch to the last write to DRAM (v3).</summary>
    public required long TotalCyclesWithPrefetch { get; init; }
    /// <summary>Cycles of the array, stalls included.</summary>
    public required long TotalCycles { get; init; }
    /// <summary>Cycles the array waited for a buffer.</summary>
    public required long StallCycles { get; init; }
    /// <summary>Multiply-accumulates over cycles · cells, %.</summary>
    public required double OverallUtilization { get; init; }
    /// <summary>Cells in use over cells, mean over folds, %.</summary>
    public required double MappingEfficiency { get; init; }
    /// <summary>Multiply-accumulates of a fold over its cycles · cells, mean over folds, %.</summary>
    public required double ComputeUtilization { get; init; }
    /// <summary>Input buffer reads; a fraction is possible under N:M sparsity.</summary>
    public required ScaleSimSramReport Ifmap { get; init; }
    /// <summary>Weight buffer reads.</summary>
    public required ScaleSimSramReport Filter { get; init; }
    /// <summary>Output buffer writes.</summary>
    public required ScaleSimSramReport Ofmap { get; init; }
    /// <summary>DRAM reads of inputs.</summary>
    public required ScaleSimDramReport IfmapDram { get; init; }
    /// <summary>DRAM reads of weights.</summary>
    public required ScaleSimDramReport FilterDram { get; init; }
    /// <summary>DRAM writes of outputs.</summary>
    public required ScaleSimDramReport OfmapDram { get; init; }
    /// <summary>Storage of sparse weights; null when dense.</summary>
    public ScaleSimSparseReport? Sparse { get; init; }
}

/// <summary>Traffic of a buffer.</summary>
/// <param name="Start">First cycle.</param>
/// <param name="Stop">Last cycle.</param>
/// <param name="Words">Words read or written.</param>
/// <param name="Bandwidth">Words a cycle, over Total Cycles.</param>
public sealed record ScaleSimSramReport(long Start, long Stop, double Words, double Bandwidth);

/// <summary>Traffic of a DRAM interface.</summary>
/// <param name="Start">First cycle; negative before the array starts.</param>
/// <param name="Stop">Last cycle.</param>
/// <param name="Words">Words read or written.</param>
/// <param name="Bandwidth">Words a cycle, from first to last.</param>
public sealed record ScaleSimDramReport(long Start, long Stop, long Words, double Bandwidth);

/// <summary>Storage of sparse weights, in words.</summary>
/// <param name="Original">Dense.</param>
/// <param name="Packed">Values and metadata.</param>
/// <param name="Metadata">Metadata.</param>
/// <param name="Bandwidth">Metadata words a cycle.</param>
public sealed record ScaleSimSparseReport(long Original, double Packed, double Metadata, double Bandwidth);
