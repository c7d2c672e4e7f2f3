namespace AccelEmu.Kernels;

/// <summary>The operations elementary functions need on a vector of binary64. Masks and integers are carried as the bits of <typeparamref name="W"/>.</summary>
internal interface IDoubles<W>
    where W : struct
{
    static abstract W Splat(double value);
    static abstract W Add(W a, W b);
    static abstract W Subtract(W a, W b);
    static abstract W Multiply(W a, W b);
    static abstract W Divide(W a, W b);
    static abstract W FusedMultiplyAdd(W a, W b, W c);
    static abstract W And(W a, W b);
    static abstract W Or(W a, W b);
    static abstract W Xor(W a, W b);
    /// <summary>All ones where a &lt; b; false for NaN.</summary>
    static abstract W Less(W a, W b);
    /// <summary>All ones where a = b; false for NaN.</summary>
    static abstract W Equal(W a, W b);
    static abstract W Select(W mask, W a, W b);

    /// <summary>Sum of the bits as int64.</summary>
    static abstract W AddBits(W a, W b);
    /// <summary>Difference of the bits as int64.</summary>
    static abstract W SubtractBits(W a, W b);
    static abstract W ShiftLeft(W a, int count);
    /// <summary>Arithmetic shift of the bits as int64.</summary>
    static abstract W ShiftRight(W a, int count);
    /// <summary>The value of the bits as int64.</summary>
    static abstract W FromBits(W a);
}
