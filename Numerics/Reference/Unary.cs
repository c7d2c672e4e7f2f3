using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[i] = f(source[i]). Integers are raw values of one type and wrap; floats of at most 32 bits are computed in binary32 and rounded
    /// to the destination; F64 has all but the five elementary functions.
    /// </summary>
    /// <exception cref="NumericsException">Types or extents differ, or the function does not exist for the type; nothing has been written.</exception>
    public static void Unary(UnaryOperation operation, Tile destination, Tile source)
    {
        Elementwise.CheckPair(destination, source, "source");
        Elementwise.Domain domain = Elementwise.DomainOf(destination, source, "source");
        CheckUnary(operation, destination, domain);
        ulong[] raw = TileValues.ReadRaw(source);
        DType from = source.Shape.Type;
        DType to = destination.Shape.Type;
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = domain switch
            {
                Elementwise.Domain.Integer => Elements.FromInteger(to, UnaryInteger(operation, Elements.ToInteger(from, raw[i]))),
                Elementwise.Domain.Double => Elements.FromDouble(to, UnaryDouble(operation, Elements.ToDouble(from, raw[i]))),
                _ => Elements.FromSingle(to, UnarySingle(operation, Elements.ToSingle(from, raw[i]))),
            };
        }
        TileValues.WriteRaw(destination, raw);
    }

    private static void CheckUnary(UnaryOperation operation, Tile destination, Elementwise.Domain domain)
    {
        Check.Require(Enum.IsDefined(operation), $"operation: {(int)operation}; legal: 0..16");
        bool elementary = operation is UnaryOperation.Exp or UnaryOperation.Log or UnaryOperation.Tanh or UnaryOperation.Sigmoid or UnaryOperation.Erf;
        bool legal = domain switch
        {
            Elementwise.Domain.Integer => !elementary && operation is < UnaryOperation.Rsqrt or > UnaryOperation.Round,
            Elementwise.Domain.Double => !elementary && operation != UnaryOperation.Not,
            _ => operation != UnaryOperation.Not,
        };
        Check.Type(destination, "destination", legal, $"another type; {operation} is not defined for this one");
    }

    private static long UnaryInteger(UnaryOperation operation, long x) => operation switch
    {
        UnaryOperation.Copy => x,
        UnaryOperation.Neg => unchecked(-x),
        UnaryOperation.Abs => x < 0 ? unchecked(-x) : x,
        UnaryOperation.Relu => Math.Max(x, 0),
        UnaryOperation.Not => ~x,
        _ => Math.Sign(x),
    };

    private static float UnarySingle(UnaryOperation operation, float x) => operation switch
    {
        UnaryOperation.Exp => Transcendental.Exp(x),
        UnaryOperation.Log => Transcendental.Log(x),
        UnaryOperation.Tanh => Transcendental.Tanh(x),
        UnaryOperation.Sigmoid => Transcendental.Sigmoid(x),
        UnaryOperation.Erf => Transcendental.Erf(x),
        UnaryOperation.Rsqrt => 1f / MathF.Sqrt(x),
        UnaryOperation.Sqrt => MathF.Sqrt(x),
        UnaryOperation.Reciprocal => 1f / x,
        // The rest is exact, so that binary64 gives binary32's result.
        _ => (float)UnaryDouble(operation, x),
    };

    private static double UnaryDouble(UnaryOperation operation, double x) => operation switch
    {
        UnaryOperation.Copy => x,
        UnaryOperation.Neg => -x,
        UnaryOperation.Abs => Math.Abs(x),
        UnaryOperation.Relu => Elementwise.Max(x, 0.0),
        UnaryOperation.Rsqrt => 1.0 / Math.Sqrt(x),
        UnaryOperation.Sqrt => Math.Sqrt(x),
        UnaryOperation.Reciprocal => 1.0 / x,
        UnaryOperation.Floor => Math.Floor(x),
        UnaryOperation.Ceil => Math.Ceiling(x),
        UnaryOperation.Round => Math.Round(x, MidpointRounding.ToEven),
        UnaryOperation.Sign => x > 0 ? 1.0 : x < 0 ? -1.0 : double.IsNaN(x) ? x : 0.0,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "not a float function"),
    };
}
