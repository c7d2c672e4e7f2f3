using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>A function of two bytes that 8-bit lanes have as it is: nothing is widened.</summary>
internal interface IByteOperator
{
    static abstract Vector512<byte> Invoke(Vector512<byte> a, Vector512<byte> b);
    static abstract Vector256<byte> Invoke(Vector256<byte> a, Vector256<byte> b);
    static abstract Vector128<byte> Invoke(Vector128<byte> a, Vector128<byte> b);
}

/// <summary>Elementwise functions of dense 8-bit tiles; everything else goes through <see cref="LaneRows"/>.</summary>
internal static unsafe class ByteRows
{
    private const int ElementsInPiece = 65536;

    /// <summary>Runs for plain 8-bit tiles of one shape whose rows follow each other in memory; false with nothing written otherwise.</summary>
    public static bool TryBinary(in KernelOptions options, BinaryOperation operation, Tile destination, Tile a, Tile b)
    {
        DType type = destination.Shape.Type;
        if (options.Tier == KernelTier.Reference || type is not (DType.I8 or DType.U8) || !IsRun(destination, destination) || !IsRun(destination, a) || !IsRun(destination, b))
        {
            return false;
        }
        bool signed = type == DType.I8;
        switch (operation)
        {
            case BinaryOperation.Add: Run<AddBytes>(options, destination, a, b); break;
            case BinaryOperation.Sub: Run<SubtractBytes>(options, destination, a, b); break;
            case BinaryOperation.And: Run<AndBytes>(options, destination, a, b); break;
            case BinaryOperation.Or: Run<OrBytes>(options, destination, a, b); break;
            case BinaryOperation.Xor: Run<XorBytes>(options, destination, a, b); break;
            case BinaryOperation.Max when signed: Run<MaxSBytes>(options, destination, a, b); break;
            case BinaryOperation.Max: Run<MaxBytes>(options, destination, a, b); break;
            case BinaryOperation.Min when signed: Run<MinSBytes>(options, destination, a, b); break;
            case BinaryOperation.Min: Run<MinBytes>(options, destination, a, b); break;
            case BinaryOperation.AddSat when signed: Run<AddSaturatingSBytes>(options, destination, a, b); break;
            case BinaryOperation.AddSat: Run<AddSaturatingBytes>(options, destination, a, b); break;
            case BinaryOperation.SubSat when signed: Run<SubtractSaturatingSBytes>(options, destination, a, b); break;
            case BinaryOperation.SubSat: Run<SubtractSaturatingBytes>(options, destination, a, b); break;
            default: return false;
        }
        return true;
    }

    private static bool IsRun(Tile destination, Tile tile)
    {
        TileShape shape = tile.Shape;
        return shape.Type == destination.Shape.Type && shape.Elements != 0 && DrainPlan.IsRowMajor(shape) && tile.ZeroPoints.IsEmpty && DrainTile.SameDims(destination.Shape, shape)
            && shape.SpanBytes() == shape.Elements && shape.Elements <= tile.Data.Length && RowMap.TryCreate(shape, out RowMap map)
            && ElementConversions.IsFlat(map, (nint)shape.Dims[shape.Rank - 1]) && !LaneRows.IsShifted(destination, tile);
    }

    private static void Run<TOperator>(in KernelOptions options, Tile destination, Tile a, Tile b)
        where TOperator : struct, IByteOperator
    {
        fixed (byte* target = destination.Data, first = a.Data, second = b.Data)
        {
            long count = destination.Shape.Elements;
            Split.Run(options.Threads, checked((int)((count + ElementsInPiece - 1) / ElementsInPiece)), new Pieces<TOperator> { To = target, A = first, B = second, Elements = count, Width = options.Tier });
        }
    }

    private struct Pieces<TOperator> : IPieces
        where TOperator : struct, IByteOperator
    {
        public byte* To;
        public byte* A;
        public byte* B;
        public long Elements;
        public KernelTier Width;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Do(int index)
        {
            long first = (long)index * ElementsInPiece;
            int count = (int)Math.Min(ElementsInPiece, Elements - first);
            byte* to = To + first, a = A + first, b = B + first;
            int i = 0;
            for (; Width >= KernelTier.Vector512 && i + 64 <= count; i += 64)
            {
                TOperator.Invoke(Vector512.Load(a + i), Vector512.Load(b + i)).Store(to + i);
            }
            for (; Width >= KernelTier.Vector256 && i + 32 <= count; i += 32)
            {
                TOperator.Invoke(Vector256.Load(a + i), Vector256.Load(b + i)).Store(to + i);
            }
            for (; i + 16 <= count; i += 16)
            {
                TOperator.Invoke(Vector128.Load(a + i), Vector128.Load(b + i)).Store(to + i);
            }
            int rest = count - i;
            if (rest > 0)
            {
                byte* line = stackalloc byte[3 * 16];
                Buffer.MemoryCopy(a + i, line, 16, rest);
                Buffer.MemoryCopy(b + i, line + 16, 16, rest);
                TOperator.Invoke(Vector128.Load(line), Vector128.Load(line + 16)).Store(line + 32);
                Buffer.MemoryCopy(line + 32, to + i, 16, rest);
            }
        }
    }
}
