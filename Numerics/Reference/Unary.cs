using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Elementwise, one operand.</summary>
    public static void Unary(UnaryOperation operation, Tile destination, Tile source) =>
        throw new NotImplementedException();
}
