using System;
using System.Globalization;
using System.Text;

namespace AccelEmu.Bench;

/// <summary>One measured line.</summary>
/// <param name="Family">Bench family.</param>
/// <param name="Kernel">What ran.</param>
/// <param name="Tier">Kernel tier, or the baseline's name.</param>
/// <param name="Shape">Problem.</param>
/// <param name="Seconds">Fastest call.</param>
/// <param name="Rate">Operations a second (MAC for matrices, elements for vectors).</param>
/// <param name="OfPeak">Share of the peak measured in the same run.</param>
/// <param name="RatioToBaseline">Time over the baseline's time on the same shape.</param>
internal readonly record struct Row(string Family, string Kernel, string Tier, string Shape, double Seconds, double Rate, double? OfPeak, double? RatioToBaseline)
{
    public static string Header => $"{"kernel",-28} {"tier",-12} {"shape",-34} {"µs",11} {"G/s",8} {"of peak",8} {"÷ base",7}";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kernel,-28} {Tier,-12} {Shape,-34} {Micros,11} {(Rate >= 1e8 ? $"{Rate / 1e9:F1}" : $"{Rate / 1e9:F4}"),8} {(OfPeak is { } p ? $"{p * 100:F1} %" : ""),8} {(RatioToBaseline is { } r ? $"{r:F2}" : ""),7}");

    // Below a microsecond a fixed number of places says nothing.
    private string Micros => (Seconds * 1e6).ToString(Seconds < 1e-6 ? "F5" : "F1", CultureInfo.InvariantCulture);

    public string ToJson()
    {
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"family\":\"{Family}\",\"kernel\":\"{Kernel}\",\"tier\":\"{Tier}\",\"shape\":\"{Shape}\",\"seconds\":{Seconds:R},\"rate\":{Rate:R}");
        json.Append(CultureInfo.InvariantCulture, $",\"ofPeak\":{(OfPeak is { } p ? p.ToString("R", CultureInfo.InvariantCulture) : "null")},\"ratioToBaseline\":{(RatioToBaseline is { } r ? r.ToString("R", CultureInfo.InvariantCulture) : "null")}}}");
        return json.ToString();
    }
}
