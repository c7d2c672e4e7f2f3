using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Which vector form the first stage of a drain takes.</summary>
internal enum DrainStage
{
    /// <summary>Clamp only.</summary>
    None,
    /// <summary>Fixed point, one rounding, every shift in 1..31.</summary>
    Single,
    /// <summary>Fixed point, one rounding, some channels unshifted.</summary>
    SingleOrUnshifted,
    /// <summary>Fixed point, two roundings.</summary>
    Double,
    /// <summary>As <see cref="Double"/>, some channels shifted left first.</summary>
    DoubleLeft,
    /// <summary>Product, addend and shift in 64 bits: every other integer mode.</summary>
    Wide,
    /// <summary>fp32 scale of an integer sum.</summary>
    Scale,
    /// <summary>fp32 sum to fp32.</summary>
    Float,
    /// <summary>Integer sum to fp32.</summary>
    IntegerToFloat,
    /// <summary>fp32 sum to an integer.</summary>
    FloatToInteger,
}

/// <summary>
/// A drain resolved for one call: parameters spread to one entry a channel, shifts turned into rounding constants, clamps moved before the zero point.
/// </summary>
/// <remarks>
/// Clamping to [lo − zp, hi − zp] before adding zp equals clamping after it in wide arithmetic, and cannot overflow.
/// </remarks>
internal unsafe struct DrainPlan
{
    public DrainStage Stage;
    public byte* Output;
    public RowMap OutputMap;
    public DType OutputType;

    public int* Bias;
    public int* Multipliers;
    public int* Shifts;
    public int* Masks;
    public long* RoundEven;
    public long* RoundOdd;
    /// <summary>Left shifts of <see cref="DrainStage.DoubleLeft"/>, which has no rounding constants.</summary>
    public readonly int* Lefts => (int*)RoundEven;
    public bool HasScale;
    public int Low;
    public int High;
    public int ZeroPoint;
    public float LowF;
    public float HighF;

    public ResidualMode ResidualMode;
    public byte* Residual;
    public RowMap ResidualMap;
    public DType ResidualType;
    public ResidualArguments Addition;
    public int AddLow;
    public int AddHigh;
    public byte* Lut;

    /// <summary>Bytes of the parameter arrays for <paramref name="columns"/> channels.</summary>
    public static long ParameterBytes(long columns) => 8 * 4 * Rounded(columns);

    /// <summary>
    /// Resolves <paramref name="d"/> for channels <paramref name="first"/>… of an output tile; <paramref name="corrections"/> (may be null) is added to the integer bias.
    /// False when the drain needs a form only the reference has.
    /// </summary>
    public static bool TryCreate(in TileShape output, bool floatSums, in DrainArguments d, long first, long columns, int* corrections, int* parameters, out DrainPlan plan)
    {
        plan = default;
        long n = Rounded(columns);
        plan.Bias = parameters;
        plan.Multipliers = parameters + n;
        plan.Shifts = parameters + (2 * n);
        plan.Masks = parameters + (3 * n);
        plan.RoundEven = (long*)(parameters + (4 * n));
        plan.RoundOdd = (long*)(parameters + (5 * n));
        plan.OutputType = output.Type;
        bool floatOutput = output.Type == DType.F32;
        bool known = output.Type is DType.I8 or DType.U8 or DType.I16 or DType.I32 or DType.F32 && IsRowMajor(output);
        if (!known || !RowMap.TryCreate(output, out plan.OutputMap) || !LengthsFit(d, output, floatSums) || d.Mode > RequantMode.Float32 || d.Rounding > ShiftRounding.Truncate)
        {
            return false;
        }
        if (!floatOutput && !plan.ResolveIntegerClamp(d))
        {
            return false;
        }
        plan.LowF = d.ClampMinF32;
        plan.HighF = d.ClampMaxF32;
        plan.ZeroPoint = d.OutputZeroPoint;
        plan.SpreadBias(floatSums, d, first, columns, corrections);
        return plan.ResolveStage(floatSums, floatOutput, d, first, columns) && plan.ResolveResidual(d);
    }

    /// <summary>True when the last dimension is contiguous.</summary>
    public static bool IsRowMajor(in TileShape shape) =>
        shape.Layout == Layout.Plain && shape.Format == SparseFormat.Dense && !shape.Type.IsSubByte() && shape.Rank >= 1
        && (shape.Strides[shape.Rank - 1] == shape.Type.Bits() / 8 || shape.Dims[shape.Rank - 1] == 1);

    // x + (−0) is x for every x, +0 is not: the neutral bias of fp32 sums.
    private const int NegativeZero = int.MinValue;

