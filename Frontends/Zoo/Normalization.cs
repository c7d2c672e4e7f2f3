using System;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>
/// The data-dependent initialisation of a layer: factor and bias of each output channel such that its sums over the sample
/// have deviation <c>gain</c> and a small mean that differs between channels, which is what folded batch normalisation leaves in a trained network. Without it
/// the outputs of a deep random network hardly depend on its input.
/// </summary>
/// <param name="Factors">Multiplies the channel's weights.</param>
/// <param name="Biases">Added to the channel's sums.</param>
internal sealed record Normalization(float[] Factors, float[] Biases)
{
    /// <summary>Fewer observations than this say too little about one channel: the whole layer then shares a deviation.</summary>
    public const int FewestPixels = 32;

    /// <summary>Measures sums, and replaces them by their normalised and bounded values. Offsets are the channels' means, in deviations.</summary>
    public static Normalization Apply(CalibrationTensor sums, float gain, Clamp activation, ReadOnlySpan<float> offsets)
    {
        int channels = sums.Channels;
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        for (int i = 0; i < sums.Data.Length; i += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                mean[c] += sums.Data[i + c];
            }
        }
        for (int c = 0; c < channels; c++)
        {
            mean[c] /= sums.Pixels;
        }
        for (int i = 0; i < sums.Data.Length; i += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                double distance = sums.Data[i + c] - mean[c];
                variance[c] += distance * distance;
            }
        }
        double layer = 0;
        for (int c = 0; c < channels; c++)
        {
            variance[c] /= sums.Pixels;
            layer += variance[c];
        }
        layer = layer > 0 ? layer / channels * sums.Pixels / (sums.Pixels - 1) : 1;
        Normalization result = new(new float[channels], new float[channels]);
        for (int c = 0; c < channels; c++)
        {
            double own = sums.Pixels < FewestPixels ? layer : Math.Max(variance[c], layer / 16);
            result.Factors[c] = (float)(gain / Math.Sqrt(own));
            result.Biases[c] = (float)(-mean[c] * result.Factors[c]) + (sums.Pixels < FewestPixels ? 0 : offsets[c] * gain);
        }
        result.Change(sums, activation);
        return result;
    }

    /// <summary>
    /// Replaces sums by ones of mean square gain² over all channels and positions, means kept. For layers behind an attention, where the tokens of a sequence
    /// are alike and differ from those of the next: taking the means of a few sequences away, and enlarging what is left, would suit no others.
    /// </summary>
    public static Normalization Whole(CalibrationTensor sums, float gain, Clamp activation, ReadOnlySpan<float> offsets)
    {
        double square = 0;
        foreach (float sum in sums.Data)
        {
            square += (double)sum * sum;
        }
        float factor = square > 0 ? (float)(gain / Math.Sqrt(square / sums.Data.Length)) : 1;
        Normalization result = new(new float[sums.Channels], new float[sums.Channels]);
        for (int c = 0; c < sums.Channels; c++)
        {
            (result.Factors[c], result.Biases[c]) = (factor, offsets[c] * gain);
        }
        result.Change(sums, activation);
        return result;
    }

    private void Change(CalibrationTensor sums, Clamp activation)
    {
        int channels = sums.Channels;
        for (int i = 0; i < sums.Data.Length; i += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                float value = (sums.Data[i + c] * Factors[c]) + Biases[c];
                sums.Data[i + c] = Math.Clamp(value, activation.Min, activation.Max);
            }
        }
    }
}
