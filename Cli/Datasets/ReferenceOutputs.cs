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
    private readonly Dictionary<string, string> expected;
    private readonly bool isScore;

    private ReferenceOutputs(Dictionary<string, string> expected, bool isScore) => (this.expected, this.isScore) = (expected, isScore);

    public static ReferenceOutputs Read(string path, bool doubleRounding)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"reference '{path}': no such file");
        }
        string[][] rows = [.. File.ReadLines(path).Where(l => l.Length > 0).Select(l => l.Split(','))];
        string suffix = doubleRounding ? "_double" : "_single";
        int column = rows.Length == 0 ? -1 : Array.FindIndex(rows[0], c => c == $"out{suffix}" || c == $"mse{suffix}");
        return column > 0
            ? new ReferenceOutputs(rows.Skip(1).ToDictionary(r => r[0], r => r[column]), rows[0][column].StartsWith("mse", StringComparison.Ordinal))
            : throw new CliException($"reference '{path}': column out{suffix} or mse{suffix} is missing");
    }

    /// <summary>True when a sample's outputs (or its score, to the six decimals given) are the expected ones.</summary>
    public bool Matches(string sample, double[] outputs, double score)
    {
        if (!expected.TryGetValue(sample, out string? text))
        {
            throw new CliException($"reference: sample '{sample}' is missing");
        }
        return isScore
            ? Math.Abs(double.Parse(text, CultureInfo.InvariantCulture) - score) <= 1e-6
            : text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).SequenceEqual(outputs);
    }
}
