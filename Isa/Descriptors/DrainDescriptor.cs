using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>
/// A drain descriptor with every field checked: scalars, and the addresses of the parameter arrays (−1 = absent). Clamps are kept raw: integers,
/// or fp32 bits for float outputs, see <see cref="Float"/>.
/// </summary>
public struct DrainDescriptor
{
    /// <summary>Scaling rule.</summary>
    public RequantMode Mode;
    /// <summary>Rounding of <see cref="RequantMode.Shift"/>.</summary>
    public ShiftRounding Rounding;
    /// <summary>True: parameter arrays hold an entry for each output channel; false: one entry.</summary>
    public bool PerChannel;
    /// <summary>Space of the parameter arrays.</summary>
    public Space ParameterSpace;
    /// <summary>Address of the bias (int32, int64 or fp32 as the accumulator); −1 = none.</summary>
    public long Bias;
    /// <summary>Address of int32 multipliers; −1 = <see cref="Multiplier"/>.</summary>
    public long Multipliers;
    /// <summary>Address of int32 shifts; −1 = <see cref="Shift"/>.</summary>
    public long Shifts;
    /// <summary>Address of int32 addends; −1 = none.</summary>
    public long Addends;
    /// <summary>Address of fp32 scales; −1 = <see cref="Scale"/>.</summary>
    public long ScaleArray;
    /// <summary>Scalar multiplier.</summary>
    public int Multiplier;
    /// <summary>Scalar shift.</summary>
    public int Shift;
    /// <summary>Scalar scale.</summary>
    public float Scale;
    /// <summary>Added after scaling.</summary>
    public int OutputZeroPoint;
    /// <summary>First clamp, raw.</summary>
    public int ClampMin;
    /// <summary>First clamp, raw.</summary>
    public int ClampMax;
    /// <summary>Address of 256 bytes; −1 = none.</summary>
    public long Lut;
    /// <summary>How the residual is added.</summary>
    public ResidualMode ResidualMode;
    /// <summary>Descriptor of the residual tile; −1 = none.</summary>
    public int Residual;
    /// <summary>Scalars of the residual addition; both readings of the clamps are set.</summary>
    public ResidualArguments ResidualArguments;

    /// <summary>A raw clamp as the float it encodes.</summary>
    public static float Float(int raw) => BitConverter.Int32BitsToSingle(raw);

    /// <summary>No scaling, no clamp beyond the output type, nothing else: a start for builders. Clamps span all int32.</summary>
    public static DrainDescriptor None => new()
    {
        Bias = -1,
        Multipliers = -1,
        Shifts = -1,
        Addends = -1,
        ScaleArray = -1,
        Scale = 1,
        ClampMin = int.MinValue,
        ClampMax = int.MaxValue,
        Lut = -1,
        Residual = -1,
        ResidualArguments = new ResidualArguments { ClampMin = int.MinValue, ClampMax = int.MaxValue },
    };

    /// <summary><see cref="None"/> for float outputs: clamps from −∞ to +∞.</summary>
    public static DrainDescriptor NoneF32
    {
        get
        {
            DrainDescriptor drain = None;
            drain.ClampMin = BitConverter.SingleToInt32Bits(float.NegativeInfinity);
            drain.ClampMax = BitConverter.SingleToInt32Bits(float.PositiveInfinity);
            drain.ResidualArguments.ClampMin = drain.ClampMin;
            drain.ResidualArguments.ClampMax = drain.ClampMax;
            return drain;
        }
    }

    /// <summary>Reads and checks a drain descriptor; false with <paramref name="fault"/> when a field is outside its range.</summary>
    public static bool TryRead(in Descriptor descriptor, out DrainDescriptor drain, out DescriptorFault fault)
    {
        drain = default;
        DescriptorReader reader = new(in descriptor);
        if (reader.Kind(DescriptorKind.Drain))
        {
            drain.Mode = (RequantMode)reader.Get(DescriptorField.DrainMode, 0, (long)RequantMode.Float32);
            drain.Rounding = (ShiftRounding)reader.Get(DescriptorField.DrainRounding, 0, (long)ShiftRounding.Truncate);
            drain.PerChannel = reader.Flag(DescriptorField.DrainPerChannel);
            drain.ParameterSpace = (Space)reader.Get(DescriptorField.DrainParameterSpace, 0, 2);
            drain.Bias = Pointer(ref reader, DescriptorField.DrainBias);
            drain.Multipliers = Pointer(ref reader, DescriptorField.DrainMultipliers);
            drain.Shifts = Pointer(ref reader, DescriptorField.DrainShifts);
            drain.Addends = Pointer(ref reader, DescriptorField.DrainAddends);
            drain.ScaleArray = Pointer(ref reader, DescriptorField.DrainScaleArray);
            drain.Multiplier = Number(ref reader, DescriptorField.DrainMultiplier);
            drain.Shift = (int)reader.Get(DescriptorField.DrainShift, -63, 63);
            drain.Scale = reader.Float(DescriptorField.DrainScale);
            drain.OutputZeroPoint = Number(ref reader, DescriptorField.DrainOutputZeroPoint);
            drain.ClampMin = Number(ref reader, DescriptorField.DrainClampMin);
            drain.ClampMax = Number(ref reader, DescriptorField.DrainClampMax);
            drain.Lut = Pointer(ref reader, DescriptorField.DrainLut);
            drain.ResidualMode = (ResidualMode)reader.Get(DescriptorField.DrainResidualMode, 0, (long)ResidualMode.Plain);
            drain.Residual = (int)reader.Get(DescriptorField.DrainResidual, drain.ResidualMode == ResidualMode.None ? -1 : 0, DescriptorId.Count - 1);
            ReadResidual(ref reader, ref drain.ResidualArguments);
        }
        fault = reader.Fault;
        return !reader.Failed;
    }

