using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Matrix product into sums.</summary>
    public static void MatMul(Tile sums, Tile a, Tile b, bool accumulate) =>
        throw new NotImplementedException();
}
