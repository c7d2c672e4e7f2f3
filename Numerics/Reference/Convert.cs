using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Type conversion.</summary>
    public static void Convert(Tile destination, Tile source) =>
        throw new NotImplementedException();
}
