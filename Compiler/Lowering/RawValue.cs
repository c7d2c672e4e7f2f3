using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Bit patterns of single values.</summary>
internal static class RawValue
{
    /// <summary>The raw pattern of a value in a type: the integer itself, or the float's bits.</summary>
    public static long Of(DType type, float value) => type switch
    {
        DType.F32 => BitConverter.SingleToUInt32Bits(value),
        DType.F64 => BitConverter.DoubleToInt64Bits(value),
        DType.F16 => BitConverter.HalfToUInt16Bits((Half)value),
        DType.BF16 => BitConverter.SingleToUInt32Bits(value) >> 16,
        _ when type.IsInteger() && value == MathF.Truncate(value) => (long)value,
        _ => throw new CompileException("compile.type", "fill value", $"is {value} for type {type.Name()}; legal: whole numbers for integers, f32, f64, f16, bf16"),
    };
}