    // One block of slack, so that a vector may start at any channel of a group.
    private static long Rounded(long columns) => ((columns + 63) & ~63L) + 64;

    /// <summary>True when arrays have an entry for each channel, one for all or none; wrong lengths are left to the reference, which reports them.</summary>
    public static bool LengthsFit(in DrainArguments d, in TileShape output, bool floatSums)
    {
        long channels = output.Dims[output.Rank - 1];
        bool lut = d.Lut.IsEmpty || (d.Lut.Length == 256 && output.Type.Bits() == 8);
        return lut && d.Bias64.IsEmpty && (floatSums ? d.Bias32.IsEmpty : d.BiasF32.IsEmpty)
            && Fits(d.Bias32.Length, channels) && Fits(d.BiasF32.Length, channels) && Fits(d.Multipliers.Length, channels)
            && Fits(d.Shifts.Length, channels) && Fits(d.Scales.Length, channels) && Fits(d.Addends.Length, channels);
    }

    private static bool Fits(int length, long channels) => length == 0 || length == 1 || length == channels;

    private bool ResolveIntegerClamp(in DrainArguments d)
    {
        long low = Math.Max(d.ClampMin, OutputType.MinValue());
        long high = Math.Min(d.ClampMax, OutputType.MaxValue());
        if (low > high || (OutputType == DType.I32 && d.OutputZeroPoint != 0))
        {
            return false;
        }
        Low = (int)Math.Clamp(low - d.OutputZeroPoint, int.MinValue, int.MaxValue);
        High = (int)Math.Clamp(high - d.OutputZeroPoint, int.MinValue, int.MaxValue);
        return low - d.OutputZeroPoint <= int.MaxValue && high - d.OutputZeroPoint >= int.MinValue;
    }

    private readonly void SpreadBias(bool floatSums, in DrainArguments d, long first, long columns, int* corrections)
    {
        long done = floatSums ? 0 : ChannelVectors.Bias(d.Bias32, first, columns, corrections, Bias);
        for (long i = done; i < columns; i++)
        {
            int value = floatSums
                ? (d.BiasF32.IsEmpty ? NegativeZero : BitConverter.SingleToInt32Bits(At(d.BiasF32, first + i)))
                : (d.Bias32.IsEmpty ? 0 : At(d.Bias32, first + i));
            Bias[i] = corrections == null ? value : unchecked(value + corrections[i]);
        }
    }

    private bool ResolveStage(bool floatSums, bool floatOutput, in DrainArguments d, long first, long columns)
    {
        if (floatSums)
        {
            HasScale = !d.Scales.IsEmpty;
            Stage = floatOutput ? DrainStage.Float : DrainStage.FloatToInteger;
            SpreadScales(d.Scales, first, columns);
            return true;
        }
        if (floatOutput)
        {
            HasScale = d.Mode == RequantMode.Float32;
            Stage = DrainStage.IntegerToFloat;
            SpreadScales(d.Scales, first, columns);
            return d.Mode == RequantMode.None || (HasScale && !d.Scales.IsEmpty);
        }
        switch (d.Mode)
        {
            case RequantMode.None:
                Stage = DrainStage.None;
                return true;
            case RequantMode.Float32:
                Stage = DrainStage.Scale;
                SpreadScales(d.Scales, first, columns);
                return !d.Scales.IsEmpty;
            case RequantMode.FixedSingle:
            case RequantMode.FixedDouble:
                return SpreadFixed(d, first, columns) || SpreadWide(d, first, columns);
            default:
                return SpreadWide(d, first, columns);
        }
    }

    private readonly void SpreadScales(ReadOnlySpan<float> scales, long first, long columns)
    {
        for (long i = 0; !scales.IsEmpty && i < columns; i++)
        {
            Multipliers[i] = BitConverter.SingleToInt32Bits(At(scales, first + i));
        }
    }

