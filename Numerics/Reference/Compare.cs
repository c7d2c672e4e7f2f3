using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[i] = a[i] cmp b[i] ? 1 : 0. Integers of one type, or any floats; every comparison with NaN but Ne is false.</summary>
    /// <param name="comparison">Relation.</param>
    /// <param name="destination">U8.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand.</param>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void Compare(Comparison comparison, Tile destination, Tile a, Tile b)
    {
        Elementwise.CheckPair(destination, a, "a");
        Elementwise.CheckPair(destination, b, "b");
        Check.Require(Enum.IsDefined(comparison), $"comparison: {(int)comparison}; legal: 0..5");
        Check.Type(destination, "destination", destination.Shape.Type == DType.U8, "u8");
        DType typeA = a.Shape.Type;
        DType typeB = b.Shape.Type;
        Check.Type(b, "b", typeA == typeB || (typeA.IsFloat() && typeB.IsFloat()), $"that of a, {typeA.Name()}, or both floats");
        ulong[] x = TileValues.ReadRaw(a);
        ulong[] y = TileValues.ReadRaw(b);
        for (int i = 0; i < x.Length; i++)
        {
            bool holds = typeA.IsFloat()
                ? Holds(comparison, Elements.ToDouble(typeA, x[i]), Elements.ToDouble(typeB, y[i]))
                : Holds(comparison, Elements.ToInteger(typeA, x[i]), Elements.ToInteger(typeB, y[i]));
            x[i] = holds ? 1u : 0u;
        }
        TileValues.WriteRaw(destination, x);
    }

    private static bool Holds<T>(Comparison comparison, T a, T b) where T : System.Numerics.IComparisonOperators<T, T, bool> => comparison switch
    {
        Comparison.Eq => a == b,
        Comparison.Ne => a != b,
        Comparison.Lt => a < b,
        Comparison.Le => a <= b,
        Comparison.Gt => a > b,
        _ => a >= b,
    };
}
