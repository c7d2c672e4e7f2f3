using System;
using System.Runtime.CompilerServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// The left rows of an emitted product: where each row starts, and at which offsets from there its groups of K lie. Windows of a convolution are read where
/// the image is; only an image that needs padding is copied once, with its border.
/// </summary>
/// <remarks>
/// <code>
/// 3 × 3, C = 32: a row starts at its window's first pixel; groups of 16 bytes in K order
/// block 0: (0,0)+0  (0,1)+0  (0,2)+0  (1,0)+0 … (2,2)+0
/// block 1: (0,0)+16 (0,1)+16 …
/// 7 × 7, C = 3: a kernel row is 21 bytes in a row; it is taken as 24, against weights repacked to 24 with zeros
/// </code>
/// </remarks>
internal unsafe struct WindowTable
{
    private byte* first;
    private bool isImage;
    private RowMap map;
    private int outputRows;
    private int outputColumns;
    private nint imageStep;
    private nint lineStep;
    private nint pixelStep;
    private nint lineBytes;
    private nint columnBytes;

    public int* Groups;
    public int GroupCount;
    /// <summary>K steps of four in a group.</summary>
    public int Quads;
    public int TailQuads;
    public nint TailOffset;
    /// <summary>True when bytes have the other sign still than the kernel takes.</summary>
    public bool FlipsRows;
    /// <summary>True when rows must be laid out by <see cref="RowSource.Fill"/> first.</summary>
    public bool Fills;
    /// <summary>True when rows that are no multiple of four bytes are read where they are, up to three bytes of the next row with them: panels end with zeros.
    /// The last row, which has no next, must be copied.</summary>
    public bool ReadsOn;
    /// <summary>True when a row's groups follow each other.</summary>
    public bool IsLine;
    /// <summary>True when <see cref="NarrowWeights"/> replace the panels.</summary>
    public bool IsNarrow;
    /// <summary>Different bytes that a row adds to those of its neighbour, about.</summary>
    public nint FreshBytes;

    /// <summary>Describes rows; <paramref name="plainSums"/> tells that sums of whole rows will be wanted, <paramref name="zeroTails"/> that panels of part of a lane
    /// end with zeros.</summary>
    public static WindowTable Create(in RowSource source, bool plainSums, bool zeroTails)
    {
        int taps = source.KernelRows * source.KernelColumns;
        WindowTable table = new() { Quads = 4, FreshBytes = (nint)source.Depth * source.ElementBytes };
        bool bytes = source.ElementBytes == 1;
        if (bytes && source.IsConv && taps > 1 && source.Channels % PanelLayout.ChannelBlock == 0)
        {
            table.DescribeImage(source, source.NeedsBorder);
            table.Blocks(source);
            return table;
        }
        if (bytes && source.IsConv && taps > 1 && source.Channels < PanelLayout.ChannelBlock && source.Geometry.DilationW == 1 && !plainSums)
        {
            table.DescribeImage(source, copies: true);
            table.KernelRows(source);
            return table;
        }
        bool partial = source.Depth * source.ElementBytes % 4 != 0;
        table.ReadsOn = partial && zeroTails && !source.IsConv && source.Map.IsLinear && source.Map.Step >= 4;
        if ((partial && !table.ReadsOn) || (source.IsConv && (taps > 1 || source.NeedsBorder)))
        {
            table.Fills = true;
        }
        else if (source.IsConv)
        {
            table.DescribeImage(source, copies: false);
        }
        else
        {
            table.first = source.Base;
            table.map = source.Map;
            table.FlipsRows = source.Flip != 0;
        }
        table.Line((int)source.Depth * source.ElementBytes);
        return table;
    }

