using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Window maximum or mean.</summary>
    public static void Pool(Pooling operation, Tile destination, Tile source, in ConvGeometry geometry) =>
        throw new NotImplementedException();
}
