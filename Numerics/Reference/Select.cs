using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Elementwise choice.</summary>
    public static void Select(Tile destination, Tile mask, Tile a, Tile b) =>
        throw new NotImplementedException();
}
