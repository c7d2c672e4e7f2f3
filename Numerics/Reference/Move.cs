using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Strided copy, layout and format conversion; returns the stored values of a sparse destination.</summary>
    public static long Move(Tile destination, Tile source) =>
        throw new NotImplementedException();
}
