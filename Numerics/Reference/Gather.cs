using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[i, …] = source[index[i], …], raw bits.</summary>
    /// <param name="destination">Written; dimension 0 as long as index.</param>
    /// <param name="source">Read; the same type.</param>
    /// <param name="index">I32 or I64, rank 1.</param>
    /// <param name="policy">Index outside: exception, nearest row, or a row of zero bits.</param>
    /// <exception cref="NumericsException">Shapes, types or indices are illegal; nothing has been written.</exception>
    public static void Gather(Tile destination, Tile source, Tile index, IndexPolicy policy)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(source, "source");
        Check.Type(source, "source", source.Shape.Type == destination.Shape.Type, $"that of the destination, {destination.Shape.Type.Name()}");
        long[] rows = IndexedRows.Resolve(source, "source", destination, "destination", index, policy);
        int length = IndexedRows.RowElements(source.Shape);
        ulong[] table = TileValues.ReadRaw(source);
        ulong[] gathered = new ulong[destination.Shape.Elements];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                table.AsSpan((int)rows[i] * length, length).CopyTo(gathered.AsSpan(i * length));
            }
        }
        TileValues.WriteRaw(destination, gathered);
    }
}
