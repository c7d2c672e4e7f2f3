using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Matrix instructions at the speed of the chosen tier. Arguments as in <see cref="Reference"/>.</summary>
public static class MatrixKernels
{
    /// <summary>Matrix product into sums.</summary>
    public static void MatMul(in KernelOptions options, in Tile sums, in Tile a, in Tile b, bool accumulate)
    {
        if (!SmallProduct.TryRun(options, sums, a, b, accumulate))
        {
            Multiply(options, sums, a, b, accumulate);
        }
    }

    /// <summary>Matrix product drained; equal to product, then drain.</summary>
    /// <remarks>Of <paramref name="sums"/> only the shape's type counts: its memory is neither read nor written and may be absent.</remarks>
    public static void MatMulDrain(in KernelOptions options, in Tile output, in Tile sums, in Tile a, in Tile b, in DrainArguments drain)
    {
        if (!SmallProduct.TryRun(options, output, sums.Shape.Type, a, b, drain))
        {
            MultiplyAndDrain(options, output, sums, a, b, drain);
        }
    }

    /// <summary>Convolution into sums.</summary>
    public static void Conv(in KernelOptions options, Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool accumulate)
    {
        MatrixProduct.Operands operands = new() { Target = sums, SumsType = sums.Shape.Type, Left = x, Right = w, IsConv = true, Geometry = geometry, Accumulate = accumulate };
        if (!MatrixProduct.TryRun(options, operands) && !SparseProduct.TryRun(options, operands) && !SubByteProduct.TryRun(options, operands) && !WidenedProduct.TryRun(options, operands))
        {
            ReferencePath.Take();
            Reference.Conv(sums, x, w, geometry, accumulate);
        }
    }

    /// <summary>Convolution drained; equal to convolution, then drain.</summary>
    /// <remarks>Of <paramref name="sums"/> only the shape's type counts: its memory is neither read nor written and may be absent.</remarks>
    public static void ConvDrain(in KernelOptions options, Tile output, Tile sums, Tile x, Tile w, in ConvGeometry geometry, in DrainArguments drain)
    {
        MatrixProduct.Operands operands = new() { Target = output, SumsType = sums.Shape.Type, Left = x, Right = w, IsConv = true, Geometry = geometry, HasDrain = true, Drain = drain };
        if (!MatrixProduct.TryRun(options, operands) && !SparseProduct.TryRun(options, operands) && !SubByteProduct.TryRun(options, operands) && !WidenedProduct.TryRun(options, operands))
        {
            using TemporarySums kept = new(output.Shape, sums.Shape.Type);
            Conv(options, kept.Tile, x, w, geometry, accumulate: false);
            Drain(options, output, kept.Tile, drain);
        }
    }

    /// <summary>Depthwise convolution into sums.</summary>
    public static void DepthwiseConv(in KernelOptions options, Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool shared, bool accumulate)
    {
        if (!DepthwiseWindows.TryRun(options, sums, sums.Shape.Type, x, w, geometry, shared, accumulate, hasDrain: false, default))
        {
            ReferencePath.Take();
            Reference.DepthwiseConv(sums, x, w, geometry, shared, accumulate);
        }
    }

    /// <summary>Depthwise convolution drained; equal to convolution, then drain.</summary>
    /// <remarks>Of <paramref name="sums"/> only the shape's type counts: its memory is neither read nor written and may be absent.</remarks>
    public static void DepthwiseConvDrain(in KernelOptions options, Tile output, Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool shared, in DrainArguments drain)
    {
        if (!DepthwiseWindows.TryRun(options, output, sums.Shape.Type, x, w, geometry, shared, accumulate: false, hasDrain: true, drain))
        {
            using TemporarySums kept = new(output.Shape, sums.Shape.Type);
            DepthwiseConv(options, kept.Tile, x, w, geometry, shared, accumulate: false);
            Drain(options, output, kept.Tile, drain);
        }
    }

    /// <summary>Grouped matrix product into sums.</summary>
    public static void GroupedMatMul(in KernelOptions options, Tile sums, Tile a, Tile b, ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, bool accumulate)
    {
        if (!ExpertProducts.TryRun(options, sums, a, b, offsets, experts, accumulate))
        {
            ReferencePath.Take();
            Reference.GroupedMatMul(sums, a, b, offsets, experts, accumulate);
        }
    }

    /// <summary>The drain of sums or of any tile.</summary>
    public static void Drain(in KernelOptions options, Tile output, Tile source, in DrainArguments arguments)
    {
        if (!DrainTile.TryRun(options, output, source, arguments))
        {
            ReferencePath.Take();
            Reference.Drain(output, source, arguments);
        }
    }

    // Apart from what small products need, which is not to pay for these locals.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Multiply(in KernelOptions options, in Tile sums, in Tile a, in Tile b, bool accumulate)
    {
        MatrixProduct.Operands operands = new() { Target = sums, SumsType = sums.Shape.Type, Left = a, Right = b, Accumulate = accumulate };
        if (!MatrixProduct.TryRun(options, operands) && !SparseProduct.TryRun(options, operands) && !SubByteProduct.TryRun(options, operands) && !WidenedProduct.TryRun(options, operands))
        {
            ReferencePath.Take();
            Reference.MatMul(sums, a, b, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MultiplyAndDrain(in KernelOptions options, in Tile output, in Tile sums, in Tile a, in Tile b, in DrainArguments drain)
    {
        MatrixProduct.Operands operands = new() { Target = output, SumsType = sums.Shape.Type, Left = a, Right = b, HasDrain = true, Drain = drain };
        if (!MatrixProduct.TryRun(options, operands) && !SparseProduct.TryRun(options, operands) && !SubByteProduct.TryRun(options, operands) && !WidenedProduct.TryRun(options, operands))
        {
            using TemporarySums kept = new(output.Shape, sums.Shape.Type);
            MatMul(options, kept.Tile, a, b, accumulate: false);
            Drain(options, output, kept.Tile, drain);
        }
    }

    // Dense sums of a product whose drain no engine fuses.
    private readonly ref struct TemporarySums : IDisposable
    {
        private readonly byte[] memory;

        public TemporarySums(in TileShape output, DType type)
        {
            TileShape shape = new() { Type = type, Rank = output.Rank, Dims = output.Dims };
            long stride = type.Bits() / 8;
            for (int d = shape.Rank - 1; d >= 0; d--)
            {
                shape.Strides[d] = stride;
                stride *= Math.Max(shape.Dims[d], 1);
            }
            int bytes = checked((int)shape.SpanBytes());
            memory = ArrayPool<byte>.Shared.Rent(bytes);
            Tile = new Tile(memory.AsSpan(0, bytes), shape);
        }

        public Tile Tile { get; }

        public void Dispose() => ArrayPool<byte>.Shared.Return(memory);
    }
}
