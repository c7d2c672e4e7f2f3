using System;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Pooling of images with contiguous channels, vectorised over channels, rows split over threads.</summary>
internal static unsafe class PoolWindows
{
    private const int MostTaps = 1 << 20;

    /// <summary>Runs for floats and for integers of at most 16 bits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Pooling operation, Tile destination, Tile source, in ConvGeometry geometry)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        ConvGeometry g = geometry;
        bool steps = g.StrideH >= 1 && g.StrideW >= 1 && g.DilationH >= 1 && g.DilationW >= 1 && g.InputDilationH == 1 && g.InputDilationW == 1
            && g.KernelH >= 1 && g.KernelW >= 1 && g.PadTop >= 0 && g.PadLeft >= 0 && g.PadBottom >= 0 && g.PadRight >= 0;
        if (options.Tier == KernelTier.Reference || !steps || operation > Pooling.Average || from.Type != to.Type || !IsKnown(from.Type) || to.Rank != 4 || from.Rank != 4
            || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(from) || !RowMoves.IsWritable(to) || !source.ZeroPoints.IsEmpty || !destination.ZeroPoints.IsEmpty
            || to.Elements == 0 || from.Elements == 0 || to.SpanBytes() > destination.Data.Length || from.SpanBytes() > source.Data.Length || source.Data.Overlaps(destination.Data)
            || to.Dims[0] != from.Dims[0] || to.Dims[3] != from.Dims[3] || to.Dims[1] != g.OutputRows(from.Dims[1], g.KernelH) || to.Dims[2] != g.OutputColumns(from.Dims[2], g.KernelW)
            || (long)g.KernelH * g.KernelW > MostTaps || to.Dims[3] > int.MaxValue / 8 || !MeanFits(operation, from, (long)g.KernelH * g.KernelW))
        {
            return false;
        }
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            Lines lines = new() { Operation = operation, To = target, From = origin, ToShape = to, FromShape = from, Geometry = g, Width = options.Tier };
            Split.Run(options.Threads, checked((int)(to.Dims[0] * to.Dims[1])), lines);
        }
        return true;
    }

    private static bool IsKnown(DType type) => type is DType.I8 or DType.U8 or DType.I16 or DType.U16 or DType.F32 or DType.F16 or DType.BF16 or DType.F8E4M3 or DType.F8E5M2;

    private static bool MeanFits(Pooling operation, in TileShape from, long taps)
    {
        long most = from.Type.IsFloat() ? 0 : Math.Max(Math.Max(from.Type.MaxValue(), -from.Type.MinValue()), Math.Abs((long)from.ZeroPoint));
        return operation == Pooling.Max || (taps * most) + (taps / 2) <= MeanIntegerPool.Limit;
    }

    // One output row.
    private struct Lines : IPieces
    {
        public Pooling Operation;
        public byte* To;
        public byte* From;
        public TileShape ToShape;
        public TileShape FromShape;
        public ConvGeometry Geometry;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            int outputRows = (int)ToShape.Dims[1];
            int image = index / outputRows;
            int y = index % outputRows;
            byte* from = From + (image * (nint)FromShape.Strides[0]);
            byte* to = To + (image * (nint)ToShape.Strides[0]) + (y * (nint)ToShape.Strides[1]);
            PoolTaps window = new() { Pixels = (byte**)Scratch.Get(ScratchUse.Line, (long)Geometry.KernelH * Geometry.KernelW * sizeof(byte*)) };
            long top = ((long)y * Geometry.StrideH) - Geometry.PadTop;
            for (int x = 0; x < ToShape.Dims[2]; x++, to += ToShape.Strides[2])
            {
                window.Find(from, FromShape, Geometry, top, ((long)x * Geometry.StrideW) - Geometry.PadLeft);
                switch (Width)
                {
                    case KernelTier.Vector128:
                        Window<Lanes128, Vector128<int>>(window, to);
                        break;
                    case KernelTier.Vector256:
                        Window<Lanes256, Vector256<int>>(window, to);
                        break;
                    default:
                        Window<Lanes512, Vector512<int>>(window, to);
                        break;
                }
            }
        }

        private readonly void Window<L, V>(in PoolTaps window, byte* to)
            where L : struct, ILanes<V>
            where V : struct
        {
            int channels = (int)ToShape.Dims[3];
            switch (FromShape.Type)
            {
                case DType.I8 or DType.U8 when Operation == Pooling.Max:
                    PoolBytes.Run(window, to, channels, FromShape.Type == DType.I8 ? (byte)0x80 : (byte)0);
                    break;
                case DType.I8: Integers<L, V, SByteElement>(window, to, channels); break;
                case DType.U8: Integers<L, V, ByteElement>(window, to, channels); break;
                case DType.I16: Integers<L, V, ShortElement>(window, to, channels); break;
                case DType.U16: Integers<L, V, UShortElement>(window, to, channels); break;
                case DType.F16: Reals<L, V, HalfElement>(window, to, channels); break;
                case DType.BF16: Reals<L, V, BrainElement>(window, to, channels); break;
                case DType.F8E4M3: Reals<L, V, Float8E4M3Element>(window, to, channels); break;
                case DType.F8E5M2: Reals<L, V, Float8E5M2Element>(window, to, channels); break;
                default: Reals<L, V, SingleElement>(window, to, channels); break;
            }
        }

        private readonly void Integers<L, V, T>(in PoolTaps window, byte* to, int channels)
            where L : struct, ILanes<V>
            where V : struct
            where T : struct, IElement
        {
            if (Operation == Pooling.Max)
            {
                PoolLanes<MaxIntegerPool, L, V, T>.Run(window, to, channels, (int)FromShape.Type.MinValue(), FromShape.ZeroPoint);
            }
            else
            {
                PoolLanes<MeanIntegerPool, L, V, T>.Run(window, to, channels, 0, FromShape.ZeroPoint);
            }
        }

        private readonly void Reals<L, V, T>(in PoolTaps window, byte* to, int channels)
            where L : struct, ILanes<V>
            where V : struct
            where T : struct, IElement
        {
            if (Operation == Pooling.Max)
            {
                PoolLanes<MaxRealPool, L, V, T>.Run(window, to, channels, 0, 0);
            }
            else
            {
                PoolLanes<MeanRealPool, L, V, T>.Run(window, to, channels, 0, 0);
            }
        }
    }
}
