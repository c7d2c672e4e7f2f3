using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Cli;

/// <summary>The first difference between an output and what was expected.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Index">Position of the element in each dimension.</param>
/// <param name="Expected">Expected value, as text.</param>
/// <param name="Actual">Value found, as text.</param>
/// <param name="Differences">How many elements differ.</param>
/// <param name="Elements">How many there are.</param>
internal sealed record Difference(string Output, long[] Index, string Expected, string Actual, long Differences, long Elements);

/// <summary>Compares outputs with expected tensors.</summary>
internal static class OutputComparison
{
    /// <summary>
    /// Exact comparison in the model's dtype; fp32 expectations of a quantised output are compared with its dequantised values, exactly. For float outputs
    /// <paramref name="absolute"/> and <paramref name="relative"/> allow |a − e| ≤ absolute + relative·|e|; NaN equals NaN.
    /// </summary>
    /// <returns>The first difference, or null.</returns>
    public static Difference? Compare(TensorBinding binding, byte[] actual, FileTensor file, double absolute, double relative)
    {
        TensorData expected = file.Data;
        long elements = InputConversion.Elements(binding);
        bool asFloat = binding.Scale.Length > 0 && (file.IsRaw ? expected.Bytes.Length == elements * 4 && actual.Length != expected.Bytes.Length : expected.Type == DType.F32);
        DType type = asFloat ? DType.F32 : file.IsRaw ? binding.Type : expected.Type;
        if (expected.Bytes.Length != type.BytesOf(elements))
        {
            throw new CliException($"expected '{binding.Name}': {expected.Bytes.Length} bytes; legal are {binding.Bytes} ({InputConversion.Describe(binding)}){(binding.Scale.Length > 0 ? $" or {elements * 4} (f32)" : "")}");
        }
        double[] want = Numbers(expected.Bytes, type, elements);
        double[] have = Numbers(actual, binding.Type, elements);
        if (asFloat)
        {
            for (int i = 0; i < have.Length; i++)
            {
                have[i] = (float)((have[i] - binding.ZeroPoint[0]) * binding.Scale[0]);
            }
        }
        bool tolerant = binding.Type.IsFloat();
        long first = -1;
        long different = 0;
        for (long i = 0; i < elements; i++)
        {
            bool equal = have[i].Equals(want[i]) || have[i] == want[i]
                || (tolerant && Math.Abs(have[i] - want[i]) <= absolute + (relative * Math.Abs(want[i])));
            if (!equal)
            {
                first = first < 0 ? i : first;
                different++;
            }
        }
        return first < 0 ? null : new Difference(binding.Name, Unravel(first, [.. binding.Shape]), $"{want[first]:R}", $"{have[first]:R}", different, elements);
    }

    /// <summary>Elements of a dense tensor as numbers; exact for every type of at most 53 significant bits.</summary>
    public static double[] Numbers(byte[] data, DType type, long elements)
    {
        byte[] wide = new byte[elements * 8];
        Reference.Convert(new Tile(wide, TileShape.Dense(DType.F64, elements)), new Tile(data, TileShape.Dense(type, elements)));
        return MemoryMarshal.Cast<byte, double>(wide).ToArray();
    }

    private static long[] Unravel(long flat, long[] shape)
    {
        long[] index = new long[shape.Length];
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            index[d] = flat % shape[d];
            flat /= shape[d];
        }
        return index;
    }
}
