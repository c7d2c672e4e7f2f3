using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>A pooling or depthwise convolution: channels do not meet, so tiles are rows × channels of an image.</summary>
internal sealed record WindowCode
{
    /// <summary>Shared state.</summary>
    public required LoweringContext Context { get; init; }
    /// <summary>Graph node.</summary>
    public required string Node { get; init; }
    /// <summary>Input [N, H, W, C].</summary>
    public required View X { get; init; }
    /// <summary>Output [N, H', W', C·m].</summary>
    public required View Y { get; init; }
    /// <summary>Fused residual or null.</summary>
    public View? Residual { get; init; }
    /// <summary>Window geometry with kernel extents.</summary>
    public required ConvGeometry Geometry { get; init; }
    /// <summary>Run-time extent of the images.</summary>
    public string? Symbol { get; init; }
    /// <summary>Bytes of constants of a tile of output channels; null = none.</summary>
    public Func<long, long>? ConstantBytes { get; init; }
    /// <summary>Constants of output channels [start, start + count).</summary>
    public Func<long, long, byte[]>? Constants { get; init; }
    /// <summary>Bytes of one sum; 0 = the vector unit does it.</summary>
    public int SumBytes { get; init; }
    /// <summary>Code of a tile: (core, output, input, geometry, residual, constants, output channels).</summary>
    public required Action<int, View, View, ConvGeometry, View?, Buffer, long> Emit { get; init; }

    private long Multiplier => Y.Dims[3] / X.Dims[3];

    /// <summary>Chooses tiles and emits.</summary>
    public void Run()
    {
        LayerMapping request = Context.Request(Node);
        (long rows, long channels, int buffers) = Choose(request, 2) ?? Choose(request, 1)
            ?? throw Context.Areas[0].Full(Node, "the buffers of its smallest tile", WorkBytes(1, Math.Min(16, X.Dims[3]), 1));
        Context.Chosen.Add(new LayerMapping(Node, (int)rows, (int)(channels * Multiplier), 0, request.Core));
        long rowTiles = TileSizes.Count(Y.Dims[1], rows), channelTiles = TileSizes.Count(X.Dims[3], channels), images = Y.Dims[0];
        Pools?[] pools = new Pools?[Context.Cores];
        Buffer[] packed = new Buffer[channelTiles];
        long items = images * rowTiles * channelTiles;
        for (long item = 0; item < items; item++)
        {
            int core = Context.CoreOf(request, item, items);
            Pools own = pools[core] ??= new Pools(this, core, rows, channels, buffers);
            Tile(core, own, packed, item / (images * rowTiles), item / rowTiles % images, item % rowTiles, rows, channels);
        }
    }

    private void Tile(int core, Pools own, Buffer[] packed, long channelTile, long image, long rowTile, long rows, long channels)
    {
        long c0 = channelTile * channels, count = Math.Min(channels, X.Dims[3] - c0), y0 = rowTile * rows, height = Math.Min(rows, Y.Dims[1] - y0);
        WindowRows window = WindowRows.Of(Geometry, Geometry.KernelH, X.Dims[1], y0, height, Node);
        RunTimeExtent? extent = Symbol is { } symbol ? Context.Emitter.Rows(core, symbol, image, 1) : null;
        View source = X.Slice(0, image, 1).Slice(1, window.First, window.Count).Slice(3, c0, count) with { Rows = extent };
        View Part(View whole) => whole.Slice(0, image, 1).Slice(1, y0, height).Slice(3, c0 * Multiplier, count * Multiplier) with { Rows = extent };
        View target = Part(Y);
        Buffer constants = default;
        if (Constants is not null)
        {
            constants = own.Constants!.Get((channelTile, 0), buffer =>
            {
                if (packed[channelTile].Bytes == 0)
                {
                    packed[channelTile] = Context.Dram.Constant(Constants(c0 * Multiplier, count * Multiplier), Node);
                }
                Buffer from = packed[channelTile];
                Context.Emitter.Move(core, View.Dense(buffer, 0, DType.I8, from.Bytes), View.Dense(from, 0, DType.I8, from.Bytes));
            });
        }
        View x = Stage(core, source, own.Inputs);
        View? residual = Residual is null ? null : Stage(core, Part(Residual), own.Residuals);
        View output = own.Outputs is null ? target : View.Dense(own.Outputs.Next(), 0, Y.Type, target.Dims) with { ZeroPoint = Y.ZeroPoint, Rows = extent };
        Emit(core, output, x, window.Geometry, residual, constants, count * Multiplier);
        if (own.Outputs is not null)
        {
            Context.Emitter.Move(core, target, output);
        }
    }

