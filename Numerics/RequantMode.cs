namespace AccelEmu.Numerics;

/// <summary>How an accumulator becomes an output value. Each mode is exact; the numbers are part of the ISA.</summary>
public enum RequantMode : byte
{
    /// <summary>No scaling: the accumulator (plus bias) is clamped and converted to the output type.</summary>
    None = 0,
    /// <summary>
    /// One rounding: (acc·m + 2^(30−s)) &gt;&gt; (31−s), 64-bit, s the left shift (negative = right). TFLite's reference
    /// kernels for convolution and fully connected layers.
    /// </summary>
    FixedSingle = 1,
    /// <summary>
    /// Two roundings: RDBPOT(SRDHM(acc &lt;&lt; max(s,0), m), max(−s,0)). gemmlowp, CMSIS-NN, TFLite Micro.
    /// </summary>
    FixedDouble = 2,
    /// <summary>
    /// 16-bit multiplier for 64-bit accumulators: r = (m + 2^15) &gt;&gt; 16, or 0x7FFF when m ≥ 0x7FFF0000;
    /// (acc·r + 2^(14−s)) &gt;&gt; (15−s). TFLite Micro int16.
    /// </summary>
    Fixed16 = 3,
    /// <summary>(acc·m + a) &gt;&gt; s, arithmetic shift, no further rounding (Deeploy's RequantShift with D = 2^s, a including D/2).</summary>
    MulAddShift = 4,
    /// <summary>acc / 2^s with the drain's <see cref="ShiftRounding"/>.</summary>
    Shift = 5,
    /// <summary>(int) round-half-even((float)acc · scale). ONNX's QLinear operators.</summary>
    Float32 = 6,
}

/// <summary>Rounding of <see cref="RequantMode.Shift"/>.</summary>
public enum ShiftRounding : byte
{
    /// <summary>Towards minus infinity.</summary>
    Floor = 0,
    /// <summary>To nearest, ties towards plus infinity.</summary>
    HalfUp = 1,
    /// <summary>To nearest, ties away from zero.</summary>
    HalfAway = 2,
    /// <summary>To nearest, ties to even.</summary>
    HalfEven = 3,
    /// <summary>Towards zero.</summary>
    Truncate = 4,
}

/// <summary>How a drain adds its residual operand, after scaling and the first clamp.</summary>
public enum ResidualMode : byte
{
    /// <summary>No residual.</summary>
    None = 0,
    /// <summary>
    /// TFLite's quantised ADD: both operands, less their zero points, &lt;&lt; left shift, scaled by their own multiplier
    /// (double rounding), added, scaled by the output multiplier (double rounding), plus output zero point, clamped.
    /// </summary>
    Fixed = 1,
    /// <summary>round-half-even(((a − za)·sa + (b − zb)·sb) / sy) + zy in fp32, clamped (ONNX Runtime's QLinearAdd).</summary>
    Float32 = 2,
    /// <summary>Plain addition in the output type (floats: fp32, one rounding; integers: saturating), then the second clamp.</summary>
    Plain = 3,
}