    /// <summary>A descriptor holding <paramref name="drain"/>.</summary>
    public static Descriptor Create(in DrainDescriptor drain)
    {
        Descriptor descriptor = new() { Kind = DescriptorKind.Drain };
        descriptor[DescriptorField.DrainMode] = (long)drain.Mode;
        descriptor[DescriptorField.DrainRounding] = (long)drain.Rounding;
        descriptor[DescriptorField.DrainPerChannel] = drain.PerChannel ? 1 : 0;
        descriptor[DescriptorField.DrainParameterSpace] = (long)drain.ParameterSpace;
        descriptor[DescriptorField.DrainBias] = drain.Bias;
        descriptor[DescriptorField.DrainMultipliers] = drain.Multipliers;
        descriptor[DescriptorField.DrainShifts] = drain.Shifts;
        descriptor[DescriptorField.DrainAddends] = drain.Addends;
        descriptor[DescriptorField.DrainScaleArray] = drain.ScaleArray;
        descriptor[DescriptorField.DrainMultiplier] = drain.Multiplier;
        descriptor[DescriptorField.DrainShift] = drain.Shift;
        descriptor[DescriptorField.DrainScale] = BitConverter.SingleToInt32Bits(drain.Scale);
        descriptor[DescriptorField.DrainOutputZeroPoint] = drain.OutputZeroPoint;
        descriptor[DescriptorField.DrainClampMin] = drain.ClampMin;
        descriptor[DescriptorField.DrainClampMax] = drain.ClampMax;
        descriptor[DescriptorField.DrainLut] = drain.Lut;
        descriptor[DescriptorField.DrainResidualMode] = (long)drain.ResidualMode;
        descriptor[DescriptorField.DrainResidual] = drain.Residual;
        WriteResidual(ref descriptor, drain.ResidualArguments);
        return descriptor;
    }

    private static long Pointer(ref DescriptorReader reader, DescriptorField field) => reader.Get(field, -1, TileDescriptor.Limit);

    private static int Number(ref DescriptorReader reader, DescriptorField field) => (int)reader.Get(field, int.MinValue, int.MaxValue);

    private static void ReadResidual(ref DescriptorReader reader, ref ResidualArguments residual)
    {
        residual.LeftShift = (int)reader.Get(DescriptorField.DrainResidualLeftShift, 0, 31);
        residual.ZeroPointA = Number(ref reader, DescriptorField.DrainResidualZeroPointA);
        residual.ZeroPointB = Number(ref reader, DescriptorField.DrainResidualZeroPointB);
        residual.MultiplierA = Number(ref reader, DescriptorField.DrainResidualMultiplierA);
        residual.ShiftA = (int)reader.Get(DescriptorField.DrainResidualShiftA, -31, 31);
        residual.MultiplierB = Number(ref reader, DescriptorField.DrainResidualMultiplierB);
        residual.ShiftB = (int)reader.Get(DescriptorField.DrainResidualShiftB, -31, 31);
        residual.MultiplierOut = Number(ref reader, DescriptorField.DrainResidualMultiplierOut);
        residual.ShiftOut = (int)reader.Get(DescriptorField.DrainResidualShiftOut, -31, 31);
        residual.ZeroPointOut = Number(ref reader, DescriptorField.DrainResidualZeroPointOut);
        residual.ScaleA = reader.Float(DescriptorField.DrainResidualScaleA);
        residual.ScaleB = reader.Float(DescriptorField.DrainResidualScaleB);
        residual.ScaleOut = reader.Float(DescriptorField.DrainResidualScaleOut);
        residual.ClampMin = Number(ref reader, DescriptorField.DrainResidualClampMin);
        residual.ClampMax = Number(ref reader, DescriptorField.DrainResidualClampMax);
        residual.ClampMinF32 = Float(residual.ClampMin);
        residual.ClampMaxF32 = Float(residual.ClampMax);
    }

    private static void WriteResidual(ref Descriptor descriptor, in ResidualArguments residual)
    {
        descriptor[DescriptorField.DrainResidualLeftShift] = residual.LeftShift;
        descriptor[DescriptorField.DrainResidualZeroPointA] = residual.ZeroPointA;
        descriptor[DescriptorField.DrainResidualZeroPointB] = residual.ZeroPointB;
        descriptor[DescriptorField.DrainResidualMultiplierA] = residual.MultiplierA;
        descriptor[DescriptorField.DrainResidualShiftA] = residual.ShiftA;
        descriptor[DescriptorField.DrainResidualMultiplierB] = residual.MultiplierB;
        descriptor[DescriptorField.DrainResidualShiftB] = residual.ShiftB;
        descriptor[DescriptorField.DrainResidualMultiplierOut] = residual.MultiplierOut;
        descriptor[DescriptorField.DrainResidualShiftOut] = residual.ShiftOut;
        descriptor[DescriptorField.DrainResidualZeroPointOut] = residual.ZeroPointOut;
        descriptor[DescriptorField.DrainResidualScaleA] = BitConverter.SingleToInt32Bits(residual.ScaleA);
        descriptor[DescriptorField.DrainResidualScaleB] = BitConverter.SingleToInt32Bits(residual.ScaleB);
        descriptor[DescriptorField.DrainResidualScaleOut] = BitConverter.SingleToInt32Bits(residual.ScaleOut);
        descriptor[DescriptorField.DrainResidualClampMin] = residual.ClampMin;
        descriptor[DescriptorField.DrainResidualClampMax] = residual.ClampMax;
    }
}
