namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[v] = how often the source holds the raw value v.</summary>
    /// <param name="destination">Integers, rank 1; counts wrap in its type.</param>
    /// <param name="source">Integers of any shape, each in 0..extent of the destination − 1.</param>
    /// <exception cref="NumericsException">Types do not fit, or a value is outside; nothing has been written.</exception>
    public static void Histogram(Tile destination, Tile source)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(source, "source");
        Check.Rank(destination, "destination", 1);
        Check.Type(destination, "destination", destination.Shape.Type.IsInteger(), "integers");
        Check.Type(source, "source", source.Shape.Type.IsInteger(), "integers");
        long[] counts = new long[destination.Shape.Elements];
        long[] values = TileValues.Read<long, IntegerArithmetic>(source);
        for (int i = 0; i < values.Length; i++)
        {
            Check.Require((ulong)values[i] < (ulong)counts.Length, $"source: element {i} is {values[i]}; legal: 0..{counts.Length - 1}");
            counts[values[i]]++;
        }
        TileValues.Write<long, IntegerArithmetic>(destination, counts);
    }
}
