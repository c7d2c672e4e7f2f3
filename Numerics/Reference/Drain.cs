using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Bias, requantisation, clamp, residual, clamp, look-up.</summary>
    public static void Drain(Tile output, Tile source, in DrainArguments arguments) =>
        throw new NotImplementedException();
}
