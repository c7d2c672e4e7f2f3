using System.Collections.Generic;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>A tensor of the file, with the graph values that hold it: in the file's own order, in NHWC, or both.</summary>
/// <param name="name">Name in the file.</param>
/// <param name="type">Element type.</param>
/// <param name="shape">Shape in the file's order.</param>
internal sealed class OnnxTensor(string name, DType type, int[] shape)
{
    public string Name { get; } = name;

    public DType Type { get; } = type;

    public int[] Shape { get; } = shape;

    public int Rank => Shape.Length;

    /// <summary>Integers: what they stand for.</summary>
    public Quantization? Quantization { get; set; }

    /// <summary>Contents known when reading, in the file's order.</summary>
    public byte[]? Contents { get; init; }

    /// <summary>The quantised constant whose numbers this fp32 tensor holds.</summary>
    public OnnxTensor? Dequantized { get; init; }

    /// <summary>The value in the file's order, once there is one.</summary>
    public Value? Plain { get; set; }

    /// <summary>The value in NHWC order of an NCHW tensor, once there is one.</summary>
    public Value? ChannelsLast { get; set; }

    /// <summary>Constants in other orders.</summary>
    public Dictionary<string, Value> Reordered { get; } = [];

    /// <summary>True when the contents do not depend on the model's inputs.</summary>
    public bool IsConstant => Contents is not null || Dequantized is not null;
}
