using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Elementwise comparison to a u8 mask.</summary>
    public static void Compare(Comparison comparison, Tile destination, Tile a, Tile b) =>
        throw new NotImplementedException();
}
