using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Emits the vector instructions of one tile: (core, output, inputs, temporaries).</summary>
internal delegate void TileEmitter(int core, View output, View[] inputs, View[] temporaries);

/// <summary>A tiled elementwise (or row-wise) operation: operands of one shape, zero strides broadcast.</summary>
internal sealed record ElementwiseCode
{
    /// <summary>Shared state.</summary>
    public required LoweringContext Context { get; init; }
    /// <summary>Graph node.</summary>
    public required string Node { get; init; }
    /// <summary>Output; its dimensions are the iteration space, reduced ones last with <see cref="RowDimensions"/>.</summary>
    public required View Output { get; init; }
    /// <summary>Inputs with the output's dimensions, except that row dimensions may differ.</summary>
    public required View[] Inputs { get; init; }
    /// <summary>Types of fp or integer scratch tiles shaped as the first input.</summary>
    public DType[] Temporaries { get; init; } = [];
    /// <summary>fp32 scratch tiles of one number for each row, behind <see cref="Temporaries"/>.</summary>
    public int RowTemporaries { get; init; }
    /// <summary>Bytes of a tile at most, where it can be cut so small: operations that go over their temporaries several times.</summary>
    public long NearBytes { get; init; } = long.MaxValue;
    /// <summary>A choice of <see cref="NearBytes"/>: the size of a second-level cache, and of the operand memories of small machines.</summary>
    public const long Near = 192 << 10;
    /// <summary>Innermost dimensions that are never cut.</summary>
    public int RowDimensions { get; init; }
    /// <summary>Run-time extent of dimension 0.</summary>
    public string? Symbol { get; init; }
    /// <summary>Code of a tile.</summary>
    public required TileEmitter Emit { get; init; }
    /// <summary>Constants the instructions read beside the tiles.</summary>
    public Parameters? Parameters { get; init; }

    private long ReservedBytes => Parameters?.Bytes ?? 0;

    /// <summary>Cuts and emits.</summary>
    public void Run()
    {
        ElementwiseCode code = Collapse();
        (int dimension, long count, int buffers) = code.Cut(2) ?? code.Cut(1) ?? throw code.Misfit();
        code.Loop(dimension, count, buffers);
    }

    /// <summary>Merges neighbouring dimensions that every operand walks as one.</summary>
    private ElementwiseCode Collapse()
    {
        View[] views = [Output, .. Inputs];
        int cuttable = Output.Dims.Length - RowDimensions;
        for (int d = cuttable - 2; d >= (Symbol is null ? 0 : 1); d--)
        {
            if (Array.TrueForAll(views, v => v.Dims[d] == Output.Dims[d] && v.Dims[d + 1] == Output.Dims[d + 1] && v.Strides[d] == v.Strides[d + 1] * v.Dims[d + 1]))
            {
                for (int i = 0; i < views.Length; i++)
                {
                    views[i] = Merge(views[i], d);
                }
            }
        }
        return this with { Output = views[0], Inputs = views[1..] };
    }

    private static View Merge(View v, int d)
    {
        List<long> dims = [.. v.Dims], strides = [.. v.Strides];
        dims[d + 1] *= dims[d];
        dims.RemoveAt(d);
        strides.RemoveAt(d);
        return v with { Dims = [.. dims], Strides = [.. strides] };
    }

    /// <summary>The outermost dimension that can be cut so that a tile of it, with all inner dimensions, fits <paramref name="buffers"/> times.</summary>
    private (int Dimension, long Count, int Buffers)? Cut(int buffers)
    {
        int cuttable = Output.Dims.Length - RowDimensions;
        long room = Context.Areas[0].Bytes - ReservedBytes;
        for (int d = 0; d < cuttable; d++)
        {
            long least = TileBytes(d, 1);
            bool isNear = least <= NearBytes || d == cuttable - 1;
            if (buffers * least > room || !isNear)
            {
                continue;
            }
            long extent = Output.Dims[d], high = Math.Max(1, extent / (d == 0 ? Math.Min(Context.Cores, extent) : 1)), low = 1;
            while (low < high)
            {
                long middle = (low + high + 1) / 2;
                long bytes = TileBytes(d, middle);
                bool fits = buffers * bytes <= room && bytes <= NearBytes;
                (low, high) = fits ? (middle, high) : (low, middle - 1);
            }
            return (d, low, buffers);
        }
        return null;
    }

    private CompileException Misfit()
    {
        int innermost = Math.Max(0, Output.Dims.Length - RowDimensions - 1);
        return Context.Areas[0].Full(Node, "its smallest tile", TileBytes(innermost, 1) + ReservedBytes);
    }

    private long TileBytes(int d, long count)
    {
        long bytes = IsLocal(Output) ? 0 : WorkArea.Align(StagedBytes(Tile(Output, d, count), Output.Type));
        foreach (View input in Inputs)
        {
            bytes += IsLocal(input) ? 0 : WorkArea.Align(StagedBytes(Tile(input, d, count), input.Type));
        }
        foreach (DType type in Temporaries)
        {
            bytes += WorkArea.Align(TileShape.Dense(type, Tile(Inputs[0], d, count).Dims).SpanBytes());
        }
        return bytes + (RowTemporaries * WorkArea.Align(TileShape.Dense(DType.F32, PerRow(Tile(Inputs[0], d, count).Dims)).SpanBytes()));
    }

    private static View Tile(View view, int d, long count)
    {
        View tile = view;
        for (int i = 0; i <= d; i++)
        {
            tile = tile.Slice(i, 0, i == d ? count : 1);
        }
        return tile;
    }

