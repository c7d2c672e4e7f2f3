using System;
using System.Linq;
using Microsoft.ML.OnnxRuntime;

namespace AccelEmu.Bench;

/// <summary>ONNX Runtime on one operator, at its best setting: constant weights, preallocated input and output.</summary>
internal sealed class OnnxRuntimeBaseline : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtValue input;
    private readonly OrtValue output;
    private readonly string[] inputNames;
    private readonly string[] outputNames;

    public OnnxRuntimeBaseline(byte[] model, byte[] data, long[] inputShape, Array result, long[] outputShape, int threads)
    {
        using SessionOptions settings = new() { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        session = new InferenceSession(model, settings);
        input = OrtValue.CreateTensorValueFromMemory(data, inputShape);
        output = result is int[] integers ? OrtValue.CreateTensorValueFromMemory(integers, outputShape) : OrtValue.CreateTensorValueFromMemory((byte[])result, outputShape);
        inputNames = [.. session.InputNames.Take(1)];
        outputNames = [.. session.OutputNames.Take(1)];
    }

    public void Run() => session.Run(options, inputNames, [input], outputNames, [output]);

    public void Dispose()
    {
        input.Dispose();
        output.Dispose();
        options.Dispose();
        session.Dispose();
    }
}
