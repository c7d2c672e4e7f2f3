using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Philox numbers.</summary>
    public static void RandomFill(Tile destination, UInt128 counter, ulong key) =>
        throw new NotImplementedException();
}
