using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Depthwise convolution, vectorised over channels: up to 48 pixels × 64 channels of sums at a time, drained while in the first-level cache.</summary>
internal unsafe struct DepthwiseWindows : IPieces
{
    private DepthwiseTaps taps;
    private int* weights;
    private DepthwiseVnni inFours;
    private int* corrections;
    private TileShape targetShape;
    private DType inputType;
    private bool accumulate;
    private bool hasDrain;
    private KernelTier width;
    private DrainPlan drain;
    private byte* sums;
    private RowMap sumsMap;

    private readonly bool IsFloat => inputType == DType.F32;

    /// <summary>Runs for 8-bit integers into int32 and for fp32; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, Tile target, DType sumsType, Tile x, Tile w, in ConvGeometry geometry, bool shared, bool accumulate, bool hasDrain, in DrainArguments drainArguments)
    {
        TileShape from = x.Shape;
        TileShape to = target.Shape;
        if (options.Tier == KernelTier.Reference || !Fits(target, sumsType, x, w, geometry, shared, hasDrain, drainArguments))
        {
            return false;
        }
        bool floats = from.Type == DType.F32;
        int channels = (int)to.Dims[3];
        DepthwiseWindows run = new()
        {
            targetShape = to,
            inputType = from.Type,
            accumulate = accumulate,
            hasDrain = hasDrain,
            width = options.Tier >= KernelTier.Vector512 ? KernelTier.Vector512 : options.Tier,
            taps = new DepthwiseTaps { Shape = from, Geometry = geometry, KernelRows = (int)w.Shape.Dims[0], KernelColumns = (int)w.Shape.Dims[1], Step = 2 },
        };
        fixed (byte* source = x.Data, kernels = w.Data, output = target.Data, residual = drainArguments.Residual.Data, lut = drainArguments.Lut)
        {
            if (floats)
            {
                run.weights = (int*)DepthwiseWeights.Gather(kernels, w.Shape, channels);
            }
            else
            {
                bool inFours = options.Tier == KernelTier.Emitted && VnniKernels.IsAvailable && w.Shape.Type == DType.I8 && HasNoZeroPoint(w);
                run.taps.Step = inFours ? 4 : 2;
                if (inFours)
                {
                    DepthwiseWeights.PackInFours(kernels, w.Shape, channels, from.Type == DType.I8, from.ZeroPoint, ref run.inFours, out run.corrections);
                }
                else if (!DepthwiseWeights.TryPack(run.width, kernels, w, channels, run.taps.Entries, from.ZeroPoint, out run.weights, out run.corrections))
                {
                    return false;
                }
            }
            int* parameters = (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes(channels));
            if (!RowMap.TryCreate(to, out run.sumsMap) || (hasDrain && !DrainPlan.TryCreate(to, floats, drainArguments, 0, channels, run.corrections, parameters, out run.drain)))
            {
                return false;
            }
            run.drain.Lut = lut;
            if (hasDrain && run.inFours.IsReady)
            {
                run.inFours.TryDrain(run.drain, drainArguments.Mode, channels);
            }
            int element = from.Type.Bits() / 8;
            run.taps.Input = source;
            if (from.Dims[3] != channels)
            {
                run.taps.Input = DepthwiseWeights.Repeat(source, ref run.taps.Shape, channels);
            }
            run.taps.Padding = Scratch.Get(ScratchUse.Line, ((long)channels * element) + 64);
            new Span<byte>(run.taps.Padding, channels * element).Fill(floats ? (byte)0 : (byte)from.ZeroPoint);
            run.sums = output;
            run.drain.Output = output;
            run.drain.Residual = residual;
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
        int entries = taps.Entries;
        int runs = (outputColumns + BlockGemm.BlockRows - 1) / BlockGemm.BlockRows;
        int run = (((outputColumns + runs - 1) / runs) + 1) & ~1;
        int* block = (int*)Scratch.Get(ScratchUse.Sums, (BlockGemm.BlockRows + 6) * GemmTiles.BlockColumns * sizeof(int));
        byte** table = (byte**)Scratch.Get(ScratchUse.Offsets, (run + 2L) * entries * sizeof(byte*));
        for (int x = 0; x < outputColumns; x += run)
        {
            int pixels = Math.Min(run, outputColumns - x);
            long row = ((long)index * outputColumns) + x;
            taps.Fill(table, index / outputRows, index % outputRows, x, pixels);
            for (int channel = 0; channel < channels; channel += GemmTiles.BlockColumns)
            {
                int count = Math.Min(GemmTiles.BlockColumns, channels - channel);
                if (inFours.IsCertified)
                {
                    inFours.Drain(width, drain, table, pixels, channel, count, row, (nint)targetShape.Strides[2]);
                    continue;
                }
                if (IsFloat)
                {
                    SumsBlock.Load(block, accumulate ? sums : null, sumsMap, row, pixels, channel, count);
                    DepthwiseFloats.Run(width, table, pixels, taps.Count, entries, channel, count, (float*)weights, channels, block);
                }
                else if (inFours.IsReady)
                {
                    inFours.Sum(table, pixels, channel, count, block);
                }
                else if (inputType == DType.I8)
                {
                    DepthwiseBytes.Run<SignedBytes>(width, table, pixels, entries, channel, count, weights, block);
                }
                else
                {
                    DepthwiseBytes.Run<UnsignedBytes>(width, table, pixels, entries, channel, count, weights, block);
                }
                if (hasDrain)
                {
                    BlockGemm.DrainBlock(width, drain, block, GemmTiles.BlockColumns, row, pixels, channel, count);
                }
                else
                {
                    SumsBlock.Store(block, IsFloat, accumulate, corrections, sums, sumsMap, row, pixels, channel, count);
                }
            }
        }
    }

    // An array may hold nothing but zeros.
    private static bool HasNoZeroPoint(Tile w) => w.ZeroPoints.IsEmpty ? w.Shape.ZeroPoint == 0 : !w.ZeroPoints.ContainsAnyExcept(0);

    // Shapes that agree, plain rows, data long enough: anything else is the reference's, which says what is wrong.
    private static bool Fits(Tile target, DType sumsType, Tile x, Tile w, in ConvGeometry g, bool shared, bool hasDrain, in DrainArguments drainArguments)
    {
        TileShape from = x.Shape;
        TileShape kernel = w.Shape;
        TileShape to = target.Shape;
        bool bytes = from.Type is DType.I8 or DType.U8 && kernel.Type is DType.I8 or DType.U8 && sumsType == DType.I32;
        bool floats = from.Type == DType.F32 && kernel.Type == DType.F32 && sumsType == DType.F32;
        bool steps = g.StrideH >= 1 && g.StrideW >= 1 && g.DilationH >= 1 && g.DilationW >= 1 && g.InputDilationH == 1 && g.InputDilationW == 1
            && g.PadTop >= 0 && g.PadLeft >= 0 && g.PadBottom >= 0 && g.PadRight >= 0;
        if (!(bytes || floats) || !steps || from.Rank != 4 || to.Rank != 4 || kernel.Rank != 3 || from.Elements == 0 || to.Elements == 0 || kernel.Elements == 0
            || !DrainPlan.IsRowMajor(from) || !DrainPlan.IsRowMajor(to) || !DrainPlan.IsRowMajor(kernel) || !RowMoves.IsWritable(to) || (!hasDrain && to.Type != sumsType)
            || !x.ZeroPoints.IsEmpty || !target.ZeroPoints.IsEmpty || (!w.ZeroPoints.IsEmpty && w.ZeroPoints.Length != kernel.Dims[2]))
        {
            return false;
        }
        // Padding is read as the zero point.
        bool padded = (g.PadTop | g.PadBottom | g.PadLeft | g.PadRight) != 0;
        bool zeroPointFits = floats || !padded || (from.ZeroPoint >= from.Type.MinValue() && from.ZeroPoint <= from.Type.MaxValue());
        long multiplier = to.Dims[3] / from.Dims[3];
        long expanded = from.Dims[0] * from.Dims[1] * from.Dims[2] * to.Dims[3] * (from.Type.Bits() / 8);
        bool residualFits = !hasDrain || drainArguments.ResidualMode == ResidualMode.None
            || (DrainTile.SameDims(drainArguments.Residual.Shape, to) && drainArguments.Residual.Shape.SpanBytes() <= drainArguments.Residual.Data.Length);
        return zeroPointFits && residualFits && to.Dims[3] % from.Dims[3] == 0 && kernel.Dims[2] == (shared ? multiplier : to.Dims[3]) && from.Dims[0] == to.Dims[0]
            && kernel.Dims[0] * kernel.Dims[1] <= 4096 && (multiplier == 1 || expanded <= int.MaxValue / 2) && to.Dims[3] * kernel.Dims[0] * kernel.Dims[1] <= int.MaxValue / 8
            && g.OutputRows(from.Dims[1], kernel.Dims[0]) == to.Dims[1] && g.OutputColumns(from.Dims[2], kernel.Dims[1]) == to.Dims[2]
            && from.SpanBytes() <= x.Data.Length && kernel.SpanBytes() <= w.Data.Length && to.SpanBytes() <= target.Data.Length;
    }
}
