using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>The sum of two quantised bytes in each <see cref="ResidualMode"/>, with what their range allows left out.</summary>
/// <remarks>
/// SRDHM(x, m) is the high word of 2x·m + 2^31 where 2x fits int32. RDBPOT(x, n), n ≥ 1, is (x + 2^(n−1) − [x &lt; 0]) &gt;&gt; n where nothing overflows; for n = 0 both terms
/// are left out. <see cref="TryCreate"/> refuses arguments for which operands could leave that range.
/// </remarks>
internal unsafe struct ByteAddition
{
    private ResidualArguments p;
    private int low;
    private int high;

    /// <summary>Resolves arguments; false when they need more than 32-bit lanes.</summary>
    public static bool TryCreate(DType to, DType typeA, DType typeB, ResidualMode mode, in ResidualArguments arguments, out ByteAddition addition)
    {
        ResidualArguments p = arguments;
        long low = Math.Max(p.ClampMin, to.MinValue()), high = Math.Min(p.ClampMax, to.MaxValue());
        bool shifted = mode != ResidualMode.Plain;
        addition = new ByteAddition { p = p, low = (int)low - (shifted ? p.ZeroPointOut : 0), high = (int)high - (shifted ? p.ZeroPointOut : 0) };
        if (low > high || (shifted && !(IsSmall(p.ZeroPointA) && IsSmall(p.ZeroPointB) && IsSmall(p.ZeroPointOut))))
        {
            return false;
        }
        if (mode != ResidualMode.Fixed)
        {
            return true;
        }
        bool legal = IsRightShift(p.ShiftA) && IsRightShift(p.ShiftB) && IsRightShift(p.ShiftOut) && p.LeftShift is >= 0 and <= 30 && p.MultiplierA >= 0 && p.MultiplierB >= 0 && p.MultiplierOut >= 0;
        return legal && TryScale(typeA, p.ZeroPointA, p.LeftShift, p.MultiplierA, p.ShiftA, out long a) && TryScale(typeB, p.ZeroPointB, p.LeftShift, p.MultiplierB, p.ShiftB, out long b)
            && a + b < 1 << 30;
    }

    /// <summary>gemmlowp's additions in integers.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fixed<L, V, TA, TB>(in ByteAddition addition, byte* to, byte* from, byte* other, int count)
        where L : struct, ILanes<V>
        where V : struct
        where TA : struct, IElement
        where TB : struct, IElement
    {
        ResidualArguments p = addition.p;
        long* halves = stackalloc long[8];
        new Span<long>(halves, 8).Fill(1L << 31);
        byte* line = stackalloc byte[3 * 16];
        V round = L.Load(halves);
        V zeroA = L.Splat(p.ZeroPointA), zeroB = L.Splat(p.ZeroPointB), zeroOut = L.Splat(p.ZeroPointOut), low = L.Splat(addition.low), high = L.Splat(addition.high);
        V multiplierA = L.Splat(p.MultiplierA), multiplierB = L.Splat(p.MultiplierB), multiplierOut = L.Splat(p.MultiplierOut);
        V halfA = Half<L, V>(p.ShiftA), halfB = Half<L, V>(p.ShiftB), halfOut = Half<L, V>(p.ShiftOut);
        V maskA = L.Splat(p.ShiftA == 0 ? 0 : -1), maskB = L.Splat(p.ShiftB == 0 ? 0 : -1), maskOut = L.Splat(p.ShiftOut == 0 ? 0 : -1);
        int shiftA = -p.ShiftA, shiftB = -p.ShiftB, shiftOut = -p.ShiftOut, left = p.LeftShift + 1;
        for (int i = 0; i < count; i += L.Count)
        {
            int rest = count - i;
            bool isTail = rest < L.Count;
            byte* a = isTail ? Tail(line, from + i, rest) : from + i;
            byte* b = isTail ? Tail(line + 16, other + i, rest) : other + i;
            V x = L.HighProduct(L.ShiftLeft(L.Subtract(TA.Load<L, V>(a), zeroA), left), multiplierA, round, round);
            V y = L.HighProduct(L.ShiftLeft(L.Subtract(TB.Load<L, V>(b), zeroB), left), multiplierB, round, round);
            x = L.ShiftRight(L.Add(L.Add(x, halfA), L.And(L.ShiftRight(x, 31), maskA)), shiftA);
            y = L.ShiftRight(L.Add(L.Add(y, halfB), L.And(L.ShiftRight(y, 31), maskB)), shiftB);
            V sum = L.Add(x, y);
            sum = L.HighProduct(L.Add(sum, sum), multiplierOut, round, round);
            sum = L.ShiftRight(L.Add(L.Add(sum, halfOut), L.And(L.ShiftRight(sum, 31), maskOut)), shiftOut);
            sum = L.Add(L.Min(L.Max(sum, low), high), zeroOut);
            L.StoreBytes(isTail ? line + 32 : to + i, sum);
            if (isTail)
            {
                Buffer.MemoryCopy(line + 32, to + i, rest, rest);
            }
        }
    }

