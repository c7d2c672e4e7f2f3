using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Matrix instructions at the speed of the chosen tier. Arguments as in <see cref="Reference"/>.</summary>
public static class MatrixKernels
{
    /// <summary>Matrix product into sums.</summary>
    public static void MatMul(in KernelOptions options, Tile sums, Tile a, Tile b, bool accumulate) => Reference.MatMul(sums, a, b, accumulate);

    /// <summary>Matrix product drained without touching accumulator memory; equal to product, then drain.</summary>
    public static void MatMulDrain(in KernelOptions options, Tile output, Tile sums, Tile a, Tile b, in DrainArguments drain) => throw new NotImplementedException();

    /// <summary>Convolution into sums.</summary>
    public static void Conv(in KernelOptions options, Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool accumulate) => Reference.Conv(sums, x, w, geometry, accumulate);

    /// <summary>Convolution drained without touching accumulator memory.</summary>
    public static void ConvDrain(in KernelOptions options, Tile output, Tile sums, Tile x, Tile w, in ConvGeometry geometry, in DrainArguments drain) => throw new NotImplementedException();

    /// <summary>Depthwise convolution into sums.</summary>
    public static void DepthwiseConv(in KernelOptions options, Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool shared, bool accumulate) => Reference.DepthwiseConv(sums, x, w, geometry, shared, accumulate);

    /// <summary>Depthwise convolution drained without touching accumulator memory.</summary>
    public static void DepthwiseConvDrain(in KernelOptions options, Tile output, Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool shared, in DrainArguments drain) => throw new NotImplementedException();

    /// <summary>Grouped matrix product into sums.</summary>
    public static void GroupedMatMul(in KernelOptions options, Tile sums, Tile a, Tile b, ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, bool accumulate) => Reference.GroupedMatMul(sums, a, b, offsets, experts, accumulate);

    /// <summary>The drain of sums or of any tile.</summary>
    public static void Drain(in KernelOptions options, Tile output, Tile source, in DrainArguments arguments) => Reference.Drain(output, source, arguments);
}
