using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Where a matrix product's left rows come from: rows in memory, or the windows of a convolution laid out in the ISA's K order.</summary>
/// <remarks>
/// <code>
/// window of one output pixel, C = 32, 3 × 3:
/// ┌ channels 0..15 ──────────────┬ channels 16..31 ─────────────┐
/// │ tap(0,0) tap(0,1) … tap(2,2) │ tap(0,0) tap(0,1) … tap(2,2) │  tail up to four bytes: zero
/// └──────────────────────────────┴──────────────────────────────┘
/// </code>
/// </remarks>
internal unsafe struct RowSource
{
    /// <summary>First element of the first row, or of the first pixel's first channel of this group.</summary>
    public byte* Base;
    /// <summary>Bytes of one element: 1, 2 or 4.</summary>
    public int ElementBytes;
    /// <summary>Elements of one row.</summary>
    public long Depth;
    /// <summary>Each byte is exclusive-or'ed with this: 0x80 turns int8 into uint8 offset by 128.</summary>
    public byte Flip;
    /// <summary>Every byte of a padded element, after <see cref="Flip"/>; padding is the zero point.</summary>
    public byte PadByte;
    /// <summary>Padded element for types wider than a byte.</summary>
    public ushort PadShort;
    /// <summary>Rows of a plain matrix.</summary>
    public RowMap Map;
    /// <summary>True for a convolution.</summary>
    public bool IsConv;

    public ConvGeometry Geometry;
    public int Height;
    public int Width;
    public int Channels;
    public int KernelRows;
    public int KernelColumns;
    public int OutputRows;
    public int OutputColumns;
    /// <summary>Rows of the product.</summary>
    public long Rows;
    public nint ImageStride;
    public nint RowStride;
    public nint PixelStride;

    /// <summary>True when windows reach over the image's edge.</summary>
    public readonly bool NeedsBorder => (Geometry.PadTop | Geometry.PadBottom | Geometry.PadLeft | Geometry.PadRight) != 0;

    /// <summary>Bytes of a row rounded up so that rows start on cache lines and six rows do not fall into one cache set.</summary>
    public readonly nint PaddedRowBytes
    {
        get
        {
            nint bytes = (((nint)Depth * ElementBytes) + 63) & ~(nint)63;
            return bytes % 4096 == 0 ? bytes + 64 : bytes;
        }
    }

    /// <summary>True when kernels may read rows where they are: a fixed distance apart, whole lanes, no flip.</summary>
    public readonly bool InPlace(nint alignment) =>
        !IsConv && Map.IsLinear && Flip == 0 && (Depth * ElementBytes) % 4 == 0 && Map.Step % alignment == 0 && (nint)Base % alignment == 0;

