using System;

namespace AccelEmu.Numerics;

/// <summary>Checks and order rules the elementwise operations share.</summary>
internal static class Elementwise
{
    /// <summary>The arithmetic an operation computes in.</summary>
    public enum Domain
    {
        Integer,
        Single,
        Double,
    }

    /// <summary>
    /// The domain of operands that must go together: integers all of the destination's type; floats of at most 32 bits in any mixture, computed
    /// in binary32; or F64 alone.
    /// </summary>
    public static Domain DomainOf(Tile destination, Tile operand, string name)
    {
        DType to = destination.Shape.Type;
        DType from = operand.Shape.Type;
        if (to.IsInteger() || to == DType.F64)
        {
            Check.Type(operand, name, from == to, $"that of the destination, {to.Name()}");
            return to == DType.F64 ? Domain.Double : Domain.Integer;
        }
        Check.Type(operand, name, from.IsFloat() && from != DType.F64, "floats of at most 32 bits");
        return Domain.Single;
    }

    /// <summary>Larger of two: NaN wins, +0 above −0.</summary>
    public static double Max(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.NaN : a > b || (a == b && !double.IsNegative(a)) ? a : b;

    /// <summary>Smaller of two: NaN wins, −0 below +0.</summary>
    public static double Min(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.NaN : a < b || (a == b && double.IsNegative(a)) ? a : b;

    /// <summary>Checks one written and one read tile of the same extents.</summary>
    public static void CheckPair(Tile destination, Tile source, string name)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(source, name);
        Check.SameDims(source, name, destination, "destination");
    }
}
