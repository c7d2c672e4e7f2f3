using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>Elementwise, two operands, broadcast.</summary>
    public static void Binary(BinaryOperation operation, Tile destination, Tile a, Tile b) =>
        throw new NotImplementedException();
}
