using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>The fold formulas against every dense report of SCALE-Sim v2 and v3 in the data folder.</summary>
public class ScaleSimTests
{
    private const int SparseRuns = 6;

    [Fact]
    public void ClosedForms_EqualEveryDenseReport()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int layers = 0;
        int runs = 0;
        foreach (string report in Directory.EnumerateFiles(SharedData.PathOf("timing", "scalesim"), "COMPUTE_REPORT.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string folder = Path.GetDirectoryName(report)!;
            if (File.Exists(Path.Combine(folder, "SPARSE_REPORT.csv")))
            {
                continue;
            }
            runs++;
            layers += CheckRun(folder);
        }
        Assert.Equal(73 - SparseRuns, runs);
        Assert.True(layers > 900, $"{layers} layers");
    }

    private static int CheckRun(string folder)
    {
        Dictionary<string, string> config = Config(Path.Combine(folder, "config.cfg"));
        long rows = long.Parse(config["ArrayHeight"]);
        long columns = long.Parse(config["ArrayWidth"]);
        Dataflow dataflow = config["Dataflow"] switch
        {
            "os" => Dataflow.OutputStationary,
            "is" => Dataflow.InputStationary,
            _ => Dataflow.WeightStationary,
        };
        List<(long M, long N, long K)> layers = Topology(Directory.EnumerateFiles(folder, "*.csv").Single(f => !f.EndsWith("REPORT.csv", StringComparison.Ordinal)));
        List<double[]> compute = Table(Path.Combine(folder, "COMPUTE_REPORT.csv"), out string[] names);
        List<double[]> access = Table(Path.Combine(folder, "DETAILED_ACCESS_REPORT.csv"), out string[] accessNames);
        Assert.Equal(layers.Count, compute.Count);
        for (int i = 0; i < layers.Count; i++)
        {
            SystolicFolds folds = new(dataflow, rows, columns, layers[i].M, layers[i].N, layers[i].K);
            long total = (long)Value(names, compute[i], "Total Cycles");
            string where = $"{folder} layer {i}";
            Assert.True(folds.ScaleSimTotalCycles == total - (long)Value(names, compute[i], "Stall Cycles"), where);
            Near(folds.ScaleSimOverallUtilization(total), Value(names, compute[i], "Overall Util %"), where);
            Near(folds.ScaleSimMappingEfficiency(), Value(names, compute[i], "Mapping Efficiency %"), where);
            Near(folds.ScaleSimComputeUtilization(), Value(names, compute[i], "Compute Util %"), where);
            Assert.True(folds.InputReads == (long)Value(accessNames, access[i], "SRAM IFMAP Reads"), where);
            Assert.True(folds.WeightReads == (long)Value(accessNames, access[i], "SRAM Filter Reads"), where);
            Assert.True(folds.ScaleSimOutputWrites == (long)Value(accessNames, access[i], "SRAM OFMAP Writes"), where);
        }
        return layers.Count;
    }

    /// <summary>Reports print shortest round-trip doubles whose order of summation is the simulator's own: nine digits identify the value.</summary>
    private static void Near(double actual, double expected, string where) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-9 * Math.Abs(expected), $"{where}: {actual:R} {expected:R}");

    private static double Value(string[] names, double[] row, string name) => row[Array.IndexOf(names, name)];

    private static Dictionary<string, string> Config(string file) => File.ReadLines(file)
        .Where(line => line.Contains('='))
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim());

    private static List<double[]> Table(string file, out string[] names)
    {
        string[] lines = File.ReadAllLines(file);
        names = Cells(lines[0]);
        return [.. lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line => Cells(line).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
    }

    private static List<(long M, long N, long K)> Topology(string file)
    {
        List<(long, long, long)> layers = [];
        string[] lines = File.ReadAllLines(file);
        bool gemm = Cells(lines[0]).Contains("M");
        foreach (string line in lines.Skip(1).Where(line => line.Trim().Length > 0))
        {
            string[] cells = Cells(line);
            long[] n = [.. cells.Skip(1).TakeWhile(cell => long.TryParse(cell, out _)).Select(long.Parse)];
            if (gemm)
            {
                layers.Add((n[0], n[1], n[2]));
                continue;
            }
            long strideW = n.Length > 7 ? n[7] : n[6];
            long pixels = Windows(n[0], n[2], n[6]) * Windows(n[1], n[3], strideW);
            bool depthwise = cells[0].Contains("DP", StringComparison.Ordinal);
            for (long copy = 0; copy < (depthwise ? n[4] : 1); copy++)
            {
                layers.Add((pixels, n[5], n[2] * n[3] * (depthwise ? 1 : n[4])));
            }
        }
        return layers;
    }

    private static long Windows(long size, long kernel, long stride) => (size - kernel + stride + stride - 1) / stride;

    private static string[] Cells(string line) => [.. line.TrimEnd().TrimEnd(',').Split(',').Select(cell => cell.Trim())];
}
