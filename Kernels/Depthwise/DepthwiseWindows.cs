using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Depthwise convolution with one kernel a channel, vectorised over channels: up to 48 pixels × 64 channels of sums at a time.</summary>
internal unsafe struct DepthwiseWindows : IPieces
{
    private byte* input;
    private int* weights;
    private TileShape inputShape;
    private TileShape targetShape;
    private ConvGeometry geometry;
    private int kernelRows;
    private int kernelColumns;
    private bool isFloat;
    private bool accumulate;
    private bool hasDrain;
    private KernelTier width;
    private DrainPlan drain;
    private byte* sums;
    private RowMap sumsMap;

    /// <summary>Runs for 8-bit integers into int32 and for fp32; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile target, DType sumsType, Tile x, Tile w, in ConvGeometry geometry, bool shared, bool accumulate, bool hasDrain, in DrainArguments drainArguments)
    {
        TileShape from = x.Shape;
        TileShape kernel = w.Shape;
        TileShape to = target.Shape;
        ConvGeometry g = geometry;
        bool bytes = from.Type is DType.I8 or DType.U8 && kernel.Type is DType.I8 or DType.U8 && sumsType == DType.I32;
        bool floats = from.Type == DType.F32 && kernel.Type == DType.F32 && sumsType == DType.F32;
        bool steps = g.StrideH >= 1 && g.StrideW >= 1 && g.DilationH >= 1 && g.DilationW >= 1 && g.InputDilationH == 1 && g.InputDilationW == 1
            && g.PadTop >= 0 && g.PadLeft >= 0 && g.PadBottom >= 0 && g.PadRight >= 0;
        if (options.Tier == KernelTier.Reference || !(bytes || floats) || !steps || from.Rank != 4 || to.Rank != 4 || kernel.Rank != 3 || (shared && from.Dims[3] != 1)
            || !DrainPlan.IsRowMajor(from) || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(kernel) || !RowMoves.IsWritable(to)
            || !x.ZeroPoints.IsEmpty || !target.ZeroPoints.IsEmpty || (!w.ZeroPoints.IsEmpty && w.ZeroPoints.Length != kernel.Dims[2]) || (!hasDrain && to.Type != sumsType)
            || to.Elements == 0 || from.Elements == 0 || kernel.Elements == 0 || kernel.Elements > int.MaxValue / 8
            || from.Dims[3] != kernel.Dims[2] || to.Dims[3] != kernel.Dims[2] || from.Dims[0] != to.Dims[0]
            || g.OutputRows(from.Dims[1], kernel.Dims[0]) != to.Dims[1] || g.OutputColumns(from.Dims[2], kernel.Dims[1]) != to.Dims[2]
            || from.SpanBytes() > x.Data.Length || kernel.SpanBytes() > w.Data.Length || to.SpanBytes() > target.Data.Length
            || (hasDrain && drainArguments.ResidualMode != ResidualMode.None && (!DrainTile.SameDims(drainArguments.Residual.Shape, to) || drainArguments.Residual.Shape.SpanBytes() > drainArguments.Residual.Data.Length)))
        {
            return false;
        }
        int channels = (int)to.Dims[3];
        DepthwiseWindows run = new()
        {
            inputShape = from,
            targetShape = to,
            geometry = g,
            kernelRows = (int)kernel.Dims[0],
            kernelColumns = (int)kernel.Dims[1],
            isFloat = floats,
            accumulate = accumulate,
            hasDrain = hasDrain,
            width = options.Tier >= KernelTier.Vector512 ? KernelTier.Vector512 : options.Tier,
        };
        int* parameters = (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes(channels));
        if (!RowMap.TryCreate(to, out run.sumsMap) || (hasDrain && !DrainPlan.TryCreate(to, floats, drainArguments, 0, channels, null, parameters, out run.drain)))
        {
            return false;
        }
        fixed (byte* source = x.Data, kernels = w.Data, output = target.Data, residual = drainArguments.Residual.Data, lut = drainArguments.Lut)
        {
            run.input = source;
            run.sums = output;
            run.drain.Output = output;
            run.drain.Residual = residual;
            run.drain.Lut = lut;
            run.weights = Spread(kernels, kernel, w.ZeroPoints);
            Split.Run(options.Threads, checked((int)(to.Dims[0] * to.Dims[1])), run);
        }
        return true;
    }

