using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Code of a tiled matrix problem, or of several alike: loads, products with sums kept over depth tiles, drains, stores.</summary>
internal sealed class MatrixCode
{
    private readonly LoweringContext context;
    private readonly IReadOnlyList<MatrixProblem> problems;
    private readonly MatrixTiling tiling;
    private readonly CoreBuffers?[] cores;
    // Of the problem whose code is being written.
    private int item;
    private MatrixProblem problem;
    private WeightTiles weightTiles;

    private MatrixCode(LoweringContext context, IReadOnlyList<MatrixProblem> problems, MatrixTiling tiling)
    {
        (this.context, this.problems, this.tiling) = (context, problems, tiling);
        cores = new CoreBuffers?[context.Cores];
        problem = problems[0];
        weightTiles = new WeightTiles(context, problem, tiling);
    }

    /// <summary>Chooses a tiling and emits the code.</summary>
    public static MatrixTiling Emit(LoweringContext context, MatrixProblem problem, LayerMapping request) => Emit(context, [problem], request);

    /// <summary>Chooses one tiling for problems of the same extents, which share buffers, and emits the code.</summary>
    public static MatrixTiling Emit(LoweringContext context, IReadOnlyList<MatrixProblem> problems, LayerMapping request)
    {
        int shares = request.Core >= 0 ? 1 : (int)TileSizes.Count(context.Cores, problems.Count);
        MatrixTiling tiling = MatrixTiling.Choose(problems[0], request, context.Areas[0].Bytes, context.Machine.Accumulator.Bytes, shares);
        new MatrixCode(context, problems, tiling).Run(request);
        return tiling;
    }

    private void Run(LayerMapping request)
    {
        long outer = tiling.ColumnsOuter ? tiling.ColumnTiles(problem) : tiling.RowTiles(problem);
        long inner = tiling.ColumnsOuter ? tiling.RowTiles(problem) : tiling.ColumnTiles(problem);
        for (item = 0; item < problems.Count; item++)
        {
            if (item > 0)
            {
                problem = problems[item];
                weightTiles = new WeightTiles(context, problem, tiling);
            }
            for (long i = 0; i < outer * inner; i++)
            {
                int core = context.CoreOf(request, (item * outer * inner) + i, problems.Count * outer * inner);
                (long m, long n) = tiling.ColumnsOuter ? (i % inner, i / inner) : (i / inner, i % inner);
                Tile(core, cores[core] ??= new CoreBuffers(context.Areas[core], problem, tiling), (int)m, (int)n);
            }
        }
    }

    /// <summary>What tells a tile from those of other problems too.</summary>
    private (long, long) Key(long first, long second) => ((first * problems.Count) + item, second);

    private void Tile(int core, CoreBuffers buffers, int m, int n)
    {
        long perImage = TileSizes.Count(problem.Rows, tiling.Rows);
        long image = m / perImage * tiling.Images, images = Math.Min(tiling.Images, problem.Images - image);
        long row = m % perImage * tiling.Rows, rows = Math.Min(tiling.Rows, problem.Rows - row);
        long column = n * tiling.Columns, columns = Math.Min(tiling.Columns, problem.Columns - column);
        View y = OutputPart(problem.Y, (image, images), row, rows, column, columns);
        RunTimeExtent? extent = problem.Symbol is not { } symbol ? null
            : problem.IsMatMul ? context.Emitter.Rows(core, symbol, row, rows) : context.Emitter.Rows(core, symbol, image, images);
        y = y with { Rows = extent };
        View? residual = problem.Residual is { } whole
            ? Stage(core, OutputPart(whole, (image, images), row, rows, column, columns) with { Rows = extent }, buffers.Residuals, Key(m, n))
            : null;
        View sums = context.Sums(core, problem.Scaling.SumsType, problem.Node, y.Dims) with { Rows = extent };
        View output = y.Buffer.Space == Space.Scratchpad
            ? y
            : View.Dense(buffers.Outputs!.Next(), 0, y.Type, y.Dims) with { ZeroPoint = y.ZeroPoint, Rows = extent };
        int last = (int)tiling.DepthTiles(problem) - 1;
        for (int k = 0; k <= last; k++)
        {
            long first = k * tiling.Depth, depth = Math.Min(tiling.Depth, problem.Depth - first);
            View w = buffers.Weights?.Get(Key(n, k), target => weightTiles.Load(core, target, n, k)) is { } weights
                ? weightTiles.Land(weights, n, k)
                : weightTiles.InPlace(n, k);
            DrainPlan? drain = k == last ? DrainTemplates.Plan(problem.Scaling, w.Buffer, weightTiles.ParameterOffset(depth, columns), columns, residual) : null;
            View? target = k == last ? output : null;
            if (problem.IsMatMul)
            {
                View a = Stage(core, problem.X.Slice(0, row, rows).Slice(1, first, depth) with { Rows = extent }, buffers.Inputs, Key(m, k));
                context.Emitter.MatMul(core, sums, a, w, k > 0, target, drain);
            }
            else
            {
                WindowRows window = WindowRows.Of(problem.Geometry!.Value, problem.KernelRows, problem.X.Dims[1], row, rows, problem.Node);
                View part = problem.X.Slice(0, image, images).Slice(1, window.First, window.Count).Slice(3, first, depth) with { Rows = extent };
                View x = Stage(core, part, buffers.Inputs, Key(m, k));
                context.Emitter.Conv(core, sums, x, w, window.Geometry, k > 0, target, drain);
            }
        }
        if (!ReferenceEquals(output, y))
        {
            context.Emitter.Move(core, y, output);
        }
    }

    private View OutputPart(View whole, (long First, long Count) images, long row, long rows, long column, long columns) => problem.IsMatMul
        ? whole.Slice(0, row, rows).Slice(1, column, columns)
        : whole.Slice(0, images.First, images.Count).Slice(1, row, rows).Slice(3, column, columns);

    private View Stage(int core, View source, TilePool? pool, (long, long) key)
    {
        if (pool is null)
        {
            return source;
        }
        View Local(Buffer buffer) => View.Dense(buffer, 0, source.Type, source.Dims) with { ZeroPoint = source.ZeroPoint, Rows = source.Rows };
        return Local(pool.Get(key, buffer => context.Emitter.Move(core, Local(buffer), source)));
    }

    private sealed class CoreBuffers
    {
        public CoreBuffers(WorkArea area, MatrixProblem p, MatrixTiling t)
        {
            area.Reserve(t.WorkBytes(p), p.Node);
            Weights = t.WeightBuffers(p) == 0 ? null : new TilePool(area, t.WeightBuffers(p), t.WeightTileBytes(p), p.Node);
            Inputs = t.InputBuffers(p) == 0 ? null : new TilePool(area, t.InputBuffers(p), t.InputTileBytes(p), p.Node);
            Outputs = t.OutputBuffers(p) == 0 ? null : new TilePool(area, t.OutputBuffers(p), t.OutputTileBytes(p), p.Node);
            Residuals = t.ResidualBuffers(p) == 0 ? null : new TilePool(area, t.ResidualBuffers(p), t.ResidualTileBytes(p), p.Node);
        }

        public TilePool? Weights { get; }
        public TilePool? Inputs { get; }
        public TilePool? Outputs { get; }
        public TilePool? Residuals { get; }
    }
}
