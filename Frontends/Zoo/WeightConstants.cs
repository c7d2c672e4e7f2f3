using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Makes the constants of a normalised layer, in fp32 or in TFLite's int8 scheme.</summary>
internal static class WeightConstants
{
    private const int Largest = 127;

    /// <summary>fp32 weights and bias.</summary>
    public static (Value Weights, Value Bias) Real(string name, float[] raw, Normalization layer, Dimension[] shape)
    {
        int outputs = layer.Factors.Length;
        Value weights = new(name + "/weights", DType.F32, shape) { Constant = new byte[raw.Length * sizeof(float)] };
        EachRow(raw, outputs, (row, k) =>
        {
            Span<float> target = MemoryMarshal.Cast<byte, float>(weights.Constant.AsSpan()).Slice(k * outputs, outputs);
            for (int o = 0; o < outputs; o++)
            {
                target[o] = row[o] * layer.Factors[o];
            }
        });
        Value bias = new(name + "/bias", DType.F32, outputs) { Constant = MemoryMarshal.AsBytes<float>(layer.Biases).ToArray() };
        return (weights, bias);
    }

    /// <summary>int8 weights with a symmetric scale for each output channel, int32 bias at the scale of the sums.</summary>
    public static (Value Weights, Value Bias) Quantized(string name, float[] raw, Normalization layer, Dimension[] shape, float inputScale)
    {
        int outputs = layer.Factors.Length;
        float[] largest = new float[outputs];
        for (int i = 0; i < raw.Length; i += outputs)
        {
            for (int o = 0; o < outputs; o++)
            {
                largest[o] = Math.Max(largest[o], Math.Abs(raw[i + o]));
            }
        }
        float[] scales = new float[outputs];
        float[] sumScales = new float[outputs];
        float[] steps = new float[outputs];
        int[] biases = new int[outputs];
        for (int o = 0; o < outputs; o++)
        {
            steps[o] = Largest / largest[o];
            scales[o] = largest[o] * layer.Factors[o] / Largest;
            sumScales[o] = scales[o] * inputScale;
            biases[o] = (int)Math.Round(layer.Biases[o] / ((double)scales[o] * inputScale), MidpointRounding.ToEven);
        }
        Value weights = new(name + "/weights", DType.I8, shape)
        {
            Constant = new byte[raw.Length],
            Quantization = new Quantization(scales, new int[outputs], shape.Length - 1),
        };
        EachRow(raw, outputs, (row, k) =>
        {
            Span<byte> target = weights.Constant.AsSpan(k * outputs, outputs);
            for (int o = 0; o < outputs; o++)
            {
                target[o] = (byte)(sbyte)MathF.Round(row[o] * steps[o]);
            }
        });
        Value bias = new(name + "/bias", DType.I32, outputs)
        {
            Constant = MemoryMarshal.AsBytes<int>(biases).ToArray(),
            Quantization = new Quantization(sumScales, new int[outputs], 0),
        };
        return (weights, bias);
    }

    private static void EachRow(float[] raw, int outputs, RowAction action) =>
        Parallel.For(0, raw.Length / outputs, k => action(raw.AsSpan(k * outputs, outputs), k));

    private delegate void RowAction(ReadOnlySpan<float> row, int k);
}
