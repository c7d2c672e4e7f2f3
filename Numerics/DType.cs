using System;

namespace AccelEmu.Numerics;

/// <summary>Element types of tiles, registers' memory accesses and files. The numbers are part of the ISA's encoding.</summary>
public enum DType : byte
{
    /// <summary>Signed 8-bit integer.</summary>
    I8 = 0,
    /// <summary>Unsigned 8-bit integer; also masks, where 0 is false and anything else true.</summary>
    U8 = 1,
    /// <summary>Signed 16-bit integer.</summary>
    I16 = 2,
    /// <summary>Unsigned 16-bit integer.</summary>
    U16 = 3,
    /// <summary>Signed 32-bit integer.</summary>
    I32 = 4,
    /// <summary>Unsigned 32-bit integer.</summary>
    U32 = 5,
    /// <summary>Signed 64-bit integer.</summary>
    I64 = 6,
    /// <summary>IEEE 754 binary32.</summary>
    F32 = 7,
    /// <summary>IEEE 754 binary16.</summary>
    F16 = 8,
    /// <summary>bfloat16: the upper half of a binary32.</summary>
    BF16 = 9,
    /// <summary>IEEE 754 binary64.</summary>
    F64 = 10,
    /// <summary>OCP 8-bit float, 4 exponent and 3 fraction bits, no infinities.</summary>
    F8E4M3 = 11,
    /// <summary>OCP 8-bit float, 5 exponent and 2 fraction bits.</summary>
    F8E5M2 = 12,
    /// <summary>Signed 4-bit integer, two a byte, low nibble first; rows are byte-aligned.</summary>
    I4 = 13,
    /// <summary>Unsigned 4-bit integer, two a byte, low nibble first; rows are byte-aligned.</summary>
    U4 = 14,
    /// <summary>Signed 2-bit integer, four a byte, low bits first; rows are byte-aligned.</summary>
    I2 = 15,
    /// <summary>Unsigned 2-bit integer, four a byte, low bits first; rows are byte-aligned.</summary>
    U2 = 16,
}

/// <summary>Facts about <see cref="DType"/>: width, class, range and name.</summary>
public static class DTypes
{
    /// <summary>Width of one element in bits.</summary>
    public static int Bits(this DType type) => type switch
    {
        DType.I2 or DType.U2 => 2,
        DType.I4 or DType.U4 => 4,
        DType.I8 or DType.U8 or DType.F8E4M3 or DType.F8E5M2 => 8,
        DType.I16 or DType.U16 or DType.F16 or DType.BF16 => 16,
        DType.I32 or DType.U32 or DType.F32 => 32,
        DType.I64 or DType.F64 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a defined dtype"),
    };

    /// <summary>Bytes of a dense run of <paramref name="elements"/>, rounded up to whole bytes.</summary>
    public static long BytesOf(this DType type, long elements) => ((elements * type.Bits()) + 7) >> 3;

    /// <summary>True when several elements share a byte.</summary>
    public static bool IsSubByte(this DType type) => type >= DType.I4;

    /// <summary>True for the floating-point types.</summary>
    public static bool IsFloat(this DType type) => type is >= DType.F32 and <= DType.F8E5M2;

    /// <summary>True for the integer types.</summary>
    public static bool IsInteger(this DType type) => !type.IsFloat();

    /// <summary>True for integers with a sign and for every float.</summary>
    public static bool IsSigned(this DType type) =>
        type is not (DType.U8 or DType.U16 or DType.U32 or DType.U4 or DType.U2);

    /// <summary>Smallest value of an integer type.</summary>
    public static long MinValue(this DType type) => type.IsFloat()
        ? throw new ArgumentOutOfRangeException(nameof(type), type, "not an integer type")
        : type.IsSigned() ? -1L << (type.Bits() - 1) : 0;

    /// <summary>Largest value of an integer type.</summary>
    public static long MaxValue(this DType type) => type.IsFloat()
        ? throw new ArgumentOutOfRangeException(nameof(type), type, "not an integer type")
        : type.IsSigned() ? ~(-1L << (type.Bits() - 1)) : (1L << type.Bits()) - 1;

    /// <summary>The lower-case name used in assembly, YAML and reports, such as <c>i8</c>.</summary>
    public static string Name(this DType type) => type switch
    {
        DType.I8 => "i8",
        DType.U8 => "u8",
        DType.I16 => "i16",
        DType.U16 => "u16",
        DType.I32 => "i32",
        DType.U32 => "u32",
        DType.I64 => "i64",
        DType.F32 => "f32",
        DType.F16 => "f16",
        DType.BF16 => "bf16",
        DType.F64 => "f64",
        DType.F8E4M3 => "f8e4m3",
        DType.F8E5M2 => "f8e5m2",
        DType.I4 => "i4",
        DType.U4 => "u4",
        DType.I2 => "i2",
        DType.U2 => "u2",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a defined dtype"),
    };
}
