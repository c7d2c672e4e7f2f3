using System;

namespace AccelEmu.Frontends;

/// <summary>Sample activations that flow through a zoo network while it is built: [count, height, width, channels], row-major.</summary>
/// <param name="Count">Images.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Data">Values.</param>
internal sealed record CalibrationTensor(int Count, int Height, int Width, int Channels, float[] Data)
{
    private const int RangeSteps = 2048;

    /// <summary>Uninitialised values.</summary>
    public CalibrationTensor(int count, int height, int width, int channels)
        : this(count, height, width, channels, GC.AllocateUninitializedArray<float>(count * height * width * channels))
    {
    }

    /// <summary>Positions at which each channel is observed.</summary>
    public int Pixels => Count * Height * Width;

    /// <summary>The narrowest range, in steps of 1/2048 of the whole, that leaves out at most this share of the values at either end.</summary>
    public (float Min, float Max) Range(double leaveOut)
    {
        (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in Data)
        {
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }
        float step = (max - min) / RangeSteps;
        if (step == 0)
        {
            return (min, max);
        }
        int[] counts = new int[RangeSteps];
        foreach (float value in Data)
        {
            counts[Math.Min((int)((value - min) / step), RangeSteps - 1)]++;
        }
        int most = (int)(Data.Length * leaveOut);
        (int first, int last) = (0, RangeSteps - 1);
        for (int left = most; left >= counts[first]; first++)
        {
            left -= counts[first];
        }
        for (int left = most; left >= counts[last]; last--)
        {
            left -= counts[last];
        }
        return (min + (first * step), last == RangeSteps - 1 ? max : min + ((last + 1) * step));
    }
}
