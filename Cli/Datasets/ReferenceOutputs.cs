using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace AccelEmu.Cli;

/// <summary>
/// Expected outputs of every sample from a CSV: columns <c>sample</c> and <c>out_single</c>/<c>out_double</c> (integers, space separated), or
/// <c>mse_single</c>/<c>mse_double</c> (six decimals).
/// </summary>
internal sealed class ReferenceOutputs
{
    private readonly Dictionary<string, double[]> expected;
    private readonly bool isScore;

    private ReferenceOutputs(Dictionary<string, double[]> expected, bool isScore) => (this.expected, this.isScore) = (expected, isScore);

    public static ReferenceOutputs Read(string path, bool doubleRounding)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"reference '{path}': no such file");
        }
        string[][] rows = [.. File.ReadLines(path).Where(l => l.Length > 0).Select(l => l.Split(','))];
        string suffix = doubleRounding ? "_double" : "_single";
        int column = rows.Length == 0 ? -1 : Array.FindIndex(rows[0], c => c == $"out{suffix}" || c == $"mse{suffix}");
        if (column <= 0)
        {
            throw new CliException($"reference '{path}': column out{suffix} or mse{suffix} is missing");
        }
        Dictionary<string, double[]> expected = [];
        foreach (string[] row in rows.Skip(1))
        {
            if (row.Length <= column || Numbers(row[column]) is not { } numbers || !expected.TryAdd(row[0], numbers))
            {
                throw new CliException($"reference '{path}': line '{string.Join(',', row)}' has no numbers in column {column + 1}, or its sample comes twice");
            }
        }
        return new ReferenceOutputs(expected, rows[0][column].StartsWith("mse", StringComparison.Ordinal));
    }

    private static double[]? Numbers(string text)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }
        return numbers.Length == 0 ? null : numbers;
    }

    /// <summary>True when a sample's outputs (or its score, to the six decimals given) are the expected ones.</summary>
    public bool Matches(string sample, double[] outputs, double score)
    {
        if (!expected.TryGetValue(sample, out double[]? numbers))
        {
            throw new CliException($"reference: sample '{sample}' is missing");
        }
        return isScore ? Math.Abs(numbers[0] - score) <= 1e-6 : numbers.AsSpan().SequenceEqual(outputs);
    }
}
