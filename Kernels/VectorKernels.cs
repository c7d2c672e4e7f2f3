using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Vector instructions at the speed of the chosen tier; what has no vector form runs on the reference.</summary>
public static class VectorKernels
{
    /// <summary>Elementwise function of two operands, with broadcast; semantics, arguments and errors are those of <see cref="Reference.Binary"/>.</summary>
    public static void Binary(in KernelOptions options, BinaryOperation operation, Tile destination, Tile a, Tile b)
    {
        if (!Elementwise.TryBinary(options, operation, destination, a, b))
        {
            ReferencePath.Take();
            Reference.Binary(operation, destination, a, b);
        }
    }

    /// <summary>Elementwise function of one operand; semantics, arguments and errors are those of <see cref="Reference.Unary"/>.</summary>
    public static void Unary(in KernelOptions options, UnaryOperation operation, Tile destination, Tile source) => Reference.Unary(operation, destination, source);

    /// <summary>Elementwise comparison to a mask; semantics, arguments and errors are those of <see cref="Reference.Compare"/>.</summary>
    public static void Compare(in KernelOptions options, Comparison comparison, Tile destination, Tile a, Tile b) => Reference.Compare(comparison, destination, a, b);

    /// <summary>Elementwise choice; semantics, arguments and errors are those of <see cref="Reference.Select"/>.</summary>
    public static void Select(in KernelOptions options, Tile destination, Tile mask, Tile a, Tile b) => Reference.Select(destination, mask, a, b);

    /// <summary>Reduction of the innermost dimensions; semantics, arguments and errors are those of <see cref="Reference.Reduce"/>.</summary>
    public static void Reduce(in KernelOptions options, Reduction operation, Tile destination, Tile source, int axes, bool accumulate) => Reference.Reduce(operation, destination, source, axes, accumulate);

    /// <summary>Prefix sum of the last dimension; semantics, arguments and errors are those of <see cref="Reference.Scan"/>.</summary>
    public static void Scan(in KernelOptions options, Tile destination, Tile source, bool exclusive) => Reference.Scan(destination, source, exclusive);

    /// <summary>Type conversion; semantics, arguments and errors are those of <see cref="Reference.Convert"/>.</summary>
    public static void Convert(in KernelOptions options, Tile destination, Tile source) => Reference.Convert(destination, source);

    /// <summary>fp32 to integers by scales; semantics, arguments and errors are those of <see cref="Reference.Quantize"/>.</summary>
    public static void Quantize(in KernelOptions options, Tile destination, Tile source, ReadOnlySpan<float> scales, bool halfAway)
    {
        if (!ElementConversions.TryQuantize(options, destination, source, scales, halfAway))
        {
            ReferencePath.Take();
            Reference.Quantize(destination, source, scales, halfAway);
        }
    }

    /// <summary>Integers to fp32 by scales; semantics, arguments and errors are those of <see cref="Reference.Dequantize"/>.</summary>
    public static void Dequantize(in KernelOptions options, Tile destination, Tile source, ReadOnlySpan<float> scales)
    {
        if (!ElementConversions.TryDequantize(options, destination, source, scales))
        {
            ReferencePath.Take();
            Reference.Dequantize(destination, source, scales);
        }
    }

    /// <summary>Residual addition of two tiles; semantics, arguments and errors are those of <see cref="Reference.QuantizedAdd"/>.</summary>
    public static void QuantizedAdd(in KernelOptions options, Tile destination, Tile a, Tile b, ResidualMode mode, in ResidualArguments arguments)
    {
        if (!QuantizedAddition.TryRun(options, destination, a, b, mode, arguments))
        {
            ReferencePath.Take();
            Reference.QuantizedAdd(destination, a, b, mode, arguments);
        }
    }

    /// <summary>Window maximum or mean; semantics, arguments and errors are those of <see cref="Reference.Pool"/>.</summary>
    public static void Pool(in KernelOptions options, Pooling operation, Tile destination, Tile source, in ConvGeometry geometry)
    {
        if (!PoolWindows.TryRun(options, operation, destination, source, geometry))
        {
            ReferencePath.Take();
            Reference.Pool(operation, destination, source, geometry);
        }
    }

    /// <summary>Row softmax; semantics, arguments and errors are those of <see cref="Reference.Softmax"/>.</summary>
    public static void Softmax(in KernelOptions options, Tile destination, Tile source, float beta) => Reference.Softmax(destination, source, beta);

    /// <summary>Table look-up by raw byte; semantics, arguments and errors are those of <see cref="Reference.Lookup"/>.</summary>
    public static void Lookup(in KernelOptions options, Tile destination, Tile source, Tile table) => Reference.Lookup(destination, source, table);

    /// <summary>Largest or smallest k with indices; semantics, arguments and errors are those of <see cref="Reference.TopK"/>.</summary>
    public static void TopK(in KernelOptions options, Tile values, Tile indices, Tile source, bool smallest) => Reference.TopK(values, indices, source, smallest);

    /// <summary>Indices of set mask elements; returns the count; semantics, arguments and errors are those of <see cref="Reference.Compact"/>.</summary>
    public static int Compact(in KernelOptions options, Tile destination, Tile mask) => Reference.Compact(destination, mask);

    /// <summary>Counts of integer values; semantics, arguments and errors are those of <see cref="Reference.Histogram"/>.</summary>
    public static void Histogram(in KernelOptions options, Tile destination, Tile source) => Reference.Histogram(destination, source);

    /// <summary>Gather by fractional coordinates; semantics, arguments and errors are those of <see cref="Reference.Sample"/>.</summary>
    public static void Sample(in KernelOptions options, Tile destination, Tile source, Tile coordinates, SampleMode mode) => Reference.Sample(destination, source, coordinates, mode);

    /// <summary>Philox numbers; semantics, arguments and errors are those of <see cref="Reference.RandomFill"/>.</summary>
    public static void RandomFill(in KernelOptions options, Tile destination, UInt128 counter, ulong key) => Reference.RandomFill(destination, counter, key);
}
