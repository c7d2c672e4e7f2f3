using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Grouped matrix product into sums.</summary>
    public static void GroupedMatMul(Tile sums, Tile a, Tile b, ReadOnlySpan<int> offsets, ReadOnlySpan<int> experts, bool accumulate) =>
        throw new NotImplementedException();
}
