using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<int>;

namespace AccelEmu.Kernels;

/// <summary>16 lanes of 32 bits.</summary>
internal readonly unsafe partial struct Lanes512 : ILanes<V>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(void* source) => Vector512.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* destination, V value) => value.Store((int*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Splat(int value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SplatF(float value) => Vector512.Create(value).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V a, V b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V a, V b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V a, V b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V And(V a, V b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Xor(V a, V b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Min(V a, V b) => Vector512.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max(V a, V b) => Vector512.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Greater(V a, V b) => Vector512.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Select(V mask, V a, V b) => Vector512.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftLeft(V a, int count) => a << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftRight(V a, int count) => a >> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftRightEach(V a, V counts)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ShiftRightArithmeticVariable(a, counts.AsUInt32());
        }
        int* lanes = stackalloc int[Count];
        for (int i = 0; i < Count; i++)
        {
            lanes[i] = a.GetElement(i) >> counts.GetElement(i);
        }
        return Load(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Or(V a, V b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Equal(V a, V b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftLeftEach(V a, V counts)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ShiftLeftLogicalVariable(a, counts.AsUInt32());
        }
        int* lanes = stackalloc int[Count];
        for (int i = 0; i < Count; i++)
        {
            lanes[i] = a.GetElement(i) << counts.GetElement(i);
        }
        return Load(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V EqualF(V a, V b) => Vector512.Equals(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MaxF(V a, V b) => Vector512.Max(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MinF(V a, V b) => Vector512.Min(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SqrtF(V a) => Vector512.Sqrt(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FloorF(V a) => Vector512.Floor(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CeilingF(V a) => Vector512.Ceiling(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RoundF(V a) => Vector512.Round(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V HighProduct(V a, V b, V even, V odd)
    {
        Vector512<long> e = EvenProduct(a, b) + even.AsInt64();
        Vector512<long> o = EvenProduct((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + odd.AsInt64();
        return Vector512.ConditionalSelect(Vector512.Create(0x00000000FFFFFFFFL), e >>> 32, o).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V WideScale(V a, V b, V even, V odd, V shifts, int low, int high)
    {
        Vector512<long> least = Vector512.Create((long)low), most = Vector512.Create((long)high);
        Vector512<long> e = ShiftRightWide(EvenProduct(a, b) + even.AsInt64(), shifts.AsInt64() & Vector512.Create(0x00000000FFFFFFFFL));
        Vector512<long> o = ShiftRightWide(EvenProduct((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + odd.AsInt64(), shifts.AsInt64() >>> 32);
        e = Vector512.Min(Vector512.Max(e, least), most);
        o = Vector512.Min(Vector512.Max(o, least), most);
        return Vector512.ConditionalSelect(Vector512.Create(0x00000000FFFFFFFFL), e, o << 32).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DoublingHighProduct(V a, V b)
    {
        Vector512<long> round = Vector512.Create(1L << 30);
        Vector512<long> e = EvenProduct(a, b) + round;
        Vector512<long> o = EvenProduct((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + round;
        return Vector512.ConditionalSelect(Vector512.Create(0x00000000FFFFFFFFL), e >>> 31, o << 1).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyPairs(V accumulator, V a, V b) => accumulator + PairProducts(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PairProducts(V a, V b)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());
        }
        return (((a << 16) >> 16) * ((b << 16) >> 16)) + ((a >> 16) * (b >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V EvenBytes(V a, bool signed) => signed ? ((a.AsInt16() << 8) >> 8).AsInt32() : a & Vector512.Create(0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V OddBytes(V a, bool signed) => signed ? (a.AsInt16() >> 8).AsInt32() : (a.AsUInt16() >> 8).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadWords(void* source, bool signed)
    {
        Vector512<byte> raw = Vector256.Load((byte*)source).ToVector512Unsafe();
        return signed ? Vector512.WidenLower(raw.AsSByte()).AsInt32() : Vector512.WidenLower(raw).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SubtractWords(V a, V b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PairLow(V a, V b) => Avx512BW.IsSupported
        ? Avx512BW.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32()
        : (Vector512.WidenLower(a.AsUInt16()) | (Vector512.WidenLower(b.AsUInt16()) << 16)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PairHigh(V a, V b) => Avx512BW.IsSupported
        ? Avx512BW.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32()
        : (Vector512.WidenUpper(a.AsUInt16()) | (Vector512.WidenUpper(b.AsUInt16()) << 16)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePaired(int* destination, V low, V high)
    {
        if (Avx512BW.IsSupported)
        {
            // Unpacking works in quarters: the quarters of both halves alternate.
            V first = Avx512F.PermuteVar8x64x2(low.AsInt64(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), high.AsInt64()).AsInt32();
            high = Avx512F.PermuteVar8x64x2(low.AsInt64(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), high.AsInt64()).AsInt32();
            low = first;
        }
        low.Store(destination);
        high.Store(destination + Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FusedMultiplyAdd(V a, V b, V c) => Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AddF(V a, V b) => (a.AsSingle() + b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SubtractF(V a, V b) => (a.AsSingle() - b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyF(V a, V b) => (a.AsSingle() * b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DivideF(V a, V b) => (a.AsSingle() / b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GreaterF(V a, V b) => Vector512.GreaterThan(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToFloat(V a) => Vector512.ConvertToSingle(a).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToInteger(V a)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.ConvertToInt32(Vector512.Round(a.AsSingle()));
        }
        // The instruction gives int.MinValue where the result does not fit; its complement is int.MaxValue.
        V rounded = Avx512F.ConvertToVector512Int32(a.AsSingle()) ^ Vector512.GreaterThanOrEqual(a.AsSingle(), Vector512.Create(2147483648f)).AsInt32();
        return rounded & Vector512.Equals(a.AsSingle(), a.AsSingle()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToIntegerInRange(V a) => Avx512F.IsSupported ? Avx512F.ConvertToVector512Int32(a.AsSingle()) : Vector512.ConvertToInt32(Vector512.Round(a.AsSingle()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyZero(V a) => Vector512.EqualsAny(a, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CanonicalF(V a) =>
        Vector512.ConditionalSelect(Vector512.Equals(a.AsSingle(), a.AsSingle()), a.AsSingle(), Vector512.Create(0x7FC00000).AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadBytes(void* source, bool signed)
    {
        Vector128<byte> raw = Vector128.Load((byte*)source);
        return signed
            ? Vector512.WidenLower(Vector256.WidenLower(raw.AsSByte().ToVector256Unsafe()).ToVector512Unsafe())
            : Vector512.WidenLower(Vector256.WidenLower(raw.ToVector256Unsafe()).ToVector512Unsafe()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadShorts(void* source) => Vector512.WidenLower(Vector256.Load((short*)source).ToVector512Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(void* destination, V value)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128SByte(value).Store((sbyte*)destination);
            return;
        }
        Vector256<short> halves = Vector256.Narrow(value.GetLower(), value.GetUpper());
        Vector128.Narrow(halves.GetLower(), halves.GetUpper()).Store((sbyte*)destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreShorts(void* destination, V value) =>
        (Avx512F.IsSupported ? Avx512F.ConvertToVector256Int16(value) : Vector256.Narrow(value.GetLower(), value.GetUpper())).Store((short*)destination);

    // Arithmetic shift of each int64 by its own count, 0..62.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> ShiftRightWide(Vector512<long> a, Vector512<long> counts)
    {
        if (!Avx512F.IsSupported)
        {
            long* lanes = stackalloc long[Count / 2];
            for (int i = 0; i < Count / 2; i++)
            {
                lanes[i] = a.GetElement(i) >> (int)counts.GetElement(i);
            }
            return Vector512.Load(lanes);
        }
        return Avx512F.ShiftRightArithmeticVariable(a, counts.AsUInt64());
    }

    // The odd lanes are ignored, as the instruction does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> EvenProduct(V a, V b)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(a, b);
        }
        return ((a.AsInt64() << 32) >> 32) * ((b.AsInt64() << 32) >> 32);
    }
}
