using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[index[i], …] = source[i, …], raw bits, in order of i: the last of equal indices stays.</summary>
    /// <param name="destination">Written at the indices only.</param>
    /// <param name="source">Read; dimension 0 as long as index.</param>
    /// <param name="index">I32 or I64, rank 1.</param>
    /// <param name="policy">Index outside: exception, nearest row, or nothing written.</param>
    /// <exception cref="NumericsException">Shapes, types or indices are illegal; nothing has been written.</exception>
    public static void Scatter(Tile destination, Tile source, Tile index, IndexPolicy policy)
    {
        Check.WritePlain(destination, "destination");
        Check.Read(destination, "destination");
        Check.ReadPlain(source, "source");
        Check.Type(source, "source", source.Shape.Type == destination.Shape.Type, $"that of the destination, {destination.Shape.Type.Name()}");
        long[] rows = IndexedRows.Resolve(destination, "destination", source, "source", index, policy);
        int length = IndexedRows.RowElements(source.Shape);
        ulong[] values = TileValues.ReadRaw(source);
        ulong[] table = TileValues.ReadRaw(destination);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                values.AsSpan(i * length, length).CopyTo(table.AsSpan((int)rows[i] * length));
            }
        }
        TileValues.WriteRaw(destination, table);
    }
}
