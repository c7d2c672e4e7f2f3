using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Indices of set mask elements; returns the count.</summary>
    public static int Compact(Tile destination, Tile mask) =>
        throw new NotImplementedException();
}
