using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Fills with one raw value.</summary>
    public static void Fill(Tile destination, ulong raw) =>
        throw new NotImplementedException();
}
