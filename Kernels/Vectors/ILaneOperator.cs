namespace AccelEmu.Kernels;

/// <summary>
/// A function of one to three vectors of 32-bit lanes. 8- and 16-bit integers are widened first, so that wrapping back keeps their low bits; floats of at most 16 bits
/// become fp32.
/// </summary>
internal interface ILaneOperator
{
    /// <summary>Sources read: 1, 2 or 3.</summary>
    static abstract int Sources { get; }

    /// <summary>True when results saturate in a destination of 8 or 16 bits instead of wrapping.</summary>
    static virtual bool Saturates => false;

    /// <summary>True when all but the first source are bits to be chosen from, so that a NaN keeps its payload.</summary>
    static virtual bool IsRaw => false;

    /// <summary>True when a fold gives the same bits in any order and however often an operand comes: maxima and minima.</summary>
    static virtual bool IsUnordered => false;

    static abstract V Invoke<L, V>(V a, V b, V c)
        where L : struct, ILanes<V>
        where V : struct;
}
