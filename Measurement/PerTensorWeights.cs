using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>The other way of quantising a network's weights, for runtimes that are faster with it: one scale for a whole tensor.</summary>
internal static class PerTensorWeights
{
    /// <summary>
    /// Gives every constant with a scale for each channel the largest of them, and rounds its codes (int8 weights, int32 biases) to it. Changes <paramref name="graph"/>,
    /// whose results change a little.
    /// </summary>
    public static Graph Apply(Graph graph)
    {
        foreach (Value value in graph.Nodes.SelectMany(n => n.Inputs).Distinct().Where(v => v is { Constant: not null, Quantization.Axis: >= 0 }))
        {
            Quantization each = value.Quantization!;
            float largest = each.Scales.Max();
            double[] factors = [.. each.Scales.Select(s => (double)s / largest)];
            long inner = value.Shape[(each.Axis + 1)..].Aggregate(1L, (size, dimension) => size * dimension.Size);
            byte[] codes = [.. value.Constant!];
            for (int i = 0; i < codes.Length / value.Type.BytesOf(1); i++)
            {
                double factor = factors[i / inner % factors.Length];
                if (value.Type == DType.I8)
                {
                    codes[i] = (byte)(sbyte)Math.Round((sbyte)codes[i] * factor);
                }
                else
                {
                    ref int code = ref MemoryMarshal.Cast<byte, int>(codes.AsSpan())[i];
                    code = (int)Math.Round(code * factor);
                }
            }
            value.Constant = codes;
            value.Quantization = Quantization.PerTensor(largest, each.ZeroPoints[0]);
        }
        return graph;
    }
}
