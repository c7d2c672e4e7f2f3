using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[…, i] = Σ_{j≤i} source[…, j] (exclusive: j &lt; i) along the last dimension, sequentially from zero. Integers are raw and wrap in the destination's
    /// type; floats of at most 32 bits round each addition to binary32; F64 to binary64.
    /// </summary>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void Scan(Tile destination, Tile source, bool exclusive)
    {
        Elementwise.CheckPair(destination, source, "source");
        if (destination.Shape.Type.IsInteger())
        {
            Check.Type(source, "source", source.Shape.Type.IsInteger(), "integers for an integer destination");
            Scan<long, IntegerArithmetic>(destination, source, exclusive);
        }
        else if (Elementwise.DomainOf(destination, source, "source") == Elementwise.Domain.Double)
        {
            Scan<double, DoubleArithmetic>(destination, source, exclusive);
        }
        else
        {
            Scan<float, SingleArithmetic>(destination, source, exclusive);
        }
    }

    private static void Scan<T, TArithmetic>(Tile destination, Tile source, bool exclusive) where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        T[] values = TileValues.Read<T, TArithmetic>(source);
        int length = (int)source.Shape.Dims[source.Shape.Rank - 1];
        T sum = default;
        for (int i = 0; i < values.Length; i++)
        {
            T before = i % length == 0 ? default : sum;
            sum = TArithmetic.Add(before, values[i]);
            values[i] = exclusive ? before : sum;
        }
        TileValues.Write<T, TArithmetic>(destination, values);
    }
}
