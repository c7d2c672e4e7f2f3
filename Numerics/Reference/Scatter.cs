using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Rows to index.</summary>
    public static void Scatter(Tile destination, Tile source, Tile index, IndexPolicy policy) =>
        throw new NotImplementedException();
}
