using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>A layer's report from its folds and its traffic.</summary>
internal static class ReportBuilding
{
    /// <summary>Folds that are averaged one by one, in SCALE-Sim's order, so that means are bit-equal; more are averaged by their four kinds.</summary>
    private const long MaxFoldsInOrder = 1 << 20;

    public static ScaleSimLayerReport Build(ScaleSimConfig config, ScaleSimLayer layer, LayerPlan plan, LayerTraffic traffic, ScaleSimCompat compat)
    {
        bool repaired = compat == ScaleSimCompat.Fixed;
        SystolicFolds folds = plan.Folds;
        long total = traffic.LastCycle + (repaired ? 1 : 0);
        long macs = layer.M * layer.N * layer.K;
        (double mapping, double compute) = Utilization(plan, repaired);
        double inputReads = InputReads(config, layer, plan);
        long sumWrites = repaired ? folds.SumWrites : folds.ScaleSimOutputWrites;
        long first = Math.Min(traffic.InputDram.Start, traffic.FilterDram.Start);
        return new ScaleSimLayerReport
        {
            Name = layer.Name,
            Macs = macs,
            TotalCyclesWithPrefetch = traffic.OutputDram.Stop - first + (repaired ? 1 : 0),
            TotalCycles = total,
            StallCycles = traffic.Stalls,
            OverallUtilization = macs * 100 / (double)(total * config.Rows * config.Columns),
            MappingEfficiency = mapping,
            ComputeUtilization = compute,
            Ifmap = Sram(traffic.InputSram, inputReads, total),
            Filter = Sram(traffic.FilterSram, folds.WeightReads, total),
            Ofmap = Sram(traffic.OutputSram, sumWrites, total),
            IfmapDram = Dram(traffic.InputDram),
            FilterDram = Dram(traffic.FilterDram),
            OfmapDram = Dram(traffic.OutputDram),
            Sparse = plan.Weights is { } weights ? Storage(config.Sparsity!.Format, layer, weights, total) : null,
        };
    }

    private static ScaleSimSramReport Sram(Span span, double words, long total) => new(span.Start, span.Stop, words, words / total);

    private static ScaleSimDramReport Dram(DramTraffic traffic) => new(traffic.Start, traffic.Stop, traffic.Words, traffic.Words / (double)(traffic.Stop - traffic.Start + 1));

    private static double InputReads(ScaleSimConfig config, ScaleSimLayer layer, LayerPlan plan)
    {
        SystolicFolds folds = plan.Folds;
        if (plan.Weights is not { } weights)
        {
            return folds.InputReads;
        }
        if (weights.RowWise)
        {
            return (double)folds.Folds * (layer.M + config.Rows - 1) * config.Rows * weights.Block;
        }
        double sum = 0;
        double share = layer.BlockM / (double)layer.KeptN;
        for (long fold = 0; fold < folds.Folds; fold++)
        {
            sum += layer.M * Math.Min(folds.Rows, folds.K - (fold % folds.RowFolds * folds.Rows)) * share;
        }
        return sum;
    }

    private static (double Mapping, double Compute) Utilization(LayerPlan plan, bool repaired)
    {
        SystolicFolds folds = plan.Folds;
        double cells = folds.Rows * folds.Columns;
        double duration = cells * (folds.CyclesPerFold + (repaired || folds.Dataflow == Dataflow.OutputStationary ? 0 : folds.Columns - 1));
        if (folds.Folds > MaxFoldsInOrder)
        {
            double used = folds.SpaceRows * (double)folds.SpaceColumns / folds.Folds * 100;
            return (used / cells, used * folds.Time / duration);
        }
        double mapping = 0;
        double compute = 0;
        for (long columnFold = 0; columnFold < folds.ColumnFolds; columnFold++)
        {
            long columns = Math.Min(folds.Columns, folds.SpaceColumns - (columnFold * folds.Columns));
            for (long rowFold = 0; rowFold < folds.RowFolds; rowFold++)
            {
                long used = Math.Min(folds.Rows, folds.SpaceRows - (rowFold * folds.Rows)) * columns;
                mapping += (plan.FilterSource?.HeldWords(columnFold, rowFold) ?? used) / cells;
                compute += used * folds.Time / duration;
            }
        }
        return (mapping / folds.Folds * 100, compute / folds.Folds * 100);
    }

    private static ScaleSimSparseReport Storage(ScaleSimFormat format, ScaleSimLayer layer, SparseWeights weights, long total)
    {
        double values = format == ScaleSimFormat.EllpackBlock ? weights.PackedDepth * layer.N : weights.NonZeros;
        double metadata = format switch
        {
            ScaleSimFormat.Csr => weights.NonZeros + layer.K + 1,
            ScaleSimFormat.Csc => weights.NonZeros + layer.N + 1,
            _ => values * (layer.BlockM == 1 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)layer.BlockM - 1)) / 32,
        };
        return new ScaleSimSparseReport(layer.K * layer.N, values + metadata, metadata, metadata / total);
    }
}
