using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using W = System.Runtime.Intrinsics.Vector128<double>;

namespace AccelEmu.Kernels;

/// <summary>2 lanes of binary64.</summary>
internal readonly struct Doubles128 : IDoubles<W>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Splat(double value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Add(W a, W b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Subtract(W a, W b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Multiply(W a, W b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Divide(W a, W b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W FusedMultiplyAdd(W a, W b, W c) => Vector128.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W And(W a, W b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Or(W a, W b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Xor(W a, W b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Less(W a, W b) => Vector128.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Equal(W a, W b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Select(W mask, W a, W b) => Vector128.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W AddBits(W a, W b) => (a.AsInt64() + b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W SubtractBits(W a, W b) => (a.AsInt64() - b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W ShiftLeft(W a, int count) => (a.AsInt64() << count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W ShiftRight(W a, int count) => (a.AsInt64() >> count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W FromBits(W a) => Vector128.ConvertToDouble(a.AsInt64());

    /// <summary>A function of every fp32 lane of a vector, each half of them in binary64, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Apply<TFunction>(Vector128<int> lanes)
        where TFunction : struct, IElementaryFunction
    {
        W low = TFunction.Invoke<Doubles128, W>(Vector128.WidenLower(lanes.AsSingle()));
        W high = TFunction.Invoke<Doubles128, W>(Vector128.WidenUpper(lanes.AsSingle()));
        return Vector128.Narrow(low, high).AsInt32();
    }
}
