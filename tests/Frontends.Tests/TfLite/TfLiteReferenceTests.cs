using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>Models as read give the outputs that TensorFlow Lite and the data's integer reference gave, to the last bit.</summary>
public sealed class TfLiteReferenceTests
{
    [Fact]
    public void Resnet8_equals_ten_published_outputs() => Published("resnet8_int8.tflite", "resnet", file => [.. File.ReadAllBytes(file).Select(b => b - 128.0)]);

    [Fact]
    public void Ad01_equals_ten_published_outputs() => Published("ad01_int8.tflite", "toycar", file =>
        [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray().Select(v => Math.Clamp(Math.Round(v / 0.39101523160934448f, MidpointRounding.AwayFromZero) + 89, -128, 127))]);

    [Fact]
    public void Keyword_spotting_equals_the_reference_on_forty_samples()
    {
        GraphInterpreter model = new(Read("mlperf_tiny", "dscnn_kws_int8.tflite"));
        string folder = SharedData.PathOf("datasets", "kws01");
        string[] lines = File.ReadAllLines(Path.Combine(folder, "ref_dscnn_kws_int8.csv"));
        string[] header = lines[0].Split(',');
        foreach (string[] fields in lines.Skip(1).Take(40).Select(l => l.Split(',')))
        {
            double[] output = model.Run([.. File.ReadAllBytes(Path.Combine(folder, fields[0])).Select(b => (double)(sbyte)b)]);
            int[] expected = [.. fields[Array.FindIndex(header, h => h.Contains("single", StringComparison.Ordinal) && h.Contains("out", StringComparison.Ordinal))].Split(' ', ';').Select(int.Parse)];
            Assert.Equal(expected, output.Select(v => (int)v));
        }
    }

    [Fact]
    public void Uint8_mobilenet_equals_the_reference()
    {
        GraphInterpreter model = new(Read("coral", "mobilenet_v1_0.25_128_quant.tflite"));
        double[] output = model.Run([.. File.ReadAllBytes(SharedData.PathOf("models", "coral", "mobilenet_v1_0.25_128_quant.input.u8")).Select(b => (double)b)]);
        Assert.Equal(File.ReadAllBytes(SharedData.PathOf("models", "coral", "mobilenet_v1_0.25_128_quant.out_single.u8")), output.Select(v => (byte)v));
    }

    [Theory]
    [InlineData("person.bmp", new[] { -113, 113 })]
    [InlineData("no_person.bmp", new[] { 59, -59 })]
    public void Person_detection_equals_the_reference(string image, int[] expected)
    {
        GraphInterpreter model = new(Read("tflm", "person_detect.tflite"));
        // An 8-bit bitmap: pixels from byte 1078 on, the bottom row first.
        const int Pixels = 1078;
        const int Side = 96;
        byte[] file = File.ReadAllBytes(SharedData.PathOf("models", "tflm", image));
        IEnumerable<double> topDown = Enumerable.Range(0, Side * Side).Select(i => (double)(sbyte)file[Pixels + ((Side - 1 - (i / Side)) * Side) + (i % Side)]);
        Assert.Equal(expected, model.Run([.. topDown]).Select(v => (int)v));
    }

    private static void Published(string file, string folder, Func<string, double[]> input)
    {
        Graph graph = Read("mlperf_tiny", file);
        GraphInterpreter model = new(graph);
        Quantization y = graph.Outputs[0].Quantization!;
        for (int i = 0; i < 10; i++)
        {
            double[] output = model.Run(input(SharedData.PathOf("models", "mlperf_tiny", "mlonmcu_refs", folder, "input", $"{i}.bin")));
            float[] expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.PathOf("models", "mlperf_tiny", "mlonmcu_refs", folder, "output_tflite", $"{i}.bin"))).ToArray();
            Assert.Equal(expected, output.Select(v => (float)(v - y.ZeroPoints[0]) * y.Scales[0]));
        }
    }

    private static Graph Read(string folder, string file)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        return TfLiteReader.Read(File.ReadAllBytes(SharedData.PathOf("models", folder, file)), file);
    }
}
