using System;

namespace AccelEmu.Numerics;

/// <summary>The arithmetic an operation is written in, so that each loop of the reference exists once for integers and floats.</summary>
internal interface IArithmetic<T> where T : unmanaged
{
    static abstract T FromRaw(DType type, ulong raw);

    static abstract ulong ToRaw(DType type, T value);

    /// <summary>The value less an integer zero point; floats have none.</summary>
    static abstract T LessZeroPoint(T value, int zeroPoint);

    /// <summary>a·b + sum: integers wrap, floats round once.</summary>
    static abstract T MultiplyAdd(T a, T b, T sum);

    static abstract T Add(T a, T b);

    static abstract T Multiply(T a, T b);

    /// <summary>True when a zero factor cannot change a sum whatever the other factor is.</summary>
    static abstract bool ZeroFactorIsVoid { get; }
}

/// <summary>Every integer type, as 64-bit values that wrap; truncation to a narrower sum afterwards equals wrapping in it.</summary>
internal readonly struct IntegerArithmetic : IArithmetic<long>
{
    public static bool ZeroFactorIsVoid => true;

    public static long FromRaw(DType type, ulong raw) => Elements.ToInteger(type, raw);

    public static ulong ToRaw(DType type, long value) => Elements.FromInteger(type, value);

    public static long LessZeroPoint(long value, int zeroPoint) => value - zeroPoint;

    public static long MultiplyAdd(long a, long b, long sum) => unchecked((a * b) + sum);

    public static long Add(long a, long b) => unchecked(a + b);

    public static long Multiply(long a, long b) => unchecked(a * b);
}

/// <summary>Every float type of at most 32 bits, computed in binary32.</summary>
internal readonly struct SingleArithmetic : IArithmetic<float>
{
    public static bool ZeroFactorIsVoid => false;

    public static float FromRaw(DType type, ulong raw) => Elements.ToSingle(type, raw);

    public static ulong ToRaw(DType type, float value) => Elements.FromSingle(type, value);

    public static float LessZeroPoint(float value, int zeroPoint) => value;

    public static float MultiplyAdd(float a, float b, float sum) => MathF.FusedMultiplyAdd(a, b, sum);

    public static float Add(float a, float b) => a + b;

    public static float Multiply(float a, float b) => a * b;
}

/// <summary>binary64; vector unit only.</summary>
internal readonly struct DoubleArithmetic : IArithmetic<double>
{
    public static bool ZeroFactorIsVoid => false;

    public static double FromRaw(DType type, ulong raw) => Elements.ToDouble(type, raw);

    public static ulong ToRaw(DType type, double value) => Elements.FromDouble(type, value);

    public static double LessZeroPoint(double value, int zeroPoint) => value;

    public static double MultiplyAdd(double a, double b, double sum) => Math.FusedMultiplyAdd(a, b, sum);

    public static double Add(double a, double b) => a + b;

    public static double Multiply(double a, double b) => a * b;
}