    /// <summary>Writes rows <paramref name="first"/>… to <paramref name="destination"/>, each followed by zeros up to four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Fill(byte* destination, nint rowBytes, long first, int rows)
    {
        nint used = (nint)Depth * ElementBytes;
        nint whole = (used + 3) & ~(nint)3;
        long line = IsConv ? first / OutputColumns : 0;
        int outputColumn = IsConv ? (int)(first - (line * OutputColumns)) : 0;
        int outputRow = IsConv ? (int)(line % OutputRows) : 0;
        byte* image = Base + (IsConv ? (nint)(line / OutputRows) * ImageStride : 0);
        for (int r = 0; r < rows; r++)
        {
            byte* row = destination + (r * rowBytes);
            if (!IsConv)
            {
                Copy(row, Base + Map.Offset(first + r), used, Flip);
            }
            else
            {
                FillWindow(row, image, outputRow, outputColumn);
                if (++outputColumn == OutputColumns)
                {
                    outputColumn = 0;
                    if (++outputRow == OutputRows)
                    {
                        outputRow = 0;
                        image += ImageStride;
                    }
                }
            }
            for (nint i = used; i < whole; i++)
            {
                row[i] = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FillWindow(byte* row, byte* image, int outputRow, int outputColumn)
    {
        int top = (outputRow * Geometry.StrideH) - Geometry.PadTop;
        int left = (outputColumn * Geometry.StrideW) - Geometry.PadLeft;
        if (Channels <= PanelLayout.ChannelBlock && Geometry.DilationW == 1 && PixelStride == Channels * ElementBytes)
        {
            FillNarrowWindow(row, image, top, left);
            return;
        }
        if (ElementBytes == 1 && Channels % PanelLayout.ChannelBlock == 0)
        {
            FillByteBlocks(row, image, top, left);
            return;
        }
        int blockBytes = PanelLayout.ChannelBlock * ElementBytes;
        int taps = KernelRows * KernelColumns;
        int fullBlocks = Channels / PanelLayout.ChannelBlock;
        int tailBytes = (Channels % PanelLayout.ChannelBlock) * ElementBytes;
        byte* tailBase = row + ((nint)fullBlocks * taps * blockBytes);
        nint blockStep = (nint)taps * blockBytes;
        for (int kr = 0; kr < KernelRows; kr++)
        {
            int y = top + (kr * Geometry.DilationH);
            byte* line = image + (y * RowStride);
            for (int kc = 0; kc < KernelColumns; kc++)
            {
                int x = left + (kc * Geometry.DilationW);
                int tap = (kr * KernelColumns) + kc;
                byte* to = row + ((nint)tap * blockBytes);
                if ((uint)y >= (uint)Height || (uint)x >= (uint)Width)
                {
                    for (int b = 0; b < fullBlocks; b++, to += blockStep)
                    {
                        Pad(to, blockBytes);
                    }
                    Pad(tailBase + ((nint)tap * tailBytes), tailBytes);
                    continue;
                }
                byte* from = line + (x * PixelStride);
                for (int b = 0; b < fullBlocks; b++, to += blockStep, from += blockBytes)
                {
                    Copy(to, from, blockBytes, Flip);
                }
                Copy(tailBase + ((nint)tap * tailBytes), from, tailBytes, Flip);
            }
        }
    }

    // Whole blocks of bytes. Everything is in locals: the compiler must assume that a byte store changes a field.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FillByteBlocks(byte* row, byte* image, int top, int left)
    {
        int kernelRows = KernelRows, kernelColumns = KernelColumns, height = Height, width = Width;
        int dilationH = Geometry.DilationH, dilationW = Geometry.DilationW;
        nint rowStride = RowStride, pixelStride = PixelStride;
        nint blockStep = (nint)kernelRows * kernelColumns * 16;
        int blocks = Channels / PanelLayout.ChannelBlock;
        Vector128<byte> flip = Vector128.Create(Flip);
        Vector128<byte> pad = Vector128.Create(PadByte);
        for (int kr = 0, y = top; kr < kernelRows; kr++, y += dilationH)
        {
            bool lineInside = (uint)y < (uint)height;
            byte* line = image + (y * rowStride);
            for (int kc = 0, x = left; kc < kernelColumns; kc++, x += dilationW, row += 16)
            {
                byte* to = row;
                if (!lineInside || (uint)x >= (uint)width)
                {
                    for (int b = 0; b < blocks; b++, to += blockStep)
                    {
                        pad.Store(to);
                    }
                    continue;
                }
                byte* from = line + (x * pixelStride);
                int block = 0;
                for (; block + 4 <= blocks; block += 4, from += 64, to += 4 * blockStep)
                {
                    (Vector128.Load(from) ^ flip).Store(to);
                    (Vector128.Load(from + 16) ^ flip).Store(to + blockStep);
                    (Vector128.Load(from + 32) ^ flip).Store(to + (2 * blockStep));
                    (Vector128.Load(from + 48) ^ flip).Store(to + (3 * blockStep));
                }
                for (; block < blocks; block++, from += 16, to += blockStep)
                {
                    (Vector128.Load(from) ^ flip).Store(to);
                }
            }
        }
    }

    // At most one channel block and pixels without gaps: a kernel row is one run of memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FillNarrowWindow(byte* row, byte* image, int top, int left)
    {
        int pixelBytes = Channels * ElementBytes;
        int before = Math.Clamp(-left, 0, KernelColumns);
        int after = Math.Clamp(left + KernelColumns - Width, 0, KernelColumns - before);
        int inside = (KernelColumns - before - after) * pixelBytes;
        int kernelRows = KernelRows, dilationH = Geometry.DilationH;
        nint rowStride = RowStride;
        byte flip = Flip;
        if (inside == KernelColumns * pixelBytes && top >= 0 && top + ((kernelRows - 1) * dilationH) < Height)
        {
            byte* line = image + (top * rowStride) + (left * (nint)pixelBytes);
            for (int kr = 0; kr < kernelRows; kr++, row += inside, line += dilationH * rowStride)
            {
                Copy(row, line, inside, flip);
            }
            return;
        }
        for (int kr = 0; kr < kernelRows; kr++)
        {
            int y = top + (kr * dilationH);
            if ((uint)y >= (uint)Height)
            {
                Pad(row, KernelColumns * pixelBytes);
                row += KernelColumns * pixelBytes;
                continue;
            }
            Pad(row, before * pixelBytes);
            row += before * pixelBytes;
            Copy(row, image + (y * RowStride) + ((left + before) * (nint)pixelBytes), inside, Flip);
            row += inside;
            Pad(row, after * pixelBytes);
            row += after * pixelBytes;
        }
    }

    private readonly void Pad(byte* to, int bytes)
    {
        if (ElementBytes == 2)
        {
            new Span<ushort>(to, bytes / 2).Fill(PadShort);
        }
        else
        {
            new Span<byte>(to, bytes).Fill(PadByte);
        }
    }

    // Short runs dominate (a stem's 21 bytes, a 16-channel tail): overlapping vectors beat a call to memmove.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* to, byte* from, nint bytes, byte flip)
    {
        Vector128<byte> mask = Vector128.Create(flip);
        if (bytes is >= 16 and <= 32)
        {
            Vector128<byte> last = Vector128.Load(from + bytes - 16) ^ mask;
            (Vector128.Load(from) ^ mask).Store(to);
            last.Store(to + bytes - 16);
            return;
        }
        if (bytes > 32)
        {
            nint i = 0;
            for (; i + 64 <= bytes; i += 64)
            {
                (Vector512.Load(from + i) ^ Vector512.Create(flip)).Store(to + i);
            }
            for (; i + 16 <= bytes; i += 16)
            {
                (Vector128.Load(from + i) ^ mask).Store(to + i);
            }
            if (i < bytes)
            {
                (Vector128.Load(from + bytes - 16) ^ mask).Store(to + bytes - 16);
            }
            return;
        }
        for (nint i = 0; i < bytes; i++)
        {
            to[i] = (byte)(from[i] ^ flip);
        }
    }
}
