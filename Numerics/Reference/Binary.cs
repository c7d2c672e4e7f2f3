using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[i] = a[i] op b[i]; strides of 0 broadcast. Integers are raw values of one type; floats of at most 32 bits are computed in
    /// binary32 with one rounding, then rounded to the destination; F64 in binary64.
    /// </summary>
    /// <exception cref="NumericsException">Types or extents differ, or the function does not exist for the type; nothing has been written.</exception>
    public static void Binary(BinaryOperation operation, Tile destination, Tile a, Tile b)
    {
        Elementwise.CheckPair(destination, a, "a");
        Elementwise.CheckPair(destination, b, "b");
        Elementwise.Domain domain = Elementwise.DomainOf(destination, a, "a");
        Elementwise.DomainOf(destination, b, "b");
        DType to = destination.Shape.Type;
        Check.Require(Enum.IsDefined(operation), $"operation: {(int)operation}; legal: 0..14");
        Check.Type(destination, "destination", domain == Elementwise.Domain.Integer || operation <= BinaryOperation.Min, $"integers; {operation} is not defined for floats");
        Check.Type(destination, "destination", operation is not (BinaryOperation.MulHighSat or BinaryOperation.ShrRound) || to == DType.I32, $"i32 for {operation}");
        ulong[] x = TileValues.ReadRaw(a);
        ulong[] y = TileValues.ReadRaw(b);
        DType fromA = a.Shape.Type;
        DType fromB = b.Shape.Type;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = domain switch
            {
                Elementwise.Domain.Integer => Elements.FromInteger(to, BinaryInteger(operation, to, Elements.ToInteger(to, x[i]), Elements.ToInteger(to, y[i]))),
                Elementwise.Domain.Double => Elements.FromDouble(to, BinaryDouble(operation, Elements.ToDouble(to, x[i]), Elements.ToDouble(to, y[i]))),
                _ => Elements.FromSingle(to, BinarySingle(operation, Elements.ToSingle(fromA, x[i]), Elements.ToSingle(fromB, y[i]))),
            };
        }
        TileValues.WriteRaw(destination, x);
    }

    private static long BinaryInteger(BinaryOperation operation, DType type, long a, long b)
    {
        int count = (int)(b & (type.Bits() - 1));
        return operation switch
        {
            BinaryOperation.Add => unchecked(a + b),
            BinaryOperation.Sub => unchecked(a - b),
            BinaryOperation.Mul => unchecked(a * b),
            BinaryOperation.Div => DivideInteger(a, b),
            BinaryOperation.Max => Math.Max(a, b),
            BinaryOperation.Min => Math.Min(a, b),
            BinaryOperation.And => a & b,
            BinaryOperation.Or => a | b,
            BinaryOperation.Xor => a ^ b,
            BinaryOperation.Shl => a << count,
            BinaryOperation.Shr => a >> count,
            BinaryOperation.AddSat => type == DType.I64 ? SaturatingArithmetic.Add(a, b) : Elements.Saturate(type, a + b),
            BinaryOperation.SubSat => type == DType.I64 ? SaturatingArithmetic.Subtract(a, b) : Elements.Saturate(type, a - b),
            BinaryOperation.MulHighSat => Requantize.SaturatingRoundingDoublingHighMultiply((int)a, (int)b),
            _ => Requantize.RoundingDivideByPowerOfTwo((int)a, count),
        };
    }

    /// <summary>Towards zero; x / 0 = 0, and MIN / −1 wraps to MIN.</summary>
    private static long DivideInteger(long a, long b) => b switch
    {
        0 => 0,
        -1 => unchecked(-a),
        _ => a / b,
    };

    private static float BinarySingle(BinaryOperation operation, float a, float b) => operation switch
    {
        BinaryOperation.Add => a + b,
        BinaryOperation.Sub => a - b,
        BinaryOperation.Mul => a * b,
        BinaryOperation.Div => a / b,
        BinaryOperation.Max => (float)Elementwise.Max(a, b),
        _ => (float)Elementwise.Min(a, b),
    };

    private static double BinaryDouble(BinaryOperation operation, double a, double b) => operation switch
    {
        BinaryOperation.Add => a + b,
        BinaryOperation.Sub => a - b,
        BinaryOperation.Mul => a * b,
        BinaryOperation.Div => a / b,
        BinaryOperation.Max => Elementwise.Max(a, b),
        _ => Elementwise.Min(a, b),
    };
}
