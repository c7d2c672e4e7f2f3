using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using W = System.Runtime.Intrinsics.Vector256<double>;

namespace AccelEmu.Kernels;

/// <summary>4 lanes of binary64.</summary>
internal readonly struct Doubles256 : IDoubles<W>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Splat(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Add(W a, W b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Subtract(W a, W b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Multiply(W a, W b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Divide(W a, W b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W FusedMultiplyAdd(W a, W b, W c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W And(W a, W b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Or(W a, W b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Xor(W a, W b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Less(W a, W b) => Vector256.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Equal(W a, W b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Select(W mask, W a, W b) => Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W AddBits(W a, W b) => (a.AsInt64() + b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W SubtractBits(W a, W b) => (a.AsInt64() - b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W ShiftLeft(W a, int count) => (a.AsInt64() << count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W ShiftRight(W a, int count) => (a.AsInt64() >> count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W FromBits(W a) => Vector256.ConvertToDouble(a.AsInt64());

    /// <summary>A function of every fp32 lane of a vector, each half of them in binary64, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Apply<TFunction>(Vector256<int> lanes)
        where TFunction : struct, IElementaryFunction
    {
        W low = TFunction.Invoke<Doubles256, W>(Vector256.WidenLower(lanes.AsSingle()));
        W high = TFunction.Invoke<Doubles256, W>(Vector256.WidenUpper(lanes.AsSingle()));
        return Vector256.Narrow(low, high).AsInt32();
    }
}
