namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[index[i], …] += source[i, …], in order of i. Integers are raw and wrap in the destination's type; floats of at most 32 bits
    /// are added in binary32 and rounded to the destination's type after each addition; F64 in binary64.
    /// </summary>
    /// <param name="destination">Changed at the indices only.</param>
    /// <param name="source">Read; dimension 0 as long as index; the same class of type.</param>
    /// <param name="index">I32 or I64, rank 1.</param>
    /// <param name="policy">Index outside: exception, nearest row, or nothing added.</param>
    /// <exception cref="NumericsException">Shapes, types or indices are illegal; nothing has been written.</exception>
    public static void ScatterAdd(Tile destination, Tile source, Tile index, IndexPolicy policy)
    {
        Check.WritePlain(destination, "destination");
        Check.Read(destination, "destination");
        Check.ReadPlain(source, "source");
        long[] rows = IndexedRows.Resolve(destination, "destination", source, "source", index, policy);
        if (destination.Shape.Type.IsInteger())
        {
            Check.Type(source, "source", source.Shape.Type.IsInteger(), "integers for an integer destination");
            ScatterAdd<long, IntegerArithmetic>(destination, source, rows);
        }
        else if (Elementwise.DomainOf(destination, source, "source") == Elementwise.Domain.Double)
        {
            ScatterAdd<double, DoubleArithmetic>(destination, source, rows);
        }
        else
        {
            ScatterAdd<float, SingleArithmetic>(destination, source, rows);
        }
    }

    private static void ScatterAdd<T, TArithmetic>(Tile destination, Tile source, long[] rows) where T : unmanaged where TArithmetic : struct, IArithmetic<T>
    {
        DType type = destination.Shape.Type;
        int length = IndexedRows.RowElements(source.Shape);
        T[] values = TileValues.Read<T, TArithmetic>(source);
        ulong[] table = TileValues.ReadRaw(destination);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < length && rows[i] >= 0; j++)
            {
                ref ulong cell = ref table[((int)rows[i] * length) + j];
                cell = TArithmetic.ToRaw(type, TArithmetic.Add(TArithmetic.FromRaw(type, cell), values[(i * length) + j]));
            }
        }
        TileValues.WriteRaw(destination, table);
    }
}
