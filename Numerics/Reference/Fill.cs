using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[i] = the low bits of <paramref name="raw"/>, in any dense layout; panel tails stay zero.</summary>
    /// <exception cref="NumericsException">The destination is sparse or malformed; nothing has been written.</exception>
    public static void Fill(Tile destination, ulong raw)
    {
        Check.Write(destination, "destination");
        Check.Require(destination.Shape.Format == SparseFormat.Dense, $"destination: format {destination.Shape.Format}; legal: Dense");
        ulong[] values = new ulong[destination.Shape.Elements];
        Array.Fill(values, raw & (ulong.MaxValue >> (64 - destination.Shape.Type.Bits())));
        TileValues.WriteRaw(destination, values);
    }
}
