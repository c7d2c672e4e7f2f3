using System;
using System.Collections.Generic;

namespace AccelEmu.Compiler;

/// <summary>Tile extents of a matrix problem and the order of its loops.</summary>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output channels.</param>
/// <param name="Depth">Input channels.</param>
/// <param name="ColumnsOuter">Columns are the outer loop: weights are loaded once.</param>
/// <param name="Buffers">Buffers of each operand at most: 2 overlap moves and products, 1 only if nothing else fits.</param>
/// <param name="Images">Images of a tile; more than 1 only when it has all their rows.</param>
internal sealed record MatrixTiling(long Rows, long Columns, long Depth, bool ColumnsOuter, int Buffers, long Images = 1)
{
    // Costs in bytes of traffic: an instruction's start-up, and idle cores.
    private const double InstructionCost = 2048;

    /// <summary>The cheapest tiling that fits, within what the user fixed.</summary>
    public static MatrixTiling Choose(MatrixProblem p, LayerMapping request, long workBytes, long accumulatorBytes, int cores)
    {
        MatrixTiling? best = Cheapest(p, request, workBytes, accumulatorBytes, cores, 2) ?? Cheapest(p, request, workBytes, accumulatorBytes, cores, 1);
        return best?.JoinImages(p, workBytes, accumulatorBytes, cores) ?? throw Misfit(p, request, workBytes, accumulatorBytes);
    }

    /// <summary>Whole images join in even shares while they fit and every core has a tile.</summary>
    private MatrixTiling JoinImages(MatrixProblem p, long workBytes, long accumulatorBytes, int cores)
    {
        for (long tiles = 1; Rows == p.Rows && tiles < p.Images; tiles++)
        {
            MatrixTiling joined = this with { Images = TileSizes.Count(p.Images, tiles) };
            bool fits = joined.WorkBytes(p) <= workBytes && joined.Images * p.SumBytes(Rows, Columns) <= accumulatorBytes;
            if (fits && tiles * ColumnTiles(p) >= Math.Min(cores, p.Images * ColumnTiles(p)))
            {
                return joined;
            }
        }
        return this;
    }

    private static MatrixTiling? Cheapest(MatrixProblem p, LayerMapping request, long workBytes, long accumulatorBytes, int cores, int buffers)
    {
        MatrixTiling? best = null;
        double bestCost = double.PositiveInfinity;
        List<long> depths = Candidates(p, "tile_depth", request.TileDepth, p.Depth, 16);
        foreach (long rows in Candidates(p, "tile_rows", request.TileRows, p.Rows, 1))
        {
            foreach (long columns in Candidates(p, "tile_columns", request.TileColumns, p.Columns, 16))
            {
                if (p.SumBytes(rows, columns) > accumulatorBytes)
                {
                    continue;
                }
                foreach (long depth in depths)
                {
                    foreach (bool outer in (ReadOnlySpan<bool>)[true, false])
                    {
                        MatrixTiling tiling = new(rows, columns, depth, outer, buffers);
                        double cost = tiling.WorkBytes(p) <= workBytes ? tiling.Cost(p, cores) : double.PositiveInfinity;
                        if (cost < bestCost)
                        {
                            (best, bestCost) = (tiling, cost);
                        }
                    }
                }
            }
        }
        return best;
    }

    /// <summary>Row tiles over all images.</summary>
    public long RowTiles(MatrixProblem p) => TileSizes.Count(p.Images, Images) * TileSizes.Count(p.Rows, Rows);
    /// <summary>Column tiles.</summary>
    public long ColumnTiles(MatrixProblem p) => TileSizes.Count(p.Columns, Columns);
    /// <summary>Depth tiles.</summary>
    public long DepthTiles(MatrixProblem p) => TileSizes.Count(p.Depth, Depth);

    /// <summary>Buffers of activations; none when they are in the scratchpad already.</summary>
    public int InputBuffers(MatrixProblem p) => IsLocal(p.X) ? 0 : (int)Math.Min(Buffers, p.Items * RowTiles(p) * DepthTiles(p));
    /// <summary>Buffers of weights; none when they are read where they are.</summary>
    public int WeightBuffers(MatrixProblem p) => p.HasWeightsInPlace ? 0 : (int)Math.Min(Buffers, p.Items * ColumnTiles(p) * DepthTiles(p));
    /// <summary>Buffers of outputs.</summary>
    public int OutputBuffers(MatrixProblem p) => IsLocal(p.Y) ? 0 : (int)Math.Min(Buffers, p.Items * RowTiles(p) * ColumnTiles(p));
    /// <summary>Buffers of residuals.</summary>
    public int ResidualBuffers(MatrixProblem p) => p.Residual is null || IsLocal(p.Residual) ? 0 : (int)Math.Min(Buffers, p.Items * RowTiles(p) * ColumnTiles(p));

