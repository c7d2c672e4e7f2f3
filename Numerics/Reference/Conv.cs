using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Convolution into sums.</summary>
    public static void Conv(Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool accumulate) =>
        throw new NotImplementedException();
}
