using System;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Window attributes shared by convolutions and pooling: strides, dilations, padding in its four spellings.</summary>
internal static class OnnxWindow
{
    private const int MaxExtent = 1 << 15;

    /// <summary>The geometry over an input of <paramref name="height"/> × <paramref name="width"/>.</summary>
    public static ConvGeometry Geometry(OnnxNode n, int height, int width, int kernelH, int kernelW, bool ceil = false)
    {
        ConvGeometry g = ConvGeometry.Unit;
        (g.KernelH, g.KernelW) = (kernelH, kernelW);
        int[] strides = Pair(n, "strides"), dilations = Pair(n, "dilations");
        (g.StrideH, g.StrideW) = (strides[0], strides[1]);
        (g.DilationH, g.DilationW) = (dilations[0], dilations[1]);
        int[] pads = Numbers(n, "pads", 4, 0) ?? [0, 0, 0, 0];
        string mode = n.Text("auto_pad", "NOTSET");
        (g.PadTop, g.PadBottom) = Pads(n, mode, height, kernelH, g.StrideH, g.DilationH, pads[0], pads[2], ceil);
        (g.PadLeft, g.PadRight) = Pads(n, mode, width, kernelW, g.StrideW, g.DilationW, pads[1], pads[3], ceil);
        return g;
    }

    /// <summary>The two extents of <c>kernel_shape</c>, or null when absent.</summary>
    public static int[]? Kernel(OnnxNode n) => Numbers(n, "kernel_shape", 2, 1);

    private static (int Before, int After) Pads(OnnxNode n, string mode, long input, int kernel, int stride, int dilation, int before, int after, bool ceil)
    {
        long window = ((kernel - 1L) * dilation) + 1;
        switch (mode)
        {
            case "NOTSET":
                break;
            case "VALID":
                (before, after) = (0, 0);
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                long total = Math.Max((((input + stride - 1) / stride) - 1) * stride + window - input, 0);
                if (total > MaxExtent)
                {
                    throw n.Fail("attribute", $"{mode} padding of a window of {window} is {total}; the legal range is 0..{MaxExtent}");
                }
                int half = (int)(total / 2);
                return mode == "SAME_UPPER" ? (half, (int)total - half) : ((int)total - half, half);
            default:
                throw n.Fail("attribute", $"auto_pad is \"{mode}\"; legal: NOTSET, VALID, SAME_UPPER, SAME_LOWER");
        }
        long room = input + before + after - window;
        if (room < 0)
        {
            throw n.Fail("shape", $"a window of {window} does not fit an input of {input} with padding {before} and {after}");
        }
        if (ceil && room % stride != 0)
        {
            // The last window must start inside the input or the padding before it.
            long windows = (room / stride) + 2;
            long start = (windows - 1) * stride;
            after += start < input + before ? (int)(stride - (room % stride)) : 0;
        }
        return (before, after);
    }

    private static int[] Pair(OnnxNode n, string name) => Numbers(n, name, 2, 1) ?? [1, 1];

    private static int[]? Numbers(OnnxNode n, string name, int count, int least)
    {
        if (n.List(name) is not long[] values)
        {
            return null;
        }
        if (values.Length != count || Array.Exists(values, v => v < least || v > MaxExtent))
        {
            throw n.Fail("attribute", $"{name} is [{string.Join(", ", values)}]; legal: {count} numbers in {least}..{MaxExtent}");
        }
        return Array.ConvertAll(values, v => (int)v);
    }
}
