using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.Frontends;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>Float models run, agree with recorded outputs within the stated bounds, and with their int8 siblings on classes.</summary>
public class FloatModelTests
{
    /// <summary>Order of fp32 additions differs between implementations; everything else is the same arithmetic.</summary>
    private const float RelativeBound = 1e-5f;

    [Fact]
    public void ResNet8Float_AgreesWithInt8_OnClasses()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel exact = new(Models.Compile("mlperf_tiny/resnet8_float.tflite"));
        using LoadedModel quantized = new(Models.Compile(Models.ResNet8));
        int same = 0;
        foreach (Sample sample in Samples.Cifar().Take(40))
        {
            float[] real = LoadedModel.Floats(exact.Run(LoadedModel.Bytes(Array.ConvertAll(sample.Bytes, b => (float)b))));
            Assert.Equal(1, real.Sum(), 1e-5);
            same += ArgMax(real) == ArgMax(quantized.Dequantize(quantized.Run(Samples.Signed(sample.Bytes)))) ? 1 : 0;
        }
        Assert.True(same >= 36, $"{same} of 40 classes agree");
    }

    [Fact]
    public void KwsFloat_AgreesWithInt8_OnClasses()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel exact = new(Models.Compile("mlperf_tiny/dscnn_kws_float.tflite"));
        using LoadedModel quantized = new(Models.Compile(Models.Keywords));
        int same = 0;
        foreach (Sample sample in Samples.Labelled("kws01").Take(60))
        {
            float[] input = Array.ConvertAll(sample.Bytes, b => ((sbyte)b - quantized.Input.ZeroPoint[0]) * quantized.Input.Scale[0]);
            float[] real = LoadedModel.Floats(exact.Run(LoadedModel.Bytes(input)));
            Assert.Equal(1, real.Sum(), 1e-5);
            same += ArgMax(real) == ArgMax(quantized.Dequantize(quantized.Run(sample.Bytes))) ? 1 : 0;
        }
        Assert.True(same >= 54, $"{same} of 60 classes agree");
    }

    [Fact]
    public void Ad01Float_StaysNearInt8()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel exact = new(Models.Compile("mlperf_tiny/ad01_float.tflite"));
        using LoadedModel quantized = new(Models.Compile(Models.Anomaly));
        for (int i = 0; i < 10; i++)
        {
            float[] input = LoadedModel.Floats(File.ReadAllBytes(Models.PathOf($"mlperf_tiny/mlonmcu_refs/toycar/input/{i}.bin")));
            float[] real = LoadedModel.Floats(exact.Run(LoadedModel.Bytes(input)));
            float[] made = quantized.Dequantize(quantized.Run(quantized.Quantize(input)));
            double apart = Math.Sqrt(real.Zip(made, (a, b) => (double)(a - b) * (a - b)).Sum() / real.Length);
            double spread = Math.Sqrt(real.Select(v => Math.Pow(v - real.Average(), 2)).Sum() / real.Length);
            Assert.True(apart < spread / 2, $"window {i}: {apart} apart, spread {spread}");
        }
    }

    [Fact]
    public void Mnist_IsWithinTheBound_OfTheRecordedOutput()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using LoadedModel model = new(Models.Compile(Models.Mnist));
        float[] made = LoadedModel.Floats(model.Run(Tensor("onnx/mnist_onnxzoo/test_data_set_0/input_0.pb")));
        float[] expected = LoadedModel.Floats(Tensor("onnx/mnist_onnxzoo/test_data_set_0/output_0.pb"));
        AssertNear(expected, made);
    }

    [Fact]
    public void Mnist_ClassifiesAsTheReferenceDoes()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        bool whole = Environment.GetEnvironmentVariable("ACCELEMU_LONG") == "1";
        using LoadedModel model = new(Models.Compile(Models.Mnist));
        int right = Samples.Mnist().Take(whole ? 5000 : 500).Count(s => ArgMax(LoadedModel.Floats(model.Run(LoadedModel.Bytes(Array.ConvertAll(s.Bytes, b => (float)b))))) == s.Label);
        Assert.Equal(whole ? 4915 : MnistRightOf500, right);
    }

    /// <summary>4915 of all 5000 are right; of the first 500 of them this many.</summary>
    private const int MnistRightOf500 = 493;

    private static byte[] Tensor(string path) => TensorProto.Read(File.ReadAllBytes(Models.PathOf(path)), path).Bytes;

    private static void AssertNear(float[] expected, float[] made)
    {
        Assert.Equal(expected.Length, made.Length);
        float largest = expected.Max(Math.Abs);
        for (int i = 0; i < made.Length; i++)
        {
            Assert.True(Math.Abs(made[i] - expected[i]) <= RelativeBound * largest, $"element {i}: {made[i]:R}, expected {expected[i]:R} within {RelativeBound} of {largest}");
        }
    }

    private static int ArgMax(float[] values) => Array.IndexOf(values, values.Max());
}
