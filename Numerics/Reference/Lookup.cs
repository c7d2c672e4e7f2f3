namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[i] = table[raw byte of source[i]].</summary>
    /// <param name="destination">Written.</param>
    /// <param name="source">An 8-bit type.</param>
    /// <param name="table">256 elements of the destination's type, rank 1.</param>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void Lookup(Tile destination, Tile source, Tile table)
    {
        Elementwise.CheckPair(destination, source, "source");
        Check.ReadPlain(table, "table");
        Check.Type(source, "source", source.Shape.Type.Bits() == 8, "8-bit types");
        Check.Type(table, "table", table.Shape.Type == destination.Shape.Type, $"that of the destination, {destination.Shape.Type.Name()}");
        Check.Rank(table, "table", 1);
        Check.Dim(table, "table", 0, 256, "one for each byte");
        ulong[] entries = TileValues.ReadRaw(table);
        ulong[] raw = TileValues.ReadRaw(source);
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = entries[raw[i]];
        }
        TileValues.WriteRaw(destination, raw);
    }
}