    /// <summary>Bytes of a weight tile with its parameters.</summary>
    public long WeightTileBytes(MatrixProblem p) => WorkArea.Align(p.WeightBytes(Depth, Columns)) + DrainTemplates.ParameterBytes(p.Scaling, Columns);

    /// <summary>Bytes of an activation tile.</summary>
    public long InputTileBytes(MatrixProblem p) => Images * p.InputBytes(Rows, Depth);
    /// <summary>Bytes of an output tile.</summary>
    public long OutputTileBytes(MatrixProblem p) => Images * p.OutputBytes(Rows, Columns);
    /// <summary>Bytes of a residual tile.</summary>
    public long ResidualTileBytes(MatrixProblem p) => Images * p.ResidualBytes(Rows, Columns);

    /// <summary>Scratchpad bytes of all buffers.</summary>
    public long WorkBytes(MatrixProblem p) =>
        (InputBuffers(p) * WorkArea.Align(InputTileBytes(p)))
        + (WeightBuffers(p) * WorkArea.Align(WeightTileBytes(p)))
        + (OutputBuffers(p) * WorkArea.Align(OutputTileBytes(p)))
        + (ResidualBuffers(p) * WorkArea.Align(ResidualTileBytes(p)));

    private static bool IsLocal(View view) => view.Buffer.Space == Isa.Space.Scratchpad;

    private double Cost(MatrixProblem p, int cores)
    {
        long m = RowTiles(p), n = ColumnTiles(p), k = DepthTiles(p);
        double weights = (double)p.WeightBytes(p.Depth, p.Columns), input = IsLocal(p.X) ? 0 : (double)p.Images * p.InputBytes(p.Rows, p.Depth);
        double weightLoads = n * k <= 2 || (ColumnsOuter && k <= 2) ? 1 : m;
        double inputLoads = m * k <= 2 || (!ColumnsOuter && k <= 2) ? 1 : n;
        double halo = (double)p.InputBytes(Rows, Depth) * m * k / Math.Max(1, (double)p.Images * p.InputBytes(p.Rows, p.Depth));
        double share = Math.Ceiling((double)(m * n) / cores) * cores / (m * n);
        double work = (double)p.Images * p.Rows * p.RowWidth * p.Columns * p.Depth * p.KernelRows * p.KernelColumns / 64;
        return (weights * weightLoads) + (input * inputLoads * Math.Max(1, halo)) + (m * n * k * InstructionCost) + (work * (share - 1));
    }

    private static List<long> Candidates(MatrixProblem p, string field, long fixedSize, long extent, long unit)
    {
        if (fixedSize == 0)
        {
            return TileSizes.Of(extent, unit);
        }
        bool isLegal = fixedSize > 0 && fixedSize <= extent && (fixedSize == extent || fixedSize % unit == 0);
        return isLegal ? [fixedSize]
            : throw new CompileException("compile.mapping", p.Node, $"maps {field} = {fixedSize}; legal: {(unit == 1 ? "" : $"a multiple of {unit} in ")}1..{extent}, or {extent}, or 0 to let the compiler choose");
    }

    private static CompileException Misfit(MatrixProblem p, LayerMapping request, long workBytes, long accumulatorBytes)
    {
        MatrixTiling least = new(Least(request.TileRows, p.Rows, 1), Least(request.TileColumns, p.Columns, 16), Least(request.TileDepth, p.Depth, 16), true, 1);
        long sums = p.SumBytes(least.Rows, least.Columns), buffers = least.WorkBytes(p);
        string need = sums > accumulatorBytes
            ? $"{sums} bytes of accumulators, {accumulatorBytes} are available"
            : $"{buffers} bytes of scratchpad ({least.InputBuffers(p)} input buffers of {p.InputBytes(least.Rows, least.Depth)}, {least.WeightBuffers(p)} of weights of {least.WeightTileBytes(p)}, "
                + $"{least.OutputBuffers(p)} of outputs of {p.OutputBytes(least.Rows, least.Columns)}, {least.ResidualBuffers(p)} of residuals), {workBytes} are available";
        bool isMapped = request.TileRows + request.TileColumns + request.TileDepth > 0;
        return new CompileException(isMapped ? "compile.mapping" : "compile.capacity", p.Node,
            $"with tiles of {least.Rows} rows × {least.Columns} columns × {least.Depth} channels needs {need}; "
            + (isMapped ? "map smaller tiles or leave them to the compiler" : "choose a machine with larger memories"));
    }

    private static long Least(long fixedSize, long extent, long unit) => fixedSize > 0 ? fixedSize : Math.Min(extent, unit);
}
