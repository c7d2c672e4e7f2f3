namespace AccelEmu.Kernels;

/// <summary>
/// The operations kernels need on one vector of 32-bit lanes, so that each loop is written once and its width is a type parameter.
/// <typeparamref name="V"/> carries int32 or the bits of fp32.
/// </summary>
internal unsafe interface ILanes<V>
    where V : struct
{
    /// <summary>32-bit lanes in a vector.</summary>
    static abstract int Count { get; }

    static abstract V Load(void* source);
    static abstract void Store(void* destination, V value);
    static abstract V Splat(int value);
    static abstract V SplatF(float value);

    static abstract V Add(V a, V b);
    static abstract V Subtract(V a, V b);
    static abstract V Multiply(V a, V b);
    static abstract V And(V a, V b);
    static abstract V Or(V a, V b);
    static abstract V Xor(V a, V b);
    static abstract V Min(V a, V b);
    static abstract V Max(V a, V b);
    /// <summary>All ones where a &gt; b.</summary>
    static abstract V Greater(V a, V b);
    /// <summary>All ones where a = b.</summary>
    static abstract V Equal(V a, V b);
    /// <summary>Bits of <paramref name="a"/> where the mask is one, else of <paramref name="b"/>.</summary>
    static abstract V Select(V mask, V a, V b);
    static abstract V ShiftLeft(V a, int count);
    static abstract V ShiftRight(V a, int count);
    /// <summary>Arithmetic shift of each lane by its own count, 0..31.</summary>
    static abstract V ShiftRightEach(V a, V counts);

    /// <summary>Shift of each lane by its own count, 0..31.</summary>
    static abstract V ShiftLeftEach(V a, V counts);

    /// <summary>(a·b + round) &gt;&gt; 32 for each lane; even lanes take their rounding from <paramref name="even"/>, odd ones from <paramref name="odd"/>, as int64.</summary>
    static abstract V HighProduct(V a, V b, V even, V odd);
    /// <summary>
    /// (a·b + addend) &gt;&gt; shift in 64 bits, clamped; addends as for <see cref="HighProduct"/>, shifts 0..62 in each lane.
    /// </summary>
    static abstract V WideScale(V a, V b, V even, V odd, V shifts, int low, int high);
    /// <summary>Low word of (a·b + 2^30) &gt;&gt; 31: gemmlowp's SRDHM unless both are the smallest int32.</summary>
    static abstract V DoublingHighProduct(V a, V b);

    /// <summary>int16 pairs multiplied and added: acc + a.lo·b.lo + a.hi·b.hi, wrapping.</summary>
    static abstract V MultiplyPairs(V accumulator, V a, V b);
    /// <summary>int16 pairs multiplied and added: a.lo·b.lo + a.hi·b.hi, wrapping.</summary>
    static abstract V PairProducts(V a, V b);
    /// <summary>Bytes 0 and 2 of each lane as an int16 pair.</summary>
    static abstract V EvenBytes(V a, bool signed);
    /// <summary>Bytes 1 and 3 of each lane as an int16 pair.</summary>
    static abstract V OddBytes(V a, bool signed);

    /// <summary>Twice <see cref="Count"/> bytes widened to int16.</summary>
    static abstract V LoadWords(void* source, bool signed);
    /// <summary>Differences of int16, wrapping.</summary>
    static abstract V SubtractWords(V a, V b);
    /// <summary>int16 of <paramref name="a"/> and <paramref name="b"/> side by side, for one half of the elements; <see cref="StorePaired"/> knows which.</summary>
    static abstract V PairLow(V a, V b);
    /// <summary>As <see cref="PairLow"/>, for the other half.</summary>
    static abstract V PairHigh(V a, V b);
    /// <summary>Stores what was computed from <see cref="PairLow"/> and <see cref="PairHigh"/>, a lane an element, in the elements' order.</summary>
    static abstract void StorePaired(int* destination, V low, V high);

    static abstract V FusedMultiplyAdd(V a, V b, V c);
    static abstract V AddF(V a, V b);
    static abstract V SubtractF(V a, V b);
    static abstract V MultiplyF(V a, V b);
    static abstract V DivideF(V a, V b);
    /// <summary>All ones where a &gt; b; false for NaN.</summary>
    static abstract V GreaterF(V a, V b);
    /// <summary>All ones where a = b; false for NaN, true for zeros of both signs.</summary>
    static abstract V EqualF(V a, V b);
    /// <summary>Larger; NaN wins, +0 above −0.</summary>
    static abstract V MaxF(V a, V b);
    /// <summary>Smaller; NaN wins, −0 below +0.</summary>
    static abstract V MinF(V a, V b);
    static abstract V SqrtF(V a);
    static abstract V FloorF(V a);
    static abstract V CeilingF(V a);
    /// <summary>Nearest integer, ties to even.</summary>
    static abstract V RoundF(V a);
    static abstract V ToFloat(V a);
    /// <summary>Nearest integer, ties to even; saturates, NaN gives 0.</summary>
    static abstract V ToInteger(V a);
    /// <summary>As <see cref="ToInteger"/>, but what does not fit may also become int.MinValue.</summary>
    static abstract V ToIntegerInRange(V a);
    /// <summary>True when a lane is zero.</summary>
    static abstract bool AnyZero(V a);
    /// <summary>Every NaN replaced by 0x7FC00000.</summary>
    static abstract V CanonicalF(V a);

    /// <summary>Count bytes widened to int32.</summary>
    static abstract V LoadBytes(void* source, bool signed);
    /// <summary>Count int16 widened to int32.</summary>
    static abstract V LoadShorts(void* source);
    /// <summary>The low byte of each lane.</summary>
    static abstract void StoreBytes(void* destination, V value);
    /// <summary>The upper halves of four vectors' lanes, saturated to bytes, in order.</summary>
    static abstract V UpperBytes(V a, V b, V c, V d, bool signed);
    /// <summary>Bytes between bounds, of either sign.</summary>
    static abstract V ClampBytes(V a, V low, V high, bool signed);
    /// <summary>The low half of each lane.</summary>
    static abstract void StoreShorts(void* destination, V value);
}
