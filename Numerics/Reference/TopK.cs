using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Largest (descending) or smallest (ascending) k of the last dimension with their indices. Equal values, zeros of both signs among them, keep the
    /// order of their indices; NaN counts above every number.
    /// </summary>
    /// <param name="values">[.., k], the source's type.</param>
    /// <param name="indices">[.., k], I32.</param>
    /// <param name="source">Read; its last extent is at least k.</param>
    /// <param name="smallest">Ascending instead.</param>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void TopK(Tile values, Tile indices, Tile source, bool smallest)
    {
        Check.WritePlain(values, "values");
        Check.WritePlain(indices, "indices");
        Check.ReadPlain(source, "source");
        Check.SameDims(indices, "indices", values, "values");
        Check.Rank(values, "values", source.Shape.Rank);
        DType type = source.Shape.Type;
        Check.Type(values, "values", values.Shape.Type == type, $"that of source, {type.Name()}");
        Check.Type(indices, "indices", indices.Shape.Type == DType.I32, "i32");
        int last = source.Shape.Rank - 1;
        for (int d = 0; d < last; d++)
        {
            Check.Dim(values, "values", d, source.Shape.Dims[d], "that of source");
        }
        int length = (int)source.Shape.Dims[last];
        int k = (int)values.Shape.Dims[last];
        Check.Range("values: k", k, 0, length);
        ulong[] raw = TileValues.ReadRaw(source);
        ulong[] best = new ulong[values.Shape.Elements];
        long[] positions = new long[best.Length];
        int[] order = new int[length];
        for (int row = 0; row < best.Length / Math.Max(k, 1); row++)
        {
            for (int i = 0; i < length; i++)
            {
                order[i] = i;
            }
            int start = row * length;
            Array.Sort(order, (i, j) =>
            {
                int byValue = Ordering.Compare(type, raw[start + i], raw[start + j], smallest, nanFirst: false);
                return byValue != 0 ? byValue : i.CompareTo(j);
            });
            for (int i = 0; i < k; i++)
            {
                best[(row * k) + i] = raw[start + order[i]];
                positions[(row * k) + i] = order[i];
            }
        }
        TileValues.WriteRaw(values, best);
        TileValues.Write<long, IntegerArithmetic>(indices, positions);
    }
}
