using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AccelEmu.Measurement;
using ScottPlot;

namespace AccelEmu.Bench;

/// <summary>
/// The measured roofline: speed over arithmetic intensity, both logarithmic. Roofs are the peak loop and reads of each memory level; points are the u8 × s8 products of the
/// <c>gemm</c> family, ours and the runtime's.
/// </summary>
internal static class RooflinePlot
{
    private const double LeastIntensity = 0.5;
    private const double MostIntensity = 1000;
    private static readonly Color OursColor = Color.FromHex("#1f77b4");
    private static readonly Color NativeColor = Color.FromHex("#ff7f0e");
    private static readonly Color RoofColor = Color.FromHex("#444444");

    /// <summary>Draws it.</summary>
    /// <param name="gemm">A document of the <c>gemm</c> family.</param>
    public static Plot Draw(BenchDocument gemm)
    {
        BenchRow peak = gemm.Rows.Where(r => r.Kernel == "peak i8").Concat(gemm.Rows.Where(r => r.Kernel == "peak i16")).First();
        Plot plot = new();
        foreach (BenchRow level in gemm.Rows.Where(r => r.Kernel == "peak memory"))
        {
            // A byte read takes part in at least one product; the slope ends at the roof.
            double ridge = peak.Gmacs / level.Gmacs;
            Line(plot, (LeastIntensity, level.Gmacs * LeastIntensity), (ridge, peak.Gmacs), level.Shape, level.Gmacs);
        }
        Line(plot, (peak.Gmacs / gemm.Rows.Where(r => r.Kernel == "peak memory").Max(r => r.Gmacs), peak.Gmacs), (MostIntensity, peak.Gmacs), null, 0);
        var label = plot.Add.Text(Invariant($"{peak.Shape} in registers: {peak.Gmacs:0} GMAC/s"), Math.Log10(MostIntensity), Math.Log10(peak.Gmacs));
        label.LabelAlignment = Alignment.LowerRight;
        label.OffsetY = -4;
        BenchRow[] products = [.. gemm.Rows.Where(r => r.Threads == 1 && Extents(r) is not null)];
        Points(plot, products.Where(r => r.Kernel == "gemm u8×s8" && r.Tier == Fastest(products)), $"AccelEmu, {Fastest(products)}", OursColor, MarkerShape.FilledCircle);
        Points(plot, products.Where(r => r.Kernel == "MatMulInteger u8×s8"), gemm.Runtime ?? "", NativeColor, MarkerShape.OpenDiamond);
        Axes(plot, peak);
        plot.Title(Invariant($"u8 × s8 products of ResNet-50 and BERT-base, one thread, {gemm.Cpu}"), 15);
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    private static string Fastest(BenchRow[] products) => products.First(r => r.Kernel == "gemm u8×s8").Tier;

    private static void Line(Plot plot, (double X, double Y) from, (double X, double Y) to, string? level, double bandwidth)
    {
        var line = plot.Add.Line(Math.Log10(from.X), Math.Log10(from.Y), Math.Log10(to.X), Math.Log10(to.Y));
        line.LineColor = RoofColor;
        line.LineWidth = 1.5f;
        if (level is not null)
        {
            var text = plot.Add.Text(Invariant($"reads of {level}: {bandwidth:0} GB/s"), Math.Log10(from.X), Math.Log10(from.Y));
            text.LabelAlignment = Alignment.UpperLeft;
            text.LabelRotation = 0;
            text.OffsetX = 6;
        }
    }

    private static void Points(Plot plot, IEnumerable<BenchRow> rows, string name, Color color, MarkerShape shape)
    {
        BenchRow[] all = [.. rows];
        double[] x = [.. all.Select(r => Math.Log10(Intensity(r)))], y = [.. all.Select(r => Math.Log10(r.Gmacs))];
        var points = plot.Add.ScatterPoints(x, y);
        points.LegendText = name;
        points.Color = color;
        points.MarkerShape = shape;
        points.MarkerSize = 8;
    }

    private static void Axes(Plot plot, BenchRow peak)
    {
        plot.Axes.SetLimits(Math.Log10(LeastIntensity), Math.Log10(MostIntensity), Math.Log10(5), Math.Log10(peak.Gmacs * 2));
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
                IntegerTicksOnly = true,
                LabelFormatter = power => Math.Pow(10, power).ToString("0.##", CultureInfo.InvariantCulture),
            };
        }
        plot.XLabel("multiply-accumulates a byte of operands and sums");
        plot.YLabel("10⁹ multiply-accumulates a second");
    }

    // Operands read once, sums written once.
    private static double Intensity(BenchRow row)
    {
        (double m, double n, double k) = Extents(row)!.Value;
        return m * n * k / ((m * k) + (k * n) + (4 * m * n));
    }

    private static (double M, double N, double K)? Extents(BenchRow row)
    {
        double[] extents = [.. row.Shape.Split(' ')[^1].Split('×').Select(e => double.TryParse(e, CultureInfo.InvariantCulture, out double value) ? value : 0)];
        return extents.Length == 3 && extents.All(e => e > 0) ? (extents[0], extents[1], extents[2]) : null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
