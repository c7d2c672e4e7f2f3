using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Turns a node's scaling into drain descriptors and parameter bytes.</summary>
/// <remarks>
/// <code>
/// parameters of columns [n, n + count), each array aligned to 64 bytes:
/// │ bias │ multipliers │ shifts │ scales │ weight zero points │ look-up table │
/// </code>
/// Arrays with a single entry are scalars of the descriptor instead.
/// </remarks>
internal static class DrainTemplates
{
    private const int Alignment = 64;

    /// <summary>Bytes of the parameters of <paramref name="count"/> columns.</summary>
    public static long ParameterBytes(Scaling s, long count)
    {
        long bytes = 0;
        foreach (ParameterArray array in Arrays(s))
        {
            bytes += Align(count * array.Width);
        }
        return bytes + s.Table.Length;
    }

    /// <summary>Writes the parameters of columns [start, start + count).</summary>
    public static void WriteParameters(Scaling s, long start, long count, Span<byte> target)
    {
        foreach (ParameterArray array in Arrays(s))
        {
            array.Bytes.Slice((int)(start * array.Width), (int)(count * array.Width)).CopyTo(target);
            target = target[(int)Align(count * array.Width)..];
        }
        s.Table.CopyTo(target);
    }

    /// <summary>Offset of the weight zero points in the parameters; −1 = none.</summary>
    public static long WeightZeroPointOffset(Scaling s, long count) =>
        s.WeightZeroPoints.Length == 0 ? -1 : ParameterBytes(s, count) - s.Table.Length - Align(4 * count);

    /// <summary>The drain of columns whose parameters lie at <paramref name="offset"/> of <paramref name="buffer"/>.</summary>
    public static DrainPlan Plan(Scaling s, Buffer buffer, long offset, long count, View? residual)
    {
        Descriptor d = Scalars(s, buffer.Space);
        long start = buffer.Base + offset, at = start;
        foreach (ParameterArray array in Arrays(s))
        {
            if (array.Field != DescriptorField.None)
            {
                d[array.Field] = at;
            }
            at += Align(count * array.Width);
        }
        if (s.Table.Length > 0)
        {
            d[DescriptorField.DrainLut] = at;
            at += s.Table.Length;
        }
        return new DrainPlan(d, at == start || buffer.IsConstant ? [] : [Access.Range(buffer, start, at - start, isWrite: false)], residual);
    }

    /// <summary>The descriptor of a scaling whose numbers are all scalars.</summary>
    public static Descriptor Scalars(Scaling s, Space space)
    {
        Descriptor d = new() { Kind = DescriptorKind.Drain };
        d[DescriptorField.DrainMode] = (long)s.Mode;
        d[DescriptorField.DrainPerChannel] = s.Bias.Length > 0 || s.Multipliers.Length > 1 || s.Scales.Length > 1 ? 1 : 0;
        d[DescriptorField.DrainParameterSpace] = (long)space;
        foreach (DescriptorField absent in (ReadOnlySpan<DescriptorField>)[DescriptorField.DrainBias, DescriptorField.DrainMultipliers, DescriptorField.DrainShifts,
            DescriptorField.DrainAddends, DescriptorField.DrainScaleArray, DescriptorField.DrainLut, DescriptorField.DrainResidual])
        {
            d[absent] = -1;
        }
        d[DescriptorField.DrainMultiplier] = s.Multipliers.Length == 1 ? s.Multipliers[0] : 0;
        d[DescriptorField.DrainShift] = s.Shifts.Length == 1 ? s.Shifts[0] : 0;
        d[DescriptorField.DrainScale] = Bits(s.Scales.Length == 1 ? s.Scales[0] : 1);
        d[DescriptorField.DrainOutputZeroPoint] = s.ZeroPoint;
        bool isFloat = s.SumsType == DType.F32 && s.Mode == RequantMode.None;
        d[DescriptorField.DrainClampMin] = isFloat ? Bits(s.FloatBounds.Min) : s.Bounds.Min;
        d[DescriptorField.DrainClampMax] = isFloat ? Bits(s.FloatBounds.Max) : s.Bounds.Max;
        ResidualArguments r = s.Residual;
        d[DescriptorField.DrainResidualMode] = (long)s.ResidualMode;
        d[DescriptorField.DrainResidualLeftShift] = r.LeftShift;
        d[DescriptorField.DrainResidualZeroPointA] = r.ZeroPointA;
        d[DescriptorField.DrainResidualZeroPointB] = r.ZeroPointB;
        d[DescriptorField.DrainResidualMultiplierA] = r.MultiplierA;
        d[DescriptorField.DrainResidualShiftA] = r.ShiftA;
        d[DescriptorField.DrainResidualMultiplierB] = r.MultiplierB;
        d[DescriptorField.DrainResidualShiftB] = r.ShiftB;
        d[DescriptorField.DrainResidualMultiplierOut] = r.MultiplierOut;
        d[DescriptorField.DrainResidualShiftOut] = r.ShiftOut;
        d[DescriptorField.DrainResidualZeroPointOut] = r.ZeroPointOut;
        d[DescriptorField.DrainResidualScaleA] = Bits(r.ScaleA);
        d[DescriptorField.DrainResidualScaleB] = Bits(r.ScaleB);
        d[DescriptorField.DrainResidualScaleOut] = Bits(r.ScaleOut);
        d[DescriptorField.DrainResidualClampMin] = isFloat ? Bits(r.ClampMinF32) : r.ClampMin;
        d[DescriptorField.DrainResidualClampMax] = isFloat ? Bits(r.ClampMaxF32) : r.ClampMax;
        return d;
    }

    private static List<ParameterArray> Arrays(Scaling s)
    {
        List<ParameterArray> arrays = [];
        if (s.Bias.Length > 0)
        {
            arrays.Add(new ParameterArray(DescriptorField.DrainBias, s.Bias, s.SumBytes));
        }
        if (s.Multipliers.Length > 1)
        {
            arrays.Add(new ParameterArray(DescriptorField.DrainMultipliers, s.Multipliers, 4));
            arrays.Add(new ParameterArray(DescriptorField.DrainShifts, s.Shifts, 4));
        }
        if (s.Scales.Length > 1)
        {
            arrays.Add(new ParameterArray(DescriptorField.DrainScaleArray, s.Scales, 4));
        }
        if (s.WeightZeroPoints.Length > 0)
        {
            arrays.Add(new ParameterArray(DescriptorField.None, s.WeightZeroPoints, 4));
        }
        return arrays;
    }

    // Viewed, not copied: the search for a tiling asks for sizes thousands of times.
    private readonly record struct ParameterArray(DescriptorField Field, Array Data, int Width)
    {
        public ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(Data), System.Buffer.ByteLength(Data));
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    // Float fields hold the binary32 pattern as a signed int32.
    private static long Bits(float value) => BitConverter.SingleToInt32Bits(value);
}
