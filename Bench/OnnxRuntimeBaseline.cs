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

    public OnnxRuntimeBaseline(byte[] model, Array data, long[] inputShape, Array result, long[] outputShape, int threads)
    {
        using SessionOptions settings = new() { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        session = new InferenceSession(model, settings);
        input = Value(data, inputShape);
        output = Value(result, outputShape);
        inputNames = [.. session.InputNames.Take(1)];
        outputNames = [.. session.OutputNames.Take(1)];
    }

    private static OrtValue Value(Array values, long[] shape) => values switch
    {
        int[] integers => OrtValue.CreateTensorValueFromMemory(integers, shape),
        float[] reals => OrtValue.CreateTensorValueFromMemory(reals, shape),
        _ => OrtValue.CreateTensorValueFromMemory((byte[])values, shape),
    };

    public void Run() => session.Run(options, inputNames, [input], outputNames, [output]);

    public void Dispose()
    {
        input.Dispose();
        output.Dispose();
        options.Dispose();
        session.Dispose();
    }
}