    private void Loop(int dimension, long count, int buffers)
    {
        long outer = 1;
        for (int i = 0; i < dimension; i++)
        {
            outer *= Output.Dims[i];
        }
        long chunks = TileSizes.Count(Output.Dims[dimension], count);
        LayerMapping request = Context.Request(Node);
        Pools?[] pools = new Pools?[Context.Cores];
        for (long item = 0; item < outer * chunks; item++)
        {
            int core = Context.CoreOf(request, item, outer * chunks);
            Pools own = pools[core] ??= new Pools(this, core, dimension, count, buffers);
            long start = item % chunks * count, extent = Math.Min(count, Output.Dims[dimension] - start);
            RunTimeExtent? rows = null;
            if (Symbol is { } symbol)
            {
                long first = dimension == 0 ? start : item / chunks / Inner(dimension);
                rows = Context.Emitter.Rows(core, symbol, first, dimension == 0 ? extent : 1);
            }
            View Part(View view)
            {
                long rest = item / chunks;
                View part = view.Slice(dimension, start, extent);
                for (int i = dimension - 1; i >= 0; i--)
                {
                    part = part.Slice(i, rest % Output.Dims[i], 1);
                    rest /= Output.Dims[i];
                }
                return part with { Rows = rows };
            }
            EmitTile(core, own, Part, rows);
        }
    }

    private long Inner(int dimension)
    {
        long inner = 1;
        for (int i = 1; i < dimension; i++)
        {
            inner *= Output.Dims[i];
        }
        return inner;
    }

    private void EmitTile(int core, Pools own, Func<View, View> part, RunTimeExtent? rows)
    {
        View[] inputs = new View[Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            View source = part(Inputs[i]);
            inputs[i] = own.Inputs[i] is { } pool ? Stage(core, source, pool) : source;
        }
        View target = part(Output);
        View output = own.Output is { } outputs ? Local(outputs.Next(), target) : target;
        View[] temporaries = new View[own.Temporaries.Length];
        for (int i = 0; i < temporaries.Length; i++)
        {
            bool isWhole = i < Temporaries.Length;
            temporaries[i] = View.Dense(own.Temporaries[i].Next(), 0, isWhole ? Temporaries[i] : DType.F32, isWhole ? inputs[0].Dims : PerRow(inputs[0].Dims)) with { Rows = rows };
        }
        Emit(core, output, inputs, temporaries);
        if (own.Output is not null)
        {
            Context.Emitter.Move(core, target, output);
        }
    }

    private View Stage(int core, View source, TilePool pool)
    {
        View stored = Stored(source);
        View Land(Buffer buffer) => View.Dense(buffer, 0, source.Type, stored.Dims) with { ZeroPoint = source.ZeroPoint, Rows = stored.Rows };
        Buffer at = pool.Get((source.Address, source.Elements), buffer => Context.Emitter.Move(core, Land(buffer), stored));
        View local = Land(at);
        long[] strides = [.. local.Strides];
        for (int i = 0; i < strides.Length; i++)
        {
            strides[i] = stored.Dims[i] == source.Dims[i] ? strides[i] : 0;
        }
        return local with { Dims = source.Dims, Strides = strides, Rows = source.Rows };
    }

    /// <summary>The elements a broadcast view really has.</summary>
    private static View Stored(View view)
    {
        long[] dims = [.. view.Dims];
        for (int i = 0; i < dims.Length; i++)
        {
            dims[i] = view.Strides[i] == 0 ? Math.Min(1, dims[i]) : dims[i];
        }
        return view with { Dims = dims, Rows = dims[0] == view.Dims[0] ? view.Rows : null };
    }

    private static long StagedBytes(View view, DType type) => TileShape.Dense(type, Stored(view).Dims).SpanBytes();

    private static View Local(Buffer buffer, View like) => View.Dense(buffer, 0, like.Type, like.Dims) with { ZeroPoint = like.ZeroPoint, Rows = like.Rows };

    private static long[] PerRow(long[] dims) => [.. dims[..^1], 1];

    private static bool IsLocal(View view) => view.Buffer.Space == Space.Scratchpad;

    private sealed class Pools
    {
        public Pools(ElementwiseCode code, int core, int dimension, long count, int buffers)
        {
            WorkArea area = code.Context.Areas[core];
            buffers = count == code.Output.Dims[dimension] && dimension == 0 ? 1 : buffers;
            area.Reserve(code.ReservedBytes + (buffers * code.TileBytes(dimension, count)), code.Node);
            TilePool Pool(View view) => new(area, buffers, StagedBytes(Tile(view, dimension, count), view.Type), code.Node);
            Inputs = Array.ConvertAll(code.Inputs, view => IsLocal(view) ? null : Pool(view));
            Output = IsLocal(code.Output) ? null : Pool(code.Output);
            long[] shape = Tile(code.Inputs.Length > 0 ? code.Inputs[0] : code.Output, dimension, count).Dims;
            TilePool Scratch(DType type, long[] dims) => new(area, buffers, TileShape.Dense(type, dims).SpanBytes(), code.Node);
            Temporaries = [.. code.Temporaries.Select(type => Scratch(type, shape)), .. Enumerable.Range(0, code.RowTemporaries).Select(_ => Scratch(DType.F32, PerRow(shape)))];
        }

        public TilePool?[] Inputs { get; }
        public TilePool? Output { get; }
        public TilePool[] Temporaries { get; }
    }
}
