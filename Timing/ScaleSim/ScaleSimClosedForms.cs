using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>What of SCALE-Sim's reports needs no buffers: for sweeps over many designs. Nothing is allocated, and no fold is visited.</summary>
public static class ScaleSimClosedForms
{
    /// <summary>A layer without stalls on an array of <paramref name="rows"/> × <paramref name="columns"/>.</summary>
    /// <param name="dataflow">What stays in the array.</param>
    /// <param name="rows">R, 1 or more.</param>
    /// <param name="columns">C, 1 or more.</param>
    /// <param name="layer">A dense layer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no cell.</exception>
    /// <exception cref="OverflowException">Counts leave 64 bits.</exception>
    public static ScaleSimEstimate Estimate(Dataflow dataflow, int rows, int columns, ScaleSimLayer layer)
    {
        SystolicFolds folds = Folds(dataflow, rows, columns, layer);
        long cycles = folds.ScaleSimTotalCycles;
        double cells = (double)rows * columns;
        double used = 100.0 * folds.SpaceRows * folds.SpaceColumns / (folds.Folds * cells);
        long duration = folds.CyclesPerFold + (dataflow == Dataflow.OutputStationary ? 0 : columns - 1);
        return new ScaleSimEstimate(
            cycles, 100.0 * folds.M * folds.N * folds.K / (cycles * cells), used, used * folds.Time / duration,
            folds.InputReads, folds.WeightReads, folds.ScaleSimOutputWrites);
    }

    /// <summary>
    /// Cycles of a layer cut over <paramref name="partitionRows"/> × <paramref name="partitionColumns"/> equal arrays that run at once (SCALE-Sim, ISPASS 2020, scale-out):
    /// L · ⌈⌈Sr / Pr⌉ / R⌉ · ⌈⌈Sc / Pc⌉ / C⌉. A count, not the index of the last cycle.
    /// </summary>
    /// <param name="dataflow">What stays in the arrays.</param>
    /// <param name="rows">R of each array, 1 or more.</param>
    /// <param name="columns">C of each array, 1 or more.</param>
    /// <param name="partitionRows">Pr: arrays down, 1 or more.</param>
    /// <param name="partitionColumns">Pc: arrays across, 1 or more.</param>
    /// <param name="layer">A dense layer.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no array, or it has no cell.</exception>
    /// <exception cref="OverflowException">Counts leave 64 bits.</exception>
    public static long ScaleOutCycles(Dataflow dataflow, int rows, int columns, int partitionRows, int partitionColumns, ScaleSimLayer layer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitionRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitionColumns, 1);
        SystolicFolds folds = Folds(dataflow, rows, columns, layer);
        return folds.CyclesPerFold
            * CeilDiv(CeilDiv(folds.SpaceRows, partitionRows), rows)
            * CeilDiv(CeilDiv(folds.SpaceColumns, partitionColumns), columns);
    }

    private static SystolicFolds Folds(Dataflow dataflow, int rows, int columns, ScaleSimLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return new SystolicFolds(dataflow, rows, columns, layer.M, layer.N, layer.K);
    }

    private static long CeilDiv(long a, long b) => (a + b - 1) / b;
}

/// <summary>A layer without stalls.</summary>
/// <param name="TotalCycles">As SCALE-Sim reports it: nf · L − 1.</param>
/// <param name="OverallUtilization">Multiply-accumulates over cycles · cells, %.</param>
/// <param name="MappingEfficiency">Cells in use over cells, mean over folds, %.</param>
/// <param name="ComputeUtilization">As SCALE-Sim reports it, %.</param>
/// <param name="IfmapReads">Words read from the input buffer.</param>
/// <param name="FilterReads">Words read from the weight buffer.</param>
/// <param name="OfmapWrites">Words written to the output buffer, as SCALE-Sim counts them.</param>
public readonly record struct ScaleSimEstimate(
    long TotalCycles, double OverallUtilization, double MappingEfficiency, double ComputeUtilization, long IfmapReads, long FilterReads, long OfmapWrites);
