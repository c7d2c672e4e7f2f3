using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>A layer on an array: its folds, and when its operands are asked for.</summary>
internal sealed class LayerPlan
{
    public LayerPlan(ScaleSimConfig config, ScaleSimLayer layer, SparseWeights? weights)
    {
        Folds = new SystolicFolds(config.Dataflow, config.Rows, config.Columns, layer.M, layer.N, weights?.PackedDepth ?? layer.K);
        Window = new ConvWindow(layer);
        Weights = weights;
        Writes = Output();
        Input = InputOperand(Window is { HasNulls: false, IsDisjoint: true } ? null : Window);
        Filter = FilterOperand();
        if (weights is not null)
        {
            SetSources(weights, layer, config);
        }
    }

    public SystolicFolds Folds { get; }
    public ConvWindow Window { get; }
    public SparseWeights? Weights { get; }
    public ReadOperand Input { get; }
    public ReadOperand Filter { get; }
    public WriteOperand Writes { get; }
    /// <summary>The input word by word, where sparsity leaves it no closed order; else null.</summary>
    public WordSource? InputSource { get; private set; }
    /// <summary>The weights word by word, of the row-wise mapping; else null.</summary>
    public RowWiseWeightSource? FilterSource { get; private set; }

    /// <summary>Lines: nf · L.</summary>
    public long Lines => Folds.Cycles;

    private ReadOperand InputOperand(ConvWindow? window)
    {
        bool stays = Folds.Dataflow == Dataflow.InputStationary;
        bool lanesAreDepth = Folds.Dataflow == Dataflow.WeightStationary;
        return new ReadOperand
        {
            Skewed = !stays,
            Blocks = stays ? Folds.ColumnFolds : Folds.RowFolds,
            BlockPerColumnFold = stays,
            Stream = lanesAreDepth ? Folds.M : Folds.K,
            Lanes = lanesAreDepth ? Folds.K : Folds.M,
            Width = stays ? Folds.Columns : Folds.Rows,
            ArrayRows = Folds.Rows,
            Prefix = lanesAreDepth ? Folds.Rows : 0,
            RowFolds = Folds.RowFolds,
            ColumnFolds = Folds.ColumnFolds,
            FoldLines = Folds.CyclesPerFold,
            LanesAreDepth = lanesAreDepth,
            Window = window,
        };
    }

    private ReadOperand FilterOperand()
    {
        bool stays = Folds.Dataflow == Dataflow.WeightStationary;
        bool flowsDown = Folds.Dataflow == Dataflow.OutputStationary;
        return new ReadOperand
        {
            Skewed = !stays,
            Blocks = stays || flowsDown ? Folds.ColumnFolds : Folds.RowFolds,
            BlockPerColumnFold = stays || flowsDown,
            Stream = stays || flowsDown ? Folds.K : Folds.N,
            Lanes = stays || flowsDown ? Folds.N : Folds.K,
            Width = stays || flowsDown ? Folds.Columns : Folds.Rows,
            ArrayRows = Folds.Rows,
            Prefix = flowsDown ? 0 : Folds.Rows,
            RowFolds = Folds.RowFolds,
            ColumnFolds = Folds.ColumnFolds,
            FoldLines = Folds.CyclesPerFold,
        };
    }

    private WriteOperand Output()
    {
        bool stays = Folds.Dataflow == Dataflow.OutputStationary;
        return new WriteOperand
        {
            Lead = stays ? Folds.Time - 1 : (2 * Folds.Rows) - 1,
            Rows = stays ? Folds.M : Folds.Time,
            RowsAreFolded = stays,
            ArrayRows = Folds.Rows,
            ArrayColumns = Folds.Columns,
            Columns = Folds.SpaceColumns,
            RowFolds = Folds.RowFolds,
            ColumnFolds = Folds.ColumnFolds,
            FoldLines = Folds.CyclesPerFold,
        };
    }

    private void SetSources(SparseWeights weights, ScaleSimLayer layer, ScaleSimConfig config)
    {
        if (!weights.RowWise && Input.Window is null)
        {
            return;
        }
        int inputs = WordSource.Ids(layer.Name, (long)layer.InputHeight * layer.InputWidth * layer.Channels);
        if (!weights.RowWise)
        {
            InputSource = new PackedWindowSource(Window, weights.PackedDepth, layer.KeptN, layer.BlockM, config.Rows, Folds.RowFolds, Folds.CyclesPerFold)
            {
                Lines = Lines,
                MatrixWords = Folds.RowFolds * layer.M * config.Rows,
                WordIds = inputs,
                LineWidth = config.Rows,
            };
            return;
        }
        InputSource = new RowWiseInputSource(Window, weights, config.Rows, Folds.RowFolds, Folds.CyclesPerFold)
        {
            Lines = Lines,
            MatrixWords = (layer.K + config.Rows - 1) / config.Rows * config.Rows * layer.M,
            WordIds = inputs,
            LineWidth = config.Rows * weights.Block,
        };
        FilterSource = new RowWiseWeightSource(weights, layer.N, config.Rows, config.Columns, Folds.RowFolds, Folds.CyclesPerFold)
        {
            Lines = Lines,
            MatrixWords = Folds.ColumnFolds * config.Columns * weights.PackedDepth,
            WordIds = WordSource.Ids(layer.Name, weights.PackedDepth * layer.N),
            LineWidth = config.Columns,
        };
    }
}
