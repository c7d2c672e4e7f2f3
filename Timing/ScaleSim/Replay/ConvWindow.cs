using System;

namespace AccelEmu.Timing;

/// <summary>Which input word a window asks for: output pixel m and depth k = (kernel row, kernel column, channel) name a pixel of the input, or nothing (a null tap) beyond its edge.</summary>
internal sealed class ConvWindow
{
    public ConvWindow(ScaleSimLayer layer)
    {
        Layer = layer;
        OutputWidth = (int)layer.OutputWidth;
        OutputHeight = (int)layer.OutputHeight;
        Channels = layer.Channels;
        Depth = layer.K;
        (DistinctRows, ValidRows) = Axis(layer.InputHeight, layer.KernelHeight, layer.StrideHeight, layer.OutputHeight);
        (DistinctColumns, ValidColumns) = Axis(layer.InputWidth, layer.KernelWidth, layer.StrideWidth, layer.OutputWidth);
    }

    public ScaleSimLayer Layer { get; }
    public int OutputHeight { get; }
    public int OutputWidth { get; }
    public int Channels { get; }
    public long Depth { get; }

    /// <summary>Input rows that some window touches.</summary>
    public long DistinctRows { get; }
    /// <summary>(window, kernel row) pairs that lie inside the input.</summary>
    public long ValidRows { get; }
    /// <summary>Input columns that some window touches.</summary>
    public long DistinctColumns { get; }
    /// <summary>(window, kernel column) pairs that lie inside the input.</summary>
    public long ValidColumns { get; }

    /// <summary>D: distinct words touched.</summary>
    public long DistinctWords => DistinctRows * DistinctColumns * Channels;

    /// <summary>M · K less the null taps.</summary>
    public long ValidWords => ValidRows * ValidColumns * Channels;

    /// <summary>True when some tap is null.</summary>
    public bool HasNulls => ValidWords != Layer.M * Depth;

    /// <summary>True when no word is asked for by two windows.</summary>
    public bool IsDisjoint => DistinctWords == ValidWords;

    /// <summary>True when (m, k) asks for no word.</summary>
    public bool IsNull(long m, long k)
    {
        (long row, long column, _) = Pixel(m, k);
        return row >= Layer.InputHeight || column >= Layer.InputWidth;
    }

    /// <summary>Input pixel and channel of (m, k); outside the input for a null tap.</summary>
    public (long Row, long Column, long Channel) Pixel(long m, long k)
    {
        (long oy, long ox) = Math.DivRem((uint)m, (uint)OutputWidth);
        (uint tap, uint channel) = Math.DivRem((uint)k, (uint)Channels);
        (uint i, uint j) = Math.DivRem(tap, (uint)Layer.KernelWidth);
        return ((oy * Layer.StrideHeight) + i, (ox * Layer.StrideWidth) + j, channel);
    }

    /// <summary>Largest output pixel of first..last for which a tap is real; −1 when there is none.</summary>
    public long LastValid(long tap, long first, long last)
    {
        long i = tap / Layer.KernelWidth;
        long j = tap % Layer.KernelWidth;
        long lastRow = Math.Min(OutputHeight - 1, (Layer.InputHeight - 1 - i) / Layer.StrideHeight);
        long lastColumn = Math.Min(OutputWidth - 1, (Layer.InputWidth - 1 - j) / Layer.StrideWidth);
        long m = last / OutputWidth > lastRow
            ? (lastRow * OutputWidth) + lastColumn
            : (last / OutputWidth * OutputWidth) + Math.Min(last % OutputWidth, lastColumn);
        return m >= first ? m : -1;
    }

    private static (long Distinct, long Valid) Axis(long size, long kernel, long stride, long windows)
    {
        long whole = Math.Min(windows, ((size - kernel) / stride) + 1);
        long valid = whole * kernel;
        long distinct = kernel + ((whole - 1) * Math.Min(stride, kernel));
        for (long o = whole; o < windows; o++)
        {
            long inside = Math.Max(0, Math.Min(kernel, size - (o * stride)));
            valid += inside;
            distinct += Math.Max(0, inside - Math.Max(0, kernel - stride));
        }
        return (distinct, valid);
    }
}
