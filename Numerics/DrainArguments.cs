using System;

namespace AccelEmu.Numerics;

/// <summary>
/// Everything the drain needs besides the sums, in the order it is applied: bias, requantisation, output zero point,
/// first clamp, residual, second clamp, look-up table.
/// </summary>
/// <remarks>Spans hold one entry for each output channel (last dimension), or one entry for all; empty means absent.</remarks>
public ref struct DrainArguments
{
    /// <summary>Scaling rule.</summary>
    public RequantMode Mode;
    /// <summary>Bias for int32 accumulators.</summary>
    public ReadOnlySpan<int> Bias32;
    /// <summary>Bias for int64 accumulators.</summary>
    public ReadOnlySpan<long> Bias64;
    /// <summary>Bias for fp32 accumulators; one rounded addition.</summary>
    public ReadOnlySpan<float> BiasF32;
    /// <summary>Fixed-point multipliers (Q31), or MulAddShift's factors.</summary>
    public ReadOnlySpan<int> Multipliers;
    /// <summary>Left shifts (negative = right) for the fixed modes; right shifts for MulAddShift and Shift.</summary>
    public ReadOnlySpan<int> Shifts;
    /// <summary>MulAddShift's addends.</summary>
    public ReadOnlySpan<int> Addends;
    /// <summary>Scales of <see cref="RequantMode.Float32"/>; for fp32 accumulators an optional factor applied after the bias.</summary>
    public ReadOnlySpan<float> Scales;
    /// <summary>Rounding of <see cref="RequantMode.Shift"/>.</summary>
    public ShiftRounding Rounding;
    /// <summary>Added after scaling.</summary>
    public int OutputZeroPoint;
    /// <summary>First clamp, integer outputs; the output type's range applies as well. <see cref="int.MinValue"/> is no bound.</summary>
    public int ClampMin;
    /// <summary>First clamp, integer outputs. <see cref="int.MaxValue"/> is no bound.</summary>
    public int ClampMax;
    /// <summary>First clamp, float outputs.</summary>
    public float ClampMinF32;
    /// <summary>First clamp, float outputs.</summary>
    public float ClampMaxF32;
    /// <summary>How <see cref="Residual"/> is added.</summary>
    public ResidualMode ResidualMode;
    /// <summary>The residual operand, shaped as the output.</summary>
    public Tile Residual;
    /// <summary>Parameters of the residual addition.</summary>
    public ResidualArguments ResidualArguments;
    /// <summary>256 entries indexed by the output's raw byte; empty = none. 8-bit outputs only.</summary>
    public ReadOnlySpan<byte> Lut;
}

/// <summary>Scalars of a residual addition; "A" is the drained value, "B" the residual.</summary>
public struct ResidualArguments
{
    /// <summary>Left shift of both operands before scaling (TFLite: 20 for 8-bit, 15 for 16-bit).</summary>
    public int LeftShift;
    /// <summary>Zero point of A.</summary>
    public int ZeroPointA;
    /// <summary>Zero point of B.</summary>
    public int ZeroPointB;
    /// <summary>Multiplier and shift of A.</summary>
    public int MultiplierA;
    /// <summary>Left shift (negative = right) of A.</summary>
    public int ShiftA;
    /// <summary>Multiplier of B.</summary>
    public int MultiplierB;
    /// <summary>Left shift (negative = right) of B.</summary>
    public int ShiftB;
    /// <summary>Multiplier of the sum.</summary>
    public int MultiplierOut;
    /// <summary>Left shift (negative = right) of the sum.</summary>
    public int ShiftOut;
    /// <summary>Zero point added at the end.</summary>
    public int ZeroPointOut;
    /// <summary>fp32 scale of A (ONNX form).</summary>
    public float ScaleA;
    /// <summary>fp32 scale of B (ONNX form).</summary>
    public float ScaleB;
    /// <summary>fp32 scale of the output (ONNX form).</summary>
    public float ScaleOut;
    /// <summary>Second clamp, integer outputs. <see cref="int.MinValue"/> is no bound.</summary>
    public int ClampMin;
    /// <summary>Second clamp, integer outputs. <see cref="int.MaxValue"/> is no bound.</summary>
    public int ClampMax;
    /// <summary>Second clamp, float outputs.</summary>
    public float ClampMinF32;
    /// <summary>Second clamp, float outputs.</summary>
    public float ClampMaxF32;
}
