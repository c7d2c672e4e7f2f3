using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// bias → requantisation → output zero point → first clamp → residual → second clamp → look-up. The source is only read: a drain
    /// instruction zeroes its sums afterwards.
    /// </summary>
    /// <param name="output">Written; any integer or float type of at most 64 bits but F64.</param>
    /// <param name="source">Sums (I32, I64, F32), or any integers or floats but F64; integers count less their zero point.</param>
    /// <param name="arguments">The parameters; arrays hold one entry, or one for each of the last dimension.</param>
    /// <exception cref="NumericsException">Shapes, types or parameters do not go together; nothing has been written.</exception>
    public static void Drain(Tile output, Tile source, in DrainArguments arguments)
    {
        ValidateDrain(output, source, arguments);
        TileShape to = output.Shape;
        int channels = (int)to.Dims[to.Rank - 1];
        ulong[] raw = TileValues.ReadRaw(source);
        ulong[] residual = arguments.ResidualMode == ResidualMode.None ? [] : TileValues.ReadRaw(arguments.Residual);
        for (int i = 0; i < raw.Length; i++)
        {
            int channel = i % channels;
            ulong other = residual.Length == 0 ? 0 : residual[i];
            raw[i] = to.Type.IsFloat()
                ? FloatOutput(raw[i], channel, source, output, arguments, other)
                : IntegerOutput(raw[i], channel, source, output, arguments, other);
            if (!arguments.Lut.IsEmpty)
            {
                raw[i] = arguments.Lut[(int)raw[i]];
            }
        }
        TileValues.WriteRaw(output, raw);
    }

    private static ulong IntegerOutput(ulong raw, int channel, in Tile source, in Tile output, in DrainArguments arguments, ulong residual)
    {
        DType type = output.Shape.Type;
        long scaled = source.Shape.Type.IsFloat()
            ? Requantize.RoundToInt32(ScaledFloat(raw, channel, source, arguments))
            : Requantize.Apply(
                arguments.Mode,
                BiasedInteger(raw, channel, source, arguments),
                At(arguments.Multipliers, channel),
                At(arguments.Shifts, channel),
                At(arguments.Addends, channel),
                At(arguments.Scales, channel),
                arguments.Rounding);
        long value = ClampInteger(type, unchecked(scaled + arguments.OutputZeroPoint), arguments.ClampMin, arguments.ClampMax);
        if (arguments.ResidualMode != ResidualMode.None)
        {
            value = ResidualAddition.Integers(type, arguments.ResidualMode, value, Elements.ToInteger(arguments.Residual.Shape.Type, residual), arguments.ResidualArguments);
        }
        return Elements.FromInteger(type, value);
    }

    private static ulong FloatOutput(ulong raw, int channel, in Tile source, in Tile output, in DrainArguments arguments, ulong residual)
    {
        float scaled = source.Shape.Type.IsFloat()
            ? ScaledFloat(raw, channel, source, arguments)
            : BiasedInteger(raw, channel, source, arguments) * (arguments.Mode == RequantMode.Float32 ? At(arguments.Scales, channel) : 1f);
        float value = ClampFloat(scaled, arguments.ClampMinF32, arguments.ClampMaxF32);
        if (arguments.ResidualMode != ResidualMode.None)
        {
            value = ResidualAddition.Floats(value, Elements.ToSingle(arguments.Residual.Shape.Type, residual), arguments.ResidualArguments);
        }
        return Elements.FromSingle(output.Shape.Type, value);
    }

    /// <summary>The integer less its zero point, plus its bias; 32-bit sums and narrower wrap in int32, I64 in int64.</summary>
    private static long BiasedInteger(ulong raw, int channel, in Tile source, in DrainArguments arguments)
    {
        DType type = source.Shape.Type;
        long value = Elements.ToInteger(type, raw) - (source.ZeroPoints.IsEmpty ? source.Shape.ZeroPoint : source.ZeroPoints[channel]);
        return type == DType.I64
            ? unchecked(value + At(arguments.Bias64, channel))
            : unchecked((int)(value + At(arguments.Bias32, channel)));
    }

    private static float ScaledFloat(ulong raw, int channel, in Tile source, in DrainArguments arguments)
    {
        float value = Elements.ToSingle(source.Shape.Type, raw);
        if (!arguments.BiasF32.IsEmpty)
        {
            value += At(arguments.BiasF32, channel);
        }
        return arguments.Scales.IsEmpty ? value : value * At(arguments.Scales, channel);
    }

    /// <summary>The entry of a channel; a single entry serves all, an absent array is zero.</summary>
    private static T At<T>(ReadOnlySpan<T> array, int channel) where T : unmanaged =>
        array.IsEmpty ? default : array[array.Length == 1 ? 0 : channel];

    /// <summary>Clamps to the bounds and the type's range. The extreme int32 bounds mean none, so that wider types keep their range.</summary>
    internal static long ClampInteger(DType type, long value, int min, int max)
    {
        value = min != int.MinValue && value < min ? min : value;
        value = max != int.MaxValue && value > max ? max : value;
        return Elements.Saturate(type, value);
    }

    /// <summary>Clamps; NaN stays.</summary>
    internal static float ClampFloat(float value, float min, float max)
    {
        value = value < min ? min : value;
        return value > max ? max : value;
    }
}
