namespace AccelEmu.Compiler;

/// <summary>A value that is the bytes of another one, walked in another order.</summary>
/// <param name="Of">The other value.</param>
/// <param name="Offset">Elements of it in front of the first.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension.</param>
internal sealed record StridedAlias(Value Of, long Offset, long[] Strides);
