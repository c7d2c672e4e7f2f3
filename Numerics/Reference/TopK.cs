using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Largest or smallest k with indices.</summary>
    public static void TopK(Tile values, Tile indices, Tile source, bool smallest) =>
        throw new NotImplementedException();
}