    private View Stage(int core, View source, TilePool? pool)
    {
        if (pool is null)
        {
            return source;
        }
        View local = View.Dense(pool.Next(), 0, source.Type, source.Dims) with { ZeroPoint = source.ZeroPoint, Rows = source.Rows };
        Context.Emitter.Move(core, local, source);
        return local;
    }

    private (long Rows, long Channels, int Buffers)? Choose(LayerMapping request, int buffers)
    {
        (long Rows, long Channels) best = (0, 0);
        long bestItems = long.MaxValue, shares = request.Core >= 0 ? 1 : Context.Cores;
        foreach (long rows in Sizes("tile_rows", request.TileRows, Y.Dims[1], 1, 1))
        {
            foreach (long channels in Sizes("tile_columns", request.TileColumns, X.Dims[3], 16, Multiplier))
            {
                long items = Y.Dims[0] * TileSizes.Count(Y.Dims[1], rows) * TileSizes.Count(X.Dims[3], channels);
                bool fits = WorkBytes(rows, channels, buffers) <= Context.Areas[0].Bytes && rows * Y.Dims[2] * channels * Multiplier * SumBytes <= Context.Machine.Accumulator.Bytes;
                long rounds = Math.Max(items, shares);
                if (fits && rounds < bestItems)
                {
                    (best, bestItems) = ((rows, channels), rounds);
                }
            }
        }
        return bestItems < long.MaxValue ? (best.Rows, best.Channels, buffers) : null;
    }

    private System.Collections.Generic.List<long> Sizes(string field, long fixedSize, long extent, long unit, long scale)
    {
        if (fixedSize == 0)
        {
            return TileSizes.Of(extent, unit);
        }
        bool isLegal = fixedSize > 0 && fixedSize % scale == 0 && fixedSize / scale <= extent && (fixedSize / scale == extent || fixedSize / scale % unit == 0);
        return isLegal ? [fixedSize / scale]
            : throw new CompileException("compile.mapping", Node, $"maps {field} = {fixedSize}; legal: a multiple of {unit * scale} in 1..{extent * scale}, or {extent * scale}, or 0 to let the compiler choose");
    }

    private long InputBytes(long rows, long channels) =>
        Math.Min(X.Dims[1], WindowRows.Most(Geometry, Geometry.KernelH, rows)) * X.Dims[2] * X.Type.BytesOf(channels);

    private long OutputBytes(long rows, long channels, DType type) => rows * Y.Dims[2] * type.BytesOf(channels * Multiplier);

    private long WorkBytes(long rows, long channels, int buffers) =>
        (IsLocal(X) ? 0 : buffers * WorkArea.Align(InputBytes(rows, channels)))
        + (IsLocal(Y) ? 0 : buffers * WorkArea.Align(OutputBytes(rows, channels, Y.Type)))
        + (Residual is null || IsLocal(Residual) ? 0 : buffers * WorkArea.Align(OutputBytes(rows, channels, Residual.Type)))
        + (ConstantBytes is null ? 0 : buffers * WorkArea.Align(ConstantBytes(channels * Multiplier)));

    private static bool IsLocal(View view) => view.Buffer.Space == Space.Scratchpad;

    private sealed class Pools
    {
        public Pools(WindowCode code, int core, long rows, long channels, int buffers)
        {
            WorkArea area = code.Context.Areas[core];
            area.Reserve(code.WorkBytes(rows, channels, buffers), code.Node);
            Inputs = IsLocal(code.X) ? null : new TilePool(area, buffers, code.InputBytes(rows, channels), code.Node);
            Outputs = IsLocal(code.Y) ? null : new TilePool(area, buffers, code.OutputBytes(rows, channels, code.Y.Type), code.Node);
            Residuals = code.Residual is null || IsLocal(code.Residual) ? null : new TilePool(area, buffers, code.OutputBytes(rows, channels, code.Residual.Type), code.Node);
            Constants = code.ConstantBytes is null ? null : new TilePool(area, buffers, code.ConstantBytes(channels * code.Multiplier), code.Node);
        }

        public TilePool? Inputs { get; }
        public TilePool? Outputs { get; }
        public TilePool? Residuals { get; }
        public TilePool? Constants { get; }
    }
}