    /// <summary>fp32: two rounded products, one rounded sum, one rounded quotient.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Float32<L, V, TA, TB>(in ByteAddition addition, byte* to, byte* from, byte* other, int count)
        where L : struct, ILanes<V>
        where V : struct
        where TA : struct, IElement
        where TB : struct, IElement
    {
        ResidualArguments p = addition.p;
        byte* line = stackalloc byte[3 * 16];
        V zeroA = L.Splat(p.ZeroPointA), zeroB = L.Splat(p.ZeroPointB), zeroOut = L.Splat(p.ZeroPointOut), low = L.Splat(addition.low), high = L.Splat(addition.high);
        V scaleA = L.SplatF(p.ScaleA), scaleB = L.SplatF(p.ScaleB), scaleOut = L.SplatF(p.ScaleOut);
        for (int i = 0; i < count; i += L.Count)
        {
            int rest = count - i;
            bool isTail = rest < L.Count;
            byte* a = isTail ? Tail(line, from + i, rest) : from + i;
            byte* b = isTail ? Tail(line + 16, other + i, rest) : other + i;
            V x = L.MultiplyF(L.ToFloat(L.Subtract(TA.Load<L, V>(a), zeroA)), scaleA);
            V y = L.MultiplyF(L.ToFloat(L.Subtract(TB.Load<L, V>(b), zeroB)), scaleB);
            V sum = L.ToInteger(L.DivideF(L.AddF(x, y), scaleOut));
            sum = L.Add(L.Min(L.Max(sum, low), high), zeroOut);
            L.StoreBytes(isTail ? line + 32 : to + i, sum);
            if (isTail)
            {
                Buffer.MemoryCopy(line + 32, to + i, rest, rest);
            }
        }
    }

    /// <summary>Saturating addition of raw values.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plain<L, V, TA, TB>(in ByteAddition addition, byte* to, byte* from, byte* other, int count)
        where L : struct, ILanes<V>
        where V : struct
        where TA : struct, IElement
        where TB : struct, IElement
    {
        byte* line = stackalloc byte[3 * 16];
        V low = L.Splat(addition.low), high = L.Splat(addition.high);
        for (int i = 0; i < count; i += L.Count)
        {
            int rest = count - i;
            bool isTail = rest < L.Count;
            byte* a = isTail ? Tail(line, from + i, rest) : from + i;
            byte* b = isTail ? Tail(line + 16, other + i, rest) : other + i;
            V sum = L.Min(L.Max(L.Add(TA.Load<L, V>(a), TB.Load<L, V>(b)), low), high);
            L.StoreBytes(isTail ? line + 32 : to + i, sum);
            if (isTail)
            {
                Buffer.MemoryCopy(line + 32, to + i, rest, rest);
            }
        }
    }

    // The largest magnitude of a scaled operand; false when twice the shifted operand leaves int32. Both functions are monotone: the ends of the range decide.
    private static bool TryScale(DType type, int zeroPoint, int leftShift, int multiplier, int shift, out long magnitude)
    {
        magnitude = 0;
        foreach (long end in (ReadOnlySpan<long>)[type.MinValue() - zeroPoint, type.MaxValue() - zeroPoint])
        {
            long shifted = end << leftShift;
            if (Math.Abs(shifted) >= 1 << 30)
            {
                return false;
            }
            magnitude = Math.Max(magnitude, Math.Abs((long)Requantize.MultiplyDoubleRounding((int)shifted, multiplier, shift)));
        }
        return true;
    }

    private static V Half<L, V>(int shift)
        where L : struct, ILanes<V>
        where V : struct => L.Splat(shift == 0 ? 0 : 1 << (-shift - 1));

    private static byte* Tail(byte* line, byte* from, int rest)
    {
        new Span<byte>(line, 16).Clear();
        Buffer.MemoryCopy(from, line, 16, rest);
        return line;
    }

    private static bool IsSmall(int zeroPoint) => Math.Abs((long)zeroPoint) < 1 << 20;

    private static bool IsRightShift(int shift) => shift is <= 0 and >= -31;
}