    /// <summary>One output row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(int index)
    {
        int outputRows = (int)targetShape.Dims[1];
        int outputColumns = (int)targetShape.Dims[2];
        int channels = (int)targetShape.Dims[3];
        byte* image = input + (index / outputRows * (nint)inputShape.Strides[0]);
        int* block = (int*)Scratch.Get(ScratchUse.Sums, (BlockGemm.BlockRows + 6) * GemmTiles.BlockColumns * sizeof(int));
        for (int channel = 0; channel < channels; channel += GemmTiles.BlockColumns)
        {
            int count = Math.Min(GemmTiles.BlockColumns, channels - channel);
            for (int x = 0; x < outputColumns; x += BlockGemm.BlockRows)
            {
                int pixels = Math.Min(BlockGemm.BlockRows, outputColumns - x);
                long row = ((long)index * outputColumns) + x;
                SumsBlock.Load(block, isFloat && accumulate ? sums : null, sumsMap, row, pixels, channel, count);
                for (int p = 0; p < pixels; p++)
                {
                    Window(image, index % outputRows, x + p, channel, count, block + (p * GemmTiles.BlockColumns));
                }
                if (hasDrain)
                {
                    BlockGemm.DrainBlock(width, drain, block, GemmTiles.BlockColumns, row, pixels, channel, count);
                }
                else
                {
                    SumsBlock.Store(block, isFloat, accumulate, null, sums, sumsMap, row, pixels, channel, count);
                }
            }
        }
    }

    // Weights as int32 less their zero points, or as fp32: [taps][channels], a vector of slack at the end.
    private static int* Spread(byte* kernels, in TileShape shape, ReadOnlySpan<int> zeroPoints)
    {
        int channels = (int)shape.Dims[2];
        int* spread = (int*)Scratch.Get(ScratchUse.Weights, (shape.Elements + 16) * sizeof(int));
        int* to = spread;
        for (long r = 0; r < shape.Dims[0]; r++)
        {
            for (long c = 0; c < shape.Dims[1]; c++)
            {
                byte* from = kernels + (r * shape.Strides[0]) + (c * shape.Strides[1]);
                for (int i = 0; i < channels; i++)
                {
                    int zero = zeroPoints.IsEmpty ? shape.ZeroPoint : zeroPoints[i];
                    *to++ = shape.Type switch
                    {
                        DType.I8 => (sbyte)from[i] - zero,
                        DType.U8 => from[i] - zero,
                        _ => ((int*)from)[i],
                    };
                }
            }
        }
        return spread;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Window(byte* image, int outputRow, int outputColumn, int channel, int count, int* block)
    {
        int top = (outputRow * geometry.StrideH) - geometry.PadTop;
        int left = (outputColumn * geometry.StrideW) - geometry.PadLeft;
        int channels = (int)targetShape.Dims[3];
        int element = inputShape.Type.Bits() / 8;
        int* taps = weights + channel;
        for (int r = 0; r < kernelRows; r++)
        {
            int y = top + (r * geometry.DilationH);
            for (int c = 0; c < kernelColumns; c++, taps += channels)
            {
                int x = left + (c * geometry.DilationW);
                bool inside = (uint)y < (ulong)inputShape.Dims[1] && (uint)x < (ulong)inputShape.Dims[2];
                byte* pixel = inside ? image + (y * (nint)inputShape.Strides[1]) + (x * (nint)inputShape.Strides[2]) + ((nint)channel * element) : null;
                switch (width)
                {
                    case KernelTier.Vector512:
                        Tap<Lanes512, Vector512<int>>(block, pixel, taps, count);
                        break;
                    case KernelTier.Vector256:
                        Tap<Lanes256, Vector256<int>>(block, pixel, taps, count);
                        break;
                    default:
                        Tap<Lanes128, Vector128<int>>(block, pixel, taps, count);
                        break;
                }
            }
        }
    }

    // A padded tap of floats is multiplied as zero; of integers it adds nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Tap<L, V>(int* block, byte* pixel, int* tap, int count)
        where L : struct, ILanes<V>
        where V : struct
    {
        int i = 0;
        if (isFloat)
        {
            for (; i + L.Count <= count; i += L.Count)
            {
                V value = pixel == null ? default : L.Load(pixel + (4 * i));
                L.Store(block + i, L.FusedMultiplyAdd(value, L.Load(tap + i), L.Load(block + i)));
            }
            for (; i < count; i++)
            {
                ((float*)block)[i] = MathF.FusedMultiplyAdd(pixel == null ? 0 : ((float*)pixel)[i], ((float*)tap)[i], ((float*)block)[i]);
            }
            return;
        }
        if (pixel == null)
        {
            return;
        }
        bool signed = inputShape.Type == DType.I8;
        V zero = L.Splat(inputShape.ZeroPoint);
        for (; i + L.Count <= count; i += L.Count)
        {
            V value = L.Subtract(L.LoadBytes(pixel + i, signed), zero);
            L.Store(block + i, L.Add(L.Load(block + i), L.Multiply(value, L.Load(tap + i))));
        }
        for (; i < count; i++)
        {
            block[i] += ((signed ? (sbyte)pixel[i] : pixel[i]) - inputShape.ZeroPoint) * tap[i];
        }
    }
}
