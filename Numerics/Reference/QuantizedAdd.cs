using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Residual addition of two tiles.</summary>
    public static void QuantizedAdd(Tile destination, Tile a, Tile b, ResidualMode mode, in ResidualArguments arguments) =>
        throw new NotImplementedException();
}
