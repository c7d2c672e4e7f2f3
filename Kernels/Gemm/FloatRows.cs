using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// The left rows of an fp32 product as runs of consecutive terms: where a block's rows start for each tap of a window, so that images are read in place. Taps on
/// padding point at zeros.
/// </summary>
/// <remarks>
/// <code>
/// 3 × 3, C = 40: runs in K order, block by block of 16 channels
/// block 0: (0,0) 16 terms, (0,1) 16 … (2,2) 16;  block 1: …;  block 2: (0,0) 8 terms … (2,2) 8
/// 7 × 7, C = 3: a kernel row is one tap of 21 terms, in an image copied once with its border
/// a plain row is one tap, in blocks of 64 terms
/// </code>
/// </remarks>
internal unsafe struct FloatRows
{
    /// <summary>Terms that are taken before the next six rows: their panels and a block's rows stay in the second-level cache.</summary>
    public const int PassTerms = 1024;

    private const int PlainBlock = 64;

    /// <summary>Start of row r for tap t, at t · <see cref="TapStep"/> + r.</summary>
    public byte** Table;
    public nint TapStep;
    public int Taps;
    public int Blocks;
    public nint BlockTerms;
    /// <summary>Terms of a run in the last block.</summary>
    public nint LastTerms;

    private bool fills;
    // What plain rows are widened from, block by block; fp32 is read in place.
    private DType type;
    private KernelTier width;
    // The image of narrow windows, border included; null for others.
    private byte* image;
    private nint imageStep;
    private nint lineStep;

    /// <summary>Runs of a whole row.</summary>
    public readonly int Runs => Blocks * Taps;

    /// <summary>Runs in a pass.</summary>
    public readonly int RunsInPass => Math.Max(1, PassTerms / (int)BlockTerms);

    /// <summary>Describes the rows of <paramref name="source"/>, elements of <paramref name="type"/>; windows are of fp32.</summary>
    public static FloatRows Create(in RowSource source, DType type, KernelTier width)
    {
        int taps = source.IsConv ? source.KernelRows * source.KernelColumns : 1;
        // Fewer channels than a block make runs too short.
        bool fills = taps > 1 && source.Channels < PanelLayout.ChannelBlock;
        if (fills && source.Geometry.DilationW == 1)
        {
            return KernelLines(source);
        }
        taps = fills ? 1 : taps;
        long terms = source.Depth / taps;
        long block = taps > 1 ? PanelLayout.ChannelBlock : PlainBlock;
        int blocks = checked((int)((terms + block - 1) / block));
        return new FloatRows { type = type, width = width, Taps = taps, fills = fills, BlockTerms = (nint)block, Blocks = blocks, LastTerms = (nint)(terms - ((blocks - 1) * block)) };
    }

    private static FloatRows KernelLines(in RowSource source)
    {
        nint terms = source.KernelColumns * source.Channels;
        FloatRows rows = new() { Taps = source.KernelRows, Blocks = 1, BlockTerms = terms, LastTerms = terms };
        if (source.NeedsBorder || source.PixelStride != source.Channels * sizeof(float))
        {
            rows.image = BorderedImage.Copy(source, out rows.imageStep, out rows.lineStep);
        }
        else
        {
            rows.image = source.Base;
            (rows.imageStep, rows.lineStep) = (source.ImageStride, source.RowStride);
        }
        return rows;
    }

    /// <summary>Terms before a run, the same for all rows.</summary>
    public readonly nint TermsBefore(int run) => (run / Taps * BlockTerms * Taps) + (run % Taps * (run / Taps == Blocks - 1 ? LastTerms : BlockTerms));

    /// <summary>Finds <paramref name="rows"/> rows and, where that costs nothing, those of the tile behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Locate(in RowSource source, long firstRow, int rows)
    {
        if (!fills && !WidenedFloats.Widens(type))
        {
            rows += (int)Math.Min(FloatTiles.MostRows, source.Rows - firstRow - rows);
        }
        TapStep = rows;
        Table = (byte**)Scratch.Get(ScratchUse.RowTable, (long)Taps * rows * sizeof(byte*));
        if (fills)
        {
            nint step = source.PaddedRowBytes;
            byte* filled = Scratch.Get(ScratchUse.Rows, rows * step);
            source.Fill(filled, step, firstRow, rows);
            for (int r = 0; r < rows; r++)
            {
                Table[r] = filled + (r * step);
            }
        }
        else if (image != null)
        {
            LocateLines(source, firstRow, rows);
        }
        else if (WidenedFloats.Widens(type))
        {
            // A line more where rows would all fall into one cache set.
            nint step = (((nint)source.Depth * sizeof(float)) + 63) & ~(nint)63;
            step += step % 4096 == 0 ? 64 : 0;
            byte* widened = Scratch.Get(ScratchUse.Rows, rows * step);
            for (int r = 0; r < rows; r++)
            {
                Table[r] = widened + (r * step);
                WidenedFloats.Row(width, type, source.Base + source.Map.Offset(firstRow + r), (float*)Table[r], (nint)source.Depth);
            }
        }
        else if (source.IsConv)
        {
            LocateWindows(source, firstRow, rows);
        }
        else
        {
            WindowTable.Addresses(Table, source.Base, source.Map, firstRow, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void LocateWindows(in RowSource source, long firstRow, int rows)
    {
        byte* zeros = null;
        if (source.NeedsBorder)
        {
            zeros = Scratch.Get(ScratchUse.ZeroRow, source.Channels * sizeof(float));
            new Span<byte>(zeros, source.Channels * sizeof(float)).Clear();
        }
        ConvGeometry g = source.Geometry;
        long line = firstRow / source.OutputColumns;
        int column = (int)(firstRow - (line * source.OutputColumns));
        int row = (int)(line % source.OutputRows);
        byte* image = source.Base + ((nint)(line / source.OutputRows) * source.ImageStride);
        byte** to = Table;
        for (int r = 0; r < rows; r++, to++)
        {
            int top = (row * g.StrideH) - g.PadTop, left = (column * g.StrideW) - g.PadLeft;
            byte** tap = to;
            for (int kr = 0, y = top; kr < source.KernelRows; kr++, y += g.DilationH)
            {
                byte* pixels = image + (y * source.RowStride);
                bool isInside = (uint)y < (uint)source.Height;
                for (int kc = 0, x = left; kc < source.KernelColumns; kc++, x += g.DilationW, tap += TapStep)
                {
                    *tap = isInside && (uint)x < (uint)source.Width ? pixels + (x * source.PixelStride) : zeros;
                }
            }
            if (++column == source.OutputColumns)
            {
                column = 0;
                if (++row == source.OutputRows)
                {
                    row = 0;
                    image += source.ImageStride;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void LocateLines(in RowSource source, long firstRow, int rows)
    {
        ConvGeometry g = source.Geometry;
        nint pixelStep = g.StrideW * source.Channels * sizeof(float), tapStep = g.DilationH * lineStep;
        for (int r = 0; r < rows; r++)
        {
            long line = (firstRow + r) / source.OutputColumns;
            long column = firstRow + r - (line * source.OutputColumns);
            byte* at = image + ((nint)(line / source.OutputRows) * imageStep) + ((nint)(line % source.OutputRows) * g.StrideH * lineStep) + ((nint)column * pixelStep);
            for (int tap = 0; tap < Taps; tap++, at += tapStep)
            {
                Table[(tap * TapStep) + r] = at;
            }
        }
    }
}
