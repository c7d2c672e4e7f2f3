using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Data movement at the speed of the chosen tier.</summary>
public static class MoveKernels
{
    /// <summary>Strided copy with conversion of layout and format; semantics, result and errors are those of <see cref="Reference.Move"/>.</summary>
    public static long Move(in KernelOptions options, Tile destination, Tile source) =>
        RowMoves.TryMove(options, destination, source) ? destination.Shape.Elements : Reference.Move(destination, source);

    /// <summary>Fills with one raw value; semantics, arguments and errors are those of <see cref="Reference.Fill"/>.</summary>
    public static void Fill(in KernelOptions options, Tile destination, ulong raw)
    {
        if (!RowMoves.TryFill(options, destination, raw))
        {
            ReferencePath.Take();
            Reference.Fill(destination, raw);
        }
    }

    /// <summary>Rows by index; semantics, arguments and errors are those of <see cref="Reference.Gather"/>.</summary>
    public static void Gather(in KernelOptions options, Tile destination, Tile source, Tile index, IndexPolicy policy)
    {
        if (!IndexedMoves.TryGather(options, destination, source, index, policy))
        {
            ReferencePath.Take();
            Reference.Gather(destination, source, index, policy);
        }
    }

    /// <summary>Rows to index; semantics, arguments and errors are those of <see cref="Reference.Scatter"/>.</summary>
    public static void Scatter(in KernelOptions options, Tile destination, Tile source, Tile index, IndexPolicy policy)
    {
        if (!IndexedMoves.TryScatter(options, destination, source, index, policy))
        {
            ReferencePath.Take();
            Reference.Scatter(destination, source, index, policy);
        }
    }

    /// <summary>Rows added to index, in order; semantics, arguments and errors are those of <see cref="Reference.ScatterAdd"/>.</summary>
    public static void ScatterAdd(in KernelOptions options, Tile destination, Tile source, Tile index, IndexPolicy policy) => Reference.ScatterAdd(destination, source, index, policy);
}
