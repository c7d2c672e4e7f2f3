using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Table look-up by raw byte.</summary>
    public static void Lookup(Tile destination, Tile source, Tile table) =>
        throw new NotImplementedException();
}
