using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace AccelEmu.Timing;

/// <summary>Two report files, column by column: whole numbers and names must be equal, others to 1e-9 of their size.</summary>
internal static class ReportComparison
{
    private const double Tolerance = 1e-9;

    public static IEnumerable<ScaleSimColumnCheck> Compare(string name, string expected, string actual)
    {
        List<string[]> theirs = Rows(expected);
        List<string[]> ours = Rows(actual);
        foreach (string title in theirs[0].Union(ours[0]))
        {
            int from = Array.IndexOf(theirs[0], title);
            int to = Array.IndexOf(ours[0], title);
            yield return from < 0 || to < 0
                ? new ScaleSimColumnCheck(name, title, 0, Math.Max(1, Math.Max(theirs.Count, ours.Count) - 1), from < 0 ? "the column is missing in the run" : "not a column of this report")
                : Column(name, title, theirs, from, ours, to);
        }
    }

    private static ScaleSimColumnCheck Column(string name, string title, List<string[]> theirs, int from, List<string[]> ours, int to)
    {
        int passed = 0;
        int failed = 0;
        string reason = "";
        for (int row = 1; row < Math.Max(theirs.Count, ours.Count); row++)
        {
            string? expected = row < theirs.Count ? theirs[row].ElementAtOrDefault(from) : null;
            string? actual = row < ours.Count ? ours[row].ElementAtOrDefault(to) : null;
            if (expected is not null && actual is not null && AreEqual(expected, actual))
            {
                passed++;
                continue;
            }
            reason = failed++ == 0 ? $"layer {row - 1}: expected {expected ?? "nothing"}, got {actual ?? "nothing"}" : reason;
        }
        return new ScaleSimColumnCheck(name, title, passed, failed, reason);
    }

    private static bool AreEqual(string expected, string actual)
    {
        bool fraction = expected.AsSpan().IndexOfAny('.', 'e', 'E') >= 0;
        if (!fraction
            || !double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out double e)
            || !double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out double a))
        {
            return expected == actual;
        }
        // Cycles are printed with a point though whole: those are exact too.
        return double.IsInteger(e) && double.IsInteger(a) ? e == a : Math.Abs(a - e) <= Tolerance * Math.Abs(e);
    }

    private static List<string[]> Rows(string text) =>
        [.. text.Split('\n').Where(l => l.Trim().Length > 0).Select(l => l.Trim().TrimEnd(',').Split(',').Select(c => c.Trim()).ToArray()).DefaultIfEmpty([])];
}
