using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends.Tests;

/// <summary>The loops of <see cref="GraphInterpreter"/>, written from TFLite's and ONNX's descriptions.</summary>
internal static class IntegerKernels
{
    public static double[] Conv(double[] x, int[] xs, double[] w, int[] ws, int[] ys, ConvGeometry g, bool depthwise)
    {
        double[] y = new double[ys.Aggregate(1, (a, b) => a * b)];
        int outputs = ys[3], channels = xs[3], depth = ws[2], perGroup = outputs / (depthwise ? channels : g.Groups);
        for (int n = 0, at = 0; n < ys[0]; n++)
            for (int oy = 0; oy < ys[1]; oy++)
                for (int ox = 0; ox < ys[2]; ox++, at += outputs)
                    for (int ky = 0; ky < ws[0]; ky++)
                        for (int kx = 0; kx < ws[1]; kx++)
                        {
                            int iy = (oy * g.StrideH) - g.PadTop + (ky * g.DilationH), ix = (ox * g.StrideW) - g.PadLeft + (kx * g.DilationW);
                            if (iy < 0 || iy >= xs[1] || ix < 0 || ix >= xs[2])
                            {
                                continue;
                            }
                            int source = ((((n * xs[1]) + iy) * xs[2]) + ix) * channels, taps = ((ky * ws[1]) + kx) * depth * outputs;
                            for (int c = 0; c < depth; c++)
                                for (int o = 0; o < outputs; o++)
                                {
                                    y[at + o] += x[source + (o / perGroup * depth) + c] * w[taps + (c * outputs) + o];
                                }
                        }
        return y;
    }

    public static double[] Pool(double[] x, int[] xs, int[] ys, ConvGeometry g, Pooling kind, bool integer)
    {
        double[] y = new double[ys.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < y.Length; i++)
        {
            int c = i % ys[3], ox = i / ys[3] % ys[2], oy = i / ys[3] / ys[2] % ys[1], n = i / ys[3] / ys[2] / ys[1], count = 0;
            double sum = 0, max = double.NegativeInfinity;
            for (int ky = 0; ky < g.KernelH; ky++)
                for (int kx = 0; kx < g.KernelW; kx++)
                {
                    int iy = (oy * g.StrideH) - g.PadTop + (ky * g.DilationH), ix = (ox * g.StrideW) - g.PadLeft + (kx * g.DilationW);
                    if (iy >= 0 && iy < xs[1] && ix >= 0 && ix < xs[2])
                    {
                        double v = x[(((((n * xs[1]) + iy) * xs[2]) + ix) * xs[3]) + c];
                        (sum, max, count) = (integer ? sum + v : (float)(sum + v), Math.Max(max, v), count + 1);
                    }
                }
            double mean = sum / (g.CountPadding ? g.KernelH * g.KernelW : count);
            y[i] = kind == Pooling.Max ? max : integer ? Math.Round(mean, MidpointRounding.AwayFromZero) : mean;
        }
        return y;
    }

    /// <param name="legacy">uint8 kernels multiply the two scales in fp32, int8 kernels in binary64.</param>
    public static int Requantize(long sum, RequantMode mode, float x, float w, float y, bool legacy)
    {
        if (mode == RequantMode.Float32)
        {
            return (int)Math.Round((double)((float)sum * (x * w / y)));
        }
        (int multiplier, int shift) = Multiplier((legacy ? x * w : (double)x * w) / y);
        return mode == RequantMode.FixedSingle
            ? (int)(((sum * multiplier) + (1L << (30 - shift))) >> (31 - shift))
            : Double((int)sum, multiplier, shift);
    }

    public static int Add(int a, Quantization qa, int b, Quantization qb, Quantization qy)
    {
        double twice = 2 * Math.Max((double)qa.Scales[0], qb.Scales[0]);
        (int ma, int sa) = Multiplier(qa.Scales[0] / twice);
        (int mb, int sb) = Multiplier(qb.Scales[0] / twice);
        (int my, int sy) = Multiplier(twice / ((1 << 20) * (double)qy.Scales[0]));
        int scaledA = Double((a - qa.ZeroPoints[0]) << 20, ma, sa), scaledB = Double((b - qb.ZeroPoints[0]) << 20, mb, sb);
        return Double(scaledA + scaledB, my, sy) + qy.ZeroPoints[0];
    }

    public static double[] Broadcast(double[] a, int[] sa, double[] b, int[] sb, int[] sy, Func<double, double, double> function)
    {
        double[] y = new double[sy.Aggregate(1, (p, q) => p * q)];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = function(a[At(i, sa, sy)], b[At(i, sb, sy)]);
        }
        return y;
    }

    public static double[] Transpose(double[] x, int[] shape, int[] permutation)
    {
        int[] to = [.. permutation.Select(p => shape[p])];
        int[] strides = Strides(shape);
        return Gather(to, index => index.Select((v, d) => v * strides[permutation[d]]).Sum(), x);
    }

    public static double[] Slice(double[] x, int[] shape, int[] starts, int[] steps, int[] to)
    {
        int[] strides = Strides(shape);
        return Gather(to, index => index.Select((v, d) => (starts[d] + (v * steps[d])) * strides[d]).Sum(), x);
    }

    public static double[] Concat((double[] Data, int[] Shape)[] parts, int axis)
    {
        int outer = parts[0].Shape.Take(axis).Aggregate(1, (a, b) => a * b);
        return [.. Enumerable.Range(0, outer).SelectMany(o => parts.SelectMany(p => p.Data.Skip(o * (p.Data.Length / outer)).Take(p.Data.Length / outer)))];
    }

    private static double[] Gather(int[] to, Func<int[], int> from, double[] x)
    {
        int[] index = new int[to.Length];
        double[] y = new double[to.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < y.Length; i++)
        {
            for (int d = to.Length - 1, rest = i; d >= 0; rest /= to[d], d--)
            {
                index[d] = rest % to[d];
            }
            y[i] = x[from(index)];
        }
        return y;
    }

    private static int At(int flat, int[] shape, int[] full)
    {
        int at = 0, stride = 1;
        for (int d = 1; d <= full.Length; flat /= full[^d], d++)
        {
            if (d <= shape.Length)
            {
                at += shape[^d] == 1 ? 0 : flat % full[^d] * stride;
                stride *= shape[^d];
            }
        }
        return at;
    }

    private static int[] Strides(int[] shape)
    {
        int[] strides = new int[shape.Length];
        for (int d = shape.Length - 1, stride = 1; d >= 0; stride *= shape[d], d--)
        {
            strides[d] = stride;
        }
        return strides;
    }

    private static (int Multiplier, int Shift) Multiplier(double scale)
    {
        int shift = Math.ILogB(scale) + 1;
        long fraction = (long)Math.Round(Math.ScaleB(scale, 31 - shift), MidpointRounding.AwayFromZero);
        return fraction == 1L << 31 ? (1 << 30, shift + 1) : ((int)fraction, shift);
    }

    private static int Double(int value, int multiplier, int shift)
    {
        long product = (long)(value << Math.Max(shift, 0)) * multiplier;
        int high = (int)((product + (product >= 0 ? 1L << 30 : 1 - (1L << 30))) / (1L << 31));
        int right = Math.Max(-shift, 0), mask = (1 << right) - 1, rest = high & mask;
        return (high >> right) + (rest > (mask >> 1) + (high < 0 ? 1 : 0) ? 1 : 0);
    }
}