    private bool SpreadFixed(in DrainArguments d, long first, long columns)
    {
        bool single = d.Mode == RequantMode.FixedSingle;
        bool unshifted = false;
        Stage = single ? DrainStage.Single : DrainStage.Double;
        if (d.Multipliers.IsEmpty || d.Shifts.IsEmpty)
        {
            return false;
        }
        long done = ChannelVectors.Fixed(this, single, d, first, columns, ref unshifted);
        for (long i = done; i < columns; i++)
        {
            int right = -At(d.Shifts, first + i);
            int multiplier = At(d.Multipliers, first + i);
            // A single rounding after a left shift takes 64 bits; INT_MIN·INT_MIN saturates in double rounding only.
            if (right is < -30 or > 31 || multiplier == int.MinValue || (single && right < 0))
            {
                return false;
            }
            Multipliers[i] = multiplier;
            if (!single)
            {
                Shifts[i] = Math.Max(right, 0);
                Masks[i] = (int)((1L << Math.Max(right, 0)) - 1);
                Lefts[i] = Math.Max(-right, 0);
                Stage = right < 0 ? DrainStage.DoubleLeft : Stage;
                continue;
            }
            unshifted |= right == 0;
            Shifts[i] = Math.Max(right - 1, 0);
            Masks[i] = right == 0 ? -1 : 0;
            ((i & 1) == 0 ? RoundEven : RoundOdd)[i / 2] = 1L << (30 + right);
        }
        Stage = single && unshifted ? DrainStage.SingleOrUnshifted : Stage;
        return true;
    }

    // Every mode but double rounding is (x·m + a) >> s; shifts that round other ways are the reference's.
    private bool SpreadWide(in DrainArguments d, long first, long columns)
    {
        bool shift = d.Mode == RequantMode.Shift;
        if (d.Mode == RequantMode.FixedDouble || d.Shifts.IsEmpty || (!shift && d.Multipliers.IsEmpty) || (shift && d.Rounding > ShiftRounding.HalfUp))
        {
            return false;
        }
        (int min, int max) = Requantize.ShiftRange(d.Mode);
        for (long i = 0; i < columns; i++)
        {
            int s = At(d.Shifts, first + i);
            int m = shift ? 1 : At(d.Multipliers, first + i);
            if (s < min || s > max)
            {
                return false;
            }
            (int factor, long addend, int right) = d.Mode switch
            {
                RequantMode.FixedSingle => (m, 1L << (30 - s), 31 - s),
                RequantMode.Fixed16 => (m >= 0x7FFF_0000 ? 0x7FFF : (int)((m + (1L << 15)) >> 16), 1L << (14 - s), 15 - s),
                RequantMode.MulAddShift => (m, d.Addends.IsEmpty ? 0 : At(d.Addends, first + i), s),
                _ => (1, d.Rounding == ShiftRounding.Floor || s == 0 ? 0 : 1L << (s - 1), s),
            };
            Multipliers[i] = factor;
            Shifts[i] = right;
            ((i & 1) == 0 ? RoundEven : RoundOdd)[i / 2] = addend;
        }
        Stage = DrainStage.Wide;
        return true;
    }

    private bool ResolveResidual(in DrainArguments d)
    {
        ResidualMode = d.ResidualMode;
        Addition = d.ResidualArguments;
        if (ResidualMode == ResidualMode.None)
        {
            return true;
        }
        TileShape shape = d.Residual.Shape;
        ResidualType = shape.Type;
        bool integer = OutputType is DType.I8 or DType.U8 or DType.I16 && shape.Type is DType.I8 or DType.U8 or DType.I16;
        if (!IsRowMajor(shape) || !RowMap.TryCreate(shape, out ResidualMap) || ResidualMap.Rows != OutputMap.Rows)
        {
            return false;
        }
        if (OutputType == DType.F32)
        {
            return ResidualMode == ResidualMode.Plain && shape.Type == DType.F32;
        }
        AddLow = (int)Math.Max(Addition.ClampMin, OutputType.MinValue());
        AddHigh = (int)Math.Min(Addition.ClampMax, OutputType.MaxValue());
        bool fixedForm = ResidualMode != ResidualMode.Fixed
            || (IsRightShift(Addition.ShiftA) && IsRightShift(Addition.ShiftB) && IsRightShift(Addition.ShiftOut) && Addition.LeftShift is >= 0 and < 32
                && Addition.MultiplierA != int.MinValue && Addition.MultiplierB != int.MinValue && Addition.MultiplierOut != int.MinValue);
        bool smallZeroPoints = IsSmall(Addition.ZeroPointA) && IsSmall(Addition.ZeroPointB) && IsSmall(Addition.ZeroPointOut);
        return integer && smallZeroPoints && fixedForm && AddLow <= AddHigh && (ResidualMode != ResidualMode.Plain || shape.Type == OutputType);
    }

    // Far from where 32-bit differences of small operands could wrap.
    private static bool IsSmall(int zeroPoint) => Math.Abs((long)zeroPoint) < 1 << 20;

    private static bool IsRightShift(int shift) => shift is <= 0 and >= -31;

    private static T At<T>(ReadOnlySpan<T> values, long index) => values.Length == 1 ? values[0] : values[(int)index];
}
