using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>fp32 to integers by scales.</summary>
    public static void Quantize(Tile destination, Tile source, ReadOnlySpan<float> scales, bool halfAway) =>
        throw new NotImplementedException();
}