    /// <summary>Writes the addresses of <paramref name="rows"/> rows; <paramref name="filled"/> is where filled ones lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Addresses(byte** to, long firstRow, int rows, byte* filled, nint filledRow)
    {
        if (Fills)
        {
            for (int r = 0; r < rows; r++)
            {
                to[r] = filled + (r * filledRow);
            }
            return;
        }
        if (!isImage)
        {
            Addresses(to, first, map, firstRow, rows);
            return;
        }
        long line = firstRow / outputColumns;
        int column = (int)(firstRow - (line * outputColumns));
        int outputRow = (int)(line % outputRows);
        byte* at = first + ((nint)(line / outputRows) * imageStep) + (outputRow * lineStep) + (column * pixelStep);
        nint step = pixelStep, lineBack = lineStep - (outputColumns * step), imageBack = imageStep - (outputRows * lineStep);
        for (int r = 0; r < rows; r++)
        {
            to[r] = at;
            at += step;
            if (++column == outputColumns)
            {
                column = 0;
                at += lineBack;
                if (++outputRow == outputRows)
                {
                    outputRow = 0;
                    at += imageBack;
                }
            }
        }
    }

    /// <summary>Writes the addresses of a tile's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Addresses(byte** to, byte* start, in RowMap rowMap, long firstRow, int rows)
    {
        if (rowMap.IsLinear)
        {
            nint step = rowMap.Step;
            byte* at = start + ((nint)firstRow * step);
            for (int r = 0; r < rows; r++, at += step)
            {
                to[r] = at;
            }
            return;
        }
        for (int r = 0; r < rows; r++)
        {
            to[r] = start + rowMap.Offset(firstRow + r);
        }
    }

    private void DescribeImage(in RowSource source, bool copies)
    {
        isImage = true;
        outputRows = source.OutputRows;
        outputColumns = source.OutputColumns;
        FlipsRows = source.Flip != 0 && !copies;
        first = source.Base;
        (imageStep, lineBytes, columnBytes) = (source.ImageStride, source.RowStride, source.PixelStride);
        if (copies)
        {
            first = BorderedImage.Copy(source, out imageStep, out lineBytes);
            columnBytes = source.Channels;
        }
        lineStep = lineBytes * source.Geometry.StrideH;
        pixelStep = columnBytes * source.Geometry.StrideW;
        FreshBytes = source.Channels * source.Geometry.StrideH * source.Geometry.StrideW;
    }

    private void Blocks(in RowSource source)
    {
        int blocks = source.Channels / PanelLayout.ChannelBlock;
        GroupCount = blocks * source.KernelRows * source.KernelColumns;
        Groups = (int*)Scratch.Get(ScratchUse.Groups, GroupCount * sizeof(int));
        int* to = Groups;
        for (int block = 0; block < blocks; block++)
        {
            for (int kr = 0; kr < source.KernelRows; kr++)
            {
                for (int kc = 0; kc < source.KernelColumns; kc++)
                {
                    *to++ = checked((int)((kr * source.Geometry.DilationH * lineBytes) + (kc * source.Geometry.DilationW * columnBytes) + (block * PanelLayout.ChannelBlock)));
                }
            }
        }
    }

    private void KernelRows(in RowSource source)
    {
        IsNarrow = true;
        int quads = NarrowWeights.RowQuads(source.KernelColumns * source.Channels);
        Quads = quads % 4 == 0 ? 4 : quads % 2 == 0 ? 2 : 1;
        GroupCount = source.KernelRows * quads / Quads;
        Groups = (int*)Scratch.Get(ScratchUse.Groups, GroupCount * sizeof(int));
        int* to = Groups;
        for (int kr = 0; kr < source.KernelRows; kr++)
        {
            for (int group = 0; group < quads / Quads; group++)
            {
                *to++ = checked((int)(kr * source.Geometry.DilationH * lineBytes)) + (group * Quads * 4);
            }
        }
    }

    private void Line(int depth)
    {
        IsLine = true;
        GroupCount = depth / 16;
        Groups = (int*)Scratch.Get(ScratchUse.Groups, GroupCount * sizeof(int));
        for (int i = 0; i < GroupCount; i++)
        {
            Groups[i] = 16 * i;
        }
        TailOffset = 16 * GroupCount;
        TailQuads = ((depth + 3) / 4) - (4 * GroupCount);
    }
}
