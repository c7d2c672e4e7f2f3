using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;

namespace AccelEmu.Frontends.Tests;

/// <summary>ONNX Runtime on a model with one input, one thread.</summary>
internal static class OnnxRuntimeSession
{
    /// <summary>Contents of each output, in order.</summary>
    /// <param name="model">The file.</param>
    /// <param name="input">Dense contents of the input, in its type.</param>
    /// <param name="level">Which fusions the runtime may make: they change its arithmetic.</param>
    public static byte[][] Run(byte[] model, byte[] input, GraphOptimizationLevel level)
    {
        using SessionOptions settings = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = level };
        using InferenceSession session = new(model, settings);
        (string name, NodeMetadata type) = session.InputMetadata.Single();
        using OrtValue tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type.ElementDataType, [.. type.Dimensions.Select(d => d < 0 ? 1L : d)]);
        input.AsSpan().CopyTo(tensor.GetTensorMutableRawData());
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, new Dictionary<string, OrtValue> { [name] = tensor }, session.OutputNames);
        return [.. outputs.Select(o => o.GetTensorMutableRawData().ToArray())];
    }
}
