using System;

namespace AccelEmu.Numerics;

/// <summary>The residual addition of drains and of the quantised add: one rule for each <see cref="ResidualMode"/>.</summary>
internal static class ResidualAddition
{
    public static void Validate(DType output, Tile residual, string name, ResidualMode mode, in ResidualArguments arguments)
    {
        DType type = residual.Shape.Type;
        if (mode == ResidualMode.Plain)
        {
            Check.Type(residual, name, output.IsFloat() ? type.IsFloat() && type != DType.F64 : type == output, output.IsFloat() ? "floats of at most 32 bits" : output.Name());
            return;
        }
        Check.Require(output.IsInteger(), $"{name}: residual mode {mode} for {output.Name()} output; legal: Plain");
        Check.Type(residual, name, type.IsInteger() && type.Bits() <= 32, "integers of at most 32 bits");
        if (mode == ResidualMode.Fixed)
        {
            Check.Range(arguments.LeftShift, 0, 31, $"{name}: left shift");
            Check.Range(arguments.ShiftA, -31, 30, $"{name}: shift of A");
            Check.Range(arguments.ShiftB, -31, 30, $"{name}: shift of B");
            Check.Range(arguments.ShiftOut, -31, 30, $"{name}: shift of the sum");
        }
    }

    /// <summary>a + b for an integer output, second clamp included.</summary>
    public static long Integers(DType type, ResidualMode mode, long a, long b, in ResidualArguments arguments)
    {
        long sum = mode switch
        {
            ResidualMode.Fixed => Fixed(a, b, arguments),
            ResidualMode.Float32 => Float32(a, b, arguments),
            ResidualMode.Plain => SaturatingSum(type, a, b),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a residual addition"),
        };
        return Reference.ClampInteger(type, sum, arguments.ClampMin, arguments.ClampMax);
    }

    /// <summary>a + b for a float output, one rounding, second clamp included.</summary>
    public static float Floats(float a, float b, in ResidualArguments arguments) =>
        Reference.ClampFloat(a + b, arguments.ClampMinF32, arguments.ClampMaxF32);

    // int32 arithmetic wraps, as it does in the kernels this reproduces.
    private static long Fixed(long a, long b, in ResidualArguments arguments)
    {
        int scaledA = Requantize.MultiplyDoubleRounding((int)(a - arguments.ZeroPointA) << arguments.LeftShift, arguments.MultiplierA, arguments.ShiftA);
        int scaledB = Requantize.MultiplyDoubleRounding((int)(b - arguments.ZeroPointB) << arguments.LeftShift, arguments.MultiplierB, arguments.ShiftB);
        int sum = unchecked(scaledA + scaledB);
        return (long)Requantize.MultiplyDoubleRounding(sum, arguments.MultiplierOut, arguments.ShiftOut) + arguments.ZeroPointOut;
    }

    private static long Float32(long a, long b, in ResidualArguments arguments)
    {
        float scaledA = (float)(a - arguments.ZeroPointA) * arguments.ScaleA;
        float scaledB = (float)(b - arguments.ZeroPointB) * arguments.ScaleB;
        return (long)Requantize.RoundToInt32((scaledA + scaledB) / arguments.ScaleOut) + arguments.ZeroPointOut;
    }

    private static long SaturatingSum(DType type, long a, long b) =>
        type == DType.I64 ? SaturatingArithmetic.Add(a, b) : Elements.Saturate(type, a + b);
}
