using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination = the residual addition of a and b by <paramref name="mode"/>, second clamp included, as in the drain.</summary>
    /// <exception cref="NumericsException">Types, extents or parameters do not go together; nothing has been written.</exception>
    public static void QuantizedAdd(Tile destination, Tile a, Tile b, ResidualMode mode, in ResidualArguments arguments)
    {
        Elementwise.CheckPair(destination, a, "a");
        Elementwise.CheckPair(destination, b, "b");
        DType to = destination.Shape.Type;
        Check.Require(Enum.IsDefined(mode) && mode != ResidualMode.None, $"mode: {(int)mode}; legal: 1..3");
        Check.Type(destination, "destination", to != DType.F64, "integers, f32, f16, bf16, f8e4m3, f8e5m2");
        ResidualAddition.Validate(to, a, "a", mode, arguments);
        ResidualAddition.Validate(to, b, "b", mode, arguments);
        ulong[] x = TileValues.ReadRaw(a);
        ulong[] y = TileValues.ReadRaw(b);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = to.IsFloat()
                ? Elements.FromSingle(to, ResidualAddition.Floats(Elements.ToSingle(a.Shape.Type, x[i]), Elements.ToSingle(b.Shape.Type, y[i]), arguments))
                : Elements.FromInteger(to, ResidualAddition.Integers(to, mode, Elements.ToInteger(a.Shape.Type, x[i]), Elements.ToInteger(b.Shape.Type, y[i]), arguments));
        }
        TileValues.WriteRaw(destination, x);
    }
}
