using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Gather by fractional coordinates.</summary>
    public static void Sample(Tile destination, Tile source, Tile coordinates, SampleMode mode) =>
        throw new NotImplementedException();
}
