using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Integers to fp32 by scales.</summary>
    public static void Dequantize(Tile destination, Tile source, ReadOnlySpan<float> scales) =>
        throw new NotImplementedException();
}
