using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>SCALE-Sim's reports without its simulation: closed forms where an operand fits its buffer, an event replay where it does not. Formulas: docs/timing-model.md.</summary>
public static class ScaleSimModel
{
    /// <summary>Most lines (cycles without stalls) of a layer: all counts stay exact in a double.</summary>
    public const long MaxLines = 1L << 40;

    /// <summary>Reports of all layers.</summary>
    /// <param name="config">Array, buffers, interfaces.</param>
    /// <param name="layers">Layers, as <see cref="ScaleSimTopology"/> reads them.</param>
    /// <param name="compat">Whose reports.</param>
    /// <param name="progress">Told after each layer how many are done.</param>
    /// <exception cref="ScaleSimException">
    /// A configuration that <paramref name="compat"/> does not have (<c>scalesim.unsupported</c>), or a layer too large to count or to replay (<c>scalesim.size</c>).
    /// </exception>
    public static ScaleSimReport Run(ScaleSimConfig config, IReadOnlyList<ScaleSimLayer> layers, ScaleSimCompat compat, IProgress<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(layers);
        Check(config, compat);
        ScaleSimLayerReport[] reports = new ScaleSimLayerReport[layers.Count];
        // Networks repeat their blocks, and depthwise rows give the same layer many times.
        Dictionary<ScaleSimLayer, ScaleSimLayerReport> done = [];
        for (int i = 0; i < reports.Length; i++)
        {
            ScaleSimLayer shape = layers[i] with { Name = "" };
            if (!done.TryGetValue(shape, out ScaleSimLayerReport? report))
            {
                report = Run(config, layers[i], compat);
                done.Add(shape, report);
            }
            reports[i] = report with { Name = layers[i].Name };
            progress?.Report(i + 1);
        }
        return new ScaleSimReport(compat, config, reports);
    }

    private static void Check(ScaleSimConfig config, ScaleSimCompat compat)
    {
        if (config.Sparsity is not { } sparsity)
        {
            return;
        }
        if (compat == ScaleSimCompat.V2)
        {
            throw new ScaleSimException("scalesim.unsupported", "SparsitySupport", "v2 has no sparsity; legal: --compat v3 or fixed, or SparsitySupport = false");
        }
        if (config.Dataflow != Dataflow.WeightStationary)
        {
            throw new ScaleSimException("scalesim.unsupported", "SparsitySupport", "sparse weights are mapped weight-stationary only; legal: Dataflow = ws, or SparsitySupport = false");
        }
        if (sparsity.RowWise && (sparsity.BlockSize % 2 != 0 || sparsity.BlockSize < 2 || sparsity.BlockSize > config.Rows || config.Rows * 2 % sparsity.BlockSize != 0))
        {
            throw new ScaleSimException("scalesim.unsupported", "BlockSize", $"BlockSize = {sparsity.BlockSize} with ArrayHeight = {config.Rows}; legal: even, 2..ArrayHeight, a divisor of twice ArrayHeight");
        }
    }

    private static ScaleSimLayerReport Run(ScaleSimConfig config, ScaleSimLayer layer, ScaleSimCompat compat)
    {
        try
        {
            SparseWeights? weights = config.Sparsity is { } sparsity ? new SparseWeights(layer, sparsity) : null;
            LayerPlan plan = new(config, layer, weights);
            if (plan.Lines > MaxLines || Math.BigMul(plan.Folds.M * plan.Folds.N, layer.K) > long.MaxValue / 100)
            {
                throw TooLarge(layer, $"{plan.Lines} cycles");
            }
            return ReportBuilding.Build(config, layer, plan, new LayerReplay(config, plan, compat, layer.Name).Run(), compat);
        }
        catch (OverflowException)
        {
            throw TooLarge(layer, "counts that leave 64 bits");
        }
    }

    private static ScaleSimException TooLarge(ScaleSimLayer layer, string what) =>
        new("scalesim.size", layer.Name, $"the layer has {what}; legal: at most {MaxLines} cycles and {long.MaxValue / 100} products; cut it into smaller ones");
}
