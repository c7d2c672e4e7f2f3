using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Softmax of the last dimension: e_i = exp(β·(x_i − max)), each operation rounded to binary32; Σ in the order of reductions (16 partials, 8-4-2-1);
    /// destination[i] = e_i / Σ.
    /// </summary>
    /// <param name="destination">Floats of at most 32 bits.</param>
    /// <param name="source">Floats of at most 32 bits. A NaN, or a row without a finite maximum, gives NaN.</param>
    /// <param name="beta">Factor β.</param>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void Softmax(Tile destination, Tile source, float beta)
    {
        Elementwise.CheckPair(destination, source, "source");
        Check.Type(destination, "destination", destination.Shape.Type.IsFloat() && destination.Shape.Type != DType.F64, "floats of at most 32 bits");
        Elementwise.DomainOf(destination, source, "source");
        float[] values = TileValues.Read<float, SingleArithmetic>(source);
        int length = (int)source.Shape.Dims[source.Shape.Rank - 1];
        for (int at = 0; at < values.Length; at += length)
        {
            Span<float> row = values.AsSpan(at, length);
            float max = float.NegativeInfinity;
            foreach (float x in row)
            {
                max = (float)Elementwise.Max(max, x);
            }
            for (int i = 0; i < length; i++)
            {
                row[i] = Transcendental.Exp((row[i] - max) * beta);
            }
            float sum = PartialSums.Sum(row);
            for (int i = 0; i < length; i++)
            {
                row[i] /= sum;
            }
        }
        TileValues.Write<float, SingleArithmetic>(destination, values);
    }
}
