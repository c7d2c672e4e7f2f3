using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>A pooling or depthwise convolution: channels do not meet, so tiles are rows × channels of an image, or of several whole images.</summary>
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
        WindowTile tile = Choose(request, 2) ?? Choose(request, 1)
            ?? throw Context.Areas[0].Full(Node, "the buffers of its smallest tile", WorkBytes(new WindowTile(1, Math.Min(16, X.Dims[3]), 1, 1)));
        tile = JoinImages(tile, request);
        Context.Chosen.Add(new LayerMapping(Node, (int)tile.Rows, (int)(tile.Channels * Multiplier), 0, request.Core));
        long rowTiles = TileSizes.Count(Y.Dims[1], tile.Rows), channelTiles = TileSizes.Count(X.Dims[3], tile.Channels), images = TileSizes.Count(Y.Dims[0], tile.Images);
        Pools?[] pools = new Pools?[Context.Cores];
        Buffer[] packed = new Buffer[channelTiles];
        long items = images * rowTiles * channelTiles;
        for (long item = 0; item < items; item++)
        {
            int core = Context.CoreOf(request, item, items);
            Pools own = pools[core] ??= new Pools(this, core, tile);
            Tile(core, own, packed, item / (images * rowTiles), item / rowTiles % images * tile.Images, item % rowTiles, tile);
        }
    }

    private void Tile(int core, Pools own, Buffer[] packed, long channelTile, long image, long rowTile, WindowTile tile)
    {
        long c0 = channelTile * tile.Channels, count = Math.Min(tile.Channels, X.Dims[3] - c0), y0 = rowTile * tile.Rows, height = Math.Min(tile.Rows, Y.Dims[1] - y0);
        long images = Math.Min(tile.Images, Y.Dims[0] - image);
        WindowRows window = WindowRows.Of(Geometry, Geometry.KernelH, X.Dims[1], y0, height, Node);
        RunTimeExtent? extent = Symbol is { } symbol ? Context.Emitter.Rows(core, symbol, image, images) : null;
        View source = X.Slice(0, image, images).Slice(1, window.First, window.Count).Slice(3, c0, count) with { Rows = extent };
        View Part(View whole) => whole.Slice(0, image, images).Slice(1, y0, height).Slice(3, c0 * Multiplier, count * Multiplier) with { Rows = extent };
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

    private WindowTile? Choose(LayerMapping request, int buffers)
    {
        (long Rows, long Channels) best = (0, 0);
        long bestItems = long.MaxValue, shares = request.Core >= 0 ? 1 : Context.Cores;
        foreach (long rows in Sizes("tile_rows", request.TileRows, Y.Dims[1], 1, 1))
        {
            foreach (long channels in Sizes("tile_columns", request.TileColumns, X.Dims[3], 16, Multiplier))
            {
                long items = Y.Dims[0] * TileSizes.Count(Y.Dims[1], rows) * TileSizes.Count(X.Dims[3], channels);
                bool fits = Fits(new WindowTile(rows, channels, 1, buffers));
                long rounds = Math.Max(items, shares);
                if (fits && rounds < bestItems)
                {
                    (best, bestItems) = ((rows, channels), rounds);
                }
            }
        }
        return bestItems < long.MaxValue ? new WindowTile(best.Rows, best.Channels, 1, buffers) : null;
    }

    /// <summary>Whole images join in even shares while they fit and every core has a tile.</summary>
    private WindowTile JoinImages(WindowTile tile, LayerMapping request)
    {
        long images = Y.Dims[0], channelTiles = TileSizes.Count(X.Dims[3], tile.Channels), cores = request.Core >= 0 ? 1 : Context.Cores;
        for (long tiles = 1; tile.Rows == Y.Dims[1] && tiles < images; tiles++)
        {
            WindowTile joined = tile with { Images = TileSizes.Count(images, tiles) };
            if (Fits(joined) && tiles * channelTiles >= Math.Min(cores, images * channelTiles))
            {
                return joined;
            }
        }
        return tile;
    }

    private bool Fits(WindowTile tile) => WorkBytes(tile) <= Context.Areas[0].Bytes
        && tile.Images * tile.Rows * Y.Dims[2] * tile.Channels * Multiplier * SumBytes <= Context.Machine.Accumulator.Bytes;

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

    private long InputBytes(WindowTile tile) =>
        tile.Images * Math.Min(X.Dims[1], WindowRows.Most(Geometry, Geometry.KernelH, tile.Rows)) * X.Dims[2] * X.Type.BytesOf(tile.Channels);

    private long OutputBytes(WindowTile tile, DType type) => tile.Images * tile.Rows * Y.Dims[2] * type.BytesOf(tile.Channels * Multiplier);

    private long WorkBytes(WindowTile tile) => tile.Buffers * (
        (IsLocal(X) ? 0 : WorkArea.Align(InputBytes(tile)))
        + (IsLocal(Y) ? 0 : WorkArea.Align(OutputBytes(tile, Y.Type)))
        + (Residual is null || IsLocal(Residual) ? 0 : WorkArea.Align(OutputBytes(tile, Residual.Type)))
        + (ConstantBytes is null ? 0 : WorkArea.Align(ConstantBytes(tile.Channels * Multiplier))));

    private readonly record struct WindowTile(long Rows, long Channels, long Images, int Buffers);

    private static bool IsLocal(View view) => view.Buffer.Space == Space.Scratchpad;

    private sealed class Pools
    {
        public Pools(WindowCode code, int core, WindowTile tile)
        {
            WorkArea area = code.Context.Areas[core];
            area.Reserve(code.WorkBytes(tile), code.Node);
            Inputs = IsLocal(code.X) ? null : new TilePool(area, tile.Buffers, code.InputBytes(tile), code.Node);
            Outputs = IsLocal(code.Y) ? null : new TilePool(area, tile.Buffers, code.OutputBytes(tile, code.Y.Type), code.Node);
            Residuals = code.Residual is null || IsLocal(code.Residual) ? null : new TilePool(area, tile.Buffers, code.OutputBytes(tile, code.Residual.Type), code.Node);
            Constants = code.ConstantBytes is null ? null : new TilePool(area, tile.Buffers, code.ConstantBytes(tile.Channels * code.Multiplier), code.Node);
        }

        public TilePool? Inputs { get; }
        public TilePool? Outputs { get; }
        public TilePool? Residuals { get; }
        public TilePool? Constants { get; }
    }
}
