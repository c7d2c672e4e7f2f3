using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Scales and zero points of a quantised tensor beside its tiles.</summary>
/// <param name="Parameters">Scales, then zero points when there are several.</param>
/// <param name="Count">Number of scales.</param>
/// <param name="ZeroPoints">Number of zero points in the array; 0 = the tile's scalar.</param>
internal sealed record QuantizationArrays(Parameters Parameters, int Count, int ZeroPoints)
{
    /// <summary>Per-channel parameters belong to whole rows.</summary>
    public int RowDimensions => Count > 1 ? 1 : 0;

    /// <summary>The arrays of <paramref name="value"/>.</summary>
    public static QuantizationArrays Of(LoweringContext context, Node node, Value value)
    {
        if (value.Quantization is not { } q || (q.Scales.Length > 1 && q.Axis != value.Shape.Length - 1))
        {
            throw new CompileException("compile.quantization", node.Name, $"needs the quantisation of {value}, per tensor or along its last dimension");
        }
        int zeros = q.ZeroPoints.Length > 1 ? q.ZeroPoints.Length : 0;
        byte[] data = [.. Parameters.Of(q.Scales), .. zeros > 0 ? Parameters.Of(q.ZeroPoints) : []];
        return new QuantizationArrays(new Parameters(context, node.Name, data), q.Scales.Length, zeros);
    }

    /// <summary>A tile of the tensor with its arrays on a core.</summary>
    public View On(int core, View tile)
    {
        long at = Parameters.On(core).Base;
        return tile with { Scales = at, ScaleCount = Count, ZeroPointArray = ZeroPoints > 0 ? at + (4L * Count) : -1 };
    }
}
