namespace AccelEmu.Kernels;

/// <summary>An element type as lanes see it: integers widened to int32, floats to fp32. The type is a parameter of a loop, so that no load or store branches on it.</summary>
internal unsafe interface IElement
{
    /// <summary>Bytes of one element.</summary>
    static abstract int Bytes { get; }

    /// <summary>A vector of elements widened.</summary>
    static abstract V Load<L, V>(byte* from)
        where L : struct, ILanes<V>
        where V : struct;

    /// <summary>Integers keep their low bits; floats are rounded half to even, NaN canonical.</summary>
    static abstract void Store<L, V>(byte* to, V value)
        where L : struct, ILanes<V>
        where V : struct;
}
