using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Weight tiles of a matrix problem with the drain parameters of their columns behind them. Dense constants come by one move; sparse
/// ones and those computed at run time need a second one for the parameters.
/// </summary>
internal sealed class WeightTiles(LoweringContext context, MatrixProblem problem, MatrixTiling tiling)
{
    private readonly Buffer[,] packed = new Buffer[tiling.ColumnTiles(problem), tiling.DepthTiles(problem)];
    private readonly View?[,] sparse = new View?[tiling.ColumnTiles(problem), tiling.DepthTiles(problem)];

    private bool IsSparse => problem.Weights.Storage == SparseFormat.Bitmask;

    /// <summary>Where the parameters follow the weights of a tile.</summary>
    public long ParameterOffset(long depth, long columns) => WorkArea.Align(problem.WeightBytes(depth, columns));

    /// <summary>Tile (n, k) of run-time weights where they are.</summary>
    public View InPlace(int n, int k) => Part(problem.RunTimeWeights!, n, k) with { ZeroPoint = ZeroPoint };

    /// <summary>Tile (n, k) as the array reads it, in a scratchpad buffer.</summary>
    public View Land(Buffer buffer, int n, int k)
    {
        (long depth, long columns) = Extents(n, k);
        Value w = problem.Weights;
        if (problem.RunTimeWeights is { } whole)
        {
            // The order of memory stays, so that the move copies whole runs.
            bool isTurned = IsTurned(whole);
            View dense = View.Dense(buffer, 0, w.Type, isTurned ? [columns, depth] : [depth, columns]);
            return (isTurned ? Turn(dense) : dense) with { ZeroPoint = ZeroPoint, ZeroPointArray = ZeroPoints(buffer, depth, columns) };
        }
        bool sums = WeightPacker.HasSums(w.Type);
        TileShape shape = problem.IsMatMul ? TileShape.Panels(w.Type, sums, depth, columns)
            : TileShape.Panels(w.Type, sums, problem.KernelRows, problem.KernelColumns, depth, columns);
        return new View
        {
            Buffer = buffer,
            Type = w.Type,
            Layout = shape.Layout,
            Dims = [.. ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]],
            Strides = [.. ((ReadOnlySpan<long>)shape.Strides)[..shape.Rank]],
            ZeroPoint = ZeroPoint,
            ZeroPointArray = ZeroPoints(buffer, depth, columns),
        };
    }

    private int ZeroPoint => problem.Weights.Quantization is { ZeroPoints.Length: 1 } q ? q.ZeroPoints[0] : 0;

    private long ZeroPoints(Buffer buffer, long depth, long columns)
    {
        long zeros = DrainTemplates.WeightZeroPointOffset(problem.Scaling, columns);
        return zeros < 0 ? -1 : buffer.Base + ParameterOffset(depth, columns) + zeros;
    }

    private (long Depth, long Columns) Extents(int n, int k) =>
        (Math.Min(tiling.Depth, problem.Depth - (k * tiling.Depth)), Math.Min(tiling.Columns, problem.Columns - (n * tiling.Columns)));

    private View Part(View whole, int n, int k)
    {
        (long depth, long columns) = Extents(n, k);
        return whole.Slice(0, k * tiling.Depth, depth).Slice(1, n * tiling.Columns, columns);
    }

    private static bool IsTurned(View matrix) => matrix.Strides[0] < matrix.Strides[1];

    private static View Turn(View matrix) => matrix with { Dims = [matrix.Dims[1], matrix.Dims[0]], Strides = [matrix.Strides[1], matrix.Strides[0]] };

    /// <summary>Emits the moves that bring tile (n, k) to a core.</summary>
    public void Load(int core, Buffer target, int n, int k)
    {
        long column = n * tiling.Columns, columns = Math.Min(tiling.Columns, problem.Columns - column);
        long first = k * tiling.Depth, depth = Math.Min(tiling.Depth, problem.Depth - first);
        long parameters = DrainTemplates.ParameterBytes(problem.Scaling, columns), offset = ParameterOffset(depth, columns);
        if (problem.RunTimeWeights is null && !IsSparse)
        {
            Buffer source = packed[n, k].Bytes > 0 ? packed[n, k] : packed[n, k] = Pack(first, depth, column, columns);
            context.Emitter.Move(core, View.Dense(target, 0, DType.I8, source.Bytes), View.Dense(source, 0, DType.I8, source.Bytes));
            return;
        }
        View weights = problem.RunTimeWeights is { } whole ? Part(whole, n, k) : sparse[n, k] ??= Encode(first, depth, column, columns);
        View land = Land(target, n, k);
        (land, weights) = problem.RunTimeWeights is { } matrix && IsTurned(matrix) ? (Turn(land), Turn(weights)) : (land, weights);
        context.Emitter.Move(core, land with { ZeroPointArray = -1 }, weights with { ZeroPointArray = -1 });
        if (parameters > 0)
        {
            Buffer source = packed[n, k].Bytes > 0 ? packed[n, k] : packed[n, k] = context.Dram.Constant(WithParameters(0, column, columns), problem.Node);
            context.Emitter.Move(core, View.Dense(target, offset, DType.I8, parameters), View.Dense(source, 0, DType.I8, parameters));
        }
    }

    private byte[] WithParameters(long offset, long column, long columns)
    {
        byte[] data = new byte[offset + DrainTemplates.ParameterBytes(problem.Scaling, columns)];
        DrainTemplates.WriteParameters(problem.Scaling, problem.FirstColumn + column, columns, data.AsSpan((int)offset));
        return data;
    }

    private Buffer Pack(long first, long depth, long column, long columns)
    {
        byte[] data = WithParameters(ParameterOffset(depth, columns), column, columns);
        WeightPacker.Pack(problem.Weights, problem.KernelRows, problem.KernelColumns, first, depth, problem.FirstColumn + column, columns, data);
        return context.Dram.Constant(data, problem.Node);
    }

    /// <summary>The tile's non-zero weights with their mask behind them, in DRAM.</summary>
    private View Encode(long first, long depth, long column, long columns)
    {
        Value w = problem.Weights;
        if (!context.Machine.Formats.Contains(SparseFormat.Bitmask) || w.Type.IsSubByte())
        {
            throw new CompileException("compile.format", problem.Node, $"stores {w} as a bitmask; legal: types of at least 8 bits on a machine with format bitmask, else dense");
        }
        long[] kernel = problem.IsMatMul ? [] : [problem.KernelRows, problem.KernelColumns];
        long[] dims = [.. kernel, depth, columns];
        TileShape from = TileShape.Dense(w.Type, [.. kernel, w.Shape[^2].Size, w.Shape[^1].Size]);
        long start = (first * from.Strides[from.Rank - 2]) + ((problem.FirstColumn + column) * from.Strides[from.Rank - 1]);
        from.Dims = Five.Of(dims);
        TileShape to = TileShape.Dense(w.Type, dims);
        to.Format = SparseFormat.Bitmask;
        byte[] values = new byte[BitmaskFormat.MaximumValueBytes(to)], mask = new byte[BitmaskFormat.MetadataBytes(to)];
        long stored = Reference.Move(new Tile(values, to) { Metadata = mask }, new Tile(w.Constant.AsSpan((int)start), from));
        long valueBytes = BitmaskFormat.ValueBytes(w.Type, stored), maskAt = WorkArea.Align(valueBytes);
        byte[] data = new byte[maskAt + mask.Length];
        values.AsSpan(0, (int)valueBytes).CopyTo(data);
        mask.CopyTo(data, maskAt);
        Buffer buffer = context.Dram.Constant(data, problem.Node);
        return new View
        {
            Buffer = buffer,
            Type = w.Type,
            Format = SparseFormat.Bitmask,
            Dims = dims,
            Strides = [.. ((ReadOnlySpan<long>)to.Strides)[..to.Rank]],
            Metadata = buffer.Base + maskAt,
            MetadataBytes = mask.Length,
        };
    }
}
