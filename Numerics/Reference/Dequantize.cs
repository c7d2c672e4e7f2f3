using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[i] = (source[i] − zero point) · scale: the difference rounded to binary32, then one rounded product.</summary>
    /// <param name="destination">Floats of at most 32 bits.</param>
    /// <param name="source">Integers of at most 32 bits.</param>
    /// <param name="scales">One for each block of equal length of the last dimension: 1, its extent, or a divisor of it.</param>
    /// <exception cref="NumericsException">Types, extents or scales do not go together; nothing has been written.</exception>
    public static void Dequantize(Tile destination, Tile source, ReadOnlySpan<float> scales)
    {
        Elementwise.CheckPair(destination, source, "source");
        Check.Type(destination, "destination", destination.Shape.Type.IsFloat() && destination.Shape.Type != DType.F64, "floats of at most 32 bits");
        Check.Type(source, "source", source.Shape.Type.IsInteger() && source.Shape.Type.Bits() <= 32, "integers of at most 32 bits");
        int last = (int)source.Shape.Dims[source.Shape.Rank - 1];
        int block = ScaleBlock(scales, last);
        long[] values = TileValues.ReadCentred<long, IntegerArithmetic>(source);
        float[] real = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            real[i] = (float)values[i] * scales[i % last / block];
        }
        TileValues.Write<float, SingleArithmetic>(destination, real);
    }
}
