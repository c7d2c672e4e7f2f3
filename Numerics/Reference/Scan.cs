using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Prefix sum of the last dimension.</summary>
    public static void Scan(Tile destination, Tile source, bool exclusive) =>
        throw new NotImplementedException();
}
