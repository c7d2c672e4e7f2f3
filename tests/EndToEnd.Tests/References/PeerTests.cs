using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.TestKit;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>
/// ONNX models against ONNX Runtime on seeded inputs. Float models run there without optimisations and differ by the order of fp32 sums. The quantised model runs with
/// them, which is when the peer too computes in integers; its softmax then rounds to steps of 1/255 that may be neighbours of ours.
/// </summary>
public class PeerTests
{
    /// <param name="name">Model.</param>
    /// <param name="levels">Largest input of the first and the last run.</param>
    /// <param name="relative">Largest difference allowed, as a share of the largest expected output.</param>
    /// <param name="absolute">The same in the output's unit; above 0 for quantised models.</param>
    [Theory]
    [InlineData("onnx/micro_kws/micro_kws_m_static_fp32.onnx", 1, 200, 1e-5, 0)]
    [InlineData("onnx/micro_kws/micro_kws_m_static_qdq.onnx", 1, 200, 0, 1.001 / 255)]
    [InlineData("onnx/mnist_onnxzoo/model.onnx", 255, 255, 1e-5, 0)]
    [InlineData("onnx/ultraface/version-slim-320_without_postprocessing/version-slim-320_without_postprocessing.onnx", 1, 1, 1e-5, 0)]
    public void Outputs_AreThoseOfThePeer(string name, double firstLevel, double lastLevel, double relative, double absolute)
    {
        const int Runs = 6;
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = absolute > 0 ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        using InferenceSession peer = new(Models.PathOf(name), options);
        using LoadedModel model = new(Models.Compile(name));
        Random random = new(11);
        HashSet<string> different = [];
        for (int i = 0; i < Runs; i++)
        {
            double level = firstLevel + ((lastLevel - firstLevel) * i / (Runs - 1));
            double slope = random.NextDouble();
            // Waves with noise: noise alone drives classifiers to one class.
            float[] input = [.. Enumerable.Range(0, (int)model.Input.Bytes / 4).Select(k => (float)(level * (((1 + Math.Sin(k * slope)) / 2) + random.NextDouble()) / 2))];
            model.RunWhole(LoadedModel.Bytes(input));
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, [.. model.Input.Shape]);
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> expected = peer.Run(run, new Dictionary<string, OrtValue> { [model.Input.Name] = value }, peer.OutputNames);
            foreach ((string output, OrtValue tensor) in peer.OutputNames.Zip(expected))
            {
                float[] made = LoadedModel.Floats(model.Read(output));
                AssertNear($"{name} run {i} {output}", tensor.GetTensorDataAsSpan<float>(), made, relative, absolute);
                different.Add(Convert.ToHexString(LoadedModel.Bytes(made)));
            }
        }
        Assert.True(different.Count > peer.OutputNames.Count * Runs / 2, $"{different.Count} different outputs");
    }

    private static void AssertNear(string what, ReadOnlySpan<float> expected, float[] made, double relative, double absolute)
    {
        Assert.Equal(expected.Length, made.Length);
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < made.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            apart = Math.Max(apart, Math.Abs((double)made[i] - expected[i]));
        }
        Assert.True(apart <= absolute + (relative * largest), $"{what}: {apart} apart, allowed {absolute} + {relative} of {largest}");
    }
}
