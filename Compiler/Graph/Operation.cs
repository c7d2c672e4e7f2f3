using System.Collections.Immutable;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>What a node computes. Types and quantisation are on the values: an operation on quantised integers has the arithmetic of its framework.</summary>
public abstract record Operation;

/// <summary>Bounds applied to a result in real numbers, such as ReLU's [0, ∞).</summary>
/// <param name="Min">Lower bound.</param>
/// <param name="Max">Upper bound.</param>
public readonly record struct Clamp(float Min, float Max)
{
    /// <summary>No bounds.</summary>
    public static Clamp None => new(float.NegativeInfinity, float.PositiveInfinity);
    /// <summary>max(x, 0).</summary>
    public static Clamp Relu => new(0, float.PositiveInfinity);
    /// <summary>min(max(x, 0), 6).</summary>
    public static Clamp Relu6 => new(0, 6);
}

/// <summary>A residual addition fused into the drain of a matrix operation; the residual is the node's last input and shaped as its output.</summary>
/// <param name="Arithmetic">How it is added.</param>
/// <param name="Activation">Bounds of the sum; the operation's own activation bounds the drained value before the addition.</param>
/// <param name="IntermediateType">Type of the drained value before the addition.</param>
/// <param name="Intermediate">Its quantisation; null for floats.</param>
public sealed record ResidualFusion(ResidualMode Arithmetic, Clamp Activation, DType IntermediateType, Quantization? Intermediate);

/// <summary>Convolution. Inputs: x [N,H,W,C], w [KH,KW,C/groups,O], optional bias [O].</summary>
/// <param name="Geometry">Window geometry (kernel extents from w).</param>
/// <param name="Activation">Bounds of the result.</param>
/// <param name="Requantization">Scaling of integer sums; null = the graph's.</param>
/// <param name="HasBias">Whether the optional bias is among the inputs.</param>
/// <param name="Residual">A fused residual addition, or null.</param>
public sealed record ConvOperation(ConvGeometry Geometry, Clamp Activation, RequantMode? Requantization = null, bool HasBias = false, ResidualFusion? Residual = null) : Operation;

/// <summary>Depthwise convolution. Inputs: x [N,H,W,C], w [KH,KW,C·m], optional bias [C·m].</summary>
/// <param name="Geometry">Window geometry.</param>
/// <param name="Activation">Bounds of the result.</param>
/// <param name="Requantization">Scaling of integer sums; null = the graph's.</param>
/// <param name="HasBias">Whether the optional bias is among the inputs.</param>
/// <param name="Residual">A fused residual addition, or null.</param>
public sealed record DepthwiseConvOperation(ConvGeometry Geometry, Clamp Activation, RequantMode? Requantization = null, bool HasBias = false, ResidualFusion? Residual = null) : Operation;

/// <summary>
/// Matrix product. Inputs: a [..., M, K], b [K, N] (leading dimensions fold into M) or [..., K, N] (one product for each index of the leading dimensions,
/// which broadcast), optional bias [N].
/// </summary>
/// <param name="Activation">Bounds of the result.</param>
/// <param name="Requantization">Scaling of integer sums; null = the graph's.</param>
/// <param name="HasBias">Whether the optional bias is among the inputs.</param>
/// <param name="Residual">A fused residual addition, or null.</param>
/// <param name="Table">A fused look-up of the result's codes, or null; not together with a residual.</param>
public sealed record MatMulOperation(Clamp Activation, RequantMode? Requantization = null, bool HasBias = false, ResidualFusion? Residual = null, TableFusion? Table = null) : Operation;

/// <summary>A function of 8-bit codes at the end of a matrix operation's drain.</summary>
/// <param name="Codes">Raw result of each raw byte.</param>
/// <param name="IntermediateType">Type of the codes that are looked up.</param>
/// <param name="Intermediate">Their quantisation: the scaling of the sums.</param>
public sealed record TableFusion(ImmutableArray<byte> Codes, DType IntermediateType, Quantization Intermediate);

/// <summary>y = table[x] for 8-bit codes. Input: x.</summary>
/// <param name="Codes">Raw result of each raw byte.</param>
public sealed record TableOperation(ImmutableArray<byte> Codes) : Operation;

/// <summary>
/// Layer normalisation over the last axis. Inputs: x, γ and β, fp32 of that axis' extent. With n elements in a row: μ = Σx / n, d = x − μ, v = Σd² / n,
/// y = d · rsqrt(v + ε) · γ + β, each operation rounded, sums in the order of reductions. Quantised x and y: dequantise before, quantise (ties to even) behind.
/// </summary>
/// <param name="Epsilon">ε.</param>
public sealed record LayerNormOperation(float Epsilon) : Operation;

