using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Row softmax.</summary>
    public static void Softmax(Tile destination, Tile source, float beta) =>
        throw new NotImplementedException();
}
