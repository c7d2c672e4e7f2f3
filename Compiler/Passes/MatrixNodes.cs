using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>What convolutions and matrix products have in common: sums and a drain.</summary>
internal static class MatrixNodes
{
    /// <summary>True for convolution, depthwise convolution and matrix product.</summary>
    public static bool IsMatrix(this Operation operation) => operation is ConvOperation or DepthwiseConvOperation or MatMulOperation;

    /// <summary>Whether there is a bias.</summary>
    public static bool HasBias(this Operation operation) => operation switch
    {
        ConvOperation o => o.HasBias,
        DepthwiseConvOperation o => o.HasBias,
        MatMulOperation o => o.HasBias,
        _ => false,
    };

    /// <summary>The fused residual addition.</summary>
    public static ResidualFusion? Residual(this Operation operation) => operation switch
    {
        ConvOperation o => o.Residual,
        DepthwiseConvOperation o => o.Residual,
        MatMulOperation o => o.Residual,
        _ => null,
    };

    /// <summary>Whether a table ends the drain: nothing can follow in it.</summary>
    public static bool HasTable(this Operation operation) => operation is MatMulOperation { Table: not null };

    /// <summary>Scaling of integer sums.</summary>
    public static RequantMode? Requantization(this Operation operation) => operation switch
    {
        ConvOperation o => o.Requantization,
        DepthwiseConvOperation o => o.Requantization,
        MatMulOperation o => o.Requantization,
        _ => null,
    };

    /// <summary>The first bounds of a result; null for operations without bounds of their own.</summary>
    public static Clamp? Activation(this Operation operation) => operation switch
    {
        ConvOperation o => o.Activation,
        DepthwiseConvOperation o => o.Activation,
        MatMulOperation o => o.Activation,
        BinaryOperationNode o => o.Activation,
        PoolOperation o => o.Activation,
        _ => null,
    };

    /// <summary>With other first bounds.</summary>
    public static Operation WithActivation(this Operation operation, Clamp activation) => operation switch
    {
        ConvOperation o => o with { Activation = activation },
        DepthwiseConvOperation o => o with { Activation = activation },
        MatMulOperation o => o with { Activation = activation },
        BinaryOperationNode o => o with { Activation = activation },
        PoolOperation o => o with { Activation = activation },
        _ => operation,
    };

    /// <summary>With a bias.</summary>
    public static Operation WithBias(this Operation operation) => operation switch
    {
        ConvOperation o => o with { HasBias = true },
        DepthwiseConvOperation o => o with { HasBias = true },
        MatMulOperation o => o with { HasBias = true },
        _ => operation,
    };

    /// <summary>With a residual addition.</summary>
    public static Operation WithResidual(this Operation operation, ResidualFusion residual) => operation switch
    {
        ConvOperation o => o with { Residual = residual },
        DepthwiseConvOperation o => o with { Residual = residual },
        MatMulOperation o => o with { Residual = residual },
        _ => operation,
    };

    /// <summary>With another scaling.</summary>
    public static Operation WithRequantization(this Operation operation, RequantMode mode) => operation switch
    {
        ConvOperation o => o with { Requantization = mode },
        DepthwiseConvOperation o => o with { Requantization = mode },
        MatMulOperation o => o with { Requantization = mode },
        _ => operation,
    };
}
