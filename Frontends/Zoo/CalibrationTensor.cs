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
    /// <summary>Uninitialised values.</summary>
    public CalibrationTensor(int count, int height, int width, int channels)
        : this(count, height, width, channels, GC.AllocateUninitializedArray<float>(count * height * width * channels))
    {
    }

    /// <summary>Positions at which each channel is observed.</summary>
    public int Pixels => Count * Height * Width;

    /// <summary>Smallest and largest value.</summary>
    public (float Min, float Max) Range()
    {
        (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in Data)
        {
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }
        return (min, max);
    }
}
