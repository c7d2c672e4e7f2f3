using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Depthwise convolution into sums.</summary>
    public static void DepthwiseConv(Tile sums, Tile x, Tile w, in ConvGeometry geometry, bool shared, bool accumulate) =>
        throw new NotImplementedException();
}
