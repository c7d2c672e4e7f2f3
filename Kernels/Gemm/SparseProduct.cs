using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Products with bitmask weights: decoded into scratch, then as dense ones. Integers only, where an absent factor adds nothing.</summary>
internal static unsafe class SparseProduct
{
    /// <summary>Runs when the weights decode and an engine fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, in MatrixProduct.Operands operands)
    {
        TileShape dense = operands.Right.Shape;
        if (options.Tier == KernelTier.Reference || dense.Format != SparseFormat.Bitmask || dense.Type is not (DType.I8 or DType.U8) || dense.Rank is not (2 or 4) || dense.Elements is 0 or > int.MaxValue)
        {
            return false;
        }
        dense = TileShape.Dense(dense.Type, ((ReadOnlySpan<long>)dense.Dims)[..dense.Rank]) with { ZeroPoint = dense.ZeroPoint };
        int bytes = checked((int)dense.SpanBytes());
        Tile weights = new(new Span<byte>(Scratch.Get(ScratchUse.DecodedWeights, bytes), bytes), dense);
        if (!BitmaskRows.TryDecode(options, weights, operands.Right))
        {
            return false;
        }
        MatrixProduct.Operands decoded = operands;
        decoded.Right = weights;
        return MatrixProduct.TryRun(options, decoded);
    }
}
