using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Rows added to index, in order.</summary>
    public static void ScatterAdd(Tile destination, Tile source, Tile index, IndexPolicy policy) =>
        throw new NotImplementedException();
}
