using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text.Json;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary><c>eval</c> on the published data sets: scores, references, layouts.</summary>
public class EvalCommandTests
{
    private static string Model(string name) => SharedData.PathOf("models", "mlperf_tiny", name);

    private static string Set(params string[] parts) => SharedData.PathOf(["datasets", .. parts]);

    [Theory]
    [InlineData("dscnn_kws_int8.tflite", "kws01", "ref_dscnn_kws_int8.csv", "single", 40)]
    [InlineData("dscnn_kws_int8.tflite", "kws01", "ref_dscnn_kws_int8.csv", "double", 40)]
    [InlineData("resnet8_int8.tflite", "ic01", "ref_resnet8_int8.csv", "single", 0)]
    [InlineData("resnet8_int8.tflite", "cifar10", "ref_resnet8_int8.csv", "double", 20)]
    [InlineData("ad01_int8.tflite", "ad01", "ref_ad01_int8.csv", "single", 3)]
    [InlineData("ad01_int8.tflite", "ad01", "ref_ad01_int8.csv", "double", 0)]
    public void EverySample_EqualsTheReference(string model, string set, string reference, string rounding, int samples)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        JsonElement result = CliRun.Expect(ExitCodes.Success, "eval", Model(model), Set(set), "--reference", Set(set, reference), "--rounding", rounding, "--samples", $"{samples}", "--json").Json();
        Assert.Equal("accelemu.eval/1", result.GetProperty("schema").GetString());
        Assert.Equal(result.GetProperty("samples").GetInt32(), result.GetProperty("reference_checked").GetInt32());
        Assert.Equal(0, result.GetProperty("reference_different").GetInt32());
        Assert.True(result.GetProperty("cycles_mean").GetDouble() > 0);
    }

    [Fact]
    public void Classification_HasItsInterval()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        JsonElement result = CliRun.Expect(ExitCodes.Success, "eval", Model("resnet8_int8.tflite"), Set("ic01"), "--json").Json();
        Assert.Equal("accuracy", result.GetProperty("metric").GetString());
        Assert.Equal(22, result.GetProperty("right").GetInt32());
        // Wilson's interval of 22 of 25.
        Assert.Equal(0.7004, result.GetProperty("interval95")[0].GetDouble(), 1e-3);
        Assert.Equal(0.9583, result.GetProperty("interval95")[1].GetDouble(), 1e-3);
        Assert.Contains("accuracy 22/25 = 88.00 %", CliRun.Expect(ExitCodes.Success, "eval", Model("resnet8_int8.tflite"), Set("ic01")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherRounding_Is5_AndCountsTheDifferentSamples()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using TemporaryFolder folder = new();
        string swapped = folder.Write("ref.csv", File.ReadAllText(Set("ic01", "ref_resnet8_int8.csv")).Replace("out_single", "out_x", StringComparison.Ordinal).Replace("out_double", "out_single", StringComparison.Ordinal));
        JsonElement result = CliRun.Expect(ExitCodes.Mismatch, "eval", Model("resnet8_int8.tflite"), Set("ic01"), "--reference", swapped, "--json").Json();
        Assert.InRange(result.GetProperty("reference_different").GetInt32(), 1, 25);
    }

    [Fact]
    public void Mnist_RunsFromIdxFiles()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        JsonElement result = CliRun.Expect(ExitCodes.Success, "eval", SharedData.PathOf("models", "onnx", "mnist_onnxzoo", "model.onnx"), Set("mnist"), "--samples", "100", "--json").Json();
        Assert.InRange(result.GetProperty("score").GetDouble(), 0.95, 1);
    }

    [Theory]
    [InlineData("--layout", "spiral", ExitCodes.Usage)]
    [InlineData("--layout", "idx", ExitCodes.BadInput)]
    [InlineData("--layout", "cifar", ExitCodes.BadInput)]
    [InlineData("--layout", "raw", ExitCodes.BadInput)]
    [InlineData("--reference", "absent.csv", ExitCodes.BadInput)]
    public void Errors_AreTold(string option, string value, int code)
    {
        using TemporaryFolder folder = new();
        Assert.StartsWith("error: ", CliRun.Expect(code, "eval", "zoo:mlp-int8", folder.Root, option, value).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.bin, 10, x")]
    [InlineData("a.bin")]
    [InlineData("absent.bin, 10, 1")]
    [InlineData("small.bin, 10, 1")]
    [InlineData("")]
    public void DamagedLabels_AreRefused(string line)
    {
        using TemporaryFolder folder = new();
        folder.Write("y_labels.csv", $"{line}\n");
        folder.Write("small.bin", "abc");
        Assert.StartsWith("error: ", CliRun.Expect(ExitCodes.BadInput, "eval", "zoo:mlp-int8", folder.Root, "--layout", "raw").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cifar", "x.bin.gz")]
    [InlineData("idx", "t-idx3-ubyte.gz")]
    [InlineData("idx", "t-idx3-ubyte.gz", "t-idx1-ubyte.gz")]
    public void DamagedArchives_AreRefused(string layout, params string[] files)
    {
        using TemporaryFolder folder = new();
        foreach (string file in files)
        {
            folder.Write(file, "this is no archive");
        }
        Assert.StartsWith("error: ", CliRun.Expect(ExitCodes.BadInput, "eval", "zoo:mlp-int8", folder.Root, "--layout", layout).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 0x7FFFFFFF, 28, 28)]
    [InlineData(16, 1, 28, 28)]
    [InlineData(800, 1, int.MaxValue, int.MaxValue)]
    [InlineData(800, 0, 0, 28)]
    [InlineData(800, -1, -1, 28)]
    [InlineData(3, 0, 0, 0)]
    public void IdxHeaders_ThatAskForMoreThanThereIs_AreRefused(int bytes, int count, int height, int width)
    {
        using TemporaryFolder folder = new();
        byte[] images = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(8), height);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(12), width);
        Zip(folder["t-idx3-ubyte.gz"], [.. images, .. new byte[Math.Max(0, bytes - 16)]], bytes);
        Zip(folder["t-idx1-ubyte.gz"], new byte[9], 9);
        Assert.Contains("IDX", CliRun.Expect(ExitCodes.BadInput, "eval", "zoo:mlp-int8", folder.Root, "--layout", "idx").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sample,label\na,1")]
    [InlineData("sample,out_single\na")]
    [InlineData("sample,out_single\na,1 2 x")]
    [InlineData("sample,out_single\na,1\na,1")]
    [InlineData("sample,out_single\na,")]
    public void DamagedReference_IsRefused(string text)
    {
        using TemporaryFolder folder = new();
        folder.Write("y_labels.csv", "a,10,1\n");
        folder.Write("ref.csv", text);
        Assert.Contains("reference", CliRun.Expect(ExitCodes.BadInput, "eval", "zoo:mlp-int8", folder.Root, "--layout", "raw", "--reference", folder["ref.csv"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Areas_AreSharesOfOrderedPairs()
    {
        Assert.Equal((4 + 2.5) / 8, Scores.AreaUnderCurve([(3, 1), (2, 1), (2, 0), (2.5, 0), (1, 0), (0, 0)]));
        Assert.Null(Scores.AreaUnderCurve([(1, 1)]));
        Assert.Null(Scores.AreaUnderCurve([]));
    }

    private static void Zip(string path, byte[] bytes, int length)
    {
        using GZipStream zip = new(File.Create(path), CompressionLevel.Fastest);
        zip.Write(bytes.AsSpan(0, length));
    }
}