/// <summary>Elementwise operation with broadcast. Inputs: a, b. Integers with quantisation: Add and Sub only, with the arithmetic of <paramref name="Arithmetic"/>.</summary>
/// <param name="Operation">Function.</param>
/// <param name="Activation">Bounds of the result.</param>
/// <param name="Arithmetic">Arithmetic of quantised operands.</param>
public sealed record BinaryOperationNode(BinaryOperation Operation, Clamp Activation, ResidualMode Arithmetic = ResidualMode.Fixed) : Operation;

/// <summary>Elementwise function. Input: x.</summary>
/// <param name="Function">Function.</param>
public sealed record UnaryOperationNode(UnaryOperation Function) : Operation;

/// <summary>Bounds. Input: x.</summary>
/// <param name="Bounds">Real bounds.</param>
public sealed record ClampOperation(Clamp Bounds) : Operation;

/// <summary>Comparison with broadcast to a u8 mask. Inputs: a, b.</summary>
/// <param name="Comparison">Comparison.</param>
public sealed record CompareOperation(Comparison Comparison) : Operation;

/// <summary>Window maximum or mean. Input: x [N,H,W,C].</summary>
/// <param name="Kind">Maximum or mean.</param>
/// <param name="Geometry">Window geometry with kernel extents.</param>
/// <param name="Activation">Bounds of the result.</param>
public sealed record PoolOperation(Pooling Kind, ConvGeometry Geometry, Clamp Activation) : Operation;

/// <summary>Reduction of axes, kept as extent 1 when <paramref name="KeepDimensions"/>. Input: x.</summary>
/// <param name="Kind">Reduction; a mean is <see cref="Reduction.Sum"/> with <paramref name="Mean"/>.</param>
/// <param name="Axes">Reduced axes, increasing.</param>
/// <param name="KeepDimensions">Whether reduced axes stay with extent 1.</param>
/// <param name="Mean">Divide a sum by the count.</param>
public sealed record ReduceOperation(Reduction Kind, ImmutableArray<int> Axes, bool KeepDimensions, bool Mean = false) : Operation;

/// <summary>
/// Softmax over the last axis. Inputs: x, optional addend (fp32, broadcasts to x), such as 0 where attention may look and a large negative number
/// elsewhere. Quantised: dequantise, add, fp32 softmax, quantise.
/// </summary>
/// <param name="Beta">Factor of the exponent.</param>
/// <param name="HasAddend">Whether the optional addend is among the inputs; it is added to x before all else.</param>
/// <param name="HalfAway">Quantised result: ties away from zero (TFLite) instead of to even (ONNX).</param>
public sealed record SoftmaxOperation(float Beta = 1, bool HasAddend = false, bool HalfAway = true) : Operation;

/// <summary>Same elements, other shape. Input: x.</summary>
public sealed record ReshapeOperation : Operation;

/// <summary>Dimensions reordered: new axis i is old axis Permutation[i]. Input: x.</summary>
/// <param name="Permutation">Old axis of each new axis.</param>
public sealed record TransposeOperation(ImmutableArray<int> Permutation) : Operation;

/// <summary>Constant borders. Input: x.</summary>
/// <param name="Before">Elements in front of each axis.</param>
/// <param name="After">Elements behind each axis.</param>
/// <param name="Value">Raw value for integers, real for floats.</param>
public sealed record PadOperation(ImmutableArray<int> Before, ImmutableArray<int> After, float Value) : Operation;

/// <summary>Concatenation. Inputs: any number.</summary>
/// <param name="Axis">Axis.</param>
public sealed record ConcatOperation(int Axis) : Operation;

/// <summary>Strided part. Input: x.</summary>
/// <param name="Starts">First index of each axis.</param>
/// <param name="Steps">Step of each axis, positive; the extents are the output's.</param>
public sealed record SliceOperation(ImmutableArray<int> Starts, ImmutableArray<int> Steps) : Operation;

/// <summary>fp32 to quantised integers. Input: x.</summary>
/// <param name="HalfAway">Ties away from zero (TFLite) instead of to even (ONNX).</param>
public sealed record QuantizeOperation(bool HalfAway) : Operation;

/// <summary>Quantised integers to fp32. Input: x.</summary>
public sealed record DequantizeOperation : Operation;

/// <summary>Quantised integers to other quantisation or type. Input: x.</summary>
/// <param name="Requantization">Scaling.</param>
public sealed record RequantizeOperation(RequantMode Requantization) : Operation;

/// <summary>Type conversion without quantisation. Input: x.</summary>
public sealed record ConvertOperation : Operation;

/// <summary>
/// Run-time compaction. Inputs: mask u8 [M]. Outputs: index i32 [m ≤ M] with a symbolic extent that later values share. The
/// count becomes a run-time register.
/// </summary>
public sealed record CompactOperation : Operation;

/// <summary>Rows by index. Inputs: x [M, …], index i32 [m]. Output [m, …].</summary>
public sealed record GatherRowsOperation : Operation;

/// <summary>Rows replaced by index. Inputs: base [M, …], rows [m, …], index i32 [m]. Output [M, …] = base with rows written in order.</summary>
public sealed record ScatterRowsOperation : Operation;
