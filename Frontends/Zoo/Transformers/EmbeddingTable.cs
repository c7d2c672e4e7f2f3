using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>A table of random rows: a constant, and the rows of the calibration sample.</summary>
/// <param name="Constant">fp32, or int8 with one scale.</param>
/// <param name="Raw">Rows as drawn.</param>
/// <param name="Factor">Makes real numbers of them.</param>
internal sealed record EmbeddingTable(Value Constant, float[] Raw, float Factor)
{
    private const int Codes = 127;

    /// <summary>Draws a table [<paramref name="rows"/>, <paramref name="width"/>] of numbers with a deviation.</summary>
    public static EmbeddingTable Draw(NetworkBuilder network, string name, int rows, int width, float deviation)
    {
        float[] raw = network.Draw(rows * width);
        float factor = deviation / NetworkBuilder.Deviation;
        Value table = new(name, network.Type, rows, width) { Constant = new byte[raw.Length * network.Type.Bits() / 8] };
        if (network.Type == DType.F32)
        {
            Parallel.For(0, rows, row =>
            {
                Span<float> to = MemoryMarshal.Cast<byte, float>(table.Constant.AsSpan(row * width * sizeof(float), width * sizeof(float)));
                for (int i = 0; i < width; i++)
                {
                    to[i] = raw[(row * width) + i] * factor;
                }
            });
            return new EmbeddingTable(table, raw, factor);
        }
        table.Quantization = Quantization.PerTensor(factor * NetworkBuilder.Largest / Codes, 0);
        Parallel.For(0, rows, row =>
        {
            for (int i = row * width; i < (row + 1) * width; i++)
            {
                table.Constant[i] = (byte)(sbyte)MathF.Round(raw[i] * (Codes / NetworkBuilder.Largest));
            }
        });
        return new EmbeddingTable(table, raw, factor);
    }

    /// <summary>The rows of a sample.</summary>
    public CalibrationTensor Rows(int[] rows)
    {
        int width = (int)Constant.Shape[1].Size;
        CalibrationTensor sample = new(rows.Length, 1, 1, width);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < width; i++)
            {
                sample.Data[(row * width) + i] = Raw[(rows[row] * width) + i] * Factor;
            }
        }
        return sample;
    }
}
