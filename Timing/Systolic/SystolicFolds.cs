using System;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>
/// A matrix product of M × K by K × N on a systolic array, fold by fold, in SCALE-Sim's closed forms (ISPASS 2020; scale-sim-v2 at 22f88b1): see
/// docs/timing-model.md.
/// </summary>
internal readonly struct SystolicFolds
{
    /// <summary>A product on an array; extents of 0 give no folds.</summary>
    public SystolicFolds(Dataflow dataflow, long rows, long columns, long m, long n, long k)
    {
        Dataflow = dataflow;
        Rows = rows;
        Columns = columns;
        M = m;
        N = n;
        K = k;
        (SpaceRows, SpaceColumns, Time) = dataflow switch
        {
            Dataflow.OutputStationary => (m, n, k),
            Dataflow.InputStationary => (k, m, n),
            _ => (k, n, m),
        };
        bool empty = m == 0 || n == 0 || k == 0;
        RowFolds = empty ? 0 : CeilDiv(SpaceRows, rows);
        ColumnFolds = empty ? 0 : CeilDiv(SpaceColumns, columns);
    }

    /// <summary>What stays.</summary>
    public Dataflow Dataflow { get; }
    /// <summary>R.</summary>
    public long Rows { get; }
    /// <summary>C.</summary>
    public long Columns { get; }
    /// <summary>Rows of the first operand.</summary>
    public long M { get; }
    /// <summary>Columns of the second operand.</summary>
    public long N { get; }
    /// <summary>Depth.</summary>
    public long K { get; }
    /// <summary>Sr: extent laid over the array's rows.</summary>
    public long SpaceRows { get; }
    /// <summary>Sc: extent laid over the array's columns.</summary>
    public long SpaceColumns { get; }
    /// <summary>T: extent that streams.</summary>
    public long Time { get; }
    /// <summary>FR = ⌈Sr / R⌉.</summary>
    public long RowFolds { get; }
    /// <summary>FC = ⌈Sc / C⌉.</summary>
    public long ColumnFolds { get; }
    /// <summary>nf = FR · FC.</summary>
    public long Folds => RowFolds * ColumnFolds;

    /// <summary>Steps of a fold before the first product of the last column: the skew of C columns, or R rows of what stays.</summary>
    public long FillPerFold => Dataflow == Dataflow.OutputStationary ? Columns - 1 : Rows;

    /// <summary>Steps of a fold after the last operand has entered.</summary>
    public long DrainPerFold => Dataflow == Dataflow.OutputStationary ? Rows - 1 : Rows + Columns - 2;

    /// <summary>L: OS T + R + C − 2; WS and IS 2R + T + C − 2.</summary>
    public long CyclesPerFold => FillPerFold + Time + DrainPerFold;

    /// <summary>nf · L.</summary>
    public long Cycles => Folds * CyclesPerFold;

    /// <summary>M · N · K.</summary>
    public long Macs => M * N * K;

    /// <summary>Words of the first operand read: every fold that does not share it reads it again.</summary>
    public long InputReads => Folds == 0 ? 0 : Dataflow == Dataflow.InputStationary ? M * K : M * K * ColumnFolds;

    /// <summary>Words of the second operand read.</summary>
    public long WeightReads => Folds == 0 ? 0 : Dataflow switch
    {
        Dataflow.OutputStationary => K * N * RowFolds,
        Dataflow.InputStationary => K * N * ColumnFolds,
        _ => K * N,
    };

    /// <summary>Words of sums written: once for OS, once a row fold for WS and IS.</summary>
    public long SumWrites => Folds == 0 ? 0 : Dataflow == Dataflow.OutputStationary ? M * N : M * N * RowFolds;

    /// <summary>Words of sums read back: those written by all row folds but the last.</summary>
    public long SumReads => Folds == 0 ? 0 : SumWrites - (M * N);

    /// <summary>SCALE-Sim's "Total Cycles" without stalls: the index of the last cycle, hence the −1.</summary>
    public long ScaleSimTotalCycles => Cycles - 1;

    /// <summary>SCALE-Sim's "OFMAP writes": OS over-counts the skew, R + C a fold.</summary>
    public long ScaleSimOutputWrites => SumWrites + (Dataflow == Dataflow.OutputStationary ? Folds * (Rows + Columns) : 0);

    /// <summary>SCALE-Sim's "Overall Util %" for a run of <paramref name="totalCycles"/>.</summary>
    public double ScaleSimOverallUtilization(long totalCycles) => M * N * K * 100.0 / totalCycles / (Rows * Columns);

    /// <summary>SCALE-Sim's "Mapping Efficiency %", summed in fold order.</summary>
    public double ScaleSimMappingEfficiency() => MeanOverFolds(1, 1);

    /// <summary>SCALE-Sim's "Compute Util %"; WS and IS count the skew of the columns twice.</summary>
    public double ScaleSimComputeUtilization() =>
        MeanOverFolds(Time, CyclesPerFold + (Dataflow == Dataflow.OutputStationary ? 0 : Columns - 1));

    private double MeanOverFolds(long time, long duration)
    {
        double sum = 0;
        for (long fc = 0; fc < ColumnFolds; fc++)
        {
            for (long fr = 0; fr < RowFolds; fr++)
            {
                long used = Math.Min(Rows, SpaceRows - (fr * Rows)) * Math.Min(Columns, SpaceColumns - (fc * Columns));
                sum += (double)(used * time) / (Rows * Columns * duration);
            }
        }
        return sum / Folds * 100;
    }

    private static long CeilDiv(long a, long b) => (a + b - 1) / b;
}
