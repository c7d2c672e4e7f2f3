using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Convolution into sums: sums[i,y,x,o] (+)= Σ (x[i, y·sh+r·dh−pt, x·sw+s·dw−pl, c]−zx)·(w[r,s,c,o]−zw), K in the order channel
    /// block of 16, r, s, c in block. A tap on padding or between dilated inputs is multiplied as zero.
    /// </summary>
    /// <param name="sums">[N, OH, OW, O]; I32, I64 (wrapping) or F32.</param>
    /// <param name="x">[N, H, W, C], plain.</param>
    /// <param name="w">[KH, KW, C/groups, O], plain or panel, or bitmask (floats leave absent terms out).</param>
    /// <param name="geometry">Pads, steps, dilations, groups.</param>
    /// <param name="accumulate">Continue from what the sums hold.</param>
    /// <exception cref="NumericsException">Shapes, types or geometry do not go together; nothing has been written.</exception>
    public static void Conv(Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool accumulate)
    {
        Check.WritePlain(sums, "sums");
        Check.ReadPlain(x, "x");
        Check.Read(w, "w");
        Check.Rank(w, "w", 4);
        CheckWindows(sums, "sums", x, "x", geometry, w.Shape.Dims[0], w.Shape.Dims[1]);
        long channels = x.Shape.Dims[3];
        Check.Range("geometry: groups", geometry.Groups, 1, int.MaxValue);
        Check.Require(channels % geometry.Groups == 0, $"geometry: {geometry.Groups} groups; must divide the {channels} channels of x");
        Check.Require(w.Shape.Dims[3] % geometry.Groups == 0, $"geometry: {geometry.Groups} groups; must divide the {w.Shape.Dims[3]} columns of w");
        Check.Dim(w, "w", 2, channels / geometry.Groups, "the channels of x in a group");
        Check.Dim(w, "w", 3, sums.Shape.Dims[3], "the channels of sums");
        Check.Require(
            w.Shape.Format != SparseFormat.Dense || w.Data.Length >= w.Shape.SpanBytes(geometry.Groups),
            $"w: {w.Data.Length} bytes; its shape with {geometry.Groups} groups spans {w.Shape.SpanBytes(geometry.Groups)}");
        if (Matrix.IsFloat(sums, x, "x", w, "w"))
        {
            Conv<float, SingleArithmetic>(sums, x, w, geometry, accumulate);
        }
        else
        {
            Conv<long, IntegerArithmetic>(sums, x, w, geometry, accumulate);
        }
    }

    private static void Conv<T, TArithmetic>(Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool accumulate)
        where T : unmanaged, IEquatable<T> where TArithmetic : struct, IArithmetic<T>
    {
        T[] input = TileValues.ReadCentred<T, TArithmetic>(x);
        T[] total = Matrix.Start<T, TArithmetic>(sums, accumulate);
        int channels = (int)w.Shape.Dims[2];
        int columns = (int)w.Shape.Dims[3] / geometry.Groups;
        int[] order = ConvDepthOrder(w.Shape);
        Windows windows = new(geometry, sums.Shape, x.Shape, (int)w.Shape.Dims[0], (int)w.Shape.Dims[1]);
        T[] patch = new T[order.Length];
        bool ownBlocks = geometry.Groups > 1 && w.Shape.Layout != Layout.Plain;
        Matrix.Operand<T> whole = ownBlocks ? default : Matrix.Load<T, TArithmetic>(w);
        for (int g = 0; g < geometry.Groups; g++)
        {
            Matrix.Operand<T> weights = ownBlocks
                ? Matrix.Load<T, TArithmetic>(PanelPacking.Group(w, geometry.Groups, g))
                : GroupColumns(whole, geometry.Groups, g, columns);
            weights = new(InDepthOrder<T>(weights.Values, columns, order), InDepthOrder<bool>(weights.Present, columns, order));
            for (int pixel = 0; pixel < windows.Pixels; pixel++)
            {
                for (int tap = 0; tap < windows.Taps; tap++)
                {
                    int at = windows.InputPixel(pixel, tap);
                    for (int c = 0; c < channels; c++)
                    {
                        patch[order[(tap * channels) + c]] = at < 0 ? default : input[(((at * geometry.Groups) + g) * channels) + c];
                    }
                }
                Span<T> outputs = total.AsSpan((((pixel * geometry.Groups) + g) * columns), columns);
                Matrix.AddProduct<T, TArithmetic>(outputs, patch, [], weights.Values, weights.Present);
            }
        }
        TileValues.Write<T, TArithmetic>(sums, total);
    }

    /// <summary>The position in K of each tap and channel in row-major order.</summary>
    private static int[] ConvDepthOrder(in TileShape weights)
    {
        int[] order = new int[weights.Dims[0] * weights.Dims[1] * weights.Dims[2]];
        for (int flat = 0; flat < order.Length; flat++)
        {
            order[flat] = (int)PanelLayout.DepthIndex(weights, flat);
        }
        return order;
    }

    private static Matrix.Operand<T> GroupColumns<T>(Matrix.Operand<T> whole, int groups, int group, int width) => groups == 1
        ? whole
        : new(
            PanelPacking.Columns<T>(whole.Values, width * groups, groups, group),
            PanelPacking.Columns<bool>(whole.Present, width * groups, groups, group));

    /// <summary>Rows of weights rearranged from row-major to K order.</summary>
    private static T[] InDepthOrder<T>(ReadOnlySpan<T> rows, int width, ReadOnlySpan<int> order)
    {
        T[] ordered = new T[rows.Length];
        for (int flat = 0; flat < rows.Length / Math.Max(width, 1); flat++)
        {
            rows.Slice(flat * width, width).CopyTo(ordered.AsSpan(order[flat] * width));
        }
        return ordered;
    }
}
