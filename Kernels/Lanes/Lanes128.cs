using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector128<int>;

namespace AccelEmu.Kernels;

/// <summary>4 lanes of 32 bits.</summary>
internal readonly unsafe partial struct Lanes128 : ILanes<V>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(void* source) => Vector128.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* destination, V value) => value.Store((int*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Splat(int value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SplatF(float value) => Vector128.Create(value).AsInt32();

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
    public static V Min(V a, V b) => Vector128.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max(V a, V b) => Vector128.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Greater(V a, V b) => Vector128.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Select(V mask, V a, V b) => Vector128.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftLeft(V a, int count) => a << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftRight(V a, int count) => a >> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftRightEach(V a, V counts)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ShiftRightArithmeticVariable(a, counts.AsUInt32());
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
    public static V Equal(V a, V b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ShiftLeftEach(V a, V counts)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ShiftLeftLogicalVariable(a, counts.AsUInt32());
        }
        int* lanes = stackalloc int[Count];
        for (int i = 0; i < Count; i++)
        {
            lanes[i] = a.GetElement(i) << counts.GetElement(i);
        }
        return Load(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V EqualF(V a, V b) => Vector128.Equals(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MaxF(V a, V b) => Vector128.Max(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MinF(V a, V b) => Vector128.Min(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SqrtF(V a) => Vector128.Sqrt(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FloorF(V a) => Vector128.Floor(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CeilingF(V a) => Vector128.Ceiling(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RoundF(V a) => Vector128.Round(a.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V HighProduct(V a, V b, V even, V odd)
    {
        Vector128<long> e = EvenProduct(a, b) + even.AsInt64();
        Vector128<long> o = EvenProduct((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + odd.AsInt64();
        return Vector128.ConditionalSelect(Vector128.Create(0x00000000FFFFFFFFL), e >>> 32, o).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V WideScale(V a, V b, V even, V odd, V shifts, int low, int high)
    {
        Vector128<long> least = Vector128.Create((long)low), most = Vector128.Create((long)high);
        Vector128<long> e = ShiftRightWide(EvenProduct(a, b) + even.AsInt64(), shifts.AsInt64() & Vector128.Create(0x00000000FFFFFFFFL));
        Vector128<long> o = ShiftRightWide(EvenProduct((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + odd.AsInt64(), shifts.AsInt64() >>> 32);
        e = Vector128.Min(Vector128.Max(e, least), most);
        o = Vector128.Min(Vector128.Max(o, least), most);
        return Vector128.ConditionalSelect(Vector128.Create(0x00000000FFFFFFFFL), e, o << 32).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DoublingHighProduct(V a, V b)
    {
        Vector128<long> round = Vector128.Create(1L << 30);
        Vector128<long> e = EvenProduct(a, b) + round;
        Vector128<long> o = EvenProduct((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + round;
        return Vector128.ConditionalSelect(Vector128.Create(0x00000000FFFFFFFFL), e >>> 31, o << 1).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyPairs(V accumulator, V a, V b) => accumulator + PairProducts(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PairProducts(V a, V b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());
        }
        return (((a << 16) >> 16) * ((b << 16) >> 16)) + ((a >> 16) * (b >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V EvenBytes(V a, bool signed) => signed ? ((a.AsInt16() << 8) >> 8).AsInt32() : a & Vector128.Create(0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V OddBytes(V a, bool signed) => signed ? (a.AsInt16() >> 8).AsInt32() : (a.AsUInt16() >> 8).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadWords(void* source, bool signed)
    {
        Vector128<byte> raw = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte();
        return signed ? Vector128.WidenLower(raw.AsSByte()).AsInt32() : Vector128.WidenLower(raw).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SubtractWords(V a, V b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PairLow(V a, V b) => Sse2.IsSupported
        ? Sse2.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32()
        : (Vector128.WidenLower(a.AsUInt16()) | (Vector128.WidenLower(b.AsUInt16()) << 16)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PairHigh(V a, V b) => Sse2.IsSupported
        ? Sse2.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32()
        : (Vector128.WidenUpper(a.AsUInt16()) | (Vector128.WidenUpper(b.AsUInt16()) << 16)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePaired(int* destination, V low, V high)
    {
        low.Store(destination);
        high.Store(destination + Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FusedMultiplyAdd(V a, V b, V c) => Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AddF(V a, V b) => (a.AsSingle() + b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SubtractF(V a, V b) => (a.AsSingle() - b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyF(V a, V b) => (a.AsSingle() * b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DivideF(V a, V b) => (a.AsSingle() / b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GreaterF(V a, V b) => Vector128.GreaterThan(a.AsSingle(), b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToFloat(V a) => Vector128.ConvertToSingle(a).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToInteger(V a)
    {
        if (!Sse2.IsSupported)
        {
            return Vector128.ConvertToInt32(Vector128.Round(a.AsSingle()));
        }
        // The instruction gives int.MinValue where the result does not fit; its complement is int.MaxValue.
        V rounded = Sse2.ConvertToVector128Int32(a.AsSingle()) ^ Vector128.GreaterThanOrEqual(a.AsSingle(), Vector128.Create(2147483648f)).AsInt32();
        return rounded & Vector128.Equals(a.AsSingle(), a.AsSingle()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ToIntegerInRange(V a) => Sse2.IsSupported ? Sse2.ConvertToVector128Int32(a.AsSingle()) : Vector128.ConvertToInt32(Vector128.Round(a.AsSingle()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyZero(V a) => Vector128.EqualsAny(a, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CanonicalF(V a) =>
        Vector128.ConditionalSelect(Vector128.Equals(a.AsSingle(), a.AsSingle()), a.AsSingle(), Vector128.Create(0x7FC00000).AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadBytes(void* source, bool signed)
    {
        Vector128<byte> raw = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(source)).AsByte();
        return signed ? Vector128.WidenLower(Vector128.WidenLower(raw.AsSByte())) : Vector128.WidenLower(Vector128.WidenLower(raw)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadShorts(void* source) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(source)).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(void* destination, V value)
    {
        Vector128<short> halves = Vector128.Narrow(value, value);
        Unsafe.WriteUnaligned(destination, Vector128.Narrow(halves, halves).AsInt32().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreShorts(void* destination, V value) => Unsafe.WriteUnaligned(destination, Vector128.Narrow(value, value).AsInt64().ToScalar());

    // Arithmetic shift of each int64 by its own count, 0..62.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> ShiftRightWide(Vector128<long> a, Vector128<long> counts)
    {
        if (!Avx2.IsSupported)
        {
            long* lanes = stackalloc long[Count / 2];
            for (int i = 0; i < Count / 2; i++)
            {
                lanes[i] = a.GetElement(i) >> (int)counts.GetElement(i);
            }
            return Vector128.Load(lanes);
        }
        Vector128<long> sign = Vector128.Create(long.MinValue);
        return Avx2.ShiftRightLogicalVariable(a ^ sign, counts.AsUInt64()) - Avx2.ShiftRightLogicalVariable(sign, counts.AsUInt64());
    }

    // The odd lanes are ignored, as the instruction does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> EvenProduct(V a, V b)
    {
        if (Sse41.IsSupported)
        {
            return Sse41.Multiply(a, b);
        }
        return ((a.AsInt64() << 32) >> 32) * ((b.AsInt64() << 32) >> 32);
    }
}
