using System;
using System.Threading.Tasks;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>The windowed operations of calibration that keep channels apart; every sum is one ordered chain.</summary>
internal static class CalibrationWindows
{
    /// <summary>Depthwise convolution with w [kernel rows, kernel columns, C].</summary>
    public static CalibrationTensor Depthwise(CalibrationTensor x, float[] w, in ConvGeometry geometry) =>
        Run(x, geometry, (x, w), static (state, window, sums) =>
        {
            sums.Clear();
            foreach ((int tap, int offset) in window)
            {
                ReadOnlySpan<float> values = state.x.Data.AsSpan(offset, state.x.Channels);
                ReadOnlySpan<float> weights = state.w.AsSpan(tap * state.x.Channels, state.x.Channels);
                for (int c = 0; c < sums.Length; c++)
                {
                    sums[c] = MathF.FusedMultiplyAdd(values[c], weights[c], sums[c]);
                }
            }
        });

    /// <summary>Window maximum over the taps inside the image.</summary>
    public static CalibrationTensor Max(CalibrationTensor x, in ConvGeometry geometry) =>
        Run(x, geometry, x, static (x, window, results) =>
        {
            results.Fill(float.NegativeInfinity);
            foreach ((_, int offset) in window)
            {
                ReadOnlySpan<float> values = x.Data.AsSpan(offset, x.Channels);
                for (int c = 0; c < results.Length; c++)
                {
                    results[c] = Math.Max(results[c], values[c]);
                }
            }
        });

    /// <summary>Mean over the whole image.</summary>
    public static CalibrationTensor GlobalMean(CalibrationTensor x)
    {
        ConvGeometry whole = ConvGeometry.Unit with { KernelH = x.Height, KernelW = x.Width };
        return Run(x, whole, x, static (x, window, results) =>
        {
            results.Clear();
            foreach ((_, int offset) in window)
            {
                ReadOnlySpan<float> values = x.Data.AsSpan(offset, x.Channels);
                for (int c = 0; c < results.Length; c++)
                {
                    results[c] += values[c];
                }
            }
            for (int c = 0; c < results.Length; c++)
            {
                results[c] /= window.Length;
            }
        });
    }

    private delegate void WindowFunction<in TState>(TState state, ReadOnlySpan<(int Tap, int Offset)> window, Span<float> results);

    private static CalibrationTensor Run<TState>(CalibrationTensor x, ConvGeometry g, TState state, WindowFunction<TState> function)
    {
        CalibrationTensor y = new(x.Count, (int)g.OutputRows(x.Height, g.KernelH), (int)g.OutputColumns(x.Width, g.KernelW), x.Channels);
        Parallel.For(0, x.Count * y.Height, line =>
        {
            (int image, int outRow) = Math.DivRem(line, y.Height);
            (int Tap, int Offset)[] window = new (int, int)[g.KernelH * g.KernelW];
            for (int outColumn = 0; outColumn < y.Width; outColumn++)
            {
                int taps = 0;
                for (int tap = 0; tap < window.Length; tap++)
                {
                    (int row, int column) = Math.DivRem(tap, g.KernelW);
                    int inRow = (outRow * g.StrideH) + row - g.PadTop;
                    int inColumn = (outColumn * g.StrideW) + column - g.PadLeft;
                    if ((uint)inRow < (uint)x.Height && (uint)inColumn < (uint)x.Width)
                    {
                        window[taps++] = (tap, ((((image * x.Height) + inRow) * x.Width) + inColumn) * x.Channels);
                    }
                }
                function(state, window.AsSpan(0, taps), y.Data.AsSpan(((line * y.Width) + outColumn) * y.Channels, y.Channels));
            }
        });
        return y;
    }
}
