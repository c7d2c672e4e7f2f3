using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>MLPerf Tiny's int8 models against outputs of TFLite, and of the integer reference on whole data sets: every value equal.</summary>
public class TinyReferenceTests
{
    [Fact]
    public void ResNet8_EqualsTfLite_OnAllTenImages()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile(Models.ResNet8));
        foreach ((byte[] input, float[] expected) in Recorded("resnet"))
        {
            Assert.Equal(expected, model.Dequantize(model.Run(Samples.Signed(input))));
        }
    }

    [Fact]
    public void Ad01_EqualsTfLite_OnAllTenWindows()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile(Models.Anomaly));
        foreach ((byte[] input, float[] expected) in Recorded("toycar"))
        {
            Assert.Equal(expected, model.Dequantize(model.Run(model.Quantize(LoadedModel.Floats(input)))));
        }
    }

    [Theory]
    [InlineData(RequantMode.FixedSingle)]
    [InlineData(RequantMode.FixedDouble)]
    public void Kws_EqualsTheReference_OnAllSamples(RequantMode rounding)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int right = Classify(Models.Keywords, rounding, Samples.Labelled("kws01"), "kws01", "ref_dscnn_kws_int8.csv", 500);
        Assert.True(rounding != RequantMode.FixedSingle || right == 458, $"{right} right, 458 expected");
    }

    [Theory]
    [InlineData(RequantMode.FixedSingle)]
    [InlineData(RequantMode.FixedDouble)]
    public void ResNet8_EqualsTheReference_OnIc01(RequantMode rounding)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        IEnumerable<Sample> samples = Samples.Labelled("ic01").Select(s => s with { Bytes = Samples.Signed(Samples.FromColumns(s.Bytes)) });
        int right = Classify(Models.ResNet8, rounding, samples, "ic01", "ref_resnet8_int8.csv", 25);
        Assert.True(rounding != RequantMode.FixedSingle || right == 22, $"{right} right, 22 expected");
    }

    [Theory]
    [InlineData(RequantMode.FixedSingle)]
    [InlineData(RequantMode.FixedDouble)]
    public void ResNet8_EqualsTheReference_OnCifar(RequantMode rounding)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        IEnumerable<Sample> samples = Samples.Cifar().Select(s => s with { Bytes = Samples.Signed(s.Bytes) });
        int right = Classify(Models.ResNet8, rounding, samples, "cifar10", "ref_resnet8_int8.csv", 250);
        Assert.True(rounding != RequantMode.FixedSingle || right == 183, $"{right} right, 183 expected");
    }

    /// <summary>Mean squared error of all 30 × 196 windows, to the six decimals of the reference, and the area under the ROC curve.</summary>
    [Theory]
    [InlineData(RequantMode.FixedSingle)]
    [InlineData(RequantMode.FixedDouble)]
    public void Ad01_EqualsTheReference_OnAllRecordings(RequantMode rounding)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile(Models.Anomaly, rounding: rounding));
        Dictionary<string, string> expected = Samples.Reference("ad01", "ref_ad01_int8.csv", $"mse_{Samples.Suffix(rounding)}");
        List<(double Error, int Label)> scores = [];
        foreach (Sample sample in Samples.Labelled("ad01"))
        {
            double error = MeanError(model, LoadedModel.Floats(sample.Bytes));
            Assert.Equal(expected[sample.Name], error.ToString("F6", CultureInfo.InvariantCulture));
            scores.Add((error, sample.Label));
        }
        Assert.Equal(30, scores.Count);
        double[] normal = [.. scores.Where(s => s.Label == 0).Select(s => s.Error)];
        double[] anomalous = [.. scores.Where(s => s.Label == 1).Select(s => s.Error)];
        double area = anomalous.Sum(a => normal.Count(n => a > n) + (0.5 * normal.Count(n => a == n))) / (normal.Length * anomalous.Length);
        Assert.True(rounding != RequantMode.FixedSingle || Math.Abs(area - 0.942) < 0.0005, $"AUC {area}, 0.942 expected");
    }

    private static double MeanError(LoadedModel model, float[] frames)
    {
        const int Window = 640;
        const int Step = 128;
        double sum = 0;
        int windows = 0;
        for (int start = 0; start + Window <= frames.Length; start += Step, windows++)
        {
            float[] real = frames[start..(start + Window)];
            byte[] made = model.Run(model.Quantize(real));
            double squares = 0;
            for (int i = 0; i < Window; i++)
            {
                double difference = ((double)((sbyte)made[i] - model.Output.ZeroPoint[0]) * model.Output.Scale[0]) - real[i];
                squares += difference * difference;
            }
            sum += squares / Window;
        }
        Assert.Equal(196, windows);
        return sum / windows;
    }

    private static int Classify(string name, RequantMode rounding, IEnumerable<Sample> samples, string set, string reference, int count)
    {
        using LoadedModel model = new(Models.Compile(name, rounding: rounding));
        Dictionary<string, string> expected = Samples.Reference(set, reference, $"out_{Samples.Suffix(rounding)}");
        int seen = 0;
        int right = 0;
        foreach (Sample sample in samples)
        {
            byte[] output = model.Run(sample.Bytes);
            Assert.True(expected[sample.Name] == string.Join(' ', output.Select(b => (sbyte)b)), $"sample {sample.Name}: {expected[sample.Name]} expected, got {string.Join(' ', output.Select(b => (sbyte)b))}");
            int best = Enumerable.Range(0, output.Length).MaxBy(i => (sbyte)output[i]);
            right += best == sample.Label ? 1 : 0;
            seen++;
        }
        Assert.Equal(count, seen);
        return right;
    }

    private static IEnumerable<(byte[] Input, float[] Output)> Recorded(string model) =>
        Enumerable.Range(0, 10).Select(i => (
            File.ReadAllBytes(Models.PathOf($"mlperf_tiny/mlonmcu_refs/{model}/input/{i}.bin")),
            LoadedModel.Floats(File.ReadAllBytes(Models.PathOf($"mlperf_tiny/mlonmcu_refs/{model}/output_tflite/{i}.bin")))));
}
