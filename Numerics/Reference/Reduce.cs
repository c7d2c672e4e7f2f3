using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Reduction of the innermost axes.</summary>
    public static void Reduce(Reduction operation, Tile destination, Tile source, int axes, bool accumulate) =>
        throw new NotImplementedException();
}
