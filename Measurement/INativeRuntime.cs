using System;

namespace AccelEmu.Measurement;

/// <summary>A native runtime to compare with. The library knows none; Bench brings one.</summary>
internal interface INativeRuntime
{
    /// <summary>Name used as tier and baseline.</summary>
    string Name { get; }

    /// <summary>Name and version.</summary>
    string Description { get; }

    /// <summary>Loads a model with its best settings: all fusions, one operator at a time, spinning threads.</summary>
    INativeModel Open(NativeModelRequest request);
}

/// <summary>A loaded model with its input and output in place.</summary>
internal interface INativeModel : IDisposable
{
    /// <summary>One inference.</summary>
    void Run();
}

/// <summary>What to load.</summary>
/// <param name="Onnx">The ONNX file.</param>
/// <param name="Input">Array of the first input's elements.</param>
/// <param name="InputShape">Its dimensions.</param>
/// <param name="Output">Array for the first output's elements.</param>
/// <param name="OutputShape">Its dimensions.</param>
/// <param name="Threads">Threads to use.</param>
internal sealed record NativeModelRequest(byte[] Onnx, Array Input, long[] InputShape, Array Output, long[] OutputShape, int Threads)
{
    /// <summary>Threads stop spinning when a run ends, so that they do not take the processors of what runs next.</summary>
    public bool StopsSpinning { get; init; } = true;
}
