using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Counts of integer values.</summary>
    public static void Histogram(Tile destination, Tile source) =>
        throw new NotImplementedException();
}
