using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[i] = saturate(round(source[i] / scale) + zero point): one rounded binary32 division, rounding half to even or half away from zero, saturation to
    /// int32, then zero point and saturation to the type. NaN gives the zero point.
    /// </summary>
    /// <param name="destination">An integer type of at most 32 bits; its zero point, or zero points along the last dimension, are added.</param>
    /// <param name="source">Floats of at most 32 bits.</param>
    /// <param name="scales">One for each block of equal length of the last dimension: 1, its extent, or a divisor of it.</param>
    /// <param name="halfAway">Ties away from zero instead of to even.</param>
    /// <exception cref="NumericsException">Types, extents or scales do not go together; nothing has been written.</exception>
    public static void Quantize(Tile destination, Tile source, ReadOnlySpan<float> scales, bool halfAway)
    {
        Elementwise.CheckPair(destination, source, "source");
        DType to = destination.Shape.Type;
        Check.Type(destination, "destination", to.IsInteger() && to.Bits() <= 32, "integers of at most 32 bits");
        Check.Type(source, "source", source.Shape.Type.IsFloat() && source.Shape.Type != DType.F64, "floats of at most 32 bits");
        int last = (int)destination.Shape.Dims[destination.Shape.Rank - 1];
        int block = ScaleBlock(scales, last);
        float[] values = TileValues.Read<float, SingleArithmetic>(source);
        long[] quantized = new long[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            float ratio = values[i] / scales[i % last / block];
            long rounded = Requantize.RoundToInt32(halfAway ? (float)Math.Round((double)ratio, MidpointRounding.AwayFromZero) : ratio);
            int zeroPoint = destination.ZeroPoints.IsEmpty ? destination.Shape.ZeroPoint : destination.ZeroPoints[i % last];
            quantized[i] = Elements.Saturate(to, rounded + zeroPoint);
        }
        TileValues.Write<long, IntegerArithmetic>(destination, quantized);
    }

    /// <summary>Elements of the last dimension that share a scale.</summary>
    private static int ScaleBlock(ReadOnlySpan<float> scales, int last)
    {
        Check.Require(scales.Length > 0 && last % scales.Length == 0, $"scales: {scales.Length}; legal: 1, the {last} of the last dimension, or a divisor of it");
        return Math.Max(last / scales.Length, 1);
    }
}
