using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Pooling of 8-bit tiles, vectorised over channels.</summary>
internal static unsafe class PoolWindows
{
    /// <summary>Runs for plain i8 and u8 tiles with contiguous channels; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Pooling operation, Tile destination, Tile source, in ConvGeometry geometry)
    {
        TileShape to = destination.Shape;
        TileShape from = source.Shape;
        ConvGeometry g = geometry;
        bool steps = g.StrideH >= 1 && g.StrideW >= 1 && g.DilationH >= 1 && g.DilationW >= 1 && g.InputDilationH == 1 && g.InputDilationW == 1
            && g.KernelH >= 1 && g.KernelW >= 1 && g.PadTop >= 0 && g.PadLeft >= 0 && g.PadBottom >= 0 && g.PadRight >= 0;
        if (options.Tier == KernelTier.Reference || !steps || operation > Pooling.Average || from.Type != to.Type || from.Type is not (DType.I8 or DType.U8) || to.Rank != 4 || from.Rank != 4
            || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(from) || !RowMoves.IsWritable(to) || !source.ZeroPoints.IsEmpty || !destination.ZeroPoints.IsEmpty
            || to.Elements == 0 || from.Elements == 0 || to.SpanBytes() > destination.Data.Length || from.SpanBytes() > source.Data.Length
            || to.Dims[0] != from.Dims[0] || to.Dims[3] != from.Dims[3] || to.Dims[1] != g.OutputRows(from.Dims[1], g.KernelH) || to.Dims[2] != g.OutputColumns(from.Dims[2], g.KernelW)
            || (long)g.KernelH * g.KernelW > 1 << 20 || Math.Abs((long)from.ZeroPoint) > 1 << 10)
        {
            return false;
        }
        fixed (byte* target = destination.Data, origin = source.Data)
        {
            Lines lines = new() { Operation = operation, To = target, From = origin, ToShape = to, FromShape = from, Geometry = g };
            Split.Run(options.Threads, checked((int)(to.Dims[0] * to.Dims[1])), lines);
        }
        return true;
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

        public readonly void Do(int index)
        {
            int outputRows = (int)ToShape.Dims[1];
            int image = index / outputRows;
            int y = index % outputRows;
            int channels = (int)ToShape.Dims[3];
            int* sums = (int*)Scratch.Get(ScratchUse.Line, (channels + 16L) * sizeof(int));
            byte* from = From + (image * (nint)FromShape.Strides[0]);
            byte* to = To + (image * (nint)ToShape.Strides[0]) + (y * (nint)ToShape.Strides[1]);
            int top = (y * Geometry.StrideH) - Geometry.PadTop;
            for (int x = 0; x < ToShape.Dims[2]; x++, to += ToShape.Strides[2])
            {
                Window(from, to, sums, top, (x * Geometry.StrideW) - Geometry.PadLeft, channels);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Window(byte* image, byte* to, int* sums, int top, int left, int channels)
        {
            bool signed = FromShape.Type == DType.I8;
            bool mean = Operation == Pooling.Average;
            int inside = 0;
            if (mean)
            {
                new Span<int>(sums, channels).Clear();
            }
            else
            {
                new Span<byte>(to, channels).Fill(signed ? (byte)0x80 : (byte)0);
            }
            for (int r = 0; r < Geometry.KernelH; r++)
            {
                int row = top + (r * Geometry.DilationH);
                for (int c = 0; (uint)row < (ulong)FromShape.Dims[1] && c < Geometry.KernelW; c++)
                {
                    int column = left + (c * Geometry.DilationW);
                    if ((uint)column >= (ulong)FromShape.Dims[2])
                    {
                        continue;
                    }
                    inside++;
                    byte* pixel = image + (row * (nint)FromShape.Strides[1]) + (column * (nint)FromShape.Strides[2]);
                    if (mean)
                    {
                        Add(sums, pixel, channels, signed);
                    }
                    else
                    {
                        Max(to, pixel, channels, signed);
                    }
                }
            }
            if (mean)
            {
                Divide(sums, to, channels, inside);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Max(byte* to, byte* pixel, int channels, bool signed)
        {
            byte flip = signed ? (byte)0x80 : (byte)0;
            Vector128<byte> mask = Vector128.Create(flip);
            int i = 0;
            for (; i + 64 <= channels; i += 64)
            {
                Vector512<byte> wide = Vector512.Create(flip);
                (Vector512.Max(Vector512.Load(to + i) ^ wide, Vector512.Load(pixel + i) ^ wide) ^ wide).Store(to + i);
            }
            for (; i + 16 <= channels; i += 16)
            {
                (Vector128.Max(Vector128.Load(to + i) ^ mask, Vector128.Load(pixel + i) ^ mask) ^ mask).Store(to + i);
            }
            for (; i < channels; i++)
            {
                to[i] = signed ? (byte)Math.Max((sbyte)to[i], (sbyte)pixel[i]) : Math.Max(to[i], pixel[i]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Add(int* sums, byte* pixel, int channels, bool signed)
        {
            int i = 0;
            for (; i + Lanes512.Count <= channels; i += Lanes512.Count)
            {
                Lanes512.Store(sums + i, Lanes512.Add(Lanes512.Load(sums + i), Lanes512.LoadBytes(pixel + i, signed)));
            }
            for (; i < channels; i++)
            {
                sums[i] += signed ? (sbyte)pixel[i] : pixel[i];
            }
        }

        // Half away from zero; a padded tap that counts holds the zero point.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Divide(int* sums, byte* to, int channels, int inside)
        {
            int counted = Geometry.CountPadding ? Geometry.KernelH * Geometry.KernelW : inside;
            int padding = (counted - inside) * FromShape.ZeroPoint;
            for (int i = 0; i < channels; i++)
            {
                int sum = sums[i] + padding;
                to[i] = (byte)(counted == 0 ? FromShape.ZeroPoint : (sum + (sum < 0 ? -(counted / 2) : counted / 2)) / counted);
            }
        }
    }
}
