using System.Collections.Generic;

namespace AccelEmu.Frontends;

/// <summary>What an ONNX file may leave open, and limits on what reading it may take.</summary>
public sealed record OnnxOptions
{
    /// <summary>The first extent of an input when the file leaves it open.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Extents of named dimensions; they go before <see cref="Batch"/>.</summary>
    public IReadOnlyDictionary<string, int> Dimensions { get; init; } = new Dictionary<string, int>();

    /// <summary>Bytes of constants the graph may hold, copies in other orders and computed constants included.</summary>
    public long MaxConstantBytes { get; init; } = 4L << 30;
}
