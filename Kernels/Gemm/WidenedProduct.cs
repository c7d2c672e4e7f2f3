using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// Products of operands no engine has: images of 16-bit floats and all floats of 8 bits as fp32, which is exact and keeps the order of terms; bytes beside int16 as int16; int64 sums of
/// int16 by bytes as int32 sums over as many terms as cannot overflow.
/// </summary>
internal static unsafe class WidenedProduct
{
    /// <summary>Runs when the operands widen and an engine fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, in MatrixProduct.Operands o)
    {
        TileShape left = o.Left.Shape, right = o.Right.Shape;
        bool real = left.Type.IsFloat() && right.Type.IsFloat() && left.Type != DType.F64 && right.Type != DType.F64 && o.SumsType == DType.F32 && (left.Type != DType.F32 || right.Type != DType.F32);
        bool integer = IsShortByBytes(left.Type, right.Type) && o.SumsType is DType.I32 or DType.I64;
        int rank = o.IsConv ? 4 : 2;
        bool keepsRight = real && WidenedFloats.Multiplies(right.Type);
        if (options.Tier == KernelTier.Reference || !(real || integer) || left.Rank != rank || right.Rank != rank || right.Format != SparseFormat.Dense || left.Elements == 0 || right.Elements == 0
            || !DrainPlan.IsRowMajor(left) || left.SpanBytes() > o.Left.Data.Length || right.SpanBytes() > o.Right.Data.Length || (right.Layout != Layout.Plain && o.IsConv && o.Geometry.Groups != 1 && !keepsRight)
            || left.Elements > int.MaxValue / 8 || right.Elements > int.MaxValue / 8 || !o.Left.ZeroPoints.IsEmpty)
        {
            return false;
        }
        DType wide = real ? DType.F32 : DType.I16;
        MatrixProduct.Operands widened = o;
        if (!TryWiden(options, o.Left, wide, ScratchUse.WidenedRows, out widened.Left) || (!keepsRight && !TryWiden(options, o.Right, wide, ScratchUse.DecodedWeights, out widened.Right)))
        {
            return false;
        }
        return o.SumsType == DType.I64 ? TryRunInParts(options, widened, int.MaxValue / (Largest(o.Left) * Largest(o.Right))) : MatrixProduct.TryRun(options, widened);
    }

    private static bool IsShortByBytes(DType left, DType right) =>
        (left == DType.I16 && right is DType.I8 or DType.U8) || (right == DType.I16 && left is DType.I8 or DType.U8);

    // A dense plain copy of another type, zero points kept; the tile itself when there is nothing to do.
    private static bool TryWiden(KernelOptions options, Tile tile, DType wide, ScratchUse use, out Tile widened)
    {
        TileShape shape = tile.Shape;
        widened = tile;
        if (shape.Type == wide && shape.Layout == Layout.Plain)
        {
            return true;
        }
        TileShape dense = TileShape.Dense(shape.Type, ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]);
        Tile source = new(tile.Data, shape with { ZeroPoint = 0 });
        if (shape.Layout != Layout.Plain)
        {
            int bytes = (int)dense.SpanBytes();
            Tile plain = new(new Span<byte>(Scratch.Get(ScratchUse.WidenedPanels, bytes), bytes), dense);
            if (!PanelMoves.TryMove(options, plain, source))
            {
                return false;
            }
            source = plain;
        }
        TileShape target = TileShape.Dense(wide, ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]);
        int length = (int)target.SpanBytes();
        Tile copy = new(new Span<byte>(Scratch.Get(use, length), length), target);
        if (!Elementwise.TryConvert(options, copy, source))
        {
            return false;
        }
        widened = new Tile(copy.Data, target with { ZeroPoint = shape.ZeroPoint }) { ZeroPoints = tile.ZeroPoints };
        return true;
    }

    // int64 sums, without a drain: parts of the depth of a matrix, or of the channels of a convolution, of at most so many terms.
    private static bool TryRunInParts(in KernelOptions options, in MatrixProduct.Operands o, long terms)
    {
        TileShape target = o.Target.Shape;
        long taps = o.IsConv ? o.Right.Shape.Dims[0] * o.Right.Shape.Dims[1] : 1;
        long depth = o.Right.Shape.Dims[o.IsConv ? 2 : 0];
        long most = terms / taps;
        if (o.HasDrain || most == 0 || target.Type != DType.I64 || !DrainPlan.IsRowMajor(target) || !RowMoves.IsWritable(target) || target.Elements == 0 || target.Elements > int.MaxValue / 8
            || target.SpanBytes() > o.Target.Data.Length || (o.IsConv && o.Geometry.Groups != 1) || o.Left.Shape.Dims[o.IsConv ? 3 : 1] != depth || !RowMap.TryCreate(target, out RowMap map))
        {
            return false;
        }
        TileShape dense = TileShape.Dense(DType.I32, ((ReadOnlySpan<long>)target.Dims)[..target.Rank]);
        int bytes = (int)dense.SpanBytes();
        int* sums = (int*)Scratch.Get(ScratchUse.Accumulators, bytes);
        int columns = (int)target.Dims[target.Rank - 1];
        for (long first = 0; first < depth; first += most)
        {
            long count = Math.Min(most, depth - first);
            MatrixProduct.Operands part = o;
            part.SumsType = DType.I32;
            part.Accumulate = false;
            part.Target = new Tile(new Span<byte>(sums, bytes), dense);
            part.Left = Part(o.Left, o.IsConv ? 3 : 1, first, count);
            part.Right = Part(o.Right, o.IsConv ? 2 : 0, first, count);
            // The parts differ in depth only: the first decides for all, before anything is written.
            if (!MatrixProduct.TryRun(options, part))
            {
                return false;
            }
            fixed (byte* to = o.Target.Data)
            {
                for (long row = 0; row < map.Rows; row++)
                {
                    Add((long*)(to + map.Offset(row)), sums + (row * columns), columns, o.Accumulate || first > 0);
                }
            }
        }
        return true;
    }

    private static void Add(long* to, int* sums, int columns, bool keep)
    {
        for (int i = 0; i < columns; i++)
        {
            to[i] = unchecked((keep ? to[i] : 0) + sums[i]);
        }
    }

    private static Tile Part(Tile tile, int dimension, long first, long count)
    {
        TileShape shape = tile.Shape;
        shape.Dims[dimension] = count;
        return new Tile(tile.Data[(int)(first * shape.Strides[dimension])..], shape) { ZeroPoints = tile.ZeroPoints };
    }

    // The largest magnitude of an element less its zero point.
    private static long Largest(Tile tile)
    {
        DType type = tile.Shape.Type;
        long largest = 1;
        int count = tile.ZeroPoints.IsEmpty ? 1 : tile.ZeroPoints.Length;
        for (int i = 0; i < count; i++)
        {
            long zero = tile.ZeroPoints.IsEmpty ? tile.Shape.ZeroPoint : tile.ZeroPoints[i];
            largest = Math.Max(largest, Math.Max(type.MaxValue() - zero, zero - type.MinValue()));
        }
        return largest;
    }
}
