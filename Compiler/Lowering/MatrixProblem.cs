using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>A matrix product or convolution (one channel group of it) as the tiler sees it.</summary>
internal sealed record MatrixProblem
{
    /// <summary>Graph node.</summary>
    public required string Node { get; init; }
    /// <summary>Activations: [M, K], or [N, H, W, C] of the group's channels.</summary>
    public required View X { get; init; }
    /// <summary>Weights.</summary>
    public required Value Weights { get; init; }
    /// <summary>Weights computed at run time, [K, N], or constant ones that are read where they lie; null = constants, packed.</summary>
    public View? RunTimeWeights { get; init; }
    /// <summary>Problems alike that share its buffers, with itself.</summary>
    public int Items { get; init; } = 1;
    /// <summary>Output: [M, N], or [N, H', W', O] of the group's channels.</summary>
    public required View Y { get; init; }
    /// <summary>Fused residual, shaped as the output, or null.</summary>
    public View? Residual { get; init; }
    /// <summary>Drain numbers of all columns.</summary>
    public required Scaling Scaling { get; init; }
    /// <summary>First column of the group.</summary>
    public long FirstColumn { get; init; }
    /// <summary>Window geometry; null = matrix product.</summary>
    public ConvGeometry? Geometry { get; init; }
    /// <summary>Run-time extent of the rows of a matrix product, or of the images of a convolution.</summary>
    public string? Symbol { get; init; }

    /// <summary>Whether it is a plain matrix product.</summary>
    public bool IsMatMul => Geometry is null;
    /// <summary>Kernel rows.</summary>
    public long KernelRows => IsMatMul ? 1 : Weights.Shape[0].Size;
    /// <summary>Kernel columns.</summary>
    public long KernelColumns => IsMatMul ? 1 : Weights.Shape[1].Size;
    /// <summary>Input channels, or K.</summary>
    public long Depth => X.Dims[^1];
    /// <summary>Output channels, or N.</summary>
    public long Columns => Y.Dims[^1];
    /// <summary>Output rows of an image, or M.</summary>
    public long Rows => IsMatMul ? Y.Dims[0] : Y.Dims[1];
    /// <summary>Images.</summary>
    public long Images => IsMatMul ? 1 : Y.Dims[0];
    /// <summary>Output elements of one row and column.</summary>
    public long RowWidth => IsMatMul ? 1 : Y.Dims[2];

    /// <summary>Bytes of an activation tile at most.</summary>
    public long InputBytes(long rows, long depth) => IsMatMul
        ? rows * X.Type.BytesOf(depth)
        : Math.Min(X.Dims[1], WindowRows.Most(Geometry!.Value, KernelRows, rows)) * X.Dims[2] * X.Type.BytesOf(depth);

    /// <summary>Whether the weights are in the scratchpad already and need no parameters beside them.</summary>
    public bool HasWeightsInPlace => RunTimeWeights?.Buffer.Space == Isa.Space.Scratchpad && DrainTemplates.ParameterBytes(Scaling, Columns) == 0;

    /// <summary>Bytes of a weight tile in the scratchpad, without parameters.</summary>
    public long WeightBytes(long depth, long columns) => RunTimeWeights is not null
        ? HasWeightsInPlace ? 0 : depth * Weights.Type.BytesOf(columns)
        : WeightPacker.PanelBytes(Weights.Type, KernelRows * KernelColumns * depth, columns);

    /// <summary>Bytes of an output tile.</summary>
    public long OutputBytes(long rows, long columns) => rows * RowWidth * Y.Type.BytesOf(columns);

    /// <summary>Bytes of a residual tile.</summary>
    public long ResidualBytes(long rows, long columns) => Residual is null ? 0 : rows * RowWidth * Residual.Type.BytesOf(columns);

    /// <summary>Bytes of the sums of a tile.</summary>
    public long SumBytes(long rows, long columns) => rows * RowWidth * columns * Scaling.SumBytes;
}
