using System;
using System.IO;
using System.Linq;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>Image models of other sources: uint8 MobileNets with every class's score recorded, and the person detector.</summary>
public class ImageModelTests
{
    [Theory]
    [InlineData("mobilenet_v1_0.25_128_quant", RequantMode.FixedSingle)]
    [InlineData("mobilenet_v1_0.25_128_quant", RequantMode.FixedDouble)]
    [InlineData("mobilenet_v1_0.75_192_quant", RequantMode.FixedSingle)]
    [InlineData("mobilenet_v1_0.75_192_quant", RequantMode.FixedDouble)]
    [InlineData("mobilenet_v2_1.0_224_quant", RequantMode.FixedSingle)]
    [InlineData("mobilenet_v2_1.0_224_quant", RequantMode.FixedDouble)]
    [InlineData("mobilenet_v2_1.0_224_inat_bird_quant", RequantMode.FixedSingle)]
    [InlineData("mobilenet_v2_1.0_224_inat_bird_quant", RequantMode.FixedDouble)]
    public void MobileNet_GivesEveryRecordedScore(string name, RequantMode rounding)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile($"coral/{name}.tflite", rounding: rounding));
        byte[] expected = File.ReadAllBytes(Models.PathOf($"coral/{name}.out_{Samples.Suffix(rounding)}.u8"));
        Assert.Equal(expected, model.Run(File.ReadAllBytes(Models.PathOf($"coral/{name}.input.u8"))));
    }

    [Theory]
    [InlineData("person", RequantMode.FixedSingle, -113, 113)]
    [InlineData("person", RequantMode.FixedDouble, -113, 113)]
    [InlineData("no_person", RequantMode.FixedSingle, 59, -59)]
    [InlineData("no_person", RequantMode.FixedDouble, 57, -57)]
    public void PersonDetector_GivesTheRecordedScores(string image, RequantMode rounding, int without, int with)
    {
        const int Side = 96;
        const int Pixels = 1078;
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        byte[] bitmap = File.ReadAllBytes(Models.PathOf($"tflm/{image}.bmp"));
        // Rows are stored bottom-up; grey levels are fed as they are, read as int8.
        byte[] input = [.. Enumerable.Range(0, Side).SelectMany(y => bitmap.AsSpan(Pixels + ((Side - 1 - y) * Side), Side).ToArray())];
        using LoadedModel model = new(Models.Compile("tflm/person_detect.tflite", "edge", rounding: rounding));
        Assert.Equal([without, with], model.Run(input).Select(b => (int)(sbyte)b));
    }
}
