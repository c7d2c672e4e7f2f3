using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Rows by index.</summary>
    public static void Gather(Tile destination, Tile source, Tile index, IndexPolicy policy) =>
        throw new NotImplementedException();
}
