using System;
using System.Linq;
using AccelEmu.Measurement;
using Microsoft.ML.OnnxRuntime;

namespace AccelEmu.Bench;

/// <summary>ONNX Runtime at its best settings: all fusions, one operator at a time, threads that spin while it runs, preallocated input and output.</summary>
internal sealed class OnnxRuntime : INativeRuntime
{
    public string Name => "onnxruntime";

    public string Description => $"onnxruntime {OrtEnv.Instance().GetVersionString()}";

    public INativeModel Open(NativeModelRequest request) => new Model(request);

    private sealed class Model : INativeModel
    {
        private readonly InferenceSession session;
        private readonly OrtValue input;
        private readonly OrtValue output;
        private readonly RunOptions options = new();
        private readonly string[] inputNames;
        private readonly string[] outputNames;

        public Model(NativeModelRequest request)
        {
            using SessionOptions settings = new()
            {
                IntraOpNumThreads = request.Threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            };
            settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
            settings.AddSessionConfigEntry("session.force_spinning_stop", request.StopsSpinning ? "1" : "0");
            session = new InferenceSession(request.Onnx, settings);
            input = Value(request.Input, request.InputShape);
            output = Value(request.Output, request.OutputShape);
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

        private static OrtValue Value(Array data, long[] shape) => data switch
        {
            byte[] bytes => OrtValue.CreateTensorValueFromMemory(bytes, shape),
            sbyte[] bytes => OrtValue.CreateTensorValueFromMemory(bytes, shape),
            int[] integers => OrtValue.CreateTensorValueFromMemory(integers, shape),
            long[] integers => OrtValue.CreateTensorValueFromMemory(integers, shape),
            float[] floats => OrtValue.CreateTensorValueFromMemory(floats, shape),
            _ => throw new ArgumentException($"arrays of {data.GetType().GetElementType()} are not bound; use byte, sbyte, int, long or float", nameof(data)),
        };
    }
}
