using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Depthwise convolution into sums: sums[i,y,x,c·m+j] (+)= Σ_{r,s} (x[i,…,c]−zx)·(w[r,s,c·m+j]−zw), r then s increasing; padded taps are
    /// multiplied as zero.
    /// </summary>
    /// <param name="sums">[N, OH, OW, C·m]; I32, I64 (wrapping) or F32.</param>
    /// <param name="x">[N, H, W, C], plain.</param>
    /// <param name="w">[KH, KW, C·m], or [KH, KW, m] when shared; plain.</param>
    /// <param name="geometry">Pads, steps, dilations; the groups are not used.</param>
    /// <param name="shared">One set of m kernels serves every channel.</param>
    /// <param name="accumulate">Continue from what the sums hold.</param>
    /// <exception cref="NumericsException">Shapes, types or geometry do not go together; nothing has been written.</exception>
    public static void DepthwiseConv(Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool shared, bool accumulate)
    {
        Check.WritePlain(sums, "sums");
        Check.ReadPlain(x, "x");
        Check.ReadPlain(w, "w");
        Check.Rank(w, "w", 3);
        CheckWindows(sums, "sums", x, "x", geometry, w.Shape.Dims[0], w.Shape.Dims[1]);
        long channels = x.Shape.Dims[3];
        long outputs = sums.Shape.Dims[3];
        Check.Require(channels > 0 && outputs % channels == 0, $"sums: {outputs} channels; must be a multiple of the {channels} of x");
        Check.Dim(w, "w", 2, shared ? outputs / channels : outputs, shared ? "the kernels a channel" : "the channels of sums");
        if (Matrix.IsFloat(sums, x, "x", w, "w"))
        {
            DepthwiseConv<float, SingleArithmetic>(sums, x, w, geometry, accumulate);
        }
        else
        {
            DepthwiseConv<long, IntegerArithmetic>(sums, x, w, geometry, accumulate);
        }
    }

    private static void DepthwiseConv<T, TArithmetic>(Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool accumulate)
        where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        T[] input = TileValues.ReadCentred<T, TArithmetic>(x);
        T[] weights = TileValues.ReadCentred<T, TArithmetic>(w);
        T[] total = Matrix.Start<T, TArithmetic>(sums, accumulate);
        int channels = (int)x.Shape.Dims[3];
        int outputs = (int)sums.Shape.Dims[3];
        int multiplier = outputs / channels;
        int kernels = (int)w.Shape.Dims[2];
        Windows windows = new(geometry, sums.Shape, x.Shape, (int)w.Shape.Dims[0], (int)w.Shape.Dims[1]);
        for (int pixel = 0; pixel < windows.Pixels; pixel++)
        {
            for (int tap = 0; tap < windows.Taps; tap++)
            {
                int at = windows.InputPixel(pixel, tap);
                for (int o = 0; o < outputs; o++)
                {
                    T value = at < 0 ? default : input[(at * channels) + (o / multiplier)];
                    ref T sum = ref total[(pixel * outputs) + o];
                    sum = TArithmetic.MultiplyAdd(value, weights[(tap * kernels) + (o % kernels)], sum);
                }
            }
        }
        TileValues.Write<T, TArithmetic>(sums, total);
    }

    /// <summary>Ranks and extents of a window operation, and a geometry of positive steps and no negative pads.</summary>
    private static void CheckWindows(Tile output, string outputName, Tile input, string inputName, in ConvGeometry geometry, long kernelRows, long kernelColumns)
    {
        Check.Rank(output, outputName, 4);
        Check.Rank(input, inputName, 4);
        CheckSteps("stride", geometry.StrideH, geometry.StrideW);
        CheckSteps("dilation", geometry.DilationH, geometry.DilationW);
        CheckSteps("input dilation", geometry.InputDilationH, geometry.InputDilationW);
        CheckSteps("kernel", kernelRows, kernelColumns);
        ReadOnlySpan<int> pads = [geometry.PadTop, geometry.PadBottom, geometry.PadLeft, geometry.PadRight];
        foreach (int pad in pads)
        {
            Check.Range("geometry: pad", pad, 0, int.MaxValue / 4);
        }
        Check.Dim(output, outputName, 0, input.Shape.Dims[0], $"the images of {inputName}");
        Check.Dim(output, outputName, 1, geometry.OutputRows(input.Shape.Dims[1], kernelRows), "the window rows of the geometry");
        Check.Dim(output, outputName, 2, geometry.OutputColumns(input.Shape.Dims[2], kernelColumns), "the window columns of the geometry");
    }

    private static void CheckSteps(string name, long vertical, long horizontal)
    {
        Check.Range(vertical, 1, int.MaxValue / 4, $"geometry: {name} (rows)");
        Check.Range(horizontal, 1, int.MaxValue / 4, $"geometry: {name} (columns)");
    }
}
