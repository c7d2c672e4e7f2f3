using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[i] = (type) source[i]: floats to integers round half to even, saturate, NaN gives 0; integers to integers saturate;
    /// everything to floats rounds once, half to even. Zero points play no part.
    /// </summary>
    /// <exception cref="NumericsException">Extents differ; nothing has been written.</exception>
    public static void Convert(Tile destination, Tile source)
    {
        Elementwise.CheckPair(destination, source, "source");
        ulong[] raw = TileValues.ReadRaw(source);
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = ConvertRaw(destination.Shape.Type, source.Shape.Type, raw[i]);
        }
        TileValues.WriteRaw(destination, raw);
    }

    private static ulong ConvertRaw(DType to, DType from, ulong raw)
    {
        if (from.IsFloat())
        {
            double value = Elements.ToDouble(from, raw);
            return to.IsFloat() ? Elements.FromDouble(to, value) : Elements.FromInteger(to, NearestInteger(to, value));
        }
        long integer = Elements.ToInteger(from, raw);
        return to switch
        {
            DType.F64 => Elements.FromDouble(to, integer),
            DType.F32 => Elements.FromSingle(to, integer),
            _ when to.IsFloat() => Elements.FromDouble(to, RoundToOdd(integer)),
            _ => Elements.FromInteger(to, Elements.Saturate(to, integer)),
        };
    }

    private static long NearestInteger(DType to, double value)
    {
        if (double.IsNaN(value))
        {
            return 0;
        }
        double rounded = Math.Round(value, MidpointRounding.ToEven);
        // 2^63 is the first binary64 above every i64; below −2^63 the smallest i64 is the nearest.
        long integer = rounded >= 9223372036854775808.0 ? long.MaxValue : rounded <= -9223372036854775808.0 ? long.MinValue : (long)rounded;
        return Elements.Saturate(to, integer);
    }

    /// <summary>
    /// A 64-bit integer as binary64 with its low bits folded into one sticky bit, so that the rounding that follows is the only one.
    /// </summary>
    private static double RoundToOdd(long value)
    {
        const long Low = (1L << 11) - 1;
        return Math.Abs((double)value) < 9007199254740992.0 ? value : (value & ~Low) | ((value & Low) != 0 ? Low + 1 : 0);
    }
}
