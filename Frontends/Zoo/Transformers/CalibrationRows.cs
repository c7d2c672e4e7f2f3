using System;
using System.Threading.Tasks;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>The row operations of calibration on tokens [count, 1, 1, width]; every sum is one ordered chain, so that every CPU gives the same bits.</summary>
internal static class CalibrationRows
{
    /// <summary>Layer normalisation.</summary>
    public static CalibrationTensor LayerNorm(CalibrationTensor x, float[] gamma, float[] beta, float epsilon) => Each(x, (row, result) =>
    {
        double mean = 0, variance = 0;
        foreach (float value in row)
        {
            mean += value;
        }
        mean /= row.Length;
        foreach (float value in row)
        {
            variance += (value - mean) * (value - mean);
        }
        double factor = 1 / Math.Sqrt((variance / row.Length) + epsilon);
        for (int i = 0; i < row.Length; i++)
        {
            result[i] = ((float)((row[i] - mean) * factor) * gamma[i]) + beta[i];
        }
    });

    /// <summary>A function of each number.</summary>
    public static CalibrationTensor Map(CalibrationTensor x, Func<float, float> function) => Each(x, (row, result) =>
    {
        for (int i = 0; i < row.Length; i++)
        {
            result[i] = function(row[i]);
        }
    });

    /// <summary>Softmax of each row over its first numbers: all of them, or with <paramref name="causal"/> as many as its index in the sequence allows.</summary>
    public static CalibrationTensor Softmax(CalibrationTensor scores, bool causal)
    {
        CalibrationTensor result = new(scores.Count, 1, 1, scores.Channels);
        Parallel.For(0, scores.Count, index =>
        {
            Span<float> to = result.Data.AsSpan(index * scores.Channels, scores.Channels);
            int visible = causal ? (index % scores.Channels) + 1 : scores.Channels;
            ReadOnlySpan<float> row = scores.Data.AsSpan(index * scores.Channels, visible);
            float max = float.NegativeInfinity, sum = 0;
            foreach (float value in row)
            {
                max = Math.Max(max, value);
            }
            for (int i = 0; i < visible; i++)
            {
                sum += to[i] = Transcendental.Exp(row[i] - max);
            }
            for (int i = 0; i < visible; i++)
            {
                to[i] /= sum;
            }
            to[visible..].Clear();
        });
        return result;
    }

    private delegate void RowFunction(ReadOnlySpan<float> row, Span<float> result);

    private static CalibrationTensor Each(CalibrationTensor x, RowFunction function)
    {
        CalibrationTensor y = new(x.Count, 1, 1, x.Channels);
        Parallel.For(0, x.Count, index => function(x.Data.AsSpan(index * x.Channels, x.Channels), y.Data.AsSpan(index * x.Channels, x.Channels)));
        return y;
    }
}
